// Objects (or packets of Format commands) to lines: what Out-Default, Out-String, Out-File and Out-Host have in common.
#pragma once
#include "cmdlets/format/generator.hpp"
#include "cmdlets/format/packet_printer.hpp"
#include "engine/session.hpp"

namespace kestrun::cmdlets {

class Formatter
{
public:
    Formatter(Context& context, PrintOptions options, LineSink line);
    void push(const Value& item);
    void finish();
    /// For the sink, of the line that it is given: the system's end of a line, or the one that a text has between its lines.
    std::string_view line_end() const noexcept { return printer_.line_end(); }

private:
    PacketPrinter printer_;
    FormatGenerator generator_;
};

/// Widths of the host's display; where there is none, tables take 80 columns and lists as much as they need.
PrintOptions host_print_options(Context& context, bool color);
/// All objects at once; lines without their ends.
void format_objects(Context& context, std::span<const Value> items, int width, const LineSink& line);
/// Out-Default of a session: objects one by one to the host.
std::unique_ptr<engine::DisplayFormatter> make_default_display(Context& context);
/// True when $PSStyle.OutputRendering allows colours on this host.
bool use_color(Context& context);
/// $PSStyle.OutputRendering: escape sequences go into text that is not for the host too (Ansi).
bool color_in_text(Context& context);

} // namespace kestrun::cmdlets
