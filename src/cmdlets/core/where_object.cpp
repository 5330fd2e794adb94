// Where-Object: a script block, or a property, an operator and a value.
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

// name, alias, parameter set, operator, case sensitive
#define KESTRUN_WHERE_OPERATORS(X)                                                                                                         \
    X(CEQ, "", "CaseSensitiveEqualSet", Eq, true)                                                                                          \
    X(NE, "INE", "NotEqualSet", Ne, false)                                                                                                 \
    X(CNE, "", "CaseSensitiveNotEqualSet", Ne, true)                                                                                       \
    X(GT, "IGT", "GreaterThanSet", Gt, false)                                                                                              \
    X(CGT, "", "CaseSensitiveGreaterThanSet", Gt, true)                                                                                    \
    X(LT, "ILT", "LessThanSet", Lt, false)                                                                                                 \
    X(CLT, "", "CaseSensitiveLessThanSet", Lt, true)                                                                                       \
    X(GE, "IGE", "GreaterOrEqualSet", Ge, false)                                                                                           \
    X(CGE, "", "CaseSensitiveGreaterOrEqualSet", Ge, true)                                                                                 \
    X(LE, "ILE", "LessOrEqualSet", Le, false)                                                                                              \
    X(CLE, "", "CaseSensitiveLessOrEqualSet", Le, true)                                                                                    \
    X(Like, "ILike", "LikeSet", Like, false)                                                                                               \
    X(CLike, "", "CaseSensitiveLikeSet", Like, true)                                                                                       \
    X(NotLike, "INotLike", "NotLikeSet", NotLike, false)                                                                                   \
    X(CNotLike, "", "CaseSensitiveNotLikeSet", NotLike, true)                                                                              \
    X(Match, "IMatch", "MatchSet", Match, false)                                                                                           \
    X(CMatch, "", "CaseSensitiveMatchSet", Match, true)                                                                                    \
    X(NotMatch, "INotMatch", "NotMatchSet", NotMatch, false)                                                                               \
    X(CNotMatch, "", "CaseSensitiveNotMatchSet", NotMatch, true)                                                                           \
    X(Contains, "IContains", "ContainsSet", Contains, false)                                                                               \
    X(CContains, "", "CaseSensitiveContainsSet", Contains, true)                                                                           \
    X(NotContains, "INotContains", "NotContainsSet", NotContains, false)                                                                   \
    X(CNotContains, "", "CaseSensitiveNotContainsSet", NotContains, true)                                                                  \
    X(In, "IIn", "InSet", In, false)                                                                                                       \
    X(CIn, "", "CaseSensitiveInSet", In, true)                                                                                             \
    X(NotIn, "INotIn", "NotInSet", NotIn, false)                                                                                           \
    X(CNotIn, "", "CaseSensitiveNotInSet", NotIn, true)

#define KESTRUN_SET_AT_0(name, alias, set, op, cs) set "@0!,"
#define KESTRUN_SET_AT_1(name, alias, set, op, cs) set "@1,"
#define KESTRUN_SWITCH(n, alias, set, op, cs) {.name = #n, .type = "switch", .sets = set "!", .aliases = alias},

enum : size_t
{
    PInput,
    PFilter,
    PProperty,
    PValue,
    PEq,
    PFirstOperator,
};
constexpr ParameterDef where_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .flags = P::FromPipeline | P::AllowNull},
    {.name = "FilterScript",
     .type = "scriptblock",
     .sets = "ScriptBlockSet@0!",
     .help = "Lets an object pass when what it gives is true; the object is in $_."},
    {.name = "Property",
     .type = "string",
     .flags = P::NotNullOrEmpty,
     .sets = "EqualSet@0!," KESTRUN_WHERE_OPERATORS(KESTRUN_SET_AT_0) "IsSet@0!,IsNotSet@0!,Not@0!"},
    {.name = "Value", .flags = P::AllowNull, .sets = "EqualSet@1," KESTRUN_WHERE_OPERATORS(KESTRUN_SET_AT_1) "IsSet@1,IsNotSet@1"},
    {.name = "EQ", .type = "switch", .sets = "EqualSet", .aliases = "IEQ"},
    KESTRUN_WHERE_OPERATORS(KESTRUN_SWITCH){.name = "Is", .type = "switch", .sets = "IsSet!"},
    {.name = "IsNot", .type = "switch", .sets = "IsNotSet!"},
    {.name = "Not", .type = "switch", .sets = "Not!"},
};

struct OperatorRow
{
    const char* name;
    const char* set;
    value::ComparisonOp op;
    bool case_sensitive;
};
#define KESTRUN_OPERATOR_ROW(name, alias, set, op, cs) {#name, set, value::ComparisonOp::op, cs},
constexpr OperatorRow operators[] = {KESTRUN_WHERE_OPERATORS(KESTRUN_OPERATOR_ROW)};

enum class Test
{
    Script,
    Compare,
    Truth,
    Not,
    Is,
    IsNot
};

struct WhereObject final : Cmdlet
{
    void begin() override
    {
        const std::string_view set = parameter_set();
        if (has(PFilter)) {
            block_ = as_script_block(arg(PFilter));
            return;
        }
        property_ = text(PProperty);
        compared_ = has(PValue) ? arg(PValue) : Value();
        if (set == "Not") {
            test_ = Test::Not;
            return;
        }
        if (set == "IsSet" || set == "IsNotSet") {
            test_ = set == "IsSet" ? Test::Is : Test::IsNot;
        } else if (set == "EqualSet" || set.empty()) {
            test_ = flag(PEq) ? Test::Compare : Test::Truth;
            if (test_ == Test::Truth && has(PValue)) {
                fail("OperatorNotSpecified",
                     "An operator is required to compare the two specified values. Include a valid operator in the command, and then try "
                     "the command "
                     "again. For example, Get-Process | Where-Object -Property Name -eq Idle",
                     ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
            }
            if (test_ == Test::Truth) return;
        } else {
            test_ = Test::Compare;
            for (const OperatorRow& row : operators) {
                if (set == row.set) operator_ = row;
            }
        }
        if (!has(PValue)) {
            fail("ValueNotSpecifiedForWhereObject",
                 "The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then "
                 "try the "
                 "command again.",
                 ErrorCategory::InvalidArgument, {}, "System.Management.Automation.PSArgumentException");
        }
        if (test_ == Test::Is || test_ == Test::IsNot) resolve_type();
    }

    void process() override
    {
        if (!has(PInput)) return;
        const Value item = arg(PInput);
        if (passes(item)) write(item);
    }

private:
    /// Counts what a filter writes and keeps the first: all that truth needs.
    struct Truth final : engine::Sink
    {
        void push(Value item) override
        {
            if (count++ == 0) first = std::move(item);
        }
        bool result() const { return count > 1 || (count == 1 && value::to_bool(first)); }
        size_t count = 0;
        Value first;
    };

    bool passes(const Value& item)
    {
        switch (test_) {
        case Test::Script: {
            Truth truth;
            context().invoke_with_item(*block_, item, truth);
            return truth.result();
        }
        case Test::Truth: return value::to_bool(read(item));
        case Test::Not: return !value::to_bool(read(item));
        case Test::Is: return value::to_bool(value::is_operator(read(item), compared_, false));
        case Test::IsNot: return value::to_bool(value::is_operator(read(item), compared_, true));
        case Test::Compare: return compare(read(item));
        }
        return false;
    }

    bool compare(const Value& found)
    {
        try {
            Value matches = Value::unset();
            const bool passes = value::to_bool(value::compare_operator(operator_.op, operator_.case_sensitive, found, compared_, &matches));
            if (!matches.is_unset()) context().set_variable("Matches", std::move(matches));
            return passes;
        } catch (const ScriptError& error) {
            const bool pattern = operator_.op >= value::ComparisonOp::Like && operator_.op <= value::ComparisonOp::NotMatch;
            if (!pattern) throw;
            std::string name = operator_.name;
            if (name[0] != 'C') name = "I" + lower(name);
            fail("BadOperatorArgument", "The argument to operator '" + name + "' is not valid: " + error.record->exception->message() + ".",
                 ErrorCategory::InvalidArgument, compared_, "System.Management.Automation.PSArgumentException");
        }
    }

    Value read(const Value& item)
    {
        if (item.is_null()) return {};
        if (value::Dictionary* dictionary = as_dictionary(item)) {
            if (const Value* found = dictionary->find(std::string_view(property_))) return *found;
        }
        if (!value::has_wildcards(property_)) {
            if (value::ConversionHost* host = value::conversion_host();
                host && host->strict_mode(2) && !value::find_property(item, Name(property_))) {
                write_error("PropertyNotFound", "The input name \"" + property_ + "\" cannot be resolved to a property.",
                            ErrorCategory::InvalidArgument, item, "System.Management.Automation.PSArgumentException");
                return {};
            }
            return value::get_property(item, Name(property_));
        }
        std::vector<std::string> names;
        for (std::string& name : value::property_names(item)) {
            if (value::wildcard_match(property_, name)) names.push_back(std::move(name));
        }
        if (names.empty()) return {};
        if (names.size() == 1) return value::get_property(item, Name(names.front()));
        std::string list;
        for (const std::string& name : names) list += " " + name;
        write_error("AmbiguousPropertyName",
                    "Input name \"" + property_ +
                        "\" is ambiguous. It can be resolved to multiple matched members. Possible matches include:" + list + ".",
                    ErrorCategory::InvalidArgument, item, "System.Management.Automation.PSArgumentException");
        return {};
    }

    void resolve_type()
    {
        if (compared_.as<value::Type>()) return;
        const value::Type* type = nullptr;
        const std::string name = value::to_text(compared_);
        if (value::ConversionHost* host = value::conversion_host()) type = host->find_type(name);
        if (!type) type = value::find_type(name.size() > 2 && name.front() == '[' ? name.substr(1, name.size() - 2) : name);
        if (!type) value::throw_runtime("TypeNotFound", "Unable to find type [" + name + "].", ErrorCategory::InvalidOperation, compared_);
        compared_ = Value(const_cast<value::Type*>(type));
    }

    Test test_ = Test::Script;
    ScriptBlock* block_ = nullptr;
    std::string property_;
    Value compared_;
    OperatorRow operator_{"EQ", "EqualSet", value::ComparisonOp::Eq, false};
};

constexpr CmdletDef rows[] = {
    {.name = "Where-Object",
     .synopsis = "Lets those objects pass that fulfil a condition.",
     .parameters = where_parameters,
     .make = make_cmdlet<WhereObject>,
     .aliases = "where,?",
     .default_set = "EqualSet",
     .class_name = "Microsoft.PowerShell.Commands.WhereObjectCommand",
     .examples = "1..5 | Where-Object { $_ -gt 3 }\n---\nGet-ChildItem | Where-Object Length -gt 1kb"},
};

} // namespace

constinit const CmdletTable where_object_table{"Microsoft.PowerShell.Core", rows};

} // namespace kestrun::cmdlets
