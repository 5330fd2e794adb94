// How the display shows an error record: the views $ErrorView chooses from (ConciseView, NormalView, CategoryView).
#include "engine/invocation_info.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::engine {

namespace {

/// What stands before the colon: the command, or what kind of error it is.
std::string title(const ErrorRecord& record, const InvocationInfo* info)
{
    const value::Value* thrown = record.exception ? record.exception->property("WasThrownFromThrowStatement") : nullptr;
    if (thrown && value::to_bool(*thrown)) return "Exception";
    const auto* command = info ? info->command.as<CommandInfo>() : nullptr;
    if (command && !command->name.empty()) return command->name;
    const auto category = value::make<value::ErrorCategoryInfo>(Ref<ErrorRecord>(const_cast<ErrorRecord*>(&record)));
    if (const std::string activity = category->activity(); !activity.empty()) return activity;
    if (info && !info->name.empty()) return info->name;
    if (record.category != ErrorCategory::NotSpecified) {
        const value::Type& categories = value::native_type("System.Management.Automation.ErrorCategory");
        return value::enum_text(Value::enumeration(categories.enum_index(), static_cast<int64_t>(record.category)));
    }
    return category->reason();
}

std::string concise(const ErrorRecord& record, const InvocationInfo* info)
{
    const std::string message = value::error_record_text(record);
    if (record.category == ErrorCategory::ParserError && message.starts_with("At ")) return "ParserError: \n" + message;
    const std::string head = title(record, info) + ": ";
    // A command line of its own needs no position; a script does.
    const uint32_t line = info ? info->line_number() : 0;
    if (line == 0 || (info->file().empty() && line == 1)) return head + message;
    const std::string number = std::to_string(line);
    const std::string margin(number.size() < 4 ? 4 : number.size(), ' ');
    const InvocationInfo::Excerpt excerpt = info->excerpt();
    std::string text = head + (info->file().empty() ? std::string() : info->file() + ":" + number) + "\nLine |\n";
    text += std::string(margin.size() - number.size(), ' ') + number + " |  " + excerpt.line + "\n";
    text += margin + " |  " + std::string(excerpt.before, ' ') + std::string(excerpt.length, '~') + "\n";
    text += margin + " | " + message;
    return text;
}

std::string normal(const ErrorRecord& record, const InvocationInfo* info)
{
    std::string text;
    const auto* command = info ? info->command.as<CommandInfo>() : nullptr;
    if (command && !command->name.empty()) text = command->name + " : ";
    text += value::error_record_text(record);
    if (info && info->source) text += "\n" + info->position_message();
    const auto category = value::make<value::ErrorCategoryInfo>(Ref<ErrorRecord>(const_cast<ErrorRecord*>(&record)));
    text += "\n+ CategoryInfo          : " + category->text();
    text += "\n+ FullyQualifiedErrorId : " + record.fully_qualified_id();
    return text;
}

} // namespace

std::string error_text(Context& context, const ErrorRecord& record)
{
    const auto* info = record.invocation.as<InvocationInfo>();
    const std::string view = value::to_text(context.get_variable("ErrorView"));
    if (value::equals_ignore_case(view, "NormalView")) return normal(record, info);
    if (value::equals_ignore_case(view, "CategoryView"))
        return value::make<value::ErrorCategoryInfo>(Ref<ErrorRecord>(const_cast<ErrorRecord*>(&record)))->text();
    return concise(record, info);
}

} // namespace kestrun::engine
