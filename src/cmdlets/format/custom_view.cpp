#include "cmdlets/format/custom_view.hpp"
#include "cmdlets/format/display_text.hpp"
#include "cmdlets/format/text_cells.hpp"

namespace kestrun::cmdlets {

namespace {

class Writer
{
public:
    explicit Writer(int limit) : limit_(limit) {}

    void object(const Value& item, const std::vector<std::string>& names, int depth, int indent)
    {
        line(indent, "class " + value::type_of(item).name());
        line(indent, "{");
        for (const std::string& name : names.empty() ? value::property_names(item) : names) property(item, name, depth, indent + 2);
        line(indent, "}");
    }
    std::vector<std::string> lines;

private:
    void line(int indent, const std::string& text) { lines.push_back(std::string(static_cast<size_t>(indent), ' ') + text); }

    void property(const Value& item, const std::string& name, int depth, int indent)
    {
        Value found;
        try {
            found = property_of(item, name);
        } catch (const ScriptError&) {
            // A getter that throws shows as empty.
        }
        const bool whole = depth <= 0 || found.is_null() || is_display_scalar(found);
        if (!whole && display_enumerates(found)) {
            line(indent, name + " = ");
            collection(found, depth - 1, indent + 2);
            return;
        }
        if (!whole && found.tag() == Tag::Object && !value::property_names(found).empty()) {
            line(indent, name + " = ");
            object(found, {}, depth - 1, indent + 2);
            return;
        }
        line(indent, name + " = " + display_text(found, limit_));
    }

    void collection(const Value& items, int depth, int indent)
    {
        line(indent, "[");
        int count = 0;
        Value walked = as_dictionary(items) ? value::invoke_method(items, Name("GetEnumerator"), {}) : items;
        const auto walk = value::enumerate(walked);
        Value item;
        while (walk->next(item)) {
            if (limit_ >= 0 && count++ == limit_) {
                line(indent + 2, "...");
                break;
            }
            if (depth > 0 && item.tag() == Tag::Object && !is_display_scalar(item) && !display_enumerates(item))
                object(item, {}, depth - 1, indent + 2);
            else
                line(indent + 2, display_text(item, limit_));
        }
        line(indent, "]");
        line(indent, "");
    }

    int limit_;
};

} // namespace

std::vector<std::string> custom_lines(const Value& item, const std::vector<std::string>& properties, int depth, int limit)
{
    Writer writer(limit);
    writer.object(item, properties, depth, 0);
    writer.lines.emplace_back();
    return std::move(writer.lines);
}

} // namespace kestrun::cmdlets
