#include "engine/records.hpp"
#include "value/convert.hpp"

namespace kestrun::engine {

const value::Type& MessageRecord::type() const
{
    static const value::Type& warning = value::native_type("System.Management.Automation.WarningRecord");
    static const value::Type& verbose = value::native_type("System.Management.Automation.VerboseRecord");
    static const value::Type& debug = value::native_type("System.Management.Automation.DebugRecord");
    return stream == Stream::Warning ? warning : stream == Stream::Verbose ? verbose : debug;
}

const value::Type& InformationRecord::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.InformationRecord");
    return type;
}

std::string InformationRecord::text() const { return message_data.is_null() ? std::string() : value::to_text(message_data); }

bool InformationRecord::is_host() const
{
    for (const std::string& tag : tags)
        if (value::equals_ignore_case(tag, "PSHOST")) return true;
    return false;
}

const value::Type& HostInformationMessage::type() const
{
    static const value::Type& type = value::native_type("System.Management.Automation.HostInformationMessage");
    return type;
}

Value make_information_record(Value message_data, std::string source, std::vector<std::string> tags)
{
    return Value(value::make<InformationRecord>(std::move(message_data), std::move(source), std::move(tags)));
}

Value make_host_message(std::string text, int foreground, int background, bool no_newline)
{
    return Value(value::make<HostInformationMessage>(std::move(text), foreground, background, no_newline));
}

} // namespace kestrun::engine
