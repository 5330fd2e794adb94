#pragma once

namespace kestrun::base {

/// Gives back the pages of code and constants that starting needed and serving does not: they are the file's own and come back when they
/// are touched. Call it once, when the program has become a server. Does nothing where the system has no such thing.
void release_startup_pages() noexcept;

} // namespace kestrun::base
