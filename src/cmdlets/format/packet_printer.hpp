// Prints packets as lines: tables, lists, wide and custom views.
#pragma once
#include "base/clock.hpp"
#include "base/platform.hpp"
#include "cmdlets/format/packet.hpp"
#include <functional>

namespace kestrun::cmdlets {

using LineSink = std::function<void(std::string_view)>;

struct PrintOptions
{
    int width = 120; // of tables
    bool color = false;
    int list_width = 0; // of lists; 0: as tables
};

class PacketPrinter final : public PacketSink
{
public:
    PacketPrinter(PrintOptions options, LineSink line) : options_(options), line_(std::move(line)) {}
    void take(const Ref<FormatPacket>& packet) override;
    /// Prints what waits for widths, and the blank line behind a table that was not ended.
    void finish();
    /// Of the line that the sink is being given.
    std::string_view line_end() const noexcept { return in_text_ ? "\n" : base::new_line; }

private:
    void start(const FormatStart& start);
    void end();
    void print(const FormatPacket& packet);
    void group(const GroupStart& group);
    void entry(const FormatEntry& entry);
    void out_of_band(const FormatEntry& entry);
    void list(const FormatEntry& entry);
    void row(const FormatEntry& entry);
    void header();
    void header_row();
    void wide(const FormatEntry& entry);
    void flush_wide();
    void flush_waiting();
    void compute_widths();
    std::string join_row(const std::vector<std::string>& cells, const std::vector<Align>& aligns, bool pad_all) const;
    void wrapped_row(const FormatEntry& entry);
    std::string colored(std::string_view text) const;

    PrintOptions options_;
    LineSink line_;
    bool in_text_ = false; // the line ends inside a text
    bool inside_ = false;  // between start and end
    FormatStart start_;
    std::vector<int> widths_;
    size_t visible_ = 0; // columns up to the last one with room
    bool header_done_ = false;
    std::vector<std::string> wide_row_;
    // Tables without widths wait for their rows: until the end, or until the first has waited long enough.
    bool waiting_ = false;
    std::vector<Ref<FormatPacket>> waiting_packets_;
    base::TimePoint waiting_since_{};
};

} // namespace kestrun::cmdlets
