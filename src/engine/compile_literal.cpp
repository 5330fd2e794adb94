// Arrays, hashtables, [ordered], [pscustomobject], expandable strings and script blocks.
#include "engine/compiler.hpp"
#include "engine/module.hpp"
#include "value/convert.hpp"
#include "value/dictionary.hpp"
#include "value/psobject.hpp"

namespace kestrun::engine {

namespace {

struct ArrayLiteral final : Expr
{
    ArrayLiteral(syntax::Extent at, std::vector<ExprPtr> of) : Expr(at), elements(std::move(of)) {}
    Value eval(Frame& frame) const override
    {
        std::vector<Value> items;
        items.reserve(elements.size());
        for (const ExprPtr& element : elements) {
            Value item = element->eval(frame);
            items.push_back(item.is_void() ? Value() : std::move(item));
        }
        return value::make_array(std::move(items));
    }
    std::vector<ExprPtr> elements;
};

struct Pair
{
    ExprPtr key, value;
};

[[noreturn]] void duplicate_key(const Value& key)
{
    value::throw_runtime("DuplicateKeyInHashLiteral", "Duplicate keys '" + value::to_text(key) + "' are not allowed in hash literals.",
                         ErrorCategory::InvalidOperation);
}

struct HashLiteral final : Expr
{
    HashLiteral(syntax::Extent at, std::vector<Pair> of, bool keep_order) : Expr(at), pairs(std::move(of)), ordered(keep_order) {}
    Value eval(Frame& frame) const override
    {
        Ref<value::Dictionary> table =
            ordered ? value::make<value::Dictionary>(value::types::ordered_dictionary(), value::KeyComparer::IgnoreCase)
                    : value::make<value::Dictionary>();
        for (const Pair& pair : pairs) {
            const Value key = pair.key->eval(frame);
            if (key.is_null())
                value::throw_runtime("InvalidNullKey", "A null key is not allowed in a hash literal.", ErrorCategory::InvalidArgument);
            if (table->find(key)) duplicate_key(key);
            Value item = pair.value->eval(frame);
            table->set(key, item.is_void() ? Value() : item);
        }
        return Value(table);
    }
    std::vector<Pair> pairs;
    bool ordered;
};

/// [pscustomobject]@{ ... } with constant keys: every object of this literal has the same shape.
struct ObjectLiteral final : Expr
{
    ObjectLiteral(syntax::Extent at, std::vector<ExprPtr> of, std::vector<value::Shape::Property> names)
        : Expr(at), values(std::move(of)), shape(value::make<value::Shape>(std::move(names)))
    {
        for (const value::Shape::Property& property : shape->names()) property.name->set_flag(value::Object::Shared);
        shape->set_flag(value::Object::Shared);
    }
    Value eval(Frame& frame) const override
    {
        std::vector<Value> slots;
        slots.reserve(values.size());
        for (const ExprPtr& value : values) {
            Value item = value->eval(frame);
            slots.push_back(item.is_void() ? Value() : std::move(item));
        }
        return Value(value::make<value::PSCustomObject>(shape, std::move(slots)));
    }
    std::vector<ExprPtr> values;
    Ref<value::Shape> shape;
};

struct DynamicObjectLiteral final : Expr
{
    DynamicObjectLiteral(syntax::Extent at, std::vector<Pair> of) : Expr(at), pairs(std::move(of)) {}
    Value eval(Frame& frame) const override
    {
        Ref<value::PSCustomObject> object = value::make<value::PSCustomObject>();
        for (const Pair& pair : pairs) {
            const std::string key = value::to_text(pair.key->eval(frame));
            Value item = pair.value->eval(frame);
            if (value::equals_ignore_case(key, "PSTypeName")) {
                object->insert_type_name(0, value::to_text(item));
                continue;
            }
            object->set(key, item.is_void() ? Value() : item);
        }
        return Value(object);
    }
    std::vector<Pair> pairs;
};

struct Expandable final : Expr
{
    Expandable(syntax::Extent at, std::vector<std::string> text, std::vector<ExprPtr> of)
        : Expr(at), literals(std::move(text)), parts(std::move(of))
    {
    }
    Value eval(Frame& frame) const override
    {
        std::string text = literals[0];
        for (size_t i = 0; i < parts.size(); ++i) {
            const Value part = parts[i]->eval(frame);
            if (part.is_string())
                text += value::text_of(part);
            else
                text += value::to_text(part);
            text += literals[i + 1];
        }
        return Value(std::string_view(text));
    }
    std::vector<std::string> literals;
    std::vector<ExprPtr> parts;
};

struct BlockLiteral final : Expr
{
    BlockLiteral(syntax::Extent at, const Code& what) : Expr(at), code(&what) {}
    Value eval(Frame& frame) const override
    {
        return Value(value::make<ScriptBlockImpl>(code->unit().shared_from_this(), *code, Ref<Module>(frame.scope->module)));
    }
    const Code* code;
};

/// Text of a key that is known when compiled; null otherwise.
const std::string_view* constant_key(const syntax::ExpressionAst& key)
{
    const auto* text = syntax::as<syntax::StringConstantExpressionAst>(static_cast<const syntax::Ast*>(&key));
    return text ? &text->value : nullptr;
}

} // namespace

ExprPtr Compiler::array(const syntax::ArrayLiteralAst& ast)
{
    std::vector<ExprPtr> elements;
    for (const syntax::ExpressionAst* element : ast.elements) elements.push_back(expression(*element));
    return std::make_unique<ArrayLiteral>(ast.extent, std::move(elements));
}

ExprPtr Compiler::hashtable(const syntax::HashtableAst& ast, bool ordered, bool custom_object)
{
    bool constant_keys = custom_object;
    for (const syntax::KeyValuePair& pair : ast.key_value_pairs) {
        const std::string_view* key = constant_key(*pair.key);
        if (!key || value::equals_ignore_case(*key, "PSTypeName")) constant_keys = false;
    }
    if (constant_keys) {
        std::vector<ExprPtr> values;
        std::vector<value::Shape::Property> names;
        for (const syntax::KeyValuePair& pair : ast.key_value_pairs) {
            const std::string_view name = *constant_key(*pair.key);
            names.push_back({value::String::make(name), value::hash_ignore_case(name)});
            values.push_back(statement_value(*pair.value));
        }
        return std::make_unique<ObjectLiteral>(ast.extent, std::move(values), std::move(names));
    }
    std::vector<Pair> pairs;
    for (const syntax::KeyValuePair& pair : ast.key_value_pairs) pairs.push_back({expression(*pair.key), statement_value(*pair.value)});
    if (custom_object) return std::make_unique<DynamicObjectLiteral>(ast.extent, std::move(pairs));
    return std::make_unique<HashLiteral>(ast.extent, std::move(pairs), ordered);
}

ExprPtr Compiler::expandable(const syntax::ExpandableStringExpressionAst& ast)
{
    std::vector<std::string> literals;
    for (const std::string_view part : ast.literal_parts) literals.emplace_back(part);
    std::vector<ExprPtr> parts;
    for (const syntax::ExpressionAst* part : ast.nested_expressions) parts.push_back(expression(*part));
    return std::make_unique<Expandable>(ast.extent, std::move(literals), std::move(parts));
}

ExprPtr Compiler::script_block(const syntax::ScriptBlockExpressionAst& ast)
{
    return std::make_unique<BlockLiteral>(ast.extent, unit_.code_of(*ast.script_block));
}

} // namespace kestrun::engine
