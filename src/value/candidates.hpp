// The seam between reference counting (object.cpp) and the cycle collector (cycles.cpp).
#pragma once
#include "value/object.hpp"

namespace kestrun::value::detail {

/// Enters an unshared container into this thread's buffer of possible cycle roots.
void note_candidate(const Object& object) noexcept;
/// Takes it out again: it is freed or becomes shared. Precondition: its Candidate flag is set.
void forget_candidate(const Object& object) noexcept;
/// Drops the members that scripts attached to an object (Members flag).
void drop_attached_members(const Object& object) noexcept;
/// Marks the attached members' values as seen by the tracer.
void trace_attached_members(const Object& object, Tracer& tracer);

} // namespace kestrun::value::detail
