// Types of routes: [Kestrun.Utilities.HttpVerb], [Kestrun.Scripting.ScriptLanguage], [Kestrun.Hosting.Options.MapRouteOptions].
#pragma once
#include "http/method.hpp"
#include "kr/support.hpp"

namespace kestrun::kr {

/// What New-KrMapRouteOption gives.
class MapRouteOptionsObject final : public value::Object
{
public:
    explicit MapRouteOptionsObject(Ref<value::Dictionary> of) : table(std::move(of)) { mark_container(); }
    const value::Type& type() const override;
    void trace(value::Tracer& tracer) const override { tracer.visit(table); }
    void clear_references() override { table = {}; }
    Ref<value::Dictionary> table; // Pattern, HttpVerbs, ScriptCode, Arguments, Endpoints
};

/// The methods of an HttpVerb[] value.
http::MethodSet methods_of(const Value& verbs);

std::span<const value::TypeDef> route_types();

} // namespace kestrun::kr
