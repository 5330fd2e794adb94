#include "script_mutator.hpp"
#include "syntax/ast_children.hpp"
#include <iterator>

namespace kestrun::fuzz {

using syntax::AstKind;

namespace {

constexpr size_t max_piece = 400; // bytes of a piece that is remembered
constexpr size_t max_pool = 20000;

constexpr const char* constants[] = {
    "0",
    "1",
    "-1",
    "2",
    "255",
    "256",
    "-128",
    "65535",
    "2147483647",
    "-2147483648",
    "4294967295",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1e308",
    "-1e-308",
    "[double]::NaN",
    "[double]::PositiveInfinity",
    "1.5",
    "0.1d",
    "79228162514264337593543950335d",
    "1kb",
    "0xff",
    "1n",
    "123456789012345678901234567890n",
    "$null",
    "$true",
    "$false",
    "''",
    "' '",
    "'a'",
    "'abc'",
    "\"`0\"",
    "\"a`r`nb\"",
    "'0'",
    "'1e5'",
    "'*'",
    "'[a-'",
    "'(?<n>a+)+$'",
    "'{0:n2}'",
    "'{1}'",
    "\"`u{1F600}\"",
    "'\u00e9\u0301'",
    "[char]0xD800",
    "@()",
    "@{}",
    "@(,@())",
    "@(1,2,3)",
    "@{a=1}",
    "[pscustomobject]@{a=1;b='x'}",
    "{ $_ }",
    "{ 1 }",
    "{}",
    "[int]",
    "[string]",
    "[datetime]'2020-02-29'",
    "[timespan]::MaxValue",
    "[datetime]::MaxValue",
    "[guid]::Empty",
    "[version]'1.2'",
    "(1..5)",
    "'x' * 100",
    "(,1)",
    "[int[]]@(1,2)",
    "[byte[]]@(0,255)",
    "[Collections.Generic.List[int]]::new()",
    "[xml]'<a><b/></a>'",
    "$_",
    "$args",
    "$input",
    "$Error",
    "$MyInvocation",
    "$PSItem",
    "$this",
    "$PSCmdlet",
    "(Get-Date 0)",
    "[regex]'a'",
};

constexpr const char* statement_wraps[] = {
    "& { @ }",
    ". { @ }",
    "foreach ($x in 1..3) { @ }",
    "if ($true) { @ } else { @ }",
    "try { @ } catch { $_ } finally { 1 }",
    "function f { @ }; f",
    "function g { [CmdletBinding()] param([Parameter(ValueFromPipeline)]$p) process { @ } }; 1,2 | g",
    "1..2 | ForEach-Object { @ }",
    "$r = @(& { @ })\n$r",
    "switch (1,2) { 1 { @ } default { $_ } }",
    "trap { continue }\n@",
    "class C { [object] M() { return & { @ } } }; [C]::new().M()",
    "@\n@",
    "& { @ } | Sort-Object",
    "& { @ } | Out-String",
    "& { @ } | ConvertTo-Json -Depth 3",
    "$e = $null; try { @ } catch { $e = $_ }; $e | Format-List * -Force | Out-String",
    "(& { @ }) | Group-Object | Format-Table",
    "Invoke-Command { @ } -ErrorAction SilentlyContinue",
    "do { @ } while ($false)",
};

constexpr const char* expression_wraps[] = {
    "(@)",
    "$(@)",
    "@(@)",
    "(@, @)",
    "\"$(@)\"",
    "[string](@)",
    "[int](@)",
    "[object[]](@)",
    "(@)[0]",
    "(@)[-1]",
    "(@).Count",
    "(@).ToString()",
    "(@).GetType()",
    "-(@)",
    "!(@)",
    "((@) + (@))",
    "((@) -eq (@))",
    "((@) -like '*')",
    "((@) -split '')",
    "((@) -join ',')",
    "((@) -replace 'a','b')",
    "(@ | Select-Object *)",
    "(@ | ConvertTo-Json -Compress)",
    "(@ | Out-String)",
    "((@) -as [int])",
    "((@) -f (@))",
    "(@)?.a",
    "((@) ?? (@))",
    "([pscustomobject]@{ p = @ })",
    "(@{ k = @ })",
    "(,(@))",
    "((@) -is [string])",
    "((@) -contains (@))",
    "((@)..3)",
    "(@ | ForEach-Object { $_ })",
    "(@ | Where-Object { $_ })",
    "(& { param($p) $p } (@))",
    "[bool](@)",
    "[double](@)",
    "[datetime](@)",
    "[char](@)",
    "[xml](@)",
    "(Get-Member -InputObject (@))",
    "((@) -band 3)",
    "((@) * 2)",
    "((@) -lt (@))",
    "(@ | Format-List)",
    "[hashtable](@)",
    "(@).psobject.Properties",
};

bool is_word(AstKind kind)
{
    return kind == AstKind::CommandParameter || kind == AstKind::TypeConstraint || kind == AstKind::TypeExpression ||
           kind == AstKind::Attribute;
}

std::string replaced(const std::string& script, syntax::Extent extent, const std::string& text)
{
    return script.substr(0, extent.start) + text + script.substr(extent.end);
}

} // namespace

/// Takes the extents of the nodes that mutations are about.
class ScriptMutator::Collect
{
public:
    Collect(std::vector<Part>& to, size_t size) : to_(to), size_(size) {}
    void operator()(syntax::Ast& node)
    {
        if (node.extent.end <= size_ && node.extent.start < node.extent.end) {
            if (syntax::StatementAst::classof(node.kind))
                to_.push_back({Piece::Statement, node.kind, node.extent});
            else if (is_word(node.kind) || (node.kind == AstKind::StringConstantExpression && node.parent && bare(*node.parent)))
                to_.push_back({Piece::Word, node.kind, node.extent});
            else if (syntax::ExpressionAst::classof(node.kind))
                to_.push_back({Piece::Expression, node.kind, node.extent});
        }
        syntax::for_each_child(node, *this);
    }

private:
    static bool bare(const syntax::Ast& parent)
    {
        return parent.kind == AstKind::MemberExpression || parent.kind == AstKind::InvokeMemberExpression ||
               parent.kind == AstKind::Command;
    }
    std::vector<Part>& to_;
    size_t size_;
};

std::vector<ScriptMutator::Part> ScriptMutator::parts(const std::string& script) const
{
    const syntax::ParsedScript parsed = syntax::parse(std::make_shared<const syntax::SourceText>(script));
    std::vector<Part> found;
    Collect collect(found, script.size());
    collect(*parsed.root());
    return found;
}

const ScriptMutator::Part* ScriptMutator::pick(const std::vector<Part>& all) { return all.empty() ? nullptr : &all[below(all.size())]; }

void ScriptMutator::learn(const std::string& script)
{
    for (const Part& part : parts(script)) {
        const size_t length = part.extent.end - part.extent.start;
        if (length > max_piece) continue;
        auto& pool = pool_[static_cast<size_t>(part.piece)];
        std::string text = script.substr(part.extent.start, length);
        if (pool.size() < max_pool)
            pool.push_back(std::move(text));
        else
            pool[below(pool.size())] = std::move(text);
    }
}

std::string ScriptMutator::known(Piece piece)
{
    const auto& pool = pool_[static_cast<size_t>(piece)];
    if (!pool.empty()) return pool[below(pool.size())];
    return piece == Piece::Word ? "Count" : constant();
}

std::string ScriptMutator::constant() { return constants[below(std::size(constants))]; }

std::string ScriptMutator::wrapped(Piece piece, const std::string& text)
{
    const std::string pattern = piece == Piece::Statement ? statement_wraps[below(std::size(statement_wraps))]
                                                          : expression_wraps[below(std::size(expression_wraps))];
    std::string out;
    for (size_t i = 0; i < pattern.size(); ++i) {
        // "@(", "@{" and "@'" are PowerShell's; a lone one stands for the piece.
        const bool hole = pattern[i] == '@' && (i + 1 == pattern.size() || (pattern[i + 1] != '(' && pattern[i + 1] != '{'));
        if (hole)
            out += text;
        else
            out += pattern[i];
    }
    return out;
}

std::string ScriptMutator::step(const std::string& script)
{
    const std::vector<Part> all = parts(script);
    const Part* part = pick(all);
    if (!part) return known(Piece::Statement);
    const std::string text = script.substr(part->extent.start, part->extent.end - part->extent.start);
    switch (below(9)) {
    case 0: // another script's
    case 1: return replaced(script, part->extent, known(part->piece));
    case 2: { // one of this script's
        std::vector<Part> same;
        for (const Part& other : all)
            if (other.piece == part->piece) same.push_back(other);
        const Part& other = *pick(same);
        return replaced(script, part->extent, script.substr(other.extent.start, other.extent.end - other.extent.start));
    }
    case 3:
        return part->piece == Piece::Word ? replaced(script, part->extent, known(Piece::Word))
                                          : replaced(script, part->extent, wrapped(part->piece, text));
    case 4:
        return part->piece == Piece::Expression ? replaced(script, part->extent, constant())
                                                : replaced(script, part->extent, known(part->piece));
    case 5: return replaced(script, part->extent, part->piece == Piece::Statement ? std::string() : constant());
    case 6:
        return part->piece == Piece::Statement ? replaced(script, part->extent, text + "\n" + known(Piece::Statement))
                                               : replaced(script, part->extent, text + "." + known(Piece::Word));
    case 7: return script + "\n" + known(Piece::Statement);
    default:
        return part->piece == Piece::Statement ? replaced(script, part->extent, known(Piece::Statement) + "\n" + text)
                                               : replaced(script, part->extent, wrapped(Piece::Expression, text));
    }
}

std::string ScriptMutator::mutate(const std::string& script)
{
    std::string out = script;
    for (size_t i = 0, count = 1 + below(4); i < count; ++i) out = step(out);
    return out;
}

std::string ScriptMutator::cross(const std::string& script, const std::string& other)
{
    const std::vector<Part> here = parts(script);
    const std::vector<Part> there = parts(other);
    const Part* from = pick(there);
    if (!from) return script;
    const std::string text = other.substr(from->extent.start, from->extent.end - from->extent.start);
    std::vector<Part> same;
    for (const Part& part : here)
        if (part.piece == from->piece) same.push_back(part);
    if (same.empty() || below(3) == 0) return script + "\n" + text;
    return replaced(script, pick(same)->extent, text);
}

} // namespace kestrun::fuzz
