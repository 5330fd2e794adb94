// Get-Random, Get-SecureRandom, New-Guid, Join-String, Get-Host, Clear-Host's kin, New-TemporaryFile, Get-Error.
#include "base/system.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/property_expression.hpp"
#include "cmdlets/tables.hpp"
#include "value/file_path.hpp"
#include <algorithm>
#include <array>
#include <cstdlib>
#include <openssl/rand.h>
#include <random>

namespace kestrun::cmdlets {

namespace {

// --- Get-Random ---

enum : size_t
{
    RInput,
    RMaximum,
    RMinimum,
    RCount,
    RShuffle,
    RSeed,
};
constexpr ParameterDef random_parameters[] = {
    {.name = "InputObject", .type = "object[]", .flags = P::AllowNull, .sets = "RandomListItemParameterSet@0!|,ShuffleParameterSet@0!|"},
    {.name = "Maximum", .sets = "RandomNumberParameterSet@0"},
    {.name = "Minimum", .sets = "RandomNumberParameterSet"},
    {.name = "Count", .type = "int", .sets = "RandomNumberParameterSet,RandomListItemParameterSet", .validate = "range:1,2147483647"},
    {.name = "Shuffle", .type = "switch", .sets = "ShuffleParameterSet!"},
    {.name = "SetSeed", .type = "int", .flags = P::NotNull}, // the last row: Get-SecureRandom has none
};
constexpr std::span<const ParameterDef> secure_random_parameters{random_parameters, std::size(random_parameters) - 1};

/// The generator -SetSeed makes predictable; one a thread.
std::mt19937_64& seeded_generator()
{
    thread_local std::mt19937_64 generator{std::random_device{}()};
    return generator;
}

class RandomCommand : public Cmdlet
{
public:
    explicit RandomCommand(bool secure) : secure_(secure) {}
    void begin() override
    {
        if (!secure_ && has(RSeed)) seeded_generator().seed(static_cast<uint64_t>(number(RSeed)));
    }
    void process() override
    {
        if (!has(RInput)) return;
        for (const Value& item : value::elements(arg(RInput))) items_.push_back(item);
    }
    void end() override
    {
        if (has(RInput) || !items_.empty() || flag(RShuffle)) return pick();
        const int64_t count = number(RCount, 1);
        for (int64_t i = 0; i < count; ++i) write(one_number());
    }

private:
    uint64_t bits()
    {
        if (!secure_) return seeded_generator()();
        uint64_t word = 0;
        RAND_bytes(reinterpret_cast<unsigned char*>(&word), sizeof word);
        return word;
    }
    /// In [0, bound), without bias.
    uint64_t below(uint64_t bound)
    {
        const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        uint64_t word = bits();
        while (word >= limit) word = bits();
        return word % bound;
    }
    void pick()
    {
        size_t count = flag(RShuffle) ? items_.size() : std::min(items_.size(), static_cast<size_t>(number(RCount, 1)));
        for (size_t i = 0; i < count; ++i) {
            std::swap(items_[i], items_[i + below(items_.size() - i)]);
            write(items_[i]);
        }
    }
    Value limit(size_t parameter) const
    {
        if (!has(parameter)) return {};
        const Value& given = value::unwrap(arg(parameter));
        if (!given.is_string()) return given;
        try {
            return value::parse_number(value::text_of(given));
        } catch (const ScriptError& error) {
            fail(error.record->error_id, error.record->exception->message(), error.record->category, {},
                 "System.Management.Automation.PSInvalidCastException");
        }
    }
    Value one_number()
    {
        const Value low = limit(RMinimum), high = limit(RMaximum);
        if (low.is_real() || high.is_real()) {
            const double from = low.is_null() ? 0.0 : value::to_double(low),
                         to = high.is_null() ? 1.7976931348623157e308 : value::to_double(high);
            check(from >= to, low, high);
            return Value(from + static_cast<double>(bits() >> 11) * 0x1.0p-53 * (to - from));
        }
        const bool wide = (!low.is_null() && low.tag() == Tag::Int64) || (!high.is_null() && high.tag() == Tag::Int64);
        const int64_t from = low.is_null() ? 0 : value::to_int64(low);
        const int64_t to = high.is_null() ? (wide ? INT64_MAX : INT32_MAX) : value::to_int64(high);
        check(from >= to, low, high);
        const auto found =
            static_cast<int64_t>(static_cast<uint64_t>(from) + below(static_cast<uint64_t>(to) - static_cast<uint64_t>(from)));
        return wide ? Value(found) : Value(static_cast<int32_t>(found));
    }
    void check(bool bad, const Value& low, const Value& high) const
    {
        if (!bad) return;
        fail("MinGreaterThanOrEqualMax",
             "The Minimum value (" + (low.is_null() ? "0" : value::to_text(low)) +
                 ") cannot be greater than or equal to the Maximum value (" + value::to_text(high) + ").",
             ErrorCategory::InvalidArgument, {}, "System.ArgumentException");
    }
    bool secure_;
    std::vector<Value> items_;
};
struct GetRandom final : RandomCommand
{
    GetRandom() : RandomCommand(false) {}
};
struct GetSecureRandom final : RandomCommand
{
    GetSecureRandom() : RandomCommand(true) {}
};

// --- New-Guid ---

constexpr ParameterDef guid_parameters[] = {
    {.name = "Empty", .type = "switch", .sets = "Empty"},
    {.name = "InputObject", .type = "string", .sets = "InputObject@0|"},
};
struct NewGuid final : Cmdlet
{
    void process() override
    {
        if (has(1)) {
            try {
                write(value::convert(arg(1), value::types::guid()));
            } catch (const ScriptError&) {
                write_error("StringNotRecognizedAsGuid", "Unrecognized Guid format.", ErrorCategory::InvalidArgument, {},
                            "System.FormatException");
                write(Value());
            }
            return;
        }
        if (flag(0))
            write(value::get_static_property(value::types::guid(), Name("Empty")));
        else
            write(value::invoke_static(value::types::guid(), Name("NewGuid"), {}));
    }
};

// --- Join-String ---

enum : size_t
{
    JInput,
    JProperty,
    JSeparator,
    JPrefix,
    JSuffix,
    JSingleQuote,
    JDoubleQuote,
    JFormat,
    JUseCulture,
};
constexpr ParameterDef join_parameters[] = {
    {.name = "InputObject", .type = "object[]:psobject[]", .flags = P::FromPipeline | P::AllowNull},
    {.name = "Property", .type = "object:pspropertyexpression", .position = 0},
    {.name = "Separator", .type = "string", .position = 1, .flags = P::AllowNull | P::AllowEmptyString},
    {.name = "OutputPrefix", .type = "string", .aliases = "op"},
    {.name = "OutputSuffix", .type = "string", .aliases = "os"},
    {.name = "SingleQuote", .type = "switch", .sets = "SingleQuote"},
    {.name = "DoubleQuote", .type = "switch", .sets = "DoubleQuote"},
    {.name = "FormatString", .type = "string", .sets = "Format"},
    {.name = "UseCulture", .type = "switch"},
};
struct JoinString final : Cmdlet
{
    void process() override
    {
        if (!has(JInput) || arg(JInput).is_null()) return;
        for (const Value& item : value::elements(arg(JInput))) add(item);
    }
    void end() override { write(Value(text(JPrefix) + joined_ + text(JSuffix))); }

private:
    void add(const Value& item)
    {
        Value shown = item;
        if (has(JProperty)) {
            const std::optional<Value> found = PropertyExpression::from(arg(JProperty)).first(context(), item);
            if (!found || found->is_null()) return;
            shown = *found;
        }
        std::string part = shown.is_null() ? std::string() : value::to_text(shown);
        if (flag(JSingleQuote)) part = "'" + part + "'";
        if (flag(JDoubleQuote)) part = "\"" + part + "\"";
        if (has(JFormat)) part = value::format_composite(text(JFormat), std::span<const Value>(&shown, 1));
        if (any_) joined_ += has(JSeparator) ? text(JSeparator) : value::conversion_host() && !has(JSeparator) ? ofs() : "";
        any_ = true;
        joined_ += part;
    }
    /// Without -Separator, $OFS when it was set.
    std::string ofs() const
    {
        const Value separator = context().get_variable("OFS");
        return separator.is_null() ? std::string() : value::to_text(separator);
    }
    std::string joined_;
    bool any_ = false;
};

// --- Get-Host, New-TemporaryFile, Get-Error ---

struct GetHost final : Cmdlet
{
    void process() override { write(context().get_variable("Host")); }
};
struct NewTemporaryFile final : Cmdlet
{
    void process() override
    {
        std::string path = value::temp_folder() + "tmpXXXXXX.tmp";
        const int fd = base::sys::mkstemps(path.data(), 4);
        if (fd < 0) throw ScriptError(file_error(errno, path, "NewTemporaryFileWriteError", ErrorCategory::WriteError));
        base::sys::close(fd);
        write(file_item(path, false));
    }
};

constexpr ParameterDef error_parameters[] = {
    {.name = "InputObject", .type = "object:psobject", .sets = "Error@0|"},
    {.name = "Newest", .type = "int", .sets = "Newest", .aliases = "Last", .validate = "range:1,2147483647"},
};
struct GetError final : Cmdlet
{
    void process() override
    {
        if (has(0)) {
            write_all(arg(0));
            return;
        }
        const Value errors = context().get_variable("Error");
        if (errors.is_null()) return;
        const std::vector<Value> all = value::elements(errors);
        for (size_t i = 0; i < std::min(all.size(), static_cast<size_t>(number(1, 1))); ++i) write(all[i]);
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-Random",
     .synopsis = "Gives random numbers or objects.",
     .parameters = random_parameters,
     .make = make_cmdlet<GetRandom>,
     .default_set = "RandomNumberParameterSet"},
    {.name = "Get-SecureRandom",
     .synopsis = "Gives random numbers nobody can predict.",
     .parameters = secure_random_parameters,
     .make = make_cmdlet<GetSecureRandom>,
     .default_set = "RandomNumberParameterSet"},
    {.name = "New-Guid", .synopsis = "Makes a GUID.", .parameters = guid_parameters, .make = make_cmdlet<NewGuid>, .default_set = "Empty"},
    {.name = "Join-String",
     .synopsis = "Joins objects to one text.",
     .parameters = join_parameters,
     .make = make_cmdlet<JoinString>,
     .default_set = "default",
     .class_name = "Microsoft.PowerShell.Commands.Utility.JoinStringCommand"},
    {.name = "Get-Host", .synopsis = "Gives the host program.", .make = make_cmdlet<GetHost>},
    {.name = "New-TemporaryFile", .synopsis = "Makes an empty file of its own.", .make = make_cmdlet<NewTemporaryFile>},
    {.name = "Get-Error",
     .synopsis = "Shows the last errors in full.",
     .parameters = error_parameters,
     .make = make_cmdlet<GetError>,
     .aliases = "gerr",
     .default_set = "Newest"},
};

} // namespace

constinit const CmdletTable misc_table{"Microsoft.PowerShell.Utility", rows};

} // namespace kestrun::cmdlets
