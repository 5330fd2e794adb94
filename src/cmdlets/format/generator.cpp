#include "cmdlets/format/generator.hpp"
#include "cmdlets/format/custom_view.hpp"
#include "cmdlets/format/display_text.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

constexpr size_t most_table_properties = 4;
constexpr size_t most_default_columns = 10;

/// types.ps1xml: a DictionaryEntry's Name is its Key.
Value read_field(const Value& item, std::string_view property)
{
    if (const auto* entry = item.as<value::KeyValue>()) {
        if (property == "Name") return entry->key();
        if (property == "Value") return entry->value();
    }
    // The display shows what there is: a getter that throws shows nothing.
    try {
        return property_of(item, property);
    } catch (const ScriptError&) {
        return {};
    }
}

} // namespace

FormatGenerator::FormatGenerator(Context& context, FormatRequest request, PacketSink& out)
    : context_(context), request_(std::move(request)), out_(out), limit_(enumeration_limit(context)), shape_(request_.shape)
{
}

void FormatGenerator::push(const Value& item)
{
    if (item.is_null()) return;
    if (const FormatPacket* packet = as_packet(item)) {
        out_.take(Ref<FormatPacket>(const_cast<FormatPacket*>(packet)));
        return;
    }
    if (request_.expand_core || !display_enumerates(item)) {
        object(item);
        return;
    }
    Value walked = item;
    if (as_dictionary(item)) walked = value::invoke_method(value::unwrap(item), Name("GetEnumerator"), {});
    const auto walk = value::enumerate(walked);
    Value element;
    while (walk->next(element)) {
        if (!element.is_null()) object(element);
    }
}

void FormatGenerator::finish()
{
    if (!begun_) return;
    if (in_group_) out_.take(make_packet(PacketKind::GroupEnd));
    out_.take(make_packet(PacketKind::End));
    begun_ = in_group_ = false;
}

void FormatGenerator::object(const Value& item)
{
    if (!request_.force && out_of_band(item, false)) return;
    if (!begun_) begin(item);
    // Inside a view made for certain types, an object of another type is listed on its own.
    if (!request_.force && view_ && !view_fits(*view_, value::ps_type_names(item)) && out_of_band(item, true)) return;
    group(item);
    failed_.clear();
    send(make_entry(item));
    if (request_.show_error) show_failures();
}

void FormatGenerator::show_failures()
{
    for (const std::string& expression : failed_) {
        FormatEntry entry;
        entry.plain_text = entry.out_of_band = true;
        entry.fields.push_back({"", "Exception: Failed to evaluate expression \"" + expression + "\".", Align::Left});
        send(std::move(entry));
    }
}

void FormatGenerator::send(FormatEntry entry)
{
    Ref<FormatPacket> packet = make_packet(PacketKind::Entry);
    packet->entry = std::move(entry);
    out_.take(packet);
}

bool FormatGenerator::out_of_band(const Value& item, bool list_too)
{
    FormatEntry entry;
    if (is_display_scalar(item)) {
        entry.plain_text = true;
        entry.fields.push_back({"", display_text(item, limit_), Align::Left});
    } else if (const View* view = find_view(value::ps_type_names(item), Shape::Undefined, true)) {
        entry = view_entry(*view, item);
    } else if (all_property_names(item).empty() && !find_view(value::ps_type_names(item), Shape::Undefined, false)) {
        entry.plain_text = true;
        entry.fields.push_back({"", as_custom_object(item) ? std::string() : value::to_text(item), Align::Left});
    } else if (list_too) {
        entry = list_entry(item);
    } else {
        return false;
    }
    entry.out_of_band = true;
    send(std::move(entry));
    return true;
}

std::vector<std::string> FormatGenerator::default_properties(const Value& item) const
{
    // Add-Member -MemberType MemberSet PSStandardMembers, or Update-TypeData -DefaultDisplayPropertySet.
    const Value standard = property_of(item, "PSStandardMembers");
    if (!standard.is_null()) {
        Value set = property_of(standard, "DefaultDisplayPropertySet");
        const Value names = set.is_null() ? Value() : property_of(set, "ReferencedPropertyNames");
        std::vector<std::string> found;
        if (!names.is_null()) {
            for (const Value& name : value::elements(names)) {
                if (auto own = own_property_name(item, value::to_text(name))) found.push_back(std::move(*own));
            }
        }
        if (!found.empty()) return found;
    }
    std::vector<std::string> names = adapted_property_names(item);
    std::erase_if(names, [](const std::string& name) { return equals_ci(name, "PSStandardMembers"); });
    return names;
}

std::vector<FormatGenerator::ActiveProperty> FormatGenerator::active_properties(const Value& item, bool keep_missing) const
{
    std::vector<ActiveProperty> active;
    if (request_.properties.empty()) {
        for (std::string& name : default_properties(item)) active.push_back({PropertyExpression(name), name, false, nullptr});
        return active;
    }
    for (const PropertyParameter& parameter : request_.properties) {
        std::vector<std::string> names = parameter.expression.resolve(item);
        if (names.empty() && keep_missing && !parameter.expression.has_wildcards()) names.push_back(parameter.expression.text());
        for (std::string& name : names) {
            const bool known = !parameter.has_label && !parameter.expression.is_script() &&
                               std::any_of(active.begin(), active.end(), [&](const ActiveProperty& a) { return equals_ci(a.label, name); });
            if (known && parameter.expression.has_wildcards()) continue;
            if (matches_any(request_.exclude, name)) continue;
            PropertyExpression expression = parameter.expression.is_script() ? parameter.expression : PropertyExpression(name);
            std::string label = parameter.has_label ? parameter.label : std::move(name);
            active.push_back({std::move(expression), std::move(label), parameter.has_label, &parameter});
        }
    }
    return active;
}

Align FormatGenerator::default_align(const ActiveProperty& property, const Value& item) const
{
    const std::optional<Value> found = property.expression.first(context_, item);
    if (!found || found->is_null() || value::unwrap(*found).is_string()) return Align::Left;
    return is_display_scalar(*found) ? Align::Right : Align::Left;
}

void FormatGenerator::begin(const Value& item)
{
    begun_ = true;
    const std::vector<std::string> types = value::ps_type_names(item);
    if (request_.properties.empty()) view_ = find_view(types, request_.shape, false);
    if (shape_ == Shape::Undefined) {
        if (view_)
            shape_ = view_->shape;
        else
            shape_ = default_properties(item).size() <= most_table_properties ? Shape::Table : Shape::List;
    }
    Ref<FormatPacket> packet = make_packet(PacketKind::Start);
    FormatStart& start = packet->start;
    start.shape = shape_;
    start.hide_headers = request_.hide_headers;
    start.repeat_header = request_.repeat_header;
    start.wide_columns = request_.wide_columns;
    start.auto_size = request_.auto_size || (view_ && view_->auto_size && request_.wide_columns == 0);
    if (shape_ == Shape::Table) {
        start_table(item);
        if (view_) {
            for (const ViewField& field : view_->fields) {
                const std::string label = *field.label ? field.label : field.property;
                start.columns.push_back({label, *field.label && field.label != std::string_view(field.property),
                                         start.auto_size ? 0 : field.width, field.align == Align::Undefined ? Align::Left : field.align});
            }
        } else {
            // The columns are as wide as what the first rows hold; a width for the first column makes the widths given count.
            start.auto_size =
                request_.auto_size || columns_.empty() || !columns_.front().parameter || columns_.front().parameter->width == 0;
            for (const ActiveProperty& column : columns_) {
                Align align = column.parameter && column.parameter->alignment ? static_cast<Align>(column.parameter->alignment)
                                                                              : default_align(column, item);
                start.columns.push_back({column.label, column.own_label, column.parameter ? column.parameter->width : 0, align});
            }
        }
    }
    out_.take(packet);
}

void FormatGenerator::start_table(const Value& item)
{
    if (view_) return;
    columns_ = active_properties(item, true);
    if (request_.properties.empty() && columns_.size() > most_default_columns) columns_.resize(most_default_columns);
}

std::optional<std::string> FormatGenerator::group_text(const Value& item, std::string& key)
{
    if (request_.group_by) {
        const PropertyParameter& by = *request_.group_by;
        const std::vector<PropertyExpression::Result> found = by.expression.values(context_, item);
        if (found.empty()) return std::nullopt;
        key = display_text(found.front().value, limit_);
        return "   " + (by.has_label ? by.label : found.front().name) + ": " + key;
    }
    if (!view_ || !*view_->group_property) return std::nullopt;
    const Value found = read_field(item, view_->group_property);
    if (found.is_null()) return std::nullopt;
    key = display_text(found, limit_);
    // A provider path is shown without its provider.
    if (const size_t at = key.find("::"); at != std::string::npos && std::string_view(view_->group_property) == "PSParentPath")
        key.erase(0, at + 2);
    return std::string(static_cast<size_t>(view_->group_indent), ' ') + view_->group_label + ": " + key;
}

void FormatGenerator::group(const Value& item)
{
    std::string key;
    const std::optional<std::string> text = group_text(item, key);
    if (in_group_ && (!text || key == group_key_)) return;
    if (in_group_) out_.take(make_packet(PacketKind::GroupEnd));
    in_group_ = true;
    group_key_ = std::move(key);
    Ref<FormatPacket> packet = make_packet(PacketKind::GroupStart);
    packet->group.text = text.value_or("");
    out_.take(packet);
}

FormatEntry FormatGenerator::make_entry(const Value& item)
{
    if (view_) return view_entry(*view_, item);
    switch (shape_) {
    case Shape::List: return list_entry(item);
    case Shape::Wide: return wide_entry(item);
    case Shape::Custom: return custom_entry(item);
    default: return table_row(item);
    }
}

std::string FormatGenerator::field_text(const ViewField& field, const Value& item, bool table) const
{
    if (field.text) return field.text(context_, item);
    return display_text(read_field(item, field.property), limit_, table);
}

FormatEntry FormatGenerator::view_entry(const View& view, const Value& item)
{
    FormatEntry entry;
    entry.shape = view.shape;
    entry.wrap = view.wrap || request_.wrap;
    if (view.lines) {
        for (std::string& line : view.lines(context_, item)) entry.fields.push_back({"", std::move(line), Align::Left});
        return entry;
    }
    for (const ViewField& field : view.fields) {
        Field made{*field.label ? field.label : field.property, field_text(field, item, view.shape == Shape::Table), Align::Undefined};
        // Lists of files have no length for folders, and nothing for what an object lacks.
        if (view.shape == Shape::List && made.label == "Length" && made.text.empty()) continue;
        entry.fields.push_back(std::move(made));
    }
    return entry;
}

std::string FormatGenerator::cell(const ActiveProperty& property, const Value& item, bool table) const
{
    const std::vector<PropertyExpression::Result> found = property.expression.values(context_, item);
    if (found.empty()) return {};
    if (found.front().error) {
        failed_.push_back(property.expression.text());
        return request_.display_error ? "#ERR" : std::string();
    }
    if (!property.parameter) return display_text(found.front().value, limit_, table);
    return display_text(found.front().value, property.parameter->format_string, limit_, table);
}

FormatEntry FormatGenerator::table_row(const Value& item)
{
    FormatEntry entry;
    entry.wrap = request_.wrap;
    for (const ActiveProperty& column : columns_) entry.fields.push_back({"", cell(column, item, true), Align::Undefined});
    return entry;
}

FormatEntry FormatGenerator::list_entry(const Value& item)
{
    FormatEntry entry;
    entry.shape = Shape::List;
    // A list asks each object for its own properties.
    for (const ActiveProperty& property : active_properties(item, false)) {
        entry.fields.push_back({property.label, cell(property, item, false), Align::Left});
    }
    return entry;
}

FormatEntry FormatGenerator::wide_entry(const Value& item)
{
    FormatEntry entry;
    entry.shape = Shape::Wide;
    std::vector<ActiveProperty> active = active_properties(item, true);
    if (request_.properties.empty()) {
        // The property an object is known by: what Update-TypeData says, Name, Id, Key, or the first one.
        const Value standard = property_of(item, "PSStandardMembers");
        const std::string own = standard.is_null() ? std::string() : property_text(standard, "DefaultDisplayProperty");
        for (const std::string& known : {own, std::string("Name"), std::string("Id"), std::string("Key")}) {
            const auto at = std::find_if(active.begin(), active.end(), [&](const ActiveProperty& a) { return equals_ci(a.label, known); });
            if (at == active.end()) continue;
            std::rotate(active.begin(), at, at + 1);
            break;
        }
    }
    entry.fields.push_back({"", active.empty() ? value::to_text(item) : cell(active.front(), item, false), Align::Left});
    return entry;
}

FormatEntry FormatGenerator::custom_entry(const Value& item)
{
    FormatEntry entry;
    entry.shape = Shape::Custom;
    std::vector<std::string> names;
    if (!request_.properties.empty()) {
        for (const ActiveProperty& property : active_properties(item, false)) names.push_back(property.label);
    }
    for (std::string& line : custom_lines(item, names, request_.depth, limit_)) entry.fields.push_back({"", std::move(line), Align::Left});
    return entry;
}

} // namespace kestrun::cmdlets
