// Words of the language: operators, arguments of attributes, keys of tables that commands take.
#include "cmdlets/completion/completion.hpp"
#include "engine/syntax_text.hpp"

namespace kestrun::cmdlets {

namespace {

struct Word
{
    const char* name;
    const char* tip;
};

constexpr Word operators[] = {
    {"and", "True when both sides are."},
    {"as", "The left side as a value of the type on the right, or nothing."},
    {"band", "Bits that are set on both sides."},
    {"bnot", "The bits of the operand, turned round."},
    {"bor", "Bits that are set on one of the sides."},
    {"bxor", "Bits that are set on just one of the sides."},
    {"ccontains", "The left list has the value on the right; case counts."},
    {"ceq", "Equal; case counts."},
    {"cge", "Greater or equal; case counts."},
    {"cgt", "Greater; case counts."},
    {"cin", "The value on the left is in the list on the right; case counts."},
    {"cle", "Less or equal; case counts."},
    {"clike", "Matches the wildcard pattern; case counts."},
    {"clt", "Less; case counts."},
    {"cmatch", "Matches the regular expression; case counts."},
    {"cne", "Not equal; case counts."},
    {"cnotcontains", "The left list lacks the value on the right; case counts."},
    {"cnotin", "The value on the left is not in the list on the right; case counts."},
    {"cnotlike", "Does not match the wildcard pattern; case counts."},
    {"cnotmatch", "Does not match the regular expression; case counts."},
    {"contains", "The left list has the value on the right."},
    {"creplace", "Replaces what the regular expression matches; case counts."},
    {"csplit", "Splits at a regular expression; case counts."},
    {"eq", "Equal."},
    {"f", "Formats the values on the right by the text on the left."},
    {"ge", "Greater or equal."},
    {"gt", "Greater."},
    {"in", "The value on the left is in the list on the right."},
    {"is", "The left side is of the type on the right."},
    {"isnot", "The left side is not of the type on the right."},
    {"join", "The elements as one text."},
    {"le", "Less or equal."},
    {"like", "Matches the wildcard pattern."},
    {"lt", "Less."},
    {"match", "Matches the regular expression."},
    {"ne", "Not equal."},
    {"not", "Turns true into false and false into true."},
    {"notcontains", "The left list lacks the value on the right."},
    {"notin", "The value on the left is not in the list on the right."},
    {"notlike", "Does not match the wildcard pattern."},
    {"notmatch", "Does not match the regular expression."},
    {"or", "True when one of the sides is."},
    {"replace", "Replaces what the regular expression matches."},
    {"shl", "Moves bits to the left."},
    {"shr", "Moves bits to the right."},
    {"split", "Splits at a regular expression."},
    {"xor", "True when just one of the sides is."},
};

struct AttributeWords
{
    const char* attribute;
    const char* names; // "Name Type", comma separated, in PowerShell's order
};
constexpr AttributeWords attributes[] = {
    {"Parameter",
     "Position Int32,ParameterSetName String,Mandatory Boolean,ValueFromPipeline Boolean,ValueFromPipelineByPropertyName Boolean,"
     "ValueFromRemainingArguments Boolean,HelpMessage String,HelpMessageBaseName String,HelpMessageResourceId String,DontShow Boolean"},
    {"CmdletBinding", "PositionalBinding Boolean,DefaultParameterSetName String,SupportsShouldProcess Boolean,SupportsPaging Boolean,"
                      "SupportsTransactions Boolean,ConfirmImpact Management.Automation.ConfirmImpact,HelpUri String,"
                      "RemotingCapability Management.Automation.RemotingCapability"},
    {"ValidateSet", "IgnoreCase Boolean,ErrorMessage String"},
    {"ValidatePattern", "Options Text.RegularExpressions.RegexOptions,ErrorMessage String"},
    {"ValidateScript", "ErrorMessage String"},
    {"OutputType", "ProviderCmdlet String,ParameterSetName String[]"},
};

struct TableKeys
{
    const char* commands;
    const char* keys;
};
constexpr TableKeys tables[] = {
    {",Select-Object,", "Name,Expression"},
    {",Sort-Object,", "Expression,Ascending,Descending"},
    {",Group-Object,", "Expression"},
    {",Format-Table,", "Expression,FormatString,Label,Width,Alignment"},
    {",Format-List,", "Expression,FormatString,Label"},
    {",Format-Wide,", "Expression,FormatString"},
    {",Format-Custom,", "Expression,Depth"},
};

} // namespace

void complete_operator(Completer& completer, std::string_view word)
{
    for (const Word& row : operators)
        if (starts_with_ci(row.name, word.substr(1)))
            completer.add(std::string("-") + row.name, row.name, ResultType::ParameterName, row.tip);
}

void complete_attribute_argument(Completer& completer, std::string_view attribute, std::string_view word)
{
    for (const AttributeWords& row : attributes) {
        if (!equals_ci(row.attribute, attribute) && !equals_ci(std::string(row.attribute) + "Attribute", attribute)) continue;
        for (const std::string& pair : split(row.names, ',')) {
            const size_t blank = pair.find(' ');
            const std::string name = pair.substr(0, blank);
            if (starts_with_ci(name, word))
                completer.add(name, name, ResultType::Property, "System." + pair.substr(blank + 1) + " " + name);
        }
    }
}

void complete_table_key(Completer& completer, std::string_view command, std::string_view word)
{
    const Ref<engine::CommandInfo> info = completer.session.find_command(command, true, false);
    if (!info) return;
    for (const TableKeys& row : tables) {
        if (!contains_ci(row.commands, "," + info->name + ",")) continue;
        for (const std::string& key : split(row.keys, ','))
            if (starts_with_ci(key, word)) completer.add(key, key, ResultType::Property, key);
    }
}

} // namespace kestrun::cmdlets
