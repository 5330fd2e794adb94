// Objects in, packets out: picks the view by the first object and keeps to it, as PowerShell's Format commands and Out-Default do.
#pragma once
#include "cmdlets/format/view.hpp"
#include "cmdlets/support/property_expression.hpp"

namespace kestrun::cmdlets {

struct FormatRequest
{
    Shape shape = Shape::Undefined; // Undefined: Out-Default's choice
    std::vector<PropertyParameter> properties;
    std::vector<std::string> exclude; // names left out, with wildcards
    std::optional<PropertyParameter> group_by;
    bool auto_size = false;
    bool hide_headers = false;
    bool wrap = false;
    bool repeat_header = false;
    bool force = false; // scalars and errors too by their properties
    bool show_error = false;
    bool display_error = false;
    bool expand_core = false; // -Expand CoreOnly: a collection is one object
    int wide_columns = 0;
    int depth = 5;
};

class FormatGenerator
{
public:
    FormatGenerator(Context& context, FormatRequest request, PacketSink& out);
    /// Enumerates collections and dictionaries.
    void push(const Value& item);
    void finish();

private:
    struct ActiveProperty
    {
        PropertyExpression expression; // resolved
        std::string label;
        bool own_label = false;
        const PropertyParameter* parameter = nullptr;
    };

    void object(const Value& item);
    bool out_of_band(const Value& item, bool list_too);
    void begin(const Value& item);
    void start_table(const Value& item);
    void group(const Value& item);
    std::optional<std::string> group_text(const Value& item, std::string& key);
    FormatEntry make_entry(const Value& item);
    FormatEntry view_entry(const View& view, const Value& item);
    FormatEntry table_row(const Value& item);
    FormatEntry list_entry(const Value& item);
    FormatEntry wide_entry(const Value& item);
    FormatEntry custom_entry(const Value& item);
    std::vector<ActiveProperty> active_properties(const Value& item, bool keep_missing) const;
    std::vector<std::string> default_properties(const Value& item) const;
    std::string cell(const ActiveProperty& property, const Value& item, bool table) const;
    std::string field_text(const ViewField& field, const Value& item, bool table) const;
    Align default_align(const ActiveProperty& property, const Value& item) const;
    void send(FormatEntry entry);
    void show_failures();

    Context& context_;
    FormatRequest request_;
    PacketSink& out_;
    int limit_;
    bool begun_ = false;
    bool in_group_ = false;
    std::string group_key_;
    Shape shape_ = Shape::Undefined;
    const View* view_ = nullptr;
    std::vector<ActiveProperty> columns_;
    mutable std::vector<std::string> failed_; // expressions of the object at hand that threw: -ShowError
};

} // namespace kestrun::cmdlets
