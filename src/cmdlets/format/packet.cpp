#include "cmdlets/format/packet.hpp"

namespace kestrun::cmdlets {

const value::Type& FormatPacket::type() const
{
    constexpr const char* names[] = {
        "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData", "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData", "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData",
        "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData"};
    return value::native_type(names[static_cast<size_t>(kind)]);
}

const FormatPacket* as_packet(const Value& value) { return value.tag() == Tag::Object ? value.as<FormatPacket>() : nullptr; }

Ref<FormatPacket> make_packet(PacketKind kind) { return value::make<FormatPacket>(kind); }

} // namespace kestrun::cmdlets
