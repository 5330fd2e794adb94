// Select-Object: properties, the first and last objects, unique ones.
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"
#include <algorithm>
#include <deque>
#include <unordered_set>

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    PInput,
    PProperty,
    PExclude,
    PExpand,
    PUnique,
    PCaseInsensitive,
    PLast,
    PFirst,
    PSkip,
    PSkipLast,
    PWait,
    PIndex,
    PSkipIndex,
};
constexpr ParameterDef select_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property",
     .type = "object[]",
     .sets = "DefaultParameter@0,SkipLastParameter@0",
     .help = "Names, wildcards, script blocks or hashtables with Name and Expression."},
    {.name = "ExcludeProperty", .type = "string[]", .sets = "DefaultParameter,SkipLastParameter"},
    {.name = "ExpandProperty",
     .type = "string",
     .sets = "DefaultParameter,SkipLastParameter",
     .help = "Gives the values of this property instead of objects."},
    {.name = "Unique", .type = "switch"},
    {.name = "CaseInsensitive", .type = "switch"},
    {.name = "Last", .type = "int", .sets = "DefaultParameter", .validate = "range:0,2147483647"},
    {.name = "First", .type = "int", .sets = "DefaultParameter", .validate = "range:0,2147483647"},
    {.name = "Skip", .type = "int", .sets = "DefaultParameter,SkipLastParameter", .validate = "range:0,2147483647"},
    {.name = "SkipLast", .type = "int", .sets = "SkipLastParameter", .validate = "range:0,2147483647"},
    {.name = "Wait", .type = "switch", .sets = "DefaultParameter,IndexParameter", .help = "Lets the commands before it finish."},
    {.name = "Index", .type = "int[]", .sets = "IndexParameter", .validate = "range:0,2147483647"},
    {.name = "SkipIndex", .type = "int[]", .sets = "SkipIndexParameter", .validate = "range:0,2147483647"},
};

using Properties = std::vector<std::pair<std::string, Value>>;

/// What Compare sees of an object: custom objects are all the same but for their selected properties.
Value comparable(const Value& item) { return as_custom_object(item) ? Value("") : value::unwrap(item); }

struct SelectObject final : Cmdlet
{
    void begin() override
    {
        if (has(PProperty)) properties_ = parse_property_parameters(arg(PProperty), KeyExpression | KeyName | KeyLabel);
        if (has(PExclude)) {
            excluded_ = texts(PExclude);
            if (!has(PProperty)) {
                PropertyParameter all;
                all.expression = PropertyExpression(std::string("*"));
                properties_.push_back(std::move(all));
            }
        }
        selects_ = !properties_.empty();
        expand_ = text(PExpand);
        for (size_t parameter : {size_t{PIndex}, size_t{PSkipIndex}}) {
            if (!has(parameter)) continue;
            for (const Value& index : value::elements(arg(parameter))) indices_.insert(value::to_int64(index));
            for (int64_t index : indices_) last_index_ = std::max(last_index_, index);
        }
        first_ = number(PFirst, 0);
        last_ = number(PLast, 0);
        skip_ = number(PSkip, 0);
        skip_last_ = number(PSkipLast, 0);
        limited_ = has(PFirst) || has(PLast);
    }

    void process() override
    {
        if (!has(PInput) || arg(PInput).is_null()) return;
        const Value item = arg(PInput);
        if (has(PIndex)) {
            if (indices_.count(seen_)) select(item);
            if (seen_++ >= last_index_ && !flag(PWait) && expects_pipeline()) stop_upstream();
            return;
        }
        if (has(PSkipIndex)) {
            if (!indices_.count(seen_++)) select(item);
            return;
        }
        take(item);
    }

    void end() override
    {
        if (last_ > 0) {
            // With -Last alone, -Skip counts from the end.
            const auto drop = static_cast<size_t>(first_ == 0 && !has(PFirst) ? skip_ : 0);
            const size_t stop = waiting_.size() > drop ? waiting_.size() - drop : 0;
            const size_t from = stop > static_cast<size_t>(last_) ? stop - static_cast<size_t>(last_) : 0;
            for (size_t i = from; i < stop; ++i) select(waiting_[i]);
        }
    }

private:
    void take(const Value& item)
    {
        if (has(PSkipLast)) {
            if (skip_ > 0) {
                --skip_;
                return;
            }
            waiting_.push_back(item);
            if (waiting_.size() > static_cast<size_t>(skip_last_)) {
                select(waiting_.front());
                waiting_.pop_front();
            }
            return;
        }
        if (!limited_) {
            if (skip_ > 0) {
                --skip_;
                return;
            }
            select(item);
            return;
        }
        if (has(PFirst)) {
            if (skip_ > 0) {
                --skip_;
                return;
            }
            if (taken_ < first_) {
                ++taken_;
                select(item);
                if (taken_ == first_ && last_ == 0 && !flag(PWait) && expects_pipeline()) stop_upstream();
                return;
            }
            if (last_ == 0) {
                if (!flag(PWait) && expects_pipeline()) stop_upstream();
                return;
            }
        }
        waiting_.push_back(item);
        const auto most = static_cast<size_t>(last_ + (has(PFirst) ? 0 : skip_));
        if (waiting_.size() > most) waiting_.pop_front();
    }

    void select(const Value& item)
    {
        if (!selects_ && expand_.empty()) {
            emit(item, {});
            return;
        }
        Properties chosen;
        for (const PropertyParameter& property : properties_) choose(property, item, chosen);
        if (!expand_.empty()) {
            expand(item, chosen);
            return;
        }
        auto object = value::make<value::PSCustomObject>();
        Properties unique;
        for (auto& [name, found] : chosen) {
            const bool known =
                std::any_of(unique.begin(), unique.end(), [&wanted = name](const auto& other) { return equals_ci(other.first, wanted); });
            if (known) {
                write_error("AlreadyExistingUserSpecifiedPropertyNoExpand",
                            "The property cannot be processed because the property \"" + name + "\" already exists.",
                            ErrorCategory::InvalidOperation, item, "System.Management.Automation.PSArgumentException");
                continue;
            }
            object->set(name, found);
            unique.emplace_back(name, found);
        }
        const std::vector<std::string> types = value::ps_type_names(item);
        // The type name replaces PSCustomObject's own in front, the rest of the chain stays.
        object->insert_type_name(0, "Selected." + (types.empty() ? std::string("System.Object") : types.front()));
        emit(Value(object), unique);
    }

    bool is_excluded(const std::string& name) const { return !excluded_.empty() && matches_any(excluded_, name); }

    void choose(const PropertyParameter& property, const Value& item, Properties& chosen)
    {
        std::vector<PropertyExpression::Result> found = property.expression.values(context(), item);
        if (!property.expression.is_script()) {
            std::erase_if(found, [&](const auto& result) { return is_excluded(result.name); });
        }
        if (found.empty() && !property.expression.has_wildcards()) {
            found.emplace_back();
            found.back().name = property.expression.text();
        } else if (property.has_label && found.size() > 1) {
            write_error("RenamingMultipleResults",
                        "The property cannot be processed because multiple properties were found and only one can be renamed.",
                        ErrorCategory::InvalidOperation, item, "System.InvalidOperationException");
            return;
        }
        for (auto& result : found) {
            if (is_excluded(result.name)) continue;
            chosen.emplace_back(property.has_label ? property.label : std::move(result.name), std::move(result.value));
        }
    }

    void expand(const Value& item, const Properties& chosen)
    {
        const PropertyExpression expression(expand_);
        const std::vector<PropertyExpression::Result> found = expression.values(context(), item);
        if (found.empty()) {
            write_error("ExpandPropertyNotFound", "Property \"" + expand_ + "\" cannot be found.", ErrorCategory::InvalidArgument, item,
                        "System.Management.Automation.PSArgumentException");
            return;
        }
        if (found.size() > 1) {
            write_error("MutlipleExpandProperties", "Multiple properties cannot be expanded.", ErrorCategory::InvalidArgument, item,
                        "System.Management.Automation.PSArgumentException");
            return;
        }
        if (found.front().error) {
            write_error(
                value::make<ErrorRecord>(found.front().error->exception, "PropertyEvaluationExpand", ErrorCategory::InvalidResult, item));
            return;
        }
        const Value& whole = found.front().value;
        if (whole.is_null()) return;
        for (const Value& element : value::elements(whole)) {
            if (!element.is_null()) emit(with_notes(element, chosen), chosen);
        }
    }

    Value with_notes(Value item, const Properties& chosen)
    {
        for (const auto& [name, found] : chosen) {
            if (value::find_property(item, Name(name))) {
                write_error("AlreadyExistingUserSpecifiedPropertyExpand",
                            "The property cannot be processed because the property \"" + name + "\" already exists.",
                            ErrorCategory::InvalidOperation, item, "System.Management.Automation.PSArgumentException");
                continue;
            }
            item = with_note_property(item, name, found);
        }
        return item;
    }

    void emit(const Value& item, const Properties& chosen)
    {
        if (!flag(PUnique) || is_new(item, chosen)) write(item);
    }

    bool is_new(const Value& item, const Properties& chosen)
    {
        const bool cased = !flag(PCaseInsensitive);
        if (chosen.empty() && item.is_string() && cased && only_texts_) return texts_.insert(value::to_text(item)).second;
        only_texts_ = only_texts_ && texts_.empty();
        const Value self = comparable(item);
        for (const auto& [other, notes] : written_) {
            if (notes.size() != chosen.size() || value::compare_for_sort(self, other, cased) != 0) continue;
            const bool same = std::equal(notes.begin(), notes.end(), chosen.begin(), [&](const auto& a, const auto& b) {
                return equals_ci(a.first, b.first) && value::compare_for_sort(a.second, b.second, cased) == 0;
            });
            if (same) return false;
        }
        if (!texts_.empty() && self.is_string() && texts_.count(value::to_text(self))) return false;
        written_.emplace_back(self, chosen);
        return true;
    }

    std::vector<PropertyParameter> properties_;
    std::vector<std::string> excluded_;
    std::string expand_;
    bool selects_ = false;
    bool limited_ = false;
    int64_t first_ = 0, last_ = 0, skip_ = 0, skip_last_ = 0, taken_ = 0, seen_ = 0, last_index_ = -1;
    std::unordered_set<int64_t> indices_;
    std::deque<Value> waiting_;
    bool only_texts_ = true; // every object so far was text: a set answers
    std::unordered_set<std::string> texts_;
    std::vector<std::pair<Value, Properties>> written_;
};

constexpr CmdletDef rows[] = {
    {.name = "Select-Object",
     .synopsis = "Selects properties of objects, or some of the objects.",
     .parameters = select_parameters,
     .make = make_cmdlet<SelectObject>,
     .aliases = "select",
     .default_set = "DefaultParameter",
     .examples = "Get-ChildItem | Select-Object Name, Length\n---\n1..10 | Select-Object -First 3"},
};

} // namespace

constinit const CmdletTable select_object_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
