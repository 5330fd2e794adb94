#include "base/startup_pages.hpp"

#ifdef __linux__
#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace kestrun::base {

#ifdef __linux__

namespace {

// Segments that may not be written are as in the file; those of relocated constants were written once and are left alone.
int release_segments(dl_phdr_info* object, std::size_t, void*) noexcept
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
        const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr) & ~(page - 1);
        const std::uintptr_t end = object->dlpi_addr + segment.p_vaddr + segment.p_filesz;
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

} // namespace

void release_startup_pages() noexcept { ::dl_iterate_phdr(release_segments, nullptr); }

#else

void release_startup_pages() noexcept {}

#endif

} // namespace kestrun::base
