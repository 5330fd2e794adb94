// Tables of types besides those in all_types.hpp: apart, so that a new one does not rebuild every table.
#pragma once
#include "value/type.hpp"

// clang-format off
#define KESTRUN_EXTRA_TYPE_TABLES(X) \
    X(reflection) \
    X(pointer_types) \
    X(helper_types) \
    X(xml_writer) \
    X(rsa_types)
// clang-format on

namespace kestrun::value {
#define KESTRUN_DECLARE_EXTRA_TABLE(name) std::span<const TypeDef> name##_types();
KESTRUN_EXTRA_TYPE_TABLES(KESTRUN_DECLARE_EXTRA_TABLE)
#undef KESTRUN_DECLARE_EXTRA_TABLE
} // namespace kestrun::value
