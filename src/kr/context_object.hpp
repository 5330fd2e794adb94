// $Context and what hangs on it: views of the request a route works on, made when the script asks for them. They outlive the request when a
// script keeps them; then they are empty.
#pragma once
#include "kr/route_state.hpp"

namespace kestrun::kr {

/// One .NET-like object of a route; `state` is null when its request has ended.
class RouteObject : public value::Object
{
public:
    explicit RouteObject(RouteState& of) : state_(&of) { mark_container(); }
    /// Throws ObjectDisposedException when the request has ended.
    RouteState& state() const;
    bool alive() const noexcept { return state_ != nullptr; }
    virtual void end() { state_ = nullptr; }

private:
    RouteState* state_;
};

/// [Kestrun.Models.KestrunRequest]
class RequestObject final : public RouteObject
{
public:
    using RouteObject::RouteObject;
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;
    void end() override;

    const Value& query();
    const Value& headers();
    const Value& cookies();
    const Value& form();
    const Value& route_values();

private:
    Value query_, headers_, cookies_, form_, route_values_;
};

/// [Kestrun.Models.KestrunResponse]: writes through to the answer; headers and cookies are kept until the route has ended.
class ResponseObject final : public RouteObject
{
public:
    using RouteObject::RouteObject;
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;

    /// The dictionary that `Headers` is; made at the first call.
    const Value& headers();
    Value body;                       // as the script has set it
    std::vector<std::string> cookies; // Set-Cookie fields
    /// Puts headers and cookies into the answer. False when one of them cannot be sent.
    bool apply(http::Response& response, std::string& error);

private:
    Value headers_;
};

/// `$Context.Response.Cookies`: what is sent as Set-Cookie.
class ResponseCookiesObject final : public value::Object, public value::Enumerable
{
public:
    explicit ResponseCookiesObject(Ref<ResponseObject> of) : response(std::move(of)) { mark_container(); }
    const value::Type& type() const override;
    std::unique_ptr<value::Enumerator> enumerate() const override;
    void trace(value::Tracer& tracer) const override { tracer.visit(response); }
    void clear_references() override { response = {}; }
    Ref<ResponseObject> response;
};

/// `$Context.Connection`
class ConnectionObject final : public value::Object
{
public:
    explicit ConnectionObject(const io::PeerInfo& of) : peer(of) {}
    const value::Type& type() const override;
    const io::PeerInfo peer;
};

/// [Kestrun.Models.KestrunContext]
class ContextObject final : public RouteObject
{
public:
    using RouteObject::RouteObject;
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override;
    void clear_references() override;
    void end() override;

    const Ref<RequestObject>& request();
    const Ref<ResponseObject>& response();
    /// A dictionary for the script's own use.
    const Value& items();
    /// At the route's end: what the script has set on the response object goes into the answer; a 500 without a body when it cannot.
    void apply();

private:
    Ref<RequestObject> request_;
    Ref<ResponseObject> response_;
    Value items_;
};

std::span<const value::TypeDef> context_types();

} // namespace kestrun::kr
