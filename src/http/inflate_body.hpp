#pragma once

#include "http/body.hpp"

#include <memory>

namespace kestrun::http {

/// Decodes the gzip and deflate content codings (RFC 9110 section 8.4.1) of another body. `deflate` is the zlib format; bare deflate data,
/// which some servers send under that name, is recognised by its first bytes. Throws ClientError (not_http) for data that is broken or ends
/// too early.
class InflateBody final : public BodyReader
{
public:
    explicit InflateBody(std::unique_ptr<BodyReader> source);
    ~InflateBody() override;
    std::size_t read(std::span<char> into) override;

private:
    struct State;
    void begin();
    bool fill();

    std::unique_ptr<BodyReader> source_;
    std::unique_ptr<State> state_;
};

} // namespace kestrun::http
