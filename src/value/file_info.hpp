// System.IO.FileInfo and DirectoryInfo: what [IO.FileInfo]::new, Get-Item and Get-ChildItem give.
#pragma once
#include "base/system.hpp"
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

class FileSystemInfo final : public Object, public Textual
{
public:
    /// original: as the script wrote it; full: absolute.
    FileSystemInfo(std::string original, std::string full, bool is_folder)
        : original_(std::move(original)), full_(std::move(full)), is_folder_(is_folder)
    {
    }
    const Type& type() const override;
    std::string text() const override { return original_; }
    const std::string& full_name() const { return full_; }
    bool is_folder() const { return is_folder_; }
    std::string_view name() const;
    /// True when it is there and of that kind. The facts are read once, when first asked for, and again after refresh().
    bool exists() const;
    void refresh();
    int64_t length() const; // throws FileNotFoundException
    /// System.IO.FileAttributes; -1 when it does not exist.
    int64_t attributes() const;
    /// d-r--, -a---, ... as Get-ChildItem shows it; "l----" for links.
    std::string mode() const;
    /// The Unix mode text of PowerShell's view: "-rw-r--r--".
    std::string unix_mode() const;
    /// UTC ticks; 1601-01-01 when it does not exist.
    int64_t last_write_ticks() const;
    int64_t last_access_ticks() const;
    int64_t creation_ticks() const;
    bool is_link() const;
    std::string link_target() const; // empty without one
    const base::sys::Stat& status() const;

private:
    void read() const;
    std::string original_;
    std::string full_;
    bool is_folder_;
    mutable bool read_ = false;
    mutable bool found_ = false;
    mutable bool link_ = false;
    mutable base::sys::Stat status_ = {};
    mutable int64_t created_ = 0;
};

/// FileInfo or DirectoryInfo of what is there.
Value file_system_info(const std::string& path);
int64_t file_attributes(const base::sys::Stat& status, bool link, std::string_view name);

} // namespace kestrun::value
