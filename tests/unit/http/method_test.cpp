#include "http/method.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

TEST(Method, EveryTokenAndTitleIsFoundWithoutCase)
{
    for (const MethodEntry& entry : method_table) {
        EXPECT_EQ(parse_method(entry.token), entry.method);
        EXPECT_EQ(parse_method_title(entry.title), entry.method);
        EXPECT_EQ(parse_method_title(entry.token), entry.method);
        EXPECT_EQ(method_token(entry.method), entry.token);
        EXPECT_EQ(method_title(entry.method), entry.title);
    }
    EXPECT_EQ(parse_method("get"), Method::get);
    EXPECT_EQ(parse_method("version-CONTROL"), Method::version_control);
}

TEST(Method, OtherTokensAreUnknown)
{
    EXPECT_EQ(parse_method("FOO"), Method::unknown);
    EXPECT_EQ(parse_method("GETX"), Method::unknown);
    EXPECT_EQ(parse_method(""), Method::unknown);
    EXPECT_EQ(parse_method("Del"), Method::unknown);
    EXPECT_EQ(method_token(Method::unknown), "UNKNOWN");
}

TEST(MethodSet, HoldsEveryMethodByItself)
{
    MethodSet set;
    EXPECT_TRUE(set.empty());
    set.add(Method::get);
    set.add(Method::orderpatch);
    EXPECT_TRUE(set.has(Method::get));
    EXPECT_TRUE(set.has(Method::orderpatch));
    EXPECT_FALSE(set.has(Method::post));
    EXPECT_TRUE((set & MethodSet(Method::post)).empty());
    EXPECT_FALSE((set & MethodSet(Method::get)).empty());
}

} // namespace
