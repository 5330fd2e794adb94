// System.Collections.Specialized.NameValueCollection: names without case, several values each. What ParseQueryString gives.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <optional>

namespace kestrun::value {

class NameValueCollection final : public Object, public Enumerable, public Textual
{
public:
    explicit NameValueCollection(const Type& type) : type_(&type) {}
    struct Entry
    {
        std::optional<std::string> name;
        std::vector<std::string> values;
    };
    const Type& type() const override { return *type_; }
    const std::vector<Entry>& entries() const { return entries_; }
    void add(const std::optional<std::string>& name, const std::string& value);
    void set(const std::optional<std::string>& name, const std::string& value);
    bool remove(std::string_view name);
    void clear() { entries_.clear(); }
    const Entry* find(std::string_view name) const;
    /// The names, which enumerating gives.
    std::unique_ptr<Enumerator> enumerate() const override;
    std::optional<size_t> known_size() const override { return entries_.size(); }
    /// "a=1&b=2" for the collection of a query string, else the type's name.
    std::string text() const override;

private:
    Entry* find_entry(const std::optional<std::string>& name);
    const Type* type_;
    std::vector<Entry> entries_;
};

/// "a=1&b=x%20y", with or without '?'. Values are decoded.
Ref<NameValueCollection> parse_query(std::string_view query);

} // namespace kestrun::value
