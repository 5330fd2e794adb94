// What the Format commands write and the Out commands print: a start (shape, columns), groups, entries, ends. As in PowerShell these are
// objects in the pipeline, so that `... | Format-Table | Out-String` works across commands and variables.
#pragma once
#include "cmdlets/format/text_cells.hpp"
#include "cmdlets/support/common.hpp"

namespace kestrun::cmdlets {

enum class Shape : unsigned char
{
    Undefined,
    Table,
    List,
    Wide,
    Custom
};

struct Column
{
    std::string label;
    bool own_label = false; // not the property's name: shown in italics where there are colours
    int width = 0;          // 0: from the rows
    Align align = Align::Left;
};

struct FormatStart
{
    Shape shape = Shape::Table;
    std::vector<Column> columns;
    bool hide_headers = false;
    bool repeat_header = false;
    bool auto_size = false;
    int wide_columns = 0;
};

struct GroupStart
{
    std::string text; // "   t: x"; empty: not grouped
};

struct Field
{
    std::string label; // of a list
    std::string text;
    Align align = Align::Undefined; // of a table cell: overrides the column's
};

struct FormatEntry
{
    Shape shape = Shape::Table;
    bool out_of_band = false; // printed at once, in any state
    bool plain_text = false;  // one field: its text as it stands
    bool wrap = false;
    std::vector<Field> fields; // cells, list entries, the wide field, or the lines of a custom view
};

enum class PacketKind : unsigned char
{
    Start,
    GroupStart,
    Entry,
    GroupEnd,
    End
};

class FormatPacket final : public value::Object
{
public:
    explicit FormatPacket(PacketKind what) : kind(what) {}
    const value::Type& type() const override;

    PacketKind kind;
    FormatStart start;
    GroupStart group;
    FormatEntry entry;
};

/// The packet a value is, or null.
const FormatPacket* as_packet(const Value& value);
Ref<FormatPacket> make_packet(PacketKind kind);

/// Takes packets one by one.
class PacketSink
{
public:
    virtual void take(const Ref<FormatPacket>& packet) = 0;

protected:
    ~PacketSink() = default;
};

} // namespace kestrun::cmdlets
