#include "cmdlets/support/data_object.hpp"

namespace kestrun::cmdlets {

namespace {

using value::MemberDef;
using value::TypeDef;

#define COMMANDS "Microsoft.PowerShell.Commands."
#define AUTOMATION "System.Management.Automation."
#define FORMAT COMMANDS "Internal.Format."

constexpr MemberDef group_info[] = {
    slot<0>("Values", "System.Collections.ArrayList"),
    slot<3>("Count", "int"),
    slot<1>("Group", "System.Collections.ObjectModel.Collection[psobject]"),
    slot<2>("Name", "string"),
};
constexpr MemberDef generic_measure[] = {
    slot_rw<0>("Count", "int"),       slot_rw<1>("Average", "object"), slot_rw<2>("Sum", "object"),
    slot_rw<3>("Maximum", "object"),  slot_rw<4>("Minimum", "object"), slot_rw<5>("StandardDeviation", "object"),
    slot_rw<6>("Property", "string"),
};
constexpr MemberDef text_measure[] = {
    slot_rw<0>("Lines", "object"),
    slot_rw<1>("Words", "object"),
    slot_rw<2>("Characters", "object"),
    slot_rw<3>("Property", "string"),
};
constexpr MemberDef path_info[] = {
    slot<0>("Drive", "object"),
    slot<1>("Provider", "object"),
    slot<2>("ProviderPath", "string"),
    slot<3>("Path", "string"),
};
constexpr MemberDef file_hash[] = {
    slot_rw<0>("Algorithm", "string"),
    slot_rw<1>("Hash", "string"),
    slot_rw<2>("Path", "string"),
};
constexpr MemberDef member_definition[] = {
    slot<0>("TypeName", "string"),
    slot<1>("Name", "string"),
    slot<2>("MemberType", AUTOMATION "PSMemberTypes"),
    slot<3>("Definition", "string"),
};
constexpr MemberDef match_context[] = {
    slot_rw<0>("PreContext", "string[]"),
    slot_rw<1>("PostContext", "string[]"),
    slot_rw<2>("DisplayPreContext", "string[]"),
    slot_rw<3>("DisplayPostContext", "string[]"),
};
constexpr MemberDef byte_collection[] = {
    slot<0>("Offset64", "ulong"),
    {"Offset", value::MemberKind::Property, "", "uint",
     [](value::Call& c) {
         return Value::integer(Tag::UInt32, static_cast<uint32_t>(static_cast<DataObject*>(c.self.object())->slot(0).as_uint64()));
     }},
    slot<1>("HexOffset", "string"),
    slot<2>("HexBytes", "string"),
    slot<3>("Ascii", "string"),
    slot<4>("Bytes", "byte[]"),
    slot<5>("Path", "string"),
    slot<6>("Label", "string"),
};
constexpr MemberDef xml_match[] = {
    slot<0>("Node", "object"),
    slot<1>("Path", "string"),
    slot<2>("Pattern", "string"),
};
constexpr MemberDef drive_info[] = {
    slot<0>("Name", "string"),        slot<1>("Provider", "object"),        slot<2>("Root", "string"),
    slot<3>("Description", "string"), slot<4>("CurrentLocation", "string"), slot<5>("Used", "object"),
    slot<6>("Free", "object"),
};
constexpr MemberDef provider_info[] = {
    slot<0>("Name", "string"),
    slot<1>("Capabilities", "string"),
    slot<2>("Drives", "object"),
};
constexpr MemberDef verb_info[] = {
    slot<0>("Verb", "string"),
    slot<1>("AliasPrefix", "string"),
    slot<2>("Group", "string"),
    slot<3>("Description", "string"),
};
constexpr MemberDef host_info[] = {
    slot<0>("Name", "string"),           slot<1>("Version", "version"),         slot<2>("InstanceId", "guid"),    slot<3>("UI", "object"),
    slot<4>("CurrentCulture", "object"), slot<5>("CurrentUICulture", "object"), slot<6>("PrivateData", "object"),
};
constexpr MemberDef history_info[] = {
    slot<0>("Id", "long"),
    slot<1>("CommandLine", "string"),
    slot<2>("Duration", "timespan"),
};

constexpr TypeDef types[] = {
    {.full_name = COMMANDS "GroupInfo", .members = group_info},
    {.full_name = COMMANDS "GroupInfoNoElement", .base = COMMANDS "GroupInfo"},
    {.full_name = COMMANDS "MeasureInfo"},
    {.full_name = COMMANDS "GenericMeasureInfo", .base = COMMANDS "MeasureInfo", .members = generic_measure},
    {.full_name = COMMANDS "GenericObjectMeasureInfo", .base = COMMANDS "MeasureInfo", .members = generic_measure},
    {.full_name = COMMANDS "TextMeasureInfo", .base = COMMANDS "MeasureInfo", .members = text_measure},
    {.full_name = AUTOMATION "PathInfo", .members = path_info},
    {.full_name = COMMANDS "FileHashInfo", .members = file_hash},
    {.full_name = COMMANDS "MemberDefinition", .members = member_definition},
    {.full_name = COMMANDS "MatchInfoContext", .members = match_context},
    {.full_name = COMMANDS "ByteCollection", .members = byte_collection},
    {.full_name = COMMANDS "SelectXmlInfo", .members = xml_match},
    {.full_name = AUTOMATION "PSDriveInfo", .members = drive_info},
    {.full_name = AUTOMATION "ProviderInfo", .members = provider_info},
    {.full_name = AUTOMATION "VerbInfo", .members = verb_info},
    {.full_name = AUTOMATION "Internal.Host.InternalHost", .members = host_info},
    {.full_name = COMMANDS "HistoryInfo", .members = history_info},
    {.full_name = AUTOMATION "OrderedHashtable", .base = "System.Collections.Hashtable"},
    {.full_name = FORMAT "FormatStartData"},
    {.full_name = FORMAT "GroupStartData"},
    {.full_name = FORMAT "FormatEntryData"},
    {.full_name = FORMAT "GroupEndData"},
    {.full_name = FORMAT "FormatEndData"},
};

} // namespace

Value make_data(const char* type, std::vector<Value> slots, std::string (*text_of)(const DataObject&))
{
    return Value(value::make<DataObject>(value::native_type(type), std::move(slots), text_of));
}

DataObject* as_data(const Value& value, std::string_view type)
{
    auto* object = value.tag() == Tag::Object ? value.as<DataObject>() : nullptr;
    return object && object->type().full_name() == type ? object : nullptr;
}

std::span<const value::TypeDef> data_object_types() { return types; }

} // namespace kestrun::cmdlets
