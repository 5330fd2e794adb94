#include "value/types/all_types.hpp"
#include "value/types/extra_types.hpp"

namespace kestrun::value {
namespace {

#define KESTRUN_TYPE_TABLE_ROW(name) name##_types,
constexpr TypeTable tables[] = {KESTRUN_EXTRA_TYPE_TABLES(KESTRUN_TYPE_TABLE_ROW) KESTRUN_TYPE_TABLES(KESTRUN_TYPE_TABLE_ROW)};
#undef KESTRUN_TYPE_TABLE_ROW

} // namespace

std::span<const TypeTable> all_type_tables() { return tables; }

} // namespace kestrun::value
