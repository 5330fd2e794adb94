// 2>&1, *> file, > $null (about_Redirection).
#pragma once
#include "engine/code.hpp"
#include "engine/session_impl.hpp"

namespace kestrun::engine {

struct RedirectionNode
{
    uint8_t from = 1; // 0: all streams
    uint8_t to = 0;   // merge into this one (always 1)
    ExprPtr file;     // or write to this file; $null discards
    bool append = false;
};

/// $x = 'text' > file: the expression writes to the file.
StmtPtr redirected_expression(class Compiler& compiler, const syntax::CommandExpressionAst& ast);

/// The streams of one command while it runs.
class Redirections
{
public:
    Redirections(Frame& frame, const std::vector<RedirectionNode>& nodes, Sink& out, const Streams& streams);
    ~Redirections();
    Redirections(const Redirections&) = delete;
    Redirections& operator=(const Redirections&) = delete;
    Sink& out() { return *out_; }
    const Streams& streams() const { return streams_; }
    /// Writes files out; throws when one cannot be written.
    void finish();

private:
    class FileSink;
    Streams streams_;
    Sink* out_;
    std::vector<std::unique_ptr<FileSink>> files_;
};

} // namespace kestrun::engine
