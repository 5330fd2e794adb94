// Built-in views: how the types that scripts show often are laid out. One row a view; the first that fits a type and a shape is taken.
#pragma once
#include "cmdlets/format/packet.hpp"
#include <span>

namespace kestrun::cmdlets {

struct ViewField
{
    const char* label;    // "": the property's name
    const char* property; // "": `text` makes it
    int width = 0;        // of a table's column; 0: what is left
    Align align = Align::Undefined;
    std::string (*text)(Context& context, const Value& item) = nullptr;
};

struct View
{
    const char* types; // full names, comma separated; types derived from them fit too
    Shape shape;
    std::span<const ViewField> fields{};
    bool wrap = false;
    bool auto_size = false;
    bool out_of_band = false;
    const char* group_label = ""; // grouped by group_property, under this label
    const char* group_property = "";
    int group_indent = 3;
    std::vector<std::string> (*lines)(Context& context, const Value& item) = nullptr; // Custom
};

/// Views of another library (web responses, ...). They come before the built-in ones. Before the first session; `views` must live for ever.
void register_views(std::span<const View> views);
/// The first view of that shape (Undefined: of any) for an object with these type names; null when there is none.
const View* find_view(const std::vector<std::string>& type_names, Shape shape, bool out_of_band);
/// True when the view was made for one of these types.
bool view_fits(const View& view, const std::vector<std::string>& type_names);

} // namespace kestrun::cmdlets
