#include "cmdlets/format/packet_printer.hpp"
#include "cmdlets/format/column_widths.hpp"
#include <algorithm>

namespace kestrun::cmdlets {

namespace {

// As PowerShell: the widths of a table come from the objects of the first 300 ms, so that a slow pipeline still shows something.
constexpr auto wait_for_rows = std::chrono::milliseconds(300);

std::string trimmed_end(std::string line)
{
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace

std::string PacketPrinter::colored(std::string_view text) const
{
    if (!options_.color || text.empty()) return std::string(text);
    return "\x1b[32;1m" + std::string(text) + "\x1b[0m";
}

void PacketPrinter::take(const Ref<FormatPacket>& packet)
{
    if (waiting_) {
        const bool ends = packet->kind == PacketKind::End || packet->kind == PacketKind::Start;
        if (!ends) {
            waiting_packets_.push_back(packet);
            if (base::Clock::now() - waiting_since_ > wait_for_rows && !start_.auto_size) flush_waiting();
            return;
        }
        flush_waiting();
    }
    print(*packet);
}

void PacketPrinter::finish()
{
    flush_waiting();
    if (inside_) end();
}

void PacketPrinter::print(const FormatPacket& packet)
{
    switch (packet.kind) {
    case PacketKind::Start:
        if (inside_) end();
        start(packet.start);
        break;
    case PacketKind::GroupStart: group(packet.group); break;
    case PacketKind::Entry:
        if (packet.entry.out_of_band)
            out_of_band(packet.entry);
        else
            entry(packet.entry);
        break;
    case PacketKind::GroupEnd: flush_wide(); break;
    case PacketKind::End: end(); break;
    }
}

void PacketPrinter::start(const FormatStart& start)
{
    inside_ = true;
    start_ = start;
    header_done_ = false;
    widths_.clear();
    const bool open_widths = start.shape == Shape::Table &&
                             std::any_of(start.columns.begin(), start.columns.end(), [](const Column& c) { return c.width == 0; });
    if ((start.shape == Shape::Table && start.auto_size) || (open_widths && start.auto_size) ||
        (start.shape == Shape::Wide && start.auto_size)) {
        waiting_ = true;
        waiting_since_ = base::Clock::now();
        return;
    }
    compute_widths();
}

void PacketPrinter::compute_widths()
{
    if (start_.shape == Shape::Wide) {
        int count = start_.wide_columns > 0 ? start_.wide_columns : 2;
        if (start_.auto_size) {
            int longest = 0;
            for (const auto& packet : waiting_packets_) {
                if (packet->kind == PacketKind::Entry && !packet->entry.out_of_band) {
                    longest = std::max(longest, cell_width(packet->entry.fields.at(0).text));
                }
            }
            count = columns_that_fit(longest, options_.width);
        }
        widths_.assign(static_cast<size_t>(count), 0);
    } else {
        for (size_t i = 0; i < start_.columns.size(); ++i) {
            const Column& column = start_.columns[i];
            int width = start_.auto_size ? 0 : column.width;
            if (start_.auto_size) {
                for (const std::string& part : split(column.label, '\n')) width = std::max(width, cell_width(part));
                for (const auto& packet : waiting_packets_) {
                    if (packet->kind != PacketKind::Entry || packet->entry.out_of_band || i >= packet->entry.fields.size()) continue;
                    // Line ends count as a cell.
                    width = std::max(width, cell_width(packet->entry.fields[i].text));
                }
                width = std::max(width, 1);
            }
            widths_.push_back(width);
        }
    }
    share_width(widths_, options_.width);
    visible_ = 0;
    for (size_t i = 0; i < widths_.size(); ++i) {
        if (widths_[i] > 0) visible_ = i + 1;
    }
}

void PacketPrinter::flush_waiting()
{
    if (!waiting_) return;
    waiting_ = false;
    compute_widths();
    const std::vector<Ref<FormatPacket>> packets = std::move(waiting_packets_);
    waiting_packets_.clear();
    for (const auto& packet : packets) print(*packet);
}

void PacketPrinter::group(const GroupStart& group)
{
    flush_wide();
    line_("");
    if (!group.text.empty()) {
        for (const std::string& text : wrap_text(group.text, options_.width)) line_(text);
        line_("");
    }
    if (start_.shape == Shape::Table) header();
}

void PacketPrinter::end()
{
    if (!inside_) return;
    flush_wide();
    if (start_.shape != Shape::List) line_("");
    inside_ = false;
}

void PacketPrinter::entry(const FormatEntry& entry)
{
    switch (entry.shape) {
    case Shape::List:
        list(entry);
        line_("");
        break;
    case Shape::Wide: wide(entry); break;
    case Shape::Custom:
        for (const Field& field : entry.fields) line_(field.text);
        break;
    default: row(entry); break;
    }
}

void PacketPrinter::out_of_band(const FormatEntry& entry)
{
    if (entry.plain_text) {
        const std::vector<std::string> parts = split(entry.fields.at(0).text, '\n');
        for (size_t i = 0; i < parts.size(); ++i) {
            in_text_ = i + 1 < parts.size();
            line_(parts[i]);
        }
        return;
    }
    if (entry.shape == Shape::List) {
        line_("");
        list(entry);
        line_("");
        return;
    }
    for (const Field& field : entry.fields) line_(field.text);
}

void PacketPrinter::list(const FormatEntry& entry)
{
    int label_width = 0;
    for (const Field& field : entry.fields) label_width = std::max(label_width, cell_width(field.label));
    // A label never takes the whole line: at least one cell stays for the value.
    const int line_width = options_.list_width > 0 ? options_.list_width : options_.width;
    label_width = std::max(1, std::min(label_width, line_width - 4));
    const int text_width = std::max(1, line_width - label_width - 3);
    const std::string indent(static_cast<size_t>(label_width) + 3, ' ');
    for (const Field& field : entry.fields) {
        const std::string label = fit_cell(field.label, label_width, Align::Left, true) + " : ";
        bool first = true;
        for (const std::string& part : wrap_text(field.text, text_width)) {
            line_((first ? colored(label) : indent) + part);
            first = false;
        }
    }
}

std::string PacketPrinter::join_row(const std::vector<std::string>& cells, const std::vector<Align>& aligns, bool pad_all) const
{
    std::string line;
    for (size_t i = 0; i < visible_; ++i) {
        if (widths_[i] <= 0) continue;
        if (i > 0) line += ' ';
        const bool pad = i + 1 < (pad_all ? widths_.size() : visible_);
        line += fit_cell(i < cells.size() ? std::string_view(cells[i]) : std::string_view(), widths_[i], aligns[i], pad);
    }
    return line;
}

void PacketPrinter::header_row()
{
    // Labels of several lines stand over each other; the tallest decides.
    std::vector<std::vector<std::string>> parts(widths_.size());
    size_t height = 1;
    for (size_t i = 0; i < visible_; ++i) {
        if (widths_[i] <= 0) continue;
        const std::string& label = start_.columns[i].label;
        parts[i] = wrap_text(label, widths_[i]);
        height = std::max(height, parts[i].size());
    }
    for (size_t at = 0; at < height; ++at) {
        std::string line;
        for (size_t i = 0; i < visible_; ++i) {
            if (widths_[i] <= 0) continue;
            std::string cell = fit_cell(at < parts[i].size() ? std::string_view(parts[i][at]) : std::string_view(), widths_[i],
                                        start_.columns[i].align, i + 1 < visible_);
            line += colored(i > 0 ? " " + cell : cell);
        }
        line_(at > 0 ? trimmed_end(std::move(line)) : line);
    }
}

void PacketPrinter::header()
{
    header_done_ = true;
    if (start_.hide_headers || visible_ == 0) return;
    header_row();
    std::string line;
    for (size_t i = 0; i < visible_; ++i) {
        if (widths_[i] <= 0) continue;
        const int dashes = std::max(1, std::min(widths_[i], [&] {
                                        int longest = 0;
                                        for (const std::string& part : split(start_.columns[i].label, '\n'))
                                            longest = std::max(longest, cell_width(part));
                                        return longest;
                                    }()));
        const std::string cell =
            fit_cell(std::string(static_cast<size_t>(dashes), '-'), widths_[i], start_.columns[i].align, i + 1 < widths_.size());
        line += (i > 0 ? " " : "") + colored(cell);
    }
    line_(line);
}

void PacketPrinter::row(const FormatEntry& entry)
{
    if (visible_ == 0) return;
    if (entry.wrap) {
        wrapped_row(entry);
        return;
    }
    std::vector<std::string> cells;
    std::vector<Align> aligns;
    for (size_t i = 0; i < widths_.size(); ++i) {
        const Field* field = i < entry.fields.size() ? &entry.fields[i] : nullptr;
        cells.push_back(field ? field->text : std::string());
        aligns.push_back(field && field->align != Align::Undefined ? field->align : start_.columns[i].align);
    }
    line_(join_row(cells, aligns, true));
}

void PacketPrinter::wrapped_row(const FormatEntry& entry)
{
    std::vector<std::vector<std::string>> parts(widths_.size());
    std::vector<Align> aligns(widths_.size(), Align::Left);
    size_t height = 1;
    for (size_t i = 0; i < visible_; ++i) {
        if (widths_[i] <= 0 || i >= entry.fields.size()) continue;
        parts[i] = wrap_text(entry.fields[i].text, widths_[i]);
        aligns[i] = entry.fields[i].align != Align::Undefined ? entry.fields[i].align : start_.columns[i].align;
        height = std::max(height, parts[i].size());
    }
    for (size_t at = 0; at < height; ++at) {
        std::vector<std::string> cells(widths_.size());
        for (size_t i = 0; i < visible_; ++i) {
            if (at >= parts[i].size()) continue;
            cells[i] = parts[i][at];
            // The blank a line was broken at is not shown.
            if (parts[i].size() > 1) cells[i].erase(cells[i].find_last_not_of(' ') + 1);
        }
        std::string line = join_row(cells, aligns, false);
        line_(at > 0 ? trimmed_end(std::move(line)) : line);
    }
}

void PacketPrinter::wide(const FormatEntry& entry)
{
    wide_row_.push_back(entry.fields.at(0).text);
    if (wide_row_.size() == widths_.size()) flush_wide();
}

void PacketPrinter::flush_wide()
{
    if (wide_row_.empty()) return;
    std::string line;
    for (size_t i = 0; i < widths_.size(); ++i) {
        if (i > 0) line += ' ';
        line += fit_cell(i < wide_row_.size() ? std::string_view(wide_row_[i]) : std::string_view(), widths_[i], Align::Left,
                         i + 1 < widths_.size());
    }
    wide_row_.clear();
    line_(line);
}

} // namespace kestrun::cmdlets
