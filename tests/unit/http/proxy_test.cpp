#include "http/proxy.hpp"

#include "base/environment.hpp"
#include "base/system.hpp"

#include <gtest/gtest.h>

namespace kestrun::http {
namespace {

class Proxy : public testing::Test
{
protected:
    void SetUp() override { TearDown(); }
    void TearDown() override
    {
        for (const char* name :
             {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
            base::set_environment_variable(name, std::nullopt);
    }
};

TEST_F(Proxy, IsTheOneForTheScheme)
{
    EXPECT_EQ(environment_proxy(false, "example.org"), std::nullopt);
    base::set_environment_variable("http_proxy", "http://plain:3128");
    base::set_environment_variable("HTTPS_PROXY", "tunnel:8080");
    EXPECT_EQ(environment_proxy(false, "example.org"), "http://plain:3128");
    EXPECT_EQ(environment_proxy(true, "example.org"), "http://tunnel:8080");
}

TEST_F(Proxy, FallsBackToTheOneForAll)
{
    base::set_environment_variable("ALL_PROXY", "http://any:1");
    EXPECT_EQ(environment_proxy(false, "a"), "http://any:1");
    EXPECT_EQ(environment_proxy(true, "a"), "http://any:1");
}

TEST_F(Proxy, DoesNotComeFromAVariableThatARequestCanSet)
{
    if (base::sys::on_windows) GTEST_SKIP() << "the names of variables have no case here";
    base::set_environment_variable("HTTP_PROXY", "http://evil:1");
    EXPECT_EQ(environment_proxy(false, "a"), std::nullopt);
}

TEST_F(Proxy, LeavesOutWhatIsListed)
{
    base::set_environment_variable("all_proxy", "http://any:1");
    base::set_environment_variable("no_proxy", "localhost, .example.org,10.0.0.1");
    EXPECT_EQ(environment_proxy(false, "LOCALHOST"), std::nullopt);
    EXPECT_EQ(environment_proxy(false, "www.example.org"), std::nullopt);
    EXPECT_EQ(environment_proxy(false, "example.org"), std::nullopt);
    EXPECT_EQ(environment_proxy(true, "10.0.0.1"), std::nullopt);
    EXPECT_EQ(environment_proxy(false, "notexample.org"), "http://any:1");
    EXPECT_EQ(environment_proxy(false, "host"), "http://any:1");
    EXPECT_TRUE(bypasses_proxy("*", "host"));
    EXPECT_FALSE(bypasses_proxy("", "host"));
}

} // namespace
} // namespace kestrun::http
