// What every command file needs: the names of the engine's and value's contracts, and small questions about values.
#pragma once
#include "engine/cmdlet.hpp"
#include "engine/context.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/string.hpp"
#include "value/type.hpp"
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kestrun::cmdlets {

using engine::C;
using engine::Cmdlet;
using engine::CmdletDef;
using engine::CmdletTable;
using engine::Context;
using engine::make_cmdlet;
using engine::P;
using engine::ParameterDef;
using engine::ScriptBlock;
using engine::ScriptOptions;
using engine::Stream;
using value::ErrorCategory;
using value::ErrorRecord;
using value::Name;
using value::Ref;
using value::ScriptError;
using value::Tag;
using value::Value;

/// The dictionary a value is, or null.
value::Dictionary* as_dictionary(const Value& value);
/// The dictionary when it is a Hashtable: the only one whose keys commands treat as properties.
value::Dictionary* as_hashtable(const Value& value);
value::PSCustomObject* as_custom_object(const Value& value);
ScriptBlock* as_script_block(const Value& value);
bool is_file_system_info(const Value& value);

/// Adds a note property to a value: to the object itself, or to a wrapper around a value that cannot carry one.
Value with_note_property(const Value& value, std::string_view name, const Value& note);
/// Puts a type name in front of a value's PSTypeNames.
void insert_type_name(const Value& value, std::string name);
/// True when PSTypeNames holds the name.
bool has_type_name(const Value& value, std::string_view name);

/// A custom object from pairs.
Value make_object(std::initializer_list<std::pair<std::string_view, Value>> properties);

/// A property as text; "" when it is missing or null.
std::string property_text(const Value& value, std::string_view name);
Value property_of(const Value& value, std::string_view name);

bool equals_ci(std::string_view a, std::string_view b);
bool starts_with_ci(std::string_view text, std::string_view prefix);
bool contains_ci(std::string_view text, std::string_view part);
std::string lower(std::string_view text);
std::string trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
/// Lines of a text; "\r\n" and "\n" end them, a last line without an end counts, an empty rest does not.
std::vector<std::string_view> lines_of(std::string_view text);
std::string replace_all(std::string text, std::string_view what, std::string_view with);
/// True when the text matches one of the patterns (wildcards, no case).
bool matches_any(const std::vector<std::string>& patterns, std::string_view text);

bool is_numeric(const Value& value);
/// Enum value by the enum's full name and number.
Value enum_value(std::string_view type, int64_t number);
/// Number of an enum or integral value.
int64_t integral(const Value& value);

/// The record of an error as scripts catch it, from what a native piece threw.
Value error_value(const Ref<ErrorRecord>& record);

} // namespace kestrun::cmdlets
