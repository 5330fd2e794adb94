// Every table of native types. The registry walks them the first time a script names a type; nothing is built before.
#pragma once
#include "value/type.hpp"

namespace kestrun::value {

using TypeTable = std::span<const TypeDef> (*)();
/// All tables, in order of preference (the first row of a name or accelerator wins). constexpr data: callable at any time, any thread.
std::span<const TypeTable> all_type_tables();

// One function a table file: `std::span<const TypeDef> NAME_types()`.
// clang-format off
#define KESTRUN_TYPE_TABLES(X) \
    X(enums_system) \
    X(enums_io_net) \
    X(enums_threading_security) \
    X(enums_automation) \
    X(exceptions) \
    X(exceptions_system) \
    X(exceptions_automation) \
    X(error_records) \
    X(string) \
    X(char) \
    X(rune) \
    X(integers) \
    X(reals) \
    X(decimal_type) \
    X(big_integer_type) \
    X(math) \
    X(datetime) \
    X(timespan) \
    X(datetime_offset) \
    X(culture_type) \
    X(number_format) \
    X(date_format) \
    X(tuple) \
    X(guid) \
    X(delegate) \
    X(linq) \
    X(specialized) \
    X(immutable) \
    X(compression) \
    X(binary_io) \
    X(calendar_types) \
    X(wide_numbers) \
    X(small_types) \
    X(version) \
    X(random) \
    X(convert_type) \
    X(encoding_type) \
    X(string_builder) \
    X(environment_type) \
    X(path) \
    X(streams) \
    X(text_io_types) \
    X(file) \
    X(directory) \
    X(uri_type) \
    X(net_types) \
    X(web_types) \
    X(credential_types) \
    X(regex_types) \
    X(null_types) \
    X(queue_types) \
    X(set_types) \
    X(sorted_concurrent) \
    X(cancellation_types) \
    X(task_types) \
    X(interlocked) \
    X(wait_types) \
    X(hash_types) \
    X(cipher_types) \
    X(xml_types) \
    X(time_zone_types) \
    X(date_only) \
    X(interfaces) \
    X(linked_types) \
    X(runtime_types) \
    X(object_types) \
    X(type_type) \
    X(array_types) \
    X(list_types) \
    X(dictionary_types) \
    X(enumerators) \
    X(comparers) \
    X(comparer_types) \
    X(wildcard_type) \
    X(psobject_types) \
    X(fallback)
// clang-format on
#define KESTRUN_DECLARE_TYPE_TABLE(name) std::span<const TypeDef> name##_types();
KESTRUN_TYPE_TABLES(KESTRUN_DECLARE_TYPE_TABLE)
#undef KESTRUN_DECLARE_TYPE_TABLE

} // namespace kestrun::value
