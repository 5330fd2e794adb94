// ConvertTo-Json, ConvertFrom-Json.
#include "cmdlets/tables.hpp"
#include "cmdlets/utility/json.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PDepth,
    PCompress,
    PEnums,
    PAsArray,
    PEscape,
};
constexpr ParameterDef to_parameters[] = {
    {.name = "InputObject", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowNull},
    {.name = "Depth",
     .type = "int",
     .validate = "range:0,100",
     .default_text = "2",
     .help = "Levels of objects inside the outermost that are written."},
    {.name = "Compress", .type = "switch", .help = "Without blanks and line ends."},
    {.name = "EnumsAsStrings", .type = "switch"},
    {.name = "AsArray", .type = "switch", .help = "Always an array, for one object too."},
    {.name = "EscapeHandling", .type = "Newtonsoft.Json.StringEscapeHandling"},
};
struct ConvertToJson final : Cmdlet
{
    void process() override
    {
        if (has(PInput)) items_.push_back(arg(PInput));
    }
    void end() override
    {
        if (items_.empty()) return;
        JsonOptions options;
        options.depth = static_cast<int>(number(PDepth, 2));
        options.compress = flag(PCompress);
        options.enums_as_strings = flag(PEnums);
        const std::string escape = text(PEscape);
        options.escape = equals_ci(escape, "EscapeNonAscii") ? JsonEscape::NonAscii
                         : equals_ci(escape, "EscapeHtml")   ? JsonEscape::Html
                                                             : JsonEscape::Default;
        const Value whole = items_.size() > 1 || flag(PAsArray) ? value::make_array(std::move(items_)) : items_.front();
        bool truncated = false;
        std::string json = to_json(whole, options, &truncated);
        if (truncated)
            write_warning("Resulting JSON is truncated as serialization has exceeded the set depth of " + std::to_string(options.depth) +
                          ".");
        write(Value(json));
    }

private:
    std::vector<Value> items_;
};

enum : size_t
{
    FInput,
    FHashtable,
    FDateKind,
    FDepth,
    FNoEnumerate,
};
constexpr ParameterDef from_parameters[] = {
    {.name = "InputObject", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline | P::AllowEmptyString},
    {.name = "AsHashtable", .type = "switch", .help = "Ordered hashtables instead of objects."},
    {.name = "DateKind", .type = "Microsoft.PowerShell.Commands.JsonDateKind"},
    {.name = "Depth", .type = "int", .validate = "range:Positive", .default_text = "1024"},
    {.name = "NoEnumerate", .type = "switch", .help = "An array comes out whole."},
};
struct ConvertFromJson final : Cmdlet
{
    void process() override
    {
        if (has(FInput)) texts_.push_back(text(FInput));
    }
    void end() override
    {
        if (texts_.empty()) return;
        options_.as_hashtable = flag(FHashtable);
        options_.depth = static_cast<int>(number(FDepth, 1024));
        const std::string kind = text(FDateKind);
        for (const auto& [name, dates] : {std::pair{"Local", JsonDates::Local},
                                          {"Utc", JsonDates::Utc},
                                          {"Offset", JsonDates::Offset},
                                          {"String", JsonDates::String}}) {
            if (equals_ci(kind, name)) options_.dates = dates;
        }
        if (texts_.size() == 1) {
            emit(from_json(texts_.front(), options_));
            return;
        }
        // Either every line is a JSON text of its own, or all of them together are one.
        std::optional<Value> first;
        try {
            first = from_json(texts_.front(), options_);
        } catch (const ScriptError& error) {
            if (error.record->error_id != "System.ArgumentException") throw;
        }
        if (first) {
            emit(*first);
            for (size_t i = 1; i < texts_.size(); ++i) emit(from_json(texts_[i], options_));
            return;
        }
        std::string all;
        for (const std::string& line : texts_) all += (all.empty() ? "" : "\n") + line;
        emit(from_json(all, options_));
    }

private:
    void emit(const Value& item)
    {
        if (flag(FNoEnumerate) || !item.is_array())
            write(item);
        else
            write_all(item);
    }
    FromJsonOptions options_;
    std::vector<std::string> texts_;
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertTo-Json", .synopsis = "Writes objects as JSON.", .parameters = to_parameters, .make = make_cmdlet<ConvertToJson>},
    {.name = "ConvertFrom-Json",
     .synopsis = "Reads JSON into objects.",
     .parameters = from_parameters,
     .make = make_cmdlet<ConvertFromJson>},
};

} // namespace

constinit const CmdletTable json_commands_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
