// -replace (about_Comparison_Operators, replacement operator).
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/regex_object.hpp"
#include "value/string.hpp"
#include "value/text_operand.hpp"

namespace kestrun::value {

namespace {

struct Replacement
{
    RegexRef regex;
    std::string text;
    Ref<Object> script; // instead of the text
};

Ref<String> string_of(const Value& value)
{
    if (value.is_string()) return Ref<String>(&value.as_string());
    return String::make(to_text(value));
}

Value replaced(const Value& value, const Replacement& with)
{
    const Ref<String> input = string_of(value);
    std::vector<RegexSpan> groups;
    if (!regex_search(*with.regex, input->view(), 0, groups)) return Value(input.get());
    if (!with.script) return Value(std::string_view(regex_replace(*with.regex, input->view(), with.text)));
    ConversionHost* host = conversion_host();
    if (!host) throw_runtime("ScriptBlockDelegateInvokedFromWrongThread", "A script block can only be called while a script runs.");
    const auto evaluate = [&](std::string& out, const std::vector<RegexSpan>& found) {
        const Value match(static_cast<Object*>(make<RegexMatch>(with.regex, input, found).get()));
        out += to_text(host->call_with_item(*with.script, match, {}));
    };
    return Value(std::string_view(regex_replace(*with.regex, input->view(), -1, 0, evaluate)));
}

RegexRef pattern_of(const Value& pattern, bool case_sensitive)
{
    try {
        return regex_operand(pattern, case_sensitive);
    } catch (const ScriptError& error) {
        const std::string message = "The regular expression pattern " + to_text(pattern) + " is not valid.";
        const auto outer = make_exception("System.Management.Automation.RuntimeException", message, error.record->exception);
        const auto record = make<ErrorRecord>(outer, "InvalidRegularExpression", ErrorCategory::InvalidOperation, pattern);
        outer->set_error_record(record);
        throw ScriptError(record);
    }
}

} // namespace

Value replace_operator(const Value& left, const Value& right, bool case_sensitive)
{
    std::vector<Value> operands;
    if (right.as<Sequence>())
        operands = elements(right);
    else
        operands.push_back(right);
    if (operands.size() > 2)
        throw_runtime("BadReplaceArgument",
                      "The -replace operator allows only two elements to follow it, not " + std::to_string(operands.size()) + ".");
    Replacement with;
    with.regex = pattern_of(operands.empty() ? Value("") : operands[0], case_sensitive);
    if (operands.size() == 2) {
        if (operands[1].is_heap() && &type_of(operands[1]) == &types::script_block())
            with.script = Ref<Object>(operands[1].object());
        else
            with.text = to_text(operands[1]);
    }
    const Value& a = left.tag() == Tag::Object ? unwrap(left) : left;
    if (!(a.is_array() || (a.tag() == Tag::Object && is_enumerable(a)))) return replaced(a, with);
    std::vector<Value> results;
    const auto items = enumerate(a);
    for (Value item; items->next(item);) results.push_back(replaced(item, with));
    return make_array(std::move(results));
}

} // namespace kestrun::value
