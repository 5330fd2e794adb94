// ConvertTo-Html.
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PProperty,
    PBody,
    PHead,
    PTitle,
    PAs,
    PCss,
    PPost,
    PPre,
    PMeta,
    PCharset,
    PTransitional,
    PFragment,
};
constexpr ParameterDef html_parameters[] = {
    {.name = "InputObject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property", .type = "object[]", .position = 0},
    {.name = "Body", .type = "string[]", .sets = "Page@3"},
    {.name = "Head", .type = "string[]", .sets = "Page@1"},
    {.name = "Title", .type = "string", .sets = "Page@2", .default_text = "HTML TABLE"},
    {.name = "As", .type = "string", .validate = "set:Table,List"},
    {.name = "CssUri", .type = "uri", .sets = "Page", .aliases = "cu,uri"},
    {.name = "PostContent", .type = "string[]"},
    {.name = "PreContent", .type = "string[]"},
    {.name = "Meta", .type = "hashtable", .sets = "Page"},
    {.name = "Charset", .type = "string", .sets = "Page"},
    {.name = "Transitional", .type = "switch", .sets = "Page"},
    {.name = "Fragment", .type = "switch", .sets = "Fragment", .help = "The table alone."},
};

std::string encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

struct ConvertToHtml final : Cmdlet
{
    void begin() override
    {
        if (has(PProperty))
            properties_ =
                parse_property_parameters(arg(PProperty), KeyExpression | KeyLabel | KeyName | KeyFormat | KeyWidthText | KeyAlignment);
        list_ = equals_ci(text(PAs), "List");
        if (!flag(PFragment)) page_head();
        for (const std::string& line : texts(PPre)) write(Value(line));
        write(Value("<table>"));
    }

    void process() override
    {
        if (!has(PInput) || arg(PInput).is_null()) return;
        const Value item = arg(PInput);
        if (!begun_) {
            begun_ = true;
            columns_ = columns_of(item);
            if (!list_ && !columns_.empty()) table_head();
        } else if (list_) {
            write(Value("<tr><td><hr></td></tr>"));
        }
        if (columns_.empty()) return;
        if (list_)
            list_rows(item);
        else
            table_row(item);
    }

    void end() override
    {
        write(Value("</table>"));
        for (const std::string& line : texts(PPost)) write(Value(line));
        if (!flag(PFragment)) write(Value("</body></html>"));
    }

private:
    struct Column
    {
        PropertyExpression expression;
        std::string label;
        const PropertyParameter* parameter = nullptr;
    };

    std::vector<Column> columns_of(const Value& item) const
    {
        std::vector<Column> columns;
        if (properties_.empty()) {
            for (const std::string& name : all_property_names(item)) columns.push_back({PropertyExpression(name), name, nullptr});
            return columns;
        }
        for (const PropertyParameter& property : properties_) {
            std::vector<std::string> names = property.expression.resolve(item);
            if (names.empty() && !property.expression.has_wildcards()) names.push_back(property.expression.text());
            for (const std::string& name : names) {
                columns.push_back({property.expression.is_script() ? property.expression : PropertyExpression(name),
                                   property.has_label ? property.label : name, &property});
            }
        }
        return columns;
    }

    std::string cell(const Column& column, const Value& item) const
    {
        const std::optional<Value> found = column.expression.first(context(), item);
        if (!found || found->is_null()) return {};
        if (column.parameter && !column.parameter->format_string.empty())
            return encoded(value::format_value(*found, column.parameter->format_string));
        const Value& base = value::unwrap(*found);
        return encoded(base.tag() == Tag::DateTime ? value::dotnet_text(base)
                       : base.is_array()           ? value::dotnet_text(base)
                                                   : value::to_text(*found));
    }

    void page_head()
    {
        write(Value(
            flag(PTransitional)
                ? "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"  "
                  "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">"
                : "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\"  \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">"));
        write(Value("<html xmlns=\"http://www.w3.org/1999/xhtml\">"));
        write(Value("<head>"));
        if (has(PCharset)) write(Value("<meta charset=\"" + text(PCharset) + "\">"));
        if (const value::Dictionary* meta = as_dictionary(arg(PMeta))) {
            for (const auto& entry : meta->entries()) {
                if (!entry.key.is_void())
                    write(Value("<meta name=\"" + value::to_text(entry.key) + "\" content=\"" + value::to_text(entry.value) + "\">"));
            }
        }
        if (has(PHead)) {
            for (const std::string& line : texts(PHead)) write(Value(line));
        } else {
            write(Value("<title>" + text(PTitle, "HTML TABLE") + "</title>"));
        }
        if (has(PCss)) write(Value("<link rel=\"stylesheet\" type=\"text/css\" href=\"" + value::to_text(arg(PCss)) + "\" />"));
        write(Value("</head><body>"));
        for (const std::string& line : texts(PBody)) write(Value(line));
    }

    static const char* alignment(const Column& column)
    {
        constexpr const char* names[] = {"", "left", "center", "right"};
        return names[column.parameter ? column.parameter->alignment : 0];
    }

    void table_head()
    {
        std::string groups = "<colgroup>", heads = "<tr>";
        for (const Column& column : columns_) {
            groups += "<col";
            if (column.parameter && !column.parameter->width_text.empty()) groups += " width = \"" + column.parameter->width_text + "\"";
            if (*alignment(column)) groups += std::string(" align = \"") + alignment(column) + "\"";
            groups += "/>";
            heads += "<th>" + encoded(column.label) + "</th>";
        }
        write(Value(groups + "</colgroup>"));
        write(Value(heads + "</tr>"));
    }
    void table_row(const Value& item)
    {
        std::string row = "<tr>";
        for (const Column& column : columns_) row += "<td>" + cell(column, item) + "</td>";
        write(Value(row + "</tr>"));
    }
    void list_rows(const Value& item)
    {
        for (const Column& column : columns_)
            write(Value("<tr><td>" + encoded(column.label) + ":</td><td>" + cell(column, item) + "</td></tr>"));
    }

    std::vector<PropertyParameter> properties_;
    std::vector<Column> columns_;
    bool list_ = false, begun_ = false;
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertTo-Html",
     .synopsis = "Writes objects as an HTML table.",
     .parameters = html_parameters,
     .make = make_cmdlet<ConvertToHtml>,
     .default_set = "Page"},
};

} // namespace

constinit const CmdletTable html_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
