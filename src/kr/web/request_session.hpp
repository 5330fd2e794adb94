// Microsoft.PowerShell.Commands.WebRequestSession: what requests with -WebSession share.
#pragma once
#include "kr/web_session.hpp"

namespace kestrun::kr {

class WebRequestSession final : public value::Object
{
public:
    WebRequestSession();
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;

    Ref<value::Dictionary> headers; // Dictionary[string,string]
    Ref<CookieJarObject> cookies;
    std::string user_agent;
    Value credentials, proxy, certificates;
    bool use_default_credentials = false;
    int32_t maximum_redirection = -1; // -1: the default
    int32_t maximum_retry_count = 0;
    int32_t retry_interval = 0; // seconds
};

/// "Mozilla/5.0 (Linux; NAME OF THE SYSTEM; en-US)" and what the program calls itself there.
std::string default_user_agent();

std::span<const value::TypeDef> request_session_types();

} // namespace kestrun::kr
