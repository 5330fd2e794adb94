#include "http/mime.hpp"

#include <gtest/gtest.h>

using namespace kestrun::http;

namespace {

TEST(Mime, ExtensionsDecideWithoutCase)
{
    EXPECT_EQ(media_type_of_file("index.html"), "text/html");
    EXPECT_EQ(media_type_of_file("/a.b/c/PHOTO.JPG"), "image/jpeg");
    EXPECT_EQ(media_type_of_file("app.mjs"), "text/javascript");
    EXPECT_EQ(media_type_of_file("a.tar.gz"), "application/x-gzip");
    EXPECT_EQ(media_type_of_file("x.woff2"), "font/woff2");
    EXPECT_EQ(media_type_of_file("3.3gp"), "video/3gpp");
    EXPECT_EQ(media_type_of_file("z.zst"), "application/zstd");
}

TEST(Mime, UnknownIsEmpty)
{
    for (const char* name : {"", "noext", ".html", "dir.html/file", "a.", "a.log", "a.averyverylongextension"})
        EXPECT_EQ(media_type_of_file(name), "") << name;
}

} // namespace
