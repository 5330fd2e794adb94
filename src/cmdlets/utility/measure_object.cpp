// Measure-Object: counts, sums, extremes; lines, words and characters of text.
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"
#include <cmath>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PProperty,
    PStandardDeviation,
    PSum,
    PAllStats,
    PAverage,
    PMaximum,
    PMinimum,
    PLine,
    PWord,
    PCharacter,
    PIgnoreBlank,
};
constexpr ParameterDef measure_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property", .type = "object[]:pspropertyexpression[]", .position = 0},
    {.name = "StandardDeviation", .type = "switch", .sets = "GenericMeasure"},
    {.name = "Sum", .type = "switch", .sets = "GenericMeasure"},
    {.name = "AllStats", .type = "switch", .sets = "GenericMeasure"},
    {.name = "Average", .type = "switch", .sets = "GenericMeasure"},
    {.name = "Maximum", .type = "switch", .sets = "GenericMeasure"},
    {.name = "Minimum", .type = "switch", .sets = "GenericMeasure"},
    {.name = "Line", .type = "switch", .sets = "TextMeasure"},
    {.name = "Word", .type = "switch", .sets = "TextMeasure"},
    {.name = "Character", .type = "switch", .sets = "TextMeasure"},
    {.name = "IgnoreWhiteSpace", .type = "switch", .sets = "TextMeasure"},
};

struct Statistics
{
    std::string property;
    int32_t count = 0;
    double sum = 0, mean = 0, squares = 0;
    bool numeric = true; // no object was refused
    Value minimum, maximum;
    int64_t lines = 0, words = 0, characters = 0;
};

struct MeasureObject final : Cmdlet
{
    void begin() override
    {
        if (has(PProperty)) properties_ = parse_property_parameters(arg(PProperty), KeyExpression);
        text_ = flag(PLine) || flag(PWord) || flag(PCharacter);
        const bool all = flag(PAllStats);
        sum_ = all || flag(PSum);
        average_ = all || flag(PAverage);
        deviation_ = all || flag(PStandardDeviation);
        minimum_ = all || flag(PMinimum);
        maximum_ = all || flag(PMaximum);
        if (properties_.empty()) statistics_.emplace_back();
    }
    void process() override
    {
        if (!has(PInput) || arg(PInput).is_null()) return;
        const Value item = arg(PInput);
        if (properties_.empty()) {
            measure(statistics_.front(), item);
            return;
        }
        for (const PropertyParameter& property : properties_) {
            for (const PropertyExpression::Result& found : property.expression.values(context(), item)) {
                if (!found.error && !found.value.is_null()) measure(of_property(found.name), found.value);
            }
        }
    }
    void end() override
    {
        for (const Statistics& statistics : statistics_) write(text_ ? text_info(statistics) : generic_info(statistics));
    }

private:
    Statistics& of_property(const std::string& name)
    {
        for (Statistics& known : statistics_) {
            if (equals_ci(known.property, name)) return known;
        }
        statistics_.emplace_back();
        statistics_.back().property = name;
        return statistics_.back();
    }

    void measure(Statistics& statistics, const Value& item)
    {
        if (as_hashtable(item) && properties_.empty() && (sum_ || average_)) {
            not_numeric(item);
        }
        ++statistics.count;
        if (text_) {
            measure_text(statistics, value::to_text(item));
            return;
        }
        if (sum_ || average_ || deviation_) add(statistics, item);
        if (minimum_ && (statistics.minimum.is_null() || value::compare_for_sort(item, statistics.minimum) < 0)) statistics.minimum = item;
        if (maximum_ && (statistics.maximum.is_null() || value::compare_for_sort(item, statistics.maximum) > 0)) statistics.maximum = item;
    }

    static std::optional<double> as_number(const Value& item)
    {
        if (is_numeric(item) || item.is_bool()) return value::to_double(item);
        const std::optional<Value> converted = value::try_convert(item, value::types::real());
        return converted && converted->is_double() ? std::optional<double>(converted->as_double()) : std::nullopt;
    }

    void not_numeric(const Value& item)
    {
        write_error("NonNumericInputObject", "Input object \"" + value::to_text(item) + "\" is not numeric.", ErrorCategory::InvalidType,
                    item, "System.Management.Automation.PSInvalidOperationException");
    }

    void add(Statistics& statistics, const Value& item)
    {
        const std::optional<double> number = as_number(item);
        if (!number) {
            statistics.numeric = false;
            not_numeric(item);
            return;
        }
        statistics.sum += *number;
        // Welford's running variance: one pass, no cancellation.
        const double delta = *number - statistics.mean;
        statistics.mean += delta / statistics.count;
        statistics.squares += delta * (*number - statistics.mean);
    }

    void measure_text(Statistics& statistics, const std::string& text)
    {
        const bool skip = flag(PIgnoreBlank);
        if (flag(PCharacter)) {
            for (const char16_t unit : value::String::make(text)->utf16()) {
                if (!skip || (unit != ' ' && unit != '\t' && unit != '\n' && unit != '\r')) ++statistics.characters;
            }
        }
        if (flag(PWord)) {
            bool inside = false;
            for (const char c : text) {
                const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
                if (!blank && !inside) ++statistics.words;
                inside = !blank;
            }
        }
        if (flag(PLine)) {
            for (const std::string& line : split(text, '\n')) {
                if (!skip || !trim(line).empty()) ++statistics.lines;
            }
        }
    }

    Value text_info(const Statistics& statistics) const
    {
        const auto count = [](bool asked, int64_t number) { return asked ? Value(static_cast<int32_t>(number)) : Value(); };
        return make_data("Microsoft.PowerShell.Commands.TextMeasureInfo",
                         {count(flag(PLine), statistics.lines), count(flag(PWord), statistics.words),
                          count(flag(PCharacter), statistics.characters),
                          statistics.property.empty() ? Value() : Value(statistics.property)});
    }

    Value generic_info(const Statistics& s) const
    {
        const auto real = [](bool asked, double number) { return asked ? Value(number) : Value(); };
        const std::optional<double> low = s.minimum.is_null() ? std::nullopt : as_number(s.minimum);
        const std::optional<double> high = s.maximum.is_null() ? std::nullopt : as_number(s.maximum);
        const bool numbers = (s.minimum.is_null() || low) && (s.maximum.is_null() || high);
        const bool some = s.count > 0;
        const Value deviation = deviation_ && some && s.numeric ? Value(s.count > 1 ? std::sqrt(s.squares / (s.count - 1)) : 0.0) : Value();
        return make_data(numbers ? "Microsoft.PowerShell.Commands.GenericMeasureInfo"
                                 : "Microsoft.PowerShell.Commands.GenericObjectMeasureInfo",
                         {Value(s.count), real(average_ && some && s.numeric, s.sum / s.count), real(sum_ && s.numeric, s.sum),
                          numbers && high ? Value(*high) : s.maximum, numbers && low ? Value(*low) : s.minimum, deviation,
                          s.property.empty() ? Value() : Value(s.property)});
    }

    std::vector<PropertyParameter> properties_;
    std::vector<Statistics> statistics_;
    bool text_ = false, sum_ = false, average_ = false, deviation_ = false, minimum_ = false, maximum_ = false;
};

constexpr CmdletDef rows[] = {
    {.name = "Measure-Object",
     .synopsis = "Counts objects and computes sums, averages and extremes.",
     .parameters = measure_parameters,
     .make = make_cmdlet<MeasureObject>,
     .aliases = "measure",
     .default_set = "GenericMeasure"},
};

} // namespace

constinit const CmdletTable measure_object_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
