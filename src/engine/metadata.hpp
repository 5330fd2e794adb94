// Parameters of a command as the binder, Get-Command and Get-Help see them; made from a cmdlet's table row or from a param block.
#pragma once
#include "engine/code.hpp"

namespace kestrun::engine {

/// A [Validate...] attribute, compiled.
struct Validation
{
    enum class Kind : uint8_t
    {
        Set,
        Range,
        RangeKind,
        Pattern,
        Length,
        Count,
        NotNull,
        NotNullOrEmpty,
        NotNullOrWhiteSpace,
        Script,
        Drive,
        Custom,
        Transform
    };
    Kind kind;
    std::vector<Value> args;     // Set: names; Range: low, high (null: open); Length, Count: low, high; Pattern: regex text; Script: block;
                                 // Custom: attribute object
    bool case_sensitive = false; // Set, Pattern: IgnoreCase = $false
    std::string error_message;   // ErrorMessage = '...{0}...'
};
/// Throws ValidationMetadataException's text as ScriptError from_native when the value does not fit. Collections are checked element by
/// element.
void validate(const Validation& validation, const Value& value);

struct ParameterSet
{
    int set = -1; // index into CommandMetadata::sets; -1: all
    int position = -1;
    bool mandatory = false;
    bool from_pipeline = false;
    bool from_pipeline_by_name = false;
    bool from_remaining = false;
    std::string help;
};

struct ParameterMetadata
{
    std::string name;
    Symbol symbol;
    std::vector<std::string> aliases;
    const value::Type* type = nullptr; // null: object, never converted
    std::string type_name;             // as written; resolved at the first call when the type is a script's
    bool is_switch = false;
    std::vector<ParameterSet> sets; // at least one
    std::vector<Validation> validations;
    uint32_t flags = 0; // P::AllowNull, AllowEmptyString, ...
    int slot = -1;      // in the function's layout
    std::shared_ptr<const Expr> default_value;
    std::shared_ptr<const Expr> default_value_dotted; // for dotted calls
    bool runtime = false;                             // made by a dynamicparam block: no variable of its own
    Value runtime_object;                             // its RuntimeDefinedParameter
    const syntax::ParameterAst* ast = nullptr;
    const ParameterDef* def = nullptr;
    std::string help;
    bool by_ref = false; // [ref]
    /// Its slot can hold the value itself though it has a type: see Layout::bare_parameters.
    bool is_bare(const Layout& layout) const { return type && !by_ref && validations.empty() && !runtime && !layout.is_assigned(slot); }

    const ParameterSet* in_set(int set) const
    {
        for (const ParameterSet& s : sets)
            if (s.set == set || s.set == -1) return &s;
        return nullptr;
    }
};

/// Tells values that a conversion to a type would leave as they are, without asking the converter.
class ExactType
{
public:
    explicit ExactType(const value::Type* type = nullptr); // null: anything
    const value::Type* type() const { return type_; }
    bool takes(const Value& given) const
    {
        if (!type_ || (given.tag() == tag_ && tag_ < value::Tag::Object && !given.is_switch())) return true;
        return given.tag() == value::Tag::Object && tag_ == value::Tag::Object && &given.object()->type() == type_;
    }

private:
    const value::Type* type_;
    value::Tag tag_; // Cell: never
};

/// How a plain function, script block or method is called without a processor: positional arguments go straight into the slots of the
/// callee (direct_call.hpp). Made from the metadata; `possible` when the block has only an end block, its parameters have no attributes,
/// and none of its automatic variables needs more than the arguments.
struct CallPlan
{
    struct Parameter
    {
        int slot;
        ExactType type;
        bool cell; // the code assigns to it: a variable that keeps the type
        Symbol symbol;
        const Expr* fallback;
    };
    static constexpr size_t max_slots = 16;
    bool possible = false;
    int args = -1; // slot of $args
    int self = -1; // slot of $this
    size_t slots = 0;
    const Layout* layout = nullptr;
    const Body* body = nullptr; // null: empty
    std::vector<Parameter> parameters;
};

struct CommandMetadata
{
    CallPlan plan;
    std::vector<ParameterMetadata> parameters;
    std::vector<std::string> sets;
    int default_set = -1;
    bool cmdlet_binding = false; // advanced function or cmdlet: common parameters, no $args
    bool positional_binding = true;
    bool supports_should_process = false;
    bool confirm_high = false;
    bool has_pipeline_parameters = false;
    bool has_mandatory = false;
    bool has_validation = false;
    bool simple = false; // plain positional parameters, no attributes: the fast path
    std::string default_set_name;
    std::vector<std::string> output_types;
    std::vector<std::string> aliases; // [Alias()] on the function

    /// By name, alias or unambiguous prefix. -1 unknown, -2 ambiguous (names in `candidates` when given).
    int find(std::string_view name, bool exact = false, std::vector<std::string>* candidates = nullptr) const;
};

/// Common parameters of advanced commands, in PowerShell's order.
enum Common : uint8_t
{
    CommonVerbose,
    CommonDebug,
    CommonErrorAction,
    CommonWarningAction,
    CommonInformationAction,
    CommonProgressAction,
    CommonErrorVariable,
    CommonWarningVariable,
    CommonInformationVariable,
    CommonOutVariable,
    CommonOutBuffer,
    CommonPipelineVariable,
    CommonWhatIf,
    CommonConfirm,
    CommonCount
};
struct CommonParameterRow
{
    const char* name;
    const char* alias;
    const char* type;
};
extern const CommonParameterRow common_parameters[CommonCount];
int find_common(std::string_view name, bool should_process, bool exact);

/// Metadata of a table row; made once per row.
const CommandMetadata& metadata_of(const CmdletDef& def);

} // namespace kestrun::engine
