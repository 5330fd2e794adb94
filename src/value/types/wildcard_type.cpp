// System.Management.Automation.WildcardPattern: -like's patterns as objects.
#include "value/operators.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;

constexpr int64_t ignore_case = 2; // WildcardOptions.IgnoreCase

class WildcardPattern final : public Object
{
public:
    WildcardPattern(std::string text, bool without_case) : pattern(std::move(text)), ignores_case(without_case) {}
    const Type& type() const override { return native_type("System.Management.Automation.WildcardPattern"); }
    std::string pattern;
    bool ignores_case;
};

Value make_pattern(Call& c)
{
    require(c, 0, "pattern");
    const bool without_case = c.args.size() > 1 && (enum_arg(c, 1) & ignore_case) != 0;
    return Value(make<WildcardPattern>(std::string(text(c, 0)), without_case));
}

bool is_special(char c) { return c == '*' || c == '?' || c == '[' || c == ']' || c == '`'; }

Value escape(Call& c)
{
    require(c, 0, "pattern");
    const std::string_view kept = text(c, 1);
    std::string out;
    for (const char ch : text(c, 0)) {
        if (is_special(ch) && kept.find(ch) == std::string_view::npos) out += '`';
        out += ch;
    }
    return Value(out);
}

Value unescape(Call& c)
{
    require(c, 0, "pattern");
    const std::string_view pattern = text(c, 0);
    std::string out;
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '`' && i + 1 < pattern.size() && is_special(pattern[i + 1])) ++i;
        out += pattern[i];
    }
    return Value(out);
}

Value is_match(Call& c)
{
    const auto& pattern = self<WildcardPattern>(c);
    return !is_null(c, 0) && wildcard_match(pattern.pattern, text(c, 0), pattern.ignores_case);
}

Value to_wql(Call& c)
{
    std::string out;
    for (const char ch : self<WildcardPattern>(c).pattern) out += ch == '*' ? '%' : ch == '?' ? '_' : ch;
    return Value(out);
}

constexpr MemberDef members[] = {
    ctor("string pattern", make_pattern),
    ctor("string pattern, System.Management.Automation.WildcardOptions options", make_pattern),
    meth("IsMatch", "string input", "bool", is_match),
    meth("ToWql", "", "string", to_wql),
    smeth("Get", "string pattern, System.Management.Automation.WildcardOptions options", "System.Management.Automation.WildcardPattern",
          make_pattern),
    smeth("Escape", "string pattern", "string", escape),
    smeth("Escape", "string pattern, char[] charsNotToEscape", "string",
          [](Call& c) {
              std::string kept;
              for (const Value& item : elements(c.args[1])) kept += dotnet_text(item);
              Value args[] = {c.args[0], Value(kept)};
              Call inner{c.self, args, c.type};
              return escape(inner);
          }),
    smeth("Unescape", "string pattern", "string", unescape),
    smeth("ContainsWildcardCharacters", "string pattern", "bool", [](Call& c) { return Value(has_wildcards(text(c, 0))); }),
};

constexpr TypeDef table[] = {
    {"System.Management.Automation.WildcardPattern", "System.Object", F::Sealed, "WildcardPattern", "", members},
};

} // namespace

std::span<const TypeDef> wildcard_type_types() { return table; }

} // namespace kestrun::value
