#include "engine/redirection.hpp"
#include "value/convert.hpp"
#include <cerrno>
#include <cstring>
#include <fstream>

namespace kestrun::engine {

NullSink null_sink;

/// Collects what goes to a file; formatted as Out-File does when it is written.
class Redirections::FileSink final : public Sink
{
public:
    FileSink(SessionImpl& session, std::string path, bool append) : session_(session), path_(std::move(path)), append_(append) {}
    void push(Value item) override { items_.push_back(std::move(item)); }
    void finish()
    {
        const Ref<CommandInfo> out_file = session_.find_command("Out-File");
        ScriptOptions options;
        options.named = {{"LiteralPath", Value(path_)}, {"Append", Value::switch_parameter(append_)}};
        options.pipeline_input = &items_;
        session_.invoke_command("Out-File", options);
        items_.clear();
    }

private:
    SessionImpl& session_;
    std::string path_;
    bool append_;
    std::vector<Value> items_;
};

Redirections::Redirections(Frame& frame, const std::vector<RedirectionNode>& nodes, Sink& out, const Streams& streams)
    : streams_(streams), out_(&out)
{
    for (const RedirectionNode& node : nodes) {
        Sink* target = out_;
        if (node.file) {
            const Value path = node.file->eval(frame);
            if (path.is_null()) {
                target = &null_sink;
            } else {
                files_.push_back(std::make_unique<FileSink>(frame.session, frame.session.resolve_path(value::to_text(path)), node.append));
                target = files_.back().get();
            }
        }
        const auto redirect = [&](size_t stream) {
            if (stream == 1)
                out_ = target;
            else
                streams_.sinks[stream] = target;
        };
        if (node.from == 0) {
            for (size_t stream = 1; stream <= 6; ++stream)
                if (stream != 1 || node.file) redirect(stream);
        } else {
            redirect(node.from);
        }
    }
}

Redirections::~Redirections() = default;

void Redirections::finish()
{
    for (auto& file : files_) file->finish();
}

} // namespace kestrun::engine
