// System.Net.IPAddress.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"
#include <array>

namespace kestrun::value {

class IPAddressObject final : public Object, public Textual, public Comparable
{
public:
    IPAddressObject(std::array<uint8_t, 16> bytes, bool v6, uint32_t scope = 0) : bytes_(bytes), v6_(v6), scope_(scope) {}
    const Type& type() const override;
    bool is_v6() const { return v6_; }
    uint32_t scope() const { return scope_; }
    /// Four or sixteen bytes in network order.
    std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), v6_ ? size_t{16} : size_t{4}}; }
    std::string text() const override;
    bool equals(const Value& other) const override;
    uint32_t hash() const override;
    bool is_loopback() const;
    bool is_mapped() const; // ::ffff:a.b.c.d

private:
    std::array<uint8_t, 16> bytes_;
    bool v6_;
    uint32_t scope_;
};

/// Null when the text is no address. Forms with fewer than four numbers, octal and hexadecimal ones are read as inet_aton does.
Ref<IPAddressObject> parse_ip_address(std::string_view text);
/// 4 or 16 bytes.
Ref<IPAddressObject> ip_address_of(std::string_view bytes);

} // namespace kestrun::value
