#include "kr/web/body_files.hpp"
#include "base/scheduler.hpp"
#include "base/system.hpp"
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace kestrun::kr {

namespace {

struct FileCloser
{
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

class FileBody final : public http::BodyReader
{
public:
    FileBody(File file, uint64_t size) : file_(std::move(file)), size_(size) {}
    std::size_t read(std::span<char> into) override
    {
        return base::run_blocking([&] { return std::fread(into.data(), 1, into.size(), file_.get()); });
    }
    std::optional<std::uint64_t> length() const override { return size_; }

private:
    File file_;
    uint64_t size_;
};

[[noreturn]] void fail_file(const char* what, const std::string& path, int code)
{
    fail_script("FileError", std::string(what) + " '" + path + "': " + std::strerror(code), ErrorCategory::OpenError, Value(path),
                "System.IO.IOException");
}

File open_file(const std::string& path, const char* mode, const char* what)
{
    File file(base::sys::fopen(path.c_str(), mode));
    if (!file) fail_file(what, path, errno);
    return file;
}

} // namespace

std::unique_ptr<http::BodyReader> open_file_body(const std::string& path)
{
    File file = open_file(path, "rb", "Cannot read");
    base::sys::Stat facts{};
    if (base::sys::fstat(::fileno(file.get()), &facts) != 0 || S_ISDIR(facts.st_mode)) fail_file("Cannot read", path, EISDIR);
    return std::make_unique<FileBody>(std::move(file), static_cast<uint64_t>(facts.st_size));
}

void save_body(http::BodyReader& body, const std::string& path, SaveMode mode)
{
    const File file = open_file(path, mode == SaveMode::Append ? "ab" : "wb", "Cannot write");
    std::vector<char> buffer(64 * 1024);
    while (const size_t count = body.read(buffer)) {
        int failed = 0;
        base::run_blocking([&] {
            if (std::fwrite(buffer.data(), 1, count, file.get()) != count) failed = errno;
        });
        if (failed) fail_file("Cannot write", path, failed);
    }
    if (std::fflush(file.get()) != 0) fail_file("Cannot write", path, errno);
}

} // namespace kestrun::kr
