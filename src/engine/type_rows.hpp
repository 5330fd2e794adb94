// Writing rows of type tables, for the files of the engine that have some.
#pragma once
#include "engine/session_impl.hpp"

namespace kestrun::engine {

constexpr value::MemberDef prop(const char* name, const char* type, value::NativeFn get, value::NativeFn set = nullptr)
{
    return {name, value::MemberKind::Property, "", type, get, set};
}
constexpr value::MemberDef meth(const char* name, const char* signature, const char* result, value::NativeFn fn)
{
    return {name, value::MemberKind::Method, signature, result, fn};
}
constexpr value::MemberDef ctor(const char* signature, value::NativeFn fn)
{
    return {"new", value::MemberKind::Constructor, signature, "", fn};
}
template <typename T>
T& self(const value::Call& c)
{
    return *static_cast<T*>(c.self.object());
}
/// The session that runs on this fiber; throws InvalidOperationException outside of scripts.
SessionImpl& running_session();

/// SessionState of a module; null: of the top level.
Value make_session_state(const Ref<Module>& module);
/// $ExecutionContext.
Value make_execution_context();
/// Rows of EngineIntrinsics, SessionState and their parts.
void register_intrinsics();

} // namespace kestrun::engine
