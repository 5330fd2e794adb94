// Comparison operators over scalars and collections: -eq ... -notin, -like, -match (about_Comparison_Operators).
#include "value/array.hpp"
#include "value/compare.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/members.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/regex_object.hpp"
#include "value/string.hpp"
#include "value/text_operand.hpp"

namespace kestrun::value {

RegexRef regex_operand(const Value& pattern, bool case_sensitive)
{
    if (const auto* regex = pattern.as<RegexObject>()) return regex->program();
    const unsigned options = case_sensitive ? regex_option::None : regex_option::IgnoreCase;
    if (pattern.is_string()) return compile_regex(text_of(pattern), options);
    return compile_regex(to_text(pattern), options);
}

namespace {

const Value& plain(const Value& value) { return value.tag() == Tag::Object ? unwrap(value) : value; }
bool is_collection(const Value& value) { return value.is_array() || (value.tag() == Tag::Object && is_enumerable(value)); }

bool ordered(ComparisonOp op, const Value& a, const Value& b, bool case_sensitive)
{
    const Order order = order_of(a, b, case_sensitive);
    switch (op) {
    case ComparisonOp::Gt: return order == Order::Greater;
    case ComparisonOp::Ge: return order == Order::Greater || order == Order::Equal;
    case ComparisonOp::Lt: return order == Order::Less;
    default: return order == Order::Less || order == Order::Equal;
    }
}

/// One operator on scalars, its right side prepared once for all elements of a collection.
class ScalarTest
{
public:
    ScalarTest(ComparisonOp op, bool case_sensitive, const Value& right) : op_(op), case_sensitive_(case_sensitive), right_(right)
    {
        if (op == ComparisonOp::Match || op == ComparisonOp::NotMatch) regex_ = regex_operand(right, case_sensitive);
        if (op == ComparisonOp::Like || op == ComparisonOp::NotLike) pattern_ = to_text(right);
    }

    bool operator()(const Value& left)
    {
        switch (op_) {
        case ComparisonOp::Eq: return equal(left, right_, case_sensitive_);
        case ComparisonOp::Ne: return !equal(left, right_, case_sensitive_);
        case ComparisonOp::Like: return like(left);
        case ComparisonOp::NotLike: return !like(left);
        case ComparisonOp::Match: return matches(left);
        case ComparisonOp::NotMatch: return !matches(left);
        default: return ordered(op_, left, right_, case_sensitive_);
        }
    }

    const RegexRef& regex() const { return regex_; }
    const std::vector<RegexSpan>& groups() const { return groups_; }

private:
    bool like(const Value& left) const
    {
        if (left.is_string()) return wildcard_match(pattern_, text_of(left), !case_sensitive_);
        return wildcard_match(pattern_, to_text(left), !case_sensitive_);
    }
    bool matches(const Value& left)
    {
        if (left.is_string()) return regex_search(*regex_, text_of(left), 0, groups_);
        return regex_search(*regex_, to_text(left), 0, groups_);
    }

    ComparisonOp op_;
    bool case_sensitive_;
    const Value& right_;
    RegexRef regex_;
    std::string pattern_;
    std::vector<RegexSpan> groups_;
};

Value matches_table(const ScalarTest& test, const Value& left)
{
    const std::string made = left.is_string() ? std::string() : to_text(left);
    const std::string_view text = left.is_string() ? text_of(left) : std::string_view(made);
    const auto table = make<Dictionary>();
    const auto& groups = test.groups();
    table->reserve(groups.size());
    for (size_t i = groups.size(); i-- > 0;) { // the order that .NET's hashtable shows of such keys
        if (!groups[i].success()) continue;
        const std::string& name = test.regex()->group_name(i);
        const bool numbered = name == std::to_string(test.regex()->group_number(i));
        const Value part(text.substr(groups[i].begin, groups[i].end - groups[i].begin));
        if (numbered)
            table->set(Value(static_cast<int32_t>(test.regex()->group_number(i))), part);
        else
            table->set(std::string_view(name), part);
    }
    return Value(static_cast<Object*>(table.get()));
}

bool contains(const Value& collection, const Value& item, bool case_sensitive)
{
    if (!is_collection(collection)) return equal(collection, item, case_sensitive);
    const auto items = enumerate(collection);
    for (Value element; items->next(element);)
        if (equal(element, item, case_sensitive)) return true;
    return false;
}

} // namespace

Value compare_operator(ComparisonOp op, bool case_sensitive, const Value& left, const Value& right, Value* matches)
{
    const Value& a = plain(left);
    const Value& b = plain(right);
    switch (op) {
    case ComparisonOp::Contains: return Value(contains(a, b, case_sensitive));
    case ComparisonOp::NotContains: return Value(!contains(a, b, case_sensitive));
    case ComparisonOp::In: return Value(contains(b, a, case_sensitive));
    case ComparisonOp::NotIn: return Value(!contains(b, a, case_sensitive));
    default: break;
    }
    const bool collection = is_collection(a);
    if (!collection) {
        switch (op) {
        case ComparisonOp::Eq: return Value(equal(a, b, case_sensitive));
        case ComparisonOp::Ne: return Value(!equal(a, b, case_sensitive));
        case ComparisonOp::Gt:
        case ComparisonOp::Ge:
        case ComparisonOp::Lt:
        case ComparisonOp::Le: return Value(ordered(op, a, b, case_sensitive));
        default: break;
        }
    }
    ScalarTest test(op, case_sensitive, b);
    if (!collection) {
        const bool result = test(a);
        const bool matched = (op == ComparisonOp::Match && result) || (op == ComparisonOp::NotMatch && !result);
        if (matched && matches) *matches = matches_table(test, a);
        return Value(result);
    }
    std::vector<Value> found;
    const auto items = enumerate(a);
    for (Value item; items->next(item);)
        if (test(item)) found.push_back(item);
    return make_array(std::move(found));
}

} // namespace kestrun::value
