// Names of types: reading what scripts and tables write, and writing what scripts see.
#include "base/nearest.hpp"
#include "value/convert.hpp"
#include "value/error.hpp"
#include "value/registry.hpp"
#include "value/string.hpp"
#include <algorithm>

namespace kestrun::value {

namespace {

/// What an identifier (no brackets) stands for.
using Lookup = const Type* (*)(std::string_view name, size_t arity, const void* context);

// type-name:   identifier [ '[' type-arguments ']' ] { '[' { ',' } ']' }
// type-arguments: type-name or '[' type-name ', assembly ...' ']', separated by commas; <...> in C# style tables
class NameParser
{
public:
    NameParser(std::string_view text, Lookup lookup, const void* context) : text_(text), lookup_(lookup), context_(context) {}

    const Type* parse_all()
    {
        const Type* type = parse();
        skip_blanks();
        if (type && at_ < text_.size() && text_[at_] == ',') return type; // ", assembly": ignored
        return at_ == text_.size() ? type : nullptr;
    }

private:
    const Type* parse()
    {
        skip_blanks();
        const size_t start = at_;
        while (at_ < text_.size() && std::string_view("[]<>,?").find(text_[at_]) == std::string_view::npos) ++at_;
        std::string_view name = trimmed(text_.substr(start, at_ - start));
        if (name.empty()) return nullptr;
        const Type* type = nullptr;
        if (at_ < text_.size() && (text_[at_] == '<' || (text_[at_] == '[' && !at_array_suffix()))) {
            type = parse_generic(name);
        } else {
            type = lookup_(name, 0, context_);
        }
        if (at_ < text_.size() && text_[at_] == '?') ++at_; // C#'s nullable references and values: scripts see null for either
        while (type && at_ < text_.size() && text_[at_] == '[') type = parse_suffix(*type);
        return type;
    }
    bool at_array_suffix() const
    {
        size_t i = at_ + 1;
        while (i < text_.size() && (text_[i] == ',' || text_[i] == ' ')) ++i;
        return i < text_.size() && text_[i] == ']';
    }
    const Type* parse_suffix(const Type& element)
    {
        if (!at_array_suffix()) return nullptr;
        uint32_t rank = 1;
        for (++at_; text_[at_] != ']'; ++at_) rank += text_[at_] == ',';
        ++at_;
        return &array_of(element, rank);
    }
    const Type* parse_generic(std::string_view name)
    {
        const char close = text_[at_] == '<' ? '>' : ']';
        ++at_;
        std::vector<const Type*> arguments;
        for (;;) {
            skip_blanks();
            const Type* argument = nullptr;
            if (at_ < text_.size() && text_[at_] == '[') { // [System.Int32, System.Private.CoreLib, ...]
                ++at_;
                argument = parse();
                while (at_ < text_.size() && text_[at_] != ']') ++at_;
                if (at_ == text_.size()) return nullptr;
                ++at_;
            } else {
                argument = parse();
            }
            if (!argument) return nullptr;
            arguments.push_back(argument);
            skip_blanks();
            if (at_ == text_.size()) return nullptr;
            if (text_[at_] == close) break;
            if (text_[at_] != ',') return nullptr;
            ++at_;
        }
        ++at_;
        const Type* definition = lookup_(name, arguments.size(), context_);
        return definition ? value::instantiate(*definition, arguments) : nullptr;
    }
    void skip_blanks()
    {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }

    std::string_view text_;
    Lookup lookup_;
    const void* context_;
    size_t at_ = 0;
};

std::string with_arity(std::string_view name, size_t arity)
{
    std::string full(name);
    if (arity > 0 && full.find('`') == std::string::npos) full += "`" + std::to_string(arity);
    return full;
}

struct ScriptLookup
{
    std::span<const std::string> namespaces;
    bool nested; // the name stands inside a longer one: script classes may be meant
};

const Type* lookup_for_script(std::string_view name, size_t arity, const void* context)
{
    const auto& script = *static_cast<const ScriptLookup*>(context);
    TypeRegistry& registry = TypeRegistry::get();
    const std::string full = with_arity(name, arity);
    if (const Type* type = registry.by_script_name(full)) return type;
    for (const std::string& prefix : script.namespaces) {
        if (const Type* type = registry.by_full_name(prefix + "." + full)) return type;
    }
    if (!script.nested) return nullptr;
    ConversionHost* host = conversion_host();
    return host ? host->find_type(name) : nullptr;
}

const Type* lookup_for_table(std::string_view name, size_t arity, const void* context)
{
    const auto& within = *static_cast<const Type*>(context);
    const auto& arguments = within.generic_args();
    if (arity == 0) {
        for (size_t i = 0; i < arguments.size(); ++i) {
            if (generic_parameter_name(i, arguments.size()) == name) return arguments[i];
        }
    }
    return TypeRegistry::get().by_script_name(with_arity(name, arity));
}

std::string instance_name(const Type& definition, std::span<const Type* const> arguments)
{
    std::string name = definition.full_name() + "[";
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (i > 0) name += ',';
        name += '[';
        name += arguments[i]->full_name();
        name += ", ";
        name += assembly_of(*arguments[i]);
        name += ']';
    }
    return name + "]";
}

// Types live for ever, so what a script composes of them ([Tuple]::Create of a tuple of a tuple ...) may not grow without end.
constexpr size_t max_type_name = 8192;

void check_name_length(size_t length, const Type& of)
{
    if (length > max_type_name) throw_native("System.TypeLoadException", "Types made of '" + of.name() + "' nest too deep.");
}

std::string rank_suffix(const Type& type) { return "[" + std::string(type.rank() - 1, ',') + "]"; }

} // namespace

std::string_view assembly_of(const Type& type)
{
    const std::string space = type.namespace_name();
    if (space.starts_with("System.Management.Automation"))
        return "System.Management.Automation, Version=7.6.0.500, Culture=neutral, PublicKeyToken=31bf3856ad364e35";
    return "System.Private.CoreLib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e";
}

std::string generic_parameter_name(size_t index, size_t count)
{
    if (count == 1) return "T";
    if (count == 2) return index == 0 ? "TKey" : "TValue";
    return "T" + std::to_string(index + 1);
}

const Type* TypeRegistry::resolve(std::string_view text, const Type& context)
{
    return NameParser(text, lookup_for_table, &context).parse_all();
}

const Type* find_type(std::string_view name, std::span<const std::string> namespaces)
{
    if (name.size() > max_type_name) return nullptr;
    const bool nested = name.find_first_of("[<,") != std::string_view::npos;
    const ScriptLookup lookup{namespaces, nested};
    return NameParser(name, lookup_for_script, &lookup).parse_all();
}

const Type* TypeRegistry::instantiate(const Type& definition, std::span<const Type* const> arguments)
{
    if (!has(definition.flags_, TypeFlags::GenericDefinition) || !definition.def_) return nullptr;
    const std::lock_guard lock(mutex_);
    const size_t tick = definition.full_name_.find('`');
    const size_t arity = tick == std::string::npos ? 0 : static_cast<size_t>(std::atoi(definition.full_name_.c_str() + tick + 1));
    if (arity != arguments.size()) return nullptr;
    size_t length = 0;
    for (const Type* argument : arguments) length += argument->full_name_.size();
    check_name_length(length, definition);
    const auto key = std::pair(&definition, std::vector<const Type*>(arguments.begin(), arguments.end()));
    const auto [it, fresh] = instances_.try_emplace(key, nullptr);
    if (!fresh) return it->second;
    auto* type = new Type;
    it->second = type;
    type->full_name_ = instance_name(definition, arguments);
    type->name_ = definition.name_;
    type->flags_ = static_cast<TypeFlags>(static_cast<uint32_t>(definition.flags_) & ~static_cast<uint32_t>(TypeFlags::GenericDefinition));
    type->generic_definition_ = &definition;
    type->generic_args_ = key.second;
    type->def_ = definition.def_;
    fill_bases(*type, *definition.def_);
    return type;
}

const Type* instantiate(const Type& definition, std::span<const Type* const> arguments)
{
    return TypeRegistry::get().instantiate(definition, arguments);
}

const Type& TypeRegistry::array_of(const Type& element, uint32_t rank)
{
    check_name_length(element.full_name_.size(), element);
    const std::lock_guard lock(mutex_);
    if (rank == 1) {
        if (const Type* known = element.array_type_.load(std::memory_order_acquire)) return *known;
    } else if (const auto it = arrays_.find({&element, rank}); it != arrays_.end()) {
        return *it->second;
    }
    auto* type = new Type;
    type->rank_ = rank;
    type->element_ = &element;
    type->full_name_ = element.full_name_ + rank_suffix(*type);
    type->name_ = element.name_ + rank_suffix(*type);
    type->flags_ = TypeFlags::Sealed;
    type->base_ = by_full_name("System.Array");
    if (rank == 1 && type->full_name_ == "System.Object[]") type->tag_ = Tag::Array;
    for (const Type* inherited : type->base_->interfaces_) add_interface(*type, *inherited);
    if (rank == 1) {
        element.array_type_.store(type, std::memory_order_release);
        for (const char* generic : {"System.Collections.Generic.IList`1", "System.Collections.Generic.IReadOnlyList`1"}) {
            const Type* definition = by_full_name(generic);
            const Type* one = &element;
            const Type* interface = definition ? instantiate(*definition, {&one, 1}) : nullptr;
            if (interface) add_interface(*type, *interface);
        }
    } else {
        arrays_[{&element, rank}] = type;
    }
    return *type;
}

const Type& array_of(const Type& element)
{
    if (const Type* known = element.array_type_.load(std::memory_order_acquire)) return *known;
    return TypeRegistry::get().array_of(element, 1);
}

const Type& array_of(const Type& element, uint32_t rank) { return TypeRegistry::get().array_of(element, rank); }

std::string Type::namespace_name() const
{
    std::string_view full = full_name_;
    full = full.substr(0, full.find_first_of("[`"));
    const size_t dot = full.rfind('.');
    return dot == std::string_view::npos ? std::string() : std::string(full.substr(0, dot));
}

std::string Type::dotnet_name() const
{
    if (is_array()) return element_->dotnet_name() + rank_suffix(*this);
    if (generic_args_.empty()) return full_name_;
    std::string name = generic_definition_->full_name_ + "[";
    for (size_t i = 0; i < generic_args_.size(); ++i) name += (i > 0 ? "," : "") + generic_args_[i]->dotnet_name();
    return name + "]";
}

std::string Type::display_name() const
{
    if (is_array()) return element_->display_name() + rank_suffix(*this);
    if (!generic_args_.empty()) {
        std::string name = generic_definition_->full_name_;
        name = name.substr(0, name.find('`')) + "[";
        for (size_t i = 0; i < generic_args_.size(); ++i) name += (i > 0 ? "," : "") + generic_args_[i]->display_name();
        return name + "]";
    }
    const std::string_view accelerator = TypeRegistry::get().accelerator(*this);
    return accelerator.empty() ? full_name_ : std::string(accelerator);
}

std::string accelerator_or_name(const Type& type) { return type.display_name(); }

std::string nearest_type_name(std::string_view name)
{
    if (name.size() > 200) return {};
    const size_t limit = std::max<size_t>(1, std::min<size_t>(3, name.size() / 4));
    const auto last_part = [](std::string_view full) { return full.substr(full.rfind('.') + 1); };
    std::string best;
    size_t best_distance = limit + 1;
    for (const std::string& known : TypeRegistry::get().names()) {
        const size_t whole = base::edit_distance(name, known, limit);
        const size_t last = known.find('.') == std::string::npos ? whole : base::edit_distance(last_part(name), last_part(known), limit);
        const size_t distance = std::min(whole, last);
        if (distance < best_distance || (distance == best_distance && distance <= limit && known.size() < best.size())) {
            best = known;
            best_distance = distance;
        }
    }
    return best;
}

} // namespace kestrun::value
