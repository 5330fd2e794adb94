// Get-FileHash, Format-Hex.
#include "base/scheduler.hpp"
#include "base/text.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"
#include "value/regex_object.hpp"
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <openssl/evp.h>

namespace kestrun::cmdlets {

namespace {

// --- Get-FileHash ---

enum : size_t
{
    PPath,
    PLiteral,
    PStream,
    PAlgorithm,
};
constexpr ParameterDef hash_parameters[] = {
    {.name = "Path", .type = "string[]", .flags = P::FromPipelineByName, .sets = "Path@0!|"},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "LiteralPath@0!", .aliases = "PSPath,LP"},
    {.name = "InputStream", .type = "object:System.IO.Stream", .sets = "StreamParameterSet!"},
    {.name = "Algorithm", .type = "string", .position = 1, .validate = "set:SHA1,SHA256,SHA384,SHA512,MD5", .default_text = "SHA256"},
};

std::string hash_text(const std::string& algorithm, std::string_view bytes)
{
    const EVP_MD* kind = EVP_get_digestbyname(algorithm.c_str());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr);
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        out += digits[digest[i] >> 4];
        out += digits[digest[i] & 15];
    }
    return out;
}

struct GetFileHash final : Cmdlet
{
    void process() override
    {
        algorithm_ = text(PAlgorithm, "SHA256");
        for (char& c : algorithm_) {
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        }
        if (has(PStream)) {
            hash_stream();
            return;
        }
        const bool literal = has(PLiteral);
        for (const std::string& path : texts(literal ? PLiteral : PPath)) {
            std::vector<std::string> found;
            if (literal) {
                std::string absolute = existing_path(context(), path);
                if (!absolute.empty()) found.push_back(std::move(absolute));
            } else {
                found = expand_path(context(), path);
            }
            if (found.empty() && (literal || !value::has_wildcards(path))) {
                if (literal)
                    write_error("FileNotFound", "Could not find file '" + context().resolve_path(path) + "'.",
                                ErrorCategory::ObjectNotFound, Value(path), "System.IO.FileNotFoundException");
                else
                    write_error(path_not_found(context().resolve_path(path), "FileNotFound"));
            }
            for (const std::string& file : found) {
                if (!is_folder(file)) hash_file(file);
            }
        }
    }

private:
    void hash_file(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error) {
            write_error("FileReadError",
                        "The file '" + file +
                            "' cannot be read: " + file_error(error, file, "", ErrorCategory::ReadError)->exception->message(),
                        ErrorCategory::ReadError, Value(file), "System.IO.FileLoadException");
            return;
        }
        write(make_data("Microsoft.PowerShell.Commands.FileHashInfo",
                        {Value(algorithm_), Value(base::run_blocking([&] { return hash_text(algorithm_, bytes); })), Value(file)}));
    }
    void hash_stream()
    {
        std::string bytes;
        const Value stream = arg(PStream);
        while (true) {
            const Value byte = value::invoke_method(stream, Name("ReadByte"), {});
            const int64_t read = value::to_int64(byte);
            if (read < 0) break;
            bytes += static_cast<char>(read);
        }
        write(make_data("Microsoft.PowerShell.Commands.FileHashInfo", {Value(algorithm_), Value(hash_text(algorithm_, bytes)), Value()}));
    }
    std::string algorithm_;
};

// --- Format-Hex ---

enum : size_t
{
    HPath,
    HLiteral,
    HInput,
    HEncoding,
    HCount,
    HOffset,
    HRaw,
};
constexpr ParameterDef hex_parameters[] = {
    {.name = "Path", .type = "string[]", .sets = "Path@0!"},
    {.name = "LiteralPath", .type = "string[]", .sets = "LiteralPath!", .aliases = "PSPath,LP"},
    {.name = "InputObject", .type = "object:psobject", .sets = "ByInputObject!|"},
    {.name = "Encoding", .type = "object:System.Text.Encoding", .sets = "ByInputObject"},
    {.name = "Count", .type = "long", .validate = "range:1,9223372036854775807"},
    {.name = "Offset", .type = "long", .validate = "range:0,9223372036854775807"},
    {.name = "Raw", .type = "switch", .sets = "ByInputObject"},
};
struct FormatHex final : Cmdlet
{
    void process() override
    {
        if (has(HPath) || has(HLiteral)) {
            for (const std::string& path : texts(has(HLiteral) ? HLiteral : HPath)) {
                const std::vector<std::string> found =
                    has(HLiteral) ? std::vector<std::string>{context().resolve_path(path)} : expand_path(context(), path);
                if (found.empty() && !value::has_wildcards(path)) write_error(path_not_found(context().resolve_path(path), "FileNotFound"));
                for (const std::string& file : found) dump_file(file);
            }
            return;
        }
        collect(arg(HInput));
    }
    void end() override
    {
        if (!bytes_.empty()) dump(bytes_, "", label_);
    }

private:
    void dump_file(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error == ENOENT)
            return write_error("FormatHexIOError", "Could not find file '" + file + "'.", ErrorCategory::ReadError, Value(file),
                               "System.IO.FileNotFoundException");
        if (error) return write_error(file_error(error, file, "FormatHexIOError", ErrorCategory::ReadError));
        dump(bytes, file, file);
    }
    void collect(const Value& item)
    {
        const Value& base = value::unwrap(item);
        if (base.is_string()) {
            const std::string bytes =
                encode_text(value::text_of(base), has(HEncoding) ? parse_encoding(arg(HEncoding)) : TextEncoding::Utf8);
            dump(bytes, "", "String (System.String)");
            return;
        }
        for (const Value& one : value::elements(item)) {
            label_ = value::type_of(one).name() + " (" + value::type_of(one).full_name() + ")";
            const auto number = static_cast<uint64_t>(integral(one));
            const size_t width = one.tag() == Tag::Byte || one.tag() == Tag::SByte     ? 1
                                 : one.tag() == Tag::Int16 || one.tag() == Tag::UInt16 ? 2
                                 : one.tag() == Tag::Int64 || one.tag() == Tag::UInt64 ? 8
                                                                                       : 4;
            for (size_t i = 0; i < width; ++i) bytes_ += static_cast<char>((number >> (8 * i)) & 255);
        }
    }
    void dump(std::string_view bytes, const std::string& path, const std::string& label)
    {
        const auto from = std::min(bytes.size(), static_cast<size_t>(number(HOffset, 0)));
        bytes = bytes.substr(from);
        if (has(HCount)) bytes = bytes.substr(0, static_cast<size_t>(number(HCount)));
        for (size_t at = 0; at < bytes.size(); at += 16) {
            const std::string_view part = bytes.substr(at, 16);
            std::string hex, ascii;
            for (const char byte : part) {
                std::array<char, 8> buffer{};
                std::snprintf(buffer.data(), buffer.size(), hex.empty() ? "%02X" : " %02X", static_cast<unsigned char>(byte));
                hex += buffer.data();
                const auto code = static_cast<unsigned char>(byte);
                if (code == 0)
                    ascii += ' ';
                else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) // control characters of Latin-1
                    ascii += "\xEF\xBF\xBD";
                else
                    base::append_utf8(ascii, code);
            }
            std::array<char, 24> offset{};
            std::snprintf(offset.data(), offset.size(), "%016llX", static_cast<unsigned long long>(from + at));
            write(make_data("Microsoft.PowerShell.Commands.ByteCollection",
                            {Value::uint64(from + at), Value(offset.data()), Value(hex), Value(ascii), value::make_bytes(std::string(part)),
                             path.empty() ? Value() : Value(path), Value(label)},
                            [](const DataObject& row) {
                                const auto padded = [](const Value& text, size_t width) {
                                    std::string out = value::to_text(text);
                                    const size_t length = value::utf16_length(out);
                                    return length < width ? out.append(width - length, ' ') : out;
                                };
                                return value::to_text(row.slot(1)) + "   " + padded(row.slot(2), 49) + padded(row.slot(3), 16);
                            }));
        }
    }
    std::string bytes_, label_;
};

constexpr CmdletDef rows[] = {
    {.name = "Get-FileHash",
     .synopsis = "Computes the hash of files.",
     .parameters = hash_parameters,
     .make = make_cmdlet<GetFileHash>,
     .default_set = "Path"},
    {.name = "Format-Hex",
     .synopsis = "Shows bytes in hexadecimal.",
     .parameters = hex_parameters,
     .make = make_cmdlet<FormatHex>,
     .aliases = "fhx",
     .default_set = "Path",
     .class_name = "Microsoft.PowerShell.Commands.FormatHex"},
};

} // namespace

constinit const CmdletTable file_hash_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
