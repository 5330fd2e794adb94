// What requests of Invoke-KrWebRequest share: cookies, in a session that the script holds.
#pragma once
#include "http/client.hpp"
#include "kr/support.hpp"

namespace kestrun::kr {

/// The cookies of a session: what its hashtable holds under `Cookies`.
class CookieJarObject final : public value::Object, public value::Enumerable
{
public:
    const value::Type& type() const override;
    std::unique_ptr<value::Enumerator> enumerate() const override;
    std::optional<size_t> known_size() const override { return jar.cookies().size(); }
    http::CookieJar jar;
};

/// A new session: @{ Cookies = ...; Headers = @{}; UserAgent = $null }.
Ref<value::Dictionary> make_web_session();
/// The jar of a session; made when the hashtable has none.
http::CookieJar& cookies_of(value::Dictionary& session);

/// The connections that requests of this thread keep for the next ones.
http::Client& thread_client();

std::span<const value::TypeDef> web_types();

} // namespace kestrun::kr
