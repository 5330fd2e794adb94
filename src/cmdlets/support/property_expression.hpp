// What -Property takes: a property's name, perhaps with wildcards, or a script block; and the hashtables around them
// (about_Calculated_Properties).
#pragma once
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

class PropertyExpression
{
public:
    PropertyExpression() = default;
    explicit PropertyExpression(std::string name);
    explicit PropertyExpression(Ref<ScriptBlock> script);
    /// A script block, or the text of anything else.
    static PropertyExpression from(const Value& value);

    bool is_script() const { return static_cast<bool>(script_); }
    bool has_wildcards() const { return wildcards_; }
    /// The name, or the script's text.
    const std::string& text() const { return name_; }

    struct Result
    {
        Value value;
        std::string name;       // the property's own spelling, or the script's text
        Ref<ErrorRecord> error; // the getter or the script failed
    };
    /// Names of the properties of the object that the expression stands for, spelled as the object spells them.
    std::vector<std::string> resolve(const Value& target) const;
    /// Values of all of them; empty when the object has no such property.
    std::vector<Result> values(Context& context, const Value& target) const;
    /// The first one, or nothing when there is none. Errors count as null.
    std::optional<Value> first(Context& context, const Value& target) const;

private:
    Result read(const Value& target, std::string name) const;

    std::string name_;
    value::Symbol symbol_;
    Ref<ScriptBlock> script_;
    bool wildcards_ = false;
};

/// All properties of an object as -Property * gives them: keys of a hashtable, else property_names.
std::vector<std::string> all_property_names(const Value& target);
/// Those an object shows by itself: of XML nodes their attributes and children only.
std::vector<std::string> adapted_property_names(const Value& target);
/// XML nodes hide the properties of their .NET type behind their content.
bool hides_native_properties(const Value& target);
/// The spelling of a property the object has; nothing when it has none. Keys count for hashtables only.
std::optional<std::string> own_property_name(const Value& target, std::string_view name);

/// One element of -Property with what a hashtable said about it.
struct PropertyParameter
{
    PropertyExpression expression;
    std::string label; // Name, Label; empty: none
    bool has_label = false;
    std::optional<bool> ascending, descending;
    std::string format_string;
    int width = 0;
    std::string width_text;
    int alignment = 0; // 0 undefined, 1 left, 2 center, 3 right
    int depth = -1;
    Value original;
};

enum PropertyKey : unsigned
{
    KeyExpression = 1,
    KeyName = 2,   // Name (n), and Label as its other name where KeyLabel is set too
    KeyLabel = 4,  // Label (l)
    KeyFormat = 8, // FormatString
    KeyWidth = 16,
    KeyAlignment = 32,
    KeyAscending = 64,
    KeyDescending = 128,
    KeyDepth = 256,
    KeyWidthText = 512, // Width as HTML has it: "10%", "80"
};

/// Reads -Property arguments. `keys`: what a hashtable may hold. Throws ScriptError; the command adds its name to the id.
std::vector<PropertyParameter> parse_property_parameters(const Value& argument, unsigned keys);

} // namespace kestrun::cmdlets
