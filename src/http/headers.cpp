#include "http/headers.hpp"

#include "http/ascii.hpp"

#include <algorithm>
#include <stdexcept>

namespace kestrun::http {

namespace {

void check_field(std::string_view name, std::string_view value)
{
    if (!is_token(name))
        throw std::invalid_argument("'" + std::string(name) + "' is not a valid header name: use letters, digits and hyphens.");
    if (!is_field_value(value))
        throw std::invalid_argument("The value of the header '" + std::string(name) +
                                    "' holds a line break or a NUL character: remove it or encode the value.");
}

bool same_name(const HeaderField& field, std::string_view name, HeaderId id) noexcept
{
    return field.id == id && (id != HeaderId::other || iequals(field.name, name));
}

} // namespace

Headers& Headers::operator=(const Headers& other)
{
    if (this != &other) {
        clear();
        append_copies(other);
    }
    return *this;
}

void Headers::append_copies(const Headers& other)
{
    fields_.reserve(fields_.size() + other.size());
    for (const HeaderField& field : other) fields_.push_back({text_.copy(field.name), text_.copy(field.value), field.id});
}

void Headers::add(std::string_view name, std::string_view value)
{
    check_field(name, value);
    const HeaderId id = header_id(name);
    // A spelling that is the table's own needs no copy.
    const std::string_view kept = id != HeaderId::other && header_name(id) == name ? header_name(id) : text_.copy(name);
    fields_.push_back({kept, text_.copy(value), id});
}

void Headers::set(std::string_view name, std::string_view value)
{
    check_field(name, value);
    const HeaderId id = header_id(name);
    const auto first = std::find_if(fields_.begin(), fields_.end(), [&](const HeaderField& field) { return same_name(field, name, id); });
    if (first == fields_.end()) return add(name, value);
    const std::string_view kept = text_.copy(value);
    first->name = text_.copy(name);
    first->value = kept;
    fields_.erase(std::remove_if(first + 1, fields_.end(), [&](const HeaderField& field) { return same_name(field, name, id); }),
                  fields_.end());
}

bool Headers::remove(std::string_view name)
{
    const HeaderId id = header_id(name);
    return std::erase_if(fields_, [&](const HeaderField& field) { return same_name(field, name, id); }) != 0;
}

std::optional<std::string_view> Headers::get(std::string_view name) const noexcept
{
    const HeaderId id = header_id(name);
    for (const HeaderField& field : fields_)
        if (same_name(field, name, id)) return field.value;
    return std::nullopt;
}

std::optional<std::string_view> Headers::get(HeaderId id) const noexcept
{
    for (const HeaderField& field : fields_)
        if (field.id == id) return field.value;
    return std::nullopt;
}

std::string_view Headers::value_or(std::string_view name, std::string_view otherwise) const noexcept
{
    return get(name).value_or(otherwise);
}

std::string_view Headers::value_or(HeaderId id, std::string_view otherwise) const noexcept { return get(id).value_or(otherwise); }

std::size_t Headers::count(HeaderId id) const noexcept
{
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(), [&](const HeaderField& field) { return field.id == id; }));
}

std::size_t Headers::count(std::string_view name) const noexcept
{
    const HeaderId id = header_id(name);
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(), [&](const HeaderField& field) { return same_name(field, name, id); }));
}

std::string Headers::joined(std::string_view name, std::string_view separator) const
{
    const HeaderId id = header_id(name);
    std::string all;
    bool first = true;
    for (const HeaderField& field : fields_) {
        if (!same_name(field, name, id)) continue;
        if (!first) all += separator;
        all += field.value;
        first = false;
    }
    return all;
}

bool Headers::list_has(HeaderId id, std::string_view member) const
{
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](const HeaderField& field) { return field.id == id && list_contains(field.value, member); });
}

void Headers::clear() noexcept
{
    fields_.clear();
    text_.clear();
}

} // namespace kestrun::http
