// What travels on the streams besides output and errors: WarningRecord, VerboseRecord, DebugRecord, InformationRecord.
#pragma once
#include "engine/context.hpp"
#include "value/members.hpp"

namespace kestrun::engine {

class MessageRecord final : public value::Object, public value::Textual
{
public:
    MessageRecord(Stream where, std::string what) : stream(where), message(std::move(what)) {}
    const value::Type& type() const override;
    std::string text() const override { return message; }
    void trace(value::Tracer& tracer) const override { tracer.visit(invocation); }
    Stream stream;
    std::string message;
    Value invocation;
};

class InformationRecord final : public value::Object, public value::Textual
{
public:
    InformationRecord(Value data, std::string from, std::vector<std::string> with)
        : message_data(std::move(data)), source(std::move(from)), tags(std::move(with))
    {
    }
    const value::Type& type() const override;
    std::string text() const override;
    void trace(value::Tracer& tracer) const override { tracer.visit(message_data); }
    Value message_data;
    std::string source;
    std::vector<std::string> tags;
    int64_t time_ticks = 0;
    bool is_host() const; // Write-Host
};

/// MessageData of Write-Host's records.
class HostInformationMessage final : public value::Object, public value::Textual
{
public:
    HostInformationMessage(std::string what, int fore, int back, bool same_line)
        : message(std::move(what)), foreground(fore), background(back), no_newline(same_line)
    {
    }
    const value::Type& type() const override;
    std::string text() const override { return message; }
    std::string message;
    int foreground, background; // ConsoleColor or -1
    bool no_newline;
};

Value make_information_record(Value message_data, std::string source, std::vector<std::string> tags);
Value make_host_message(std::string text, int foreground, int background, bool no_newline);

} // namespace kestrun::engine
