// From script text to code: parsing, and the ParseException of a text that does not parse.
#include "engine/activation.hpp"
#include "engine/ast_objects.hpp"
#include "engine/class_definition.hpp"
#include "engine/function_processor.hpp"
#include "engine/module.hpp"

namespace kestrun::engine {

using value::ScriptError;

namespace {

struct RootCode
{
    RootCode() : unit(std::make_shared<Unit>())
    {
        unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(""));
        unit->root = std::make_unique<Code>(*unit, *unit->script.root());
    }
    std::shared_ptr<Unit> unit;
};

std::shared_ptr<Unit> compile_unit(SessionImpl& session, std::string_view text, std::string_view file)
{
    auto unit = std::make_shared<Unit>();
    syntax::ParseOptions options;
    const KnownTypes types(session);
    options.types = &types;
    unit->script = syntax::parse(std::make_shared<const syntax::SourceText>(std::string(text), std::string(file)), options);
    if (unit->script.has_errors()) {
        ScriptError error{parse_error_record(unit->script.source(), unit->script.errors())};
        error.from_throw = true;
        throw error;
    }
    unit->root = std::make_unique<Code>(*unit, *unit->script.root());
    return unit;
}

} // namespace

Ref<ErrorRecord> parse_error_record(const std::shared_ptr<const syntax::SourceText>& text, std::span<const syntax::ParseError> errors)
{
    const syntax::SourceText& source = *text;
    std::string message;
    for (const syntax::ParseError& error : errors) {
        const syntax::Position at = source.position(error.extent.start);
        if (!message.empty()) message += "\n\n";
        message +=
            "At " + (source.file().empty() ? std::string("line") : source.file()) + ":" + std::to_string(at.line) +
            " char:" + std::to_string(at.column) + "\n+ " + std::string(source.line(at.line)) + "\n+ " + std::string(at.column - 1, ' ') +
            std::string(std::max<uint32_t>(
                            1, std::min<uint32_t>(error.extent.length(),
                                                  static_cast<uint32_t>(source.line(at.line).size() + 1 -
                                                                        std::min<size_t>(at.column - 1, source.line(at.line).size())))),
                        '~') +
            "\n" + error.message;
    }
    const std::string id(errors.front().error_id);
    Ref<ErrorRecord> record = value::make<ErrorRecord>(value::make_exception("System.Management.Automation.ParseException", message), id,
                                                       ErrorCategory::ParserError);
    record->exception->set_error_record(record);
    record->exception->properties().emplace_back("Errors", make_parse_errors(text, errors));
    return record;
}

const Code& root_code()
{
    static RootCode* root = new RootCode; // lives as long as the process
    return *root->unit->root;
}

Ref<ScriptBlock> SessionImpl::parse(std::string_view text, std::string_view file)
{
    std::shared_ptr<Unit> unit = compile_unit(*this, text, file);
    const Code& code = *unit->root;
    return Ref<ScriptBlock>(value::make<ScriptBlockImpl>(std::move(unit), code, Ref<Module>(frame ? frame->scope->module : nullptr)));
}

Ref<ScriptBlockImpl> SessionImpl::load_script(const CommandInfo& command)
{
    const std::string text = read_script_file(command.definition);
    Ref<ScriptBlock> block = parse(text, command.definition);
    return Ref<ScriptBlockImpl>(static_cast<ScriptBlockImpl*>(block.get()));
}

} // namespace kestrun::engine
