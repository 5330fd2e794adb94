#include "engine/drives.hpp"
#include "base/environment.hpp"
#include "base/system_path.hpp"
#include "base/text.hpp"
#include "engine/class_definition.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/file_path.hpp"
#include "value/members.hpp"
#include <fstream>
#include <sstream>

namespace kestrun::engine {

namespace {

[[noreturn]] void no_such_drive(std::string_view drive)
{
    value::throw_runtime("DriveNotFound", "Cannot find drive. A drive with the name '" + std::string(drive) + "' does not exist.",
                         ErrorCategory::ObjectNotFound, Value(drive), "System.Management.Automation.DriveNotFoundException");
}

/// ${C:\file}: a drive letter is part of the file's name.
bool is_file_drive(std::string_view drive) { return base::sys::on_windows && drive.size() == 1 && base::ascii_is_letter(drive[0]); }

/// function:global:name. The scope an item's path names, and the rest of the path.
Scope& item_scope(SessionImpl& session, std::string_view& path)
{
    const size_t colon = path.find(':');
    if (colon == std::string_view::npos) return session.scope();
    const std::string_view prefix = path.substr(0, colon);
    const bool global = value::equals_ignore_case(prefix, "global");
    const bool script = value::equals_ignore_case(prefix, "script");
    if (!global && !script && !value::equals_ignore_case(prefix, "local") && !value::equals_ignore_case(prefix, "private"))
        return session.scope();
    path.remove_prefix(colon + 1);
    return global ? *session.global : script ? session.scope().script_scope() : session.scope();
}

} // namespace

Value read_drive(SessionImpl& session, std::string_view drive, std::string_view path)
{
    const auto is = [&](const char* name) { return value::equals_ignore_case(drive, name); };
    if (is("env")) {
        auto text = base::environment_variable(path);
        return text ? Value(std::move(*text)) : Value();
    }
    if (is("variable")) return session.get_variable(path);
    if (is("function")) {
        item_scope(session, path);
        const Ref<CommandInfo> info = session.find_function(path);
        return info && info->block ? Value(info->block) : Value();
    }
    if (is("alias")) {
        const Ref<CommandInfo> alias = session.find_alias(path);
        return alias ? Value(alias->definition) : Value();
    }
    if (is("filesystem") || is_file_drive(drive) || path.starts_with("/")) {
        std::ifstream file(
            base::sys::path(session.resolve_path(is_file_drive(drive) ? std::string(drive) + ":" + std::string(path) : std::string(path))));
        if (!file) return {};
        std::vector<Value> lines;
        for (std::string line; std::getline(file, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            lines.emplace_back(std::string_view(line));
        }
        return lines.size() == 1 ? lines[0] : value::make_array(std::move(lines));
    }
    if (is("temp")) return read_drive(session, "filesystem", value::temp_folder() + std::string(path));
    // An unknown prefix is no error when reading: PowerShell gives null.
    return {};
}

void write_drive(SessionImpl& session, std::string_view drive, std::string_view path, const Value& value)
{
    const auto is = [&](const char* name) { return value::equals_ignore_case(drive, name); };
    if (is("env")) {
        if (value.is_null())
            base::set_environment_variable(path, std::nullopt);
        else
            base::set_environment_variable(path, value::to_text(value));
        return;
    }
    if (is("variable")) return session.set_variable(path, value);
    if (is("function")) {
        Scope& scope = item_scope(session, path);
        auto* block = value.as<ScriptBlockImpl>();
        Ref<ScriptBlock> parsed;
        if (!block) {
            if (value.is_null()) {
                scope.remove_function(Symbol(path));
                return;
            }
            parsed = session.parse(value::to_text(value), {});
            block = static_cast<ScriptBlockImpl*>(parsed.get());
        }
        Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::Function, std::string(path));
        info->block = block;
        define_function(session, scope, Symbol(path), info);
        return;
    }
    if (is("alias")) {
        Ref<CommandInfo> info = value::make<CommandInfo>(CommandType::Alias, std::string(path));
        info->definition = value::to_text(value);
        session.scope().define_alias(Symbol(path), info);
        return;
    }
    if (is("filesystem") || is_file_drive(drive) || path.starts_with("/")) {
        std::ofstream file(
            base::sys::path(session.resolve_path(is_file_drive(drive) ? std::string(drive) + ":" + std::string(path) : std::string(path))),
            std::ios::binary);
        for (const Value& line : value::elements(value)) file << value::to_text(line) << base::new_line;
        if (!file)
            value::throw_runtime("FileWriteError", "Cannot write to '" + std::string(path) + "'.", ErrorCategory::WriteError, Value(path),
                                 "System.IO.IOException");
        return;
    }
    no_such_drive(drive);
}

} // namespace kestrun::engine
