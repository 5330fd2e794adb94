// The client against the server: what each promises the other must fit.

#include "base/scheduler.hpp"
#include "http/client.hpp"
#include "io/loop.hpp"
#include "server/server.hpp"

#include <gtest/gtest.h>

#include <functional>

#include <unistd.h>

using namespace kestrun;
using namespace std::chrono_literals;
using http::Method;

namespace {

class ClientServerTest : public testing::Test
{
protected:
    std::string pipe = "kestrun.both." + std::to_string(::getpid());

    void run(const std::function<void(server::Server&, http::Client&)>& body)
    {
        io::EventLoop loop;
        loop.run_main([&] {
            server::ServerOptions options;
            options.loops = 2;
            server::Server server(options);
            server.add_pipe(pipe);
            http::MethodSet both(Method::post);
            both.add(Method::put);
            server.map("/echo", both, [](server::RequestContext& context) {
                context.response().set_content_type(context.request().content_type());
                context.response().set_body(context.body().read_all());
            });
            server.map("/refuse", Method::post, [](server::RequestContext& context) { context.response().status = 403; });
            server.map("/stream", Method::get, [](server::RequestContext& context) {
                for (int i = 0; i < 100; ++i) context.exchange().write(std::string(10'000, 's'));
            });
            server.map("/cut", Method::get, [](server::RequestContext& context) {
                context.exchange().write("part");
                throw std::runtime_error("broken");
            });
            server.start();
            http::Client client;
            body(server, client);
        });
    }
    http::ClientRequest request(std::string target, std::string method = "GET") const
    {
        http::ClientRequest made;
        made.endpoint = {io::TransportKind::named_pipe, pipe, 0};
        made.target = std::move(target);
        made.method = std::move(method);
        made.timeout = 10s;
        return made;
    }
};

TEST_F(ClientServerTest, LargeBodiesGoBothWays)
{
    run([&](server::Server& server, http::Client& client) {
        std::string large(5'000'000, 'x');
        for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>(i);
        for (const bool expect : {false, true})
            for (const bool streamed : {false, true}) {
                http::ClientRequest put = request("/echo", "PUT");
                put.expect_continue = expect;
                http::TextBody body(large);
                if (streamed)
                    put.body = &body;
                else
                    put.text = large;
                http::ClientResponse response = client.send(put);
                EXPECT_EQ(response.status(), 200);
                EXPECT_TRUE(response.body->read_all() == large);
            }
        EXPECT_EQ(server.connection_count(), 1u) << "one connection did it all";
    });
}

TEST_F(ClientServerTest, AnUnwantedExpectedBodyIsNeverSent)
{
    run([&](server::Server&, http::Client& client) {
        http::ClientRequest post = request("/refuse", "POST");
        post.text.assign(100'000, 'x');
        post.expect_continue = true;
        EXPECT_EQ(client.send(post).status(), 403);
        EXPECT_EQ(client.idle_connections(), 0u);
    });
}

TEST_F(ClientServerTest, StreamsArriveWholeOrNotAtAll)
{
    run([&](server::Server&, http::Client& client) {
        EXPECT_EQ(client.send(request("/stream")).body->read_all().size(), 1'000'000u);
        EXPECT_THROW((void)client.send(request("/cut")).body->read_all(), http::ClientError);
    });
}

TEST_F(ClientServerTest, ManyFibersAtOnce)
{
    run([&](server::Server&, http::Client& client) {
        int right = 0;
        std::vector<base::TaskHandle> tasks;
        for (int i = 0; i < 50; ++i)
            tasks.push_back(base::spawn([&, i] {
                for (int n = 0; n < 20; ++n) {
                    http::ClientRequest post = request("/echo", "POST");
                    post.text = std::to_string(i) + "/" + std::to_string(n);
                    if (client.send(post).body->read_all() == post.text) ++right;
                }
            }));
        for (const base::TaskHandle& task : tasks) task.join();
        EXPECT_EQ(right, 1000);
    });
}

TEST_F(ClientServerTest, AStoppingServerIsToldAsReset)
{
    run([&](server::Server& server, http::Client& client) {
        EXPECT_EQ(client.send(request("/none")).status(), 404);
        server.stop();
        try {
            (void)client.send(request("/none"));
            FAIL();
        } catch (const http::ClientError& error) {
            EXPECT_NE(std::string(error.what()).find(pipe), std::string::npos) << error.what();
        }
    });
}

} // namespace
