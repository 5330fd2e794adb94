#include "server/router.hpp"

#include <gtest/gtest.h>

using namespace kestrun;
using namespace kestrun::server;
using http::Method;

namespace {

class RouterTest : public testing::Test
{
protected:
    void map(const std::string& pattern, http::MethodSet methods = Method::get, std::vector<std::string> hosts = {})
    {
        RouteOptions options;
        options.pattern = pattern;
        options.methods = methods;
        options.hosts = std::move(hosts);
        router.add(std::move(options), nullptr);
    }

    /// `pattern name=value ...`, `404` or `405 allowed`.
    std::string find(std::string_view path, Method method = Method::get, std::string_view host = "h")
    {
        RouteMatch match;
        router.match({method, path, host, "pipe:p"}, match);
        if (match.outcome == MatchOutcome::no_path) return "404";
        if (match.outcome == MatchOutcome::wrong_method) return "405 " + allow_list(match.allowed);
        std::string text = match.route->pattern.pattern();
        for (const auto& [name, value] : match.values) text.append(" ").append(name).append("=").append(value);
        return text;
    }

    std::string error(const std::string& pattern, http::MethodSet methods = Method::get, std::vector<std::string> hosts = {})
    {
        try {
            map(pattern, methods, std::move(hosts));
        } catch (const RouteError& failure) {
            return failure.what();
        }
        return "mapped";
    }

    Router router;
};

TEST_F(RouterTest, LiteralsMatchWithoutCaseAndOneLastSlash)
{
    map("/hello");
    map("/slash/");
    map("/");
    EXPECT_EQ(find("/HELLO"), "/hello");
    EXPECT_EQ(find("/hello/"), "/hello");
    EXPECT_EQ(find("/slash"), "/slash/");
    EXPECT_EQ(find("/"), "/");
    EXPECT_EQ(find("/hello//"), "404");
    EXPECT_EQ(find("//hello"), "404");
    EXPECT_EQ(find("/hell"), "404");
    EXPECT_EQ(find("/hello/x"), "404");
}

TEST_F(RouterTest, ParametersTakeOneSegment)
{
    map("/user/{id}");
    EXPECT_EQ(find("/user/a b"), "/user/{id} id=a b");
    EXPECT_EQ(find("/user/a%2Fb"), "/user/{id} id=a%2Fb");
    EXPECT_EQ(find("/user/a+;b/"), "/user/{id} id=a+;b");
    EXPECT_EQ(find("/user/"), "404");
    EXPECT_EQ(find("/user//"), "404");
    EXPECT_EQ(find("/user/1/2"), "404");
}

TEST_F(RouterTest, LiteralBeforeConstrainedBeforeParameterBeforeCatchAll)
{
    map("/{*rest}");
    map("/p/{any}");
    map("/p/{n:int}");
    map("/p/me");
    map("/p/{*rest:alpha}");
    EXPECT_EQ(find("/p/me"), "/p/me");
    EXPECT_EQ(find("/p/12"), "/p/{n:int} n=12");
    EXPECT_EQ(find("/p/x"), "/p/{any} any=x");
    EXPECT_EQ(find("/p"), "/p/{*rest:alpha}");
    EXPECT_EQ(find("/p/x/y"), "/{*rest} rest=p/x/y");
    EXPECT_EQ(find("/q/x/"), "/{*rest} rest=q/x/");
    EXPECT_EQ(find("/"), "/{*rest}");
}

TEST_F(RouterTest, GoesBackWhenTheExactEdgeLeadsNowhere)
{
    map("/a/b/c");
    map("/a/{x}/d");
    map("/{y}/b/e");
    EXPECT_EQ(find("/a/b/c"), "/a/b/c");
    EXPECT_EQ(find("/a/b/d"), "/a/{x}/d x=b");
    EXPECT_EQ(find("/a/b/e"), "/{y}/b/e y=a");
    EXPECT_EQ(find("/a/b/f"), "404");
}

TEST_F(RouterTest, OptionalAndDefaultSegmentsMayBeAbsent)
{
    map("/o/{id?}");
    map("/d/{id=def}");
    map("/two/{a=1}/{b?}");
    EXPECT_EQ(find("/o"), "/o/{id?}");
    EXPECT_EQ(find("/o/5"), "/o/{id?} id=5");
    EXPECT_EQ(find("/d"), "/d/{id=def} id=def");
    EXPECT_EQ(find("/d/x"), "/d/{id=def} id=x");
    EXPECT_EQ(find("/two"), "/two/{a=1}/{b?} a=1");
    EXPECT_EQ(find("/two/x/y"), "/two/{a=1}/{b?} a=x b=y");
    map("/o");
    EXPECT_EQ(find("/o"), "/o");
}

TEST_F(RouterTest, SegmentsOfSeveralParts)
{
    map("/f/{a}-{b}.{ext?}");
    map("/v{major:int}.{minor:int}");
    map("/x/pre{mid}post");
    EXPECT_EQ(find("/f/one-two.txt"), "/f/{a}-{b}.{ext?} a=one b=two ext=txt");
    EXPECT_EQ(find("/f/one-two"), "/f/{a}-{b}.{ext?} a=one b=two");
    EXPECT_EQ(find("/f/x-y-z"), "/f/{a}-{b}.{ext?} a=x-y b=z");
    EXPECT_EQ(find("/f/one"), "404");
    EXPECT_EQ(find("/f/-b"), "404");
    EXPECT_EQ(find("/v1.22"), "/v{major:int}.{minor:int} major=1 minor=22");
    EXPECT_EQ(find("/v1.x"), "404");
    EXPECT_EQ(find("/x/PREmidPost"), "/x/pre{mid}post mid=mid");
    EXPECT_EQ(find("/x/prepost"), "404");
}

TEST_F(RouterTest, CatchAllsTakeTheRest)
{
    map("/files/{**path}");
    EXPECT_EQ(find("/files/a/b%2Fc"), "/files/{**path} path=a/b%2Fc");
    EXPECT_EQ(find("/files"), "/files/{**path}");
    EXPECT_EQ(find("/files/"), "/files/{**path}");
    EXPECT_EQ(find("/files/a//b/"), "/files/{**path} path=a//b/");
}

TEST_F(RouterTest, MethodsDecideAmongRoutesOfAPath)
{
    http::MethodSet two(Method::post);
    two.add(Method::del);
    map("/u/me", Method::get);
    map("/u/{id}", two);
    EXPECT_EQ(find("/u/me", Method::post), "/u/{id} id=me");
    EXPECT_EQ(find("/u/me", Method::put), "405 DELETE, GET, POST");
    EXPECT_EQ(find("/u/x", Method::get), "405 DELETE, POST");
    EXPECT_EQ(find("/none", Method::put), "404");
}

TEST_F(RouterTest, HeadIsAnsweredByGetUnlessMapped)
{
    map("/a");
    map("/b");
    map("/b/", Method::head);
    EXPECT_EQ(find("/a", Method::head), "/a");
    EXPECT_EQ(find("/b", Method::head), "/b/");
    map("/c", Method::post);
    EXPECT_EQ(find("/c", Method::head), "405 POST");
}

TEST_F(RouterTest, DuplicatesAreRefused)
{
    http::MethodSet both(Method::get);
    both.add(Method::post);
    map("/user/{id}", both);
    EXPECT_EQ(error("/user/{id}"), "Route '/user/{id}' with method(s) Get already exists.");
    EXPECT_EQ(error("/USER/{ID}", both), "Route '/USER/{ID}' with method(s) Get, Post already exists.");
    EXPECT_EQ(error("/user/{name}"), "Route '/user/{name}' with method(s) Get already exists as '/user/{id}'.");
    EXPECT_EQ(error("/user/{id}", Method::put), "mapped");
    EXPECT_EQ(error("/user/{id:int}"), "mapped");
    EXPECT_TRUE(router.contains("/User/{x}", both));
    EXPECT_FALSE(router.contains("/user/{x}", Method::del));
}

TEST_F(RouterTest, NamesMayDifferBetweenMethods)
{
    map("/u/{id}/x", Method::get);
    map("/u/{name}/x", Method::post);
    EXPECT_EQ(find("/u/1/x", Method::get), "/u/{id}/x id=1");
    EXPECT_EQ(find("/u/1/x", Method::post), "/u/{name}/x name=1");
}

TEST_F(RouterTest, HostsRestrictARoute)
{
    map("/h", Method::get, {"127.0.0.1:5000"});
    EXPECT_EQ(find("/h", Method::get, "127.0.0.1:5000"), "/h");
    EXPECT_EQ(find("/h", Method::get, "localhost:5000"), "404");
    map("/h", Method::get, {"localhost:5000"});
    EXPECT_EQ(find("/h", Method::get, "LOCALHOST:5000"), "/h");
    map("/p", Method::get, {"pipe:p"});
    EXPECT_EQ(find("/p", Method::get, "anything"), "/p");
    map("/d", Method::get, {"example.com:80"});
    EXPECT_EQ(find("/d", Method::get, "example.com"), "/d");
    EXPECT_NE(error("/h", Method::get, {"LOCALHOST:5000"}), "mapped");
}

TEST_F(RouterTest, AddingToAPublishedRouterIsSeenByTheNextRequest)
{
    map("/a");
    router.publish();
    EXPECT_EQ(find("/b"), "404");
    map("/b");
    EXPECT_EQ(find("/b"), "/b");
    EXPECT_EQ(find("/a"), "/a");
    EXPECT_EQ(router.routes().size(), 2u);
}

TEST_F(RouterTest, ThousandsOfRoutesAreAllFound)
{
    for (int i = 0; i < 5000; ++i) map("/Api/item" + std::to_string(i) + "/{id}");
    for (int i = 0; i < 5000; ++i) ASSERT_EQ(find("/api/ITEM" + std::to_string(i) + "/x"), "/Api/item" + std::to_string(i) + "/{id} id=x");
    EXPECT_EQ(find("/api/item5000/x"), "404");
}

TEST_F(RouterTest, BadRoutesLeaveNothingBehind)
{
    EXPECT_NE(error("nope"), "mapped");
    EXPECT_NE(error("/{a:zzz}"), "mapped");
    EXPECT_NE(error("/x", http::MethodSet()), "mapped");
    EXPECT_TRUE(router.empty());
}

} // namespace
