#define PCRE2_CODE_UNIT_WIDTH 8
#include "value/regex.hpp"
#include "value/error.hpp"
#include "value/regex_translate.hpp"
#include <algorithm>
#include <array>
#include <list>
#include <pcre2.h>
#include <unordered_map>

namespace kestrun::value {

namespace {

constexpr uint32_t match_limit = 20'000'000; // steps of one search: well under a second with the JIT
constexpr uint32_t depth_limit = 20'000'000;
constexpr uint32_t heap_limit_kib = 64 * 1024;
constexpr size_t cache_size = 256;
constexpr size_t max_pattern = 1u << 20;

struct CodeDeleter
{
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct DataDeleter
{
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct CompileContextDeleter
{
    void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

/// What matching needs, one a thread: a search does not suspend the fiber.
struct Workspace
{
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 4 * 1024 * 1024, nullptr);
    Workspace()
    {
        pcre2_set_match_limit(context, match_limit);
        pcre2_set_depth_limit(context, depth_limit);
        pcre2_set_heap_limit(context, heap_limit_kib);
        pcre2_jit_stack_assign(context, nullptr, stack);
    }
    ~Workspace()
    {
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
};

Workspace& workspace()
{
    thread_local Workspace mine;
    return mine;
}

uint32_t compile_flags(unsigned options)
{
    uint32_t flags = PCRE2_UTF | PCRE2_NO_UTF_CHECK;
    if (!(options & regex_option::ECMAScript)) flags |= PCRE2_UCP;
    if (options & regex_option::IgnoreCase) flags |= PCRE2_CASELESS;
    if (options & regex_option::Multiline) flags |= PCRE2_MULTILINE;
    if (options & regex_option::Singleline) flags |= PCRE2_DOTALL;
    return flags;
}

} // namespace

struct RegexProgram::Impl
{
    std::string pattern;
    unsigned options = 0;
    std::vector<RegexGroup> groups;
    std::unique_ptr<pcre2_code, CodeDeleter> code;
    uint32_t captures = 0;
};

RegexProgram::RegexProgram(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RegexProgram::~RegexProgram() = default;
const std::string& RegexProgram::pattern() const { return impl_->pattern; }
unsigned RegexProgram::options() const { return impl_->options; }
size_t RegexProgram::group_count() const { return impl_->groups.size(); }
const std::string& RegexProgram::group_name(size_t index) const { return impl_->groups[index].name; }
int RegexProgram::group_number(size_t index) const { return impl_->groups[index].number; }

int RegexProgram::group_index(std::string_view name) const
{
    for (size_t i = 0; i < impl_->groups.size(); ++i)
        if (impl_->groups[i].name == name || std::to_string(impl_->groups[i].number) == name) return static_cast<int>(i);
    return -1;
}

namespace {

RegexRef compile(std::string_view pattern, unsigned options)
{
    if (pattern.size() > max_pattern)
        throw_regex(pattern.substr(0, 64), 64, "The pattern is longer than a megabyte: the limit of this server.");
    RegexTranslation translation = translate_regex(pattern, options);
    auto impl = std::make_unique<RegexProgram::Impl>();
    impl->pattern = std::string(pattern);
    impl->options = options;
    impl->groups = std::move(translation.groups);
    const std::unique_ptr<pcre2_compile_context, CompileContextDeleter> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF); // .NET's dot and dollar know \n only
    pcre2_set_compile_extra_options(context.get(), PCRE2_EXTRA_ALLOW_SURROGATE_ESCAPES);
    int error = 0;
    PCRE2_SIZE at = 0;
    impl->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translation.pattern.data()), translation.pattern.size(),
                                   compile_flags(options), &error, &at, context.get()));
    if (!impl->code) {
        std::array<PCRE2_UCHAR, 256> text;
        pcre2_get_error_message(error, text.data(), text.size());
        std::string reason(reinterpret_cast<const char*>(text.data()));
        if (error == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH) reason = "look-behind assertions must have a fixed length here";
        throw_regex(pattern, std::min(at, pattern.size()), "Not supported: " + reason + ".");
    }
    pcre2_jit_compile(impl->code.get(), PCRE2_JIT_COMPLETE); // without it the interpreter runs, with the same limits
    pcre2_pattern_info(impl->code.get(), PCRE2_INFO_CAPTURECOUNT, &impl->captures);
    return std::make_shared<const RegexProgram>(std::move(impl));
}

/// The patterns a thread used last.
class Cache
{
public:
    RegexRef get(std::string_view pattern, unsigned options)
    {
        if (last_ && last_->options() == options && last_->pattern() == pattern) return last_;
        return last_ = look_up(pattern, options);
    }

private:
    RegexRef look_up(std::string_view pattern, unsigned options)
    {
        std::string key(pattern);
        key += '\0';
        key += std::to_string(options);
        if (const auto known = index_.find(key); known != index_.end()) {
            order_.splice(order_.begin(), order_, known->second);
            return known->second->second;
        }
        RegexRef made = compile(pattern, options);
        order_.emplace_front(std::move(key), made);
        index_[order_.front().first] = order_.begin();
        if (order_.size() > cache_size) {
            index_.erase(order_.back().first);
            order_.pop_back();
        }
        return made;
    }

    using Entry = std::pair<std::string, RegexRef>;
    RegexRef last_; // a loop asks for the same one
    std::list<Entry> order_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

[[noreturn]] void throw_timeout(const RegexProgram& program)
{
    throw_native(
        "System.Text.RegularExpressions.RegexMatchTimeoutException",
        "The Regex engine has timed out while trying to match a pattern to an input string. This can occur for many reasons, including "
        "very large inputs or excessive backtracking caused by nested quantifiers, back-references and other factors. Pattern: '" +
            program.pattern() + "'.");
}

} // namespace

RegexRef compile_regex(std::string_view pattern, unsigned options)
{
    thread_local Cache cache;
    return cache.get(pattern, options);
}

bool regex_search(const RegexProgram& program, std::string_view text, size_t from, std::vector<RegexSpan>& groups)
{
    const RegexProgram::Impl& impl = program.impl();
    if (from > text.size()) return false;
    thread_local std::unique_ptr<pcre2_match_data, DataDeleter> data;
    thread_local uint32_t pairs = 0;
    if (pairs < impl.captures + 1) {
        pairs = std::max(impl.captures + 1, 16u);
        data.reset(pcre2_match_data_create(pairs, nullptr));
    }
    const int result = pcre2_match(impl.code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, PCRE2_NO_UTF_CHECK,
                                   data.get(), workspace().context);
    if (result == PCRE2_ERROR_NOMATCH) return false;
    if (result < 0) throw_timeout(program); // a limit was reached; nothing else fails on a valid pattern and text
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data.get());
    const auto captured = static_cast<int>(result);
    groups.assign(impl.groups.size(), {});
    for (size_t g = 0; g < impl.groups.size(); ++g)
        for (const int capture : impl.groups[g].captures) {
            if (capture >= captured || offsets[2 * capture] == PCRE2_UNSET) continue;
            const RegexSpan span{offsets[2 * capture], offsets[2 * capture + 1]};
            if (!groups[g].success() || span.begin >= groups[g].begin) groups[g] = span;
        }
    return true;
}

size_t regex_next(std::string_view text, const RegexSpan& match)
{
    if (match.end > match.begin) return match.end;
    if (match.end >= text.size()) return std::string_view::npos;
    size_t next = match.end + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
    return next;
}

} // namespace kestrun::value
