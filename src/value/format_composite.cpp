// Composite formatting: "{index[,width][:format]}" (String.Format and -f).
#include "base/culture.hpp"
#include "value/array.hpp"
#include "value/convert.hpp"
#include "value/culture.hpp"
#include "value/error.hpp"
#include "value/operators.hpp"
#include "value/psobject.hpp"
#include "value/regex_object.hpp"
#include "value/string.hpp"

namespace kestrun::value {

namespace {

constexpr size_t index_limit = 1'000'000; // .NET's: larger numbers end the format item early

std::string argument_text(const Value& argument, std::string_view format, const base::Culture& culture)
{
    if (argument.is_null()) return {};
    if (argument.is_string()) return std::string(text_of(argument));
    if (argument.as<PSCustomObject>()) return to_text(argument);
    return format_value(argument, format, culture);
}

class Composer
{
public:
    Composer(std::string_view format, std::span<const Value> args, const base::Culture& culture)
        : format_(format), args_(args), culture_(culture)
    {
    }

    std::string run()
    {
        while (i_ < format_.size()) {
            const size_t brace = format_.find_first_of("{}", i_);
            out_ += format_.substr(i_, brace - i_);
            if (brace == std::string_view::npos) break;
            i_ = brace;
            const char c = format_[i_];
            advance();
            if (format_[i_] == c) {
                out_ += c;
                ++i_;
                continue;
            }
            if (c == '}') fail("Unexpected closing brace without a corresponding opening brace.");
            item();
        }
        return std::move(out_);
    }

private:
    [[noreturn]] void fail(const char* reason) const
    {
        throw_native("System.FormatException", "Input string was not in a correct format. Failure to parse near offset " +
                                                   std::to_string(utf16_length(format_.substr(0, i_))) + ". " + reason);
    }
    /// To the next character, which must be there.
    void advance()
    {
        if (++i_ >= format_.size()) fail("Format item ends prematurely.");
    }
    bool at_digit() const { return format_[i_] >= '0' && format_[i_] <= '9'; }
    size_t number()
    {
        if (!at_digit()) fail("Expected an ASCII digit.");
        size_t n = 0;
        do {
            n = n * 10 + static_cast<size_t>(format_[i_] - '0');
            advance();
        } while (at_digit() && n < index_limit);
        return n;
    }
    void skip_blanks()
    {
        while (format_[i_] == ' ') advance();
    }

    // Item := digits ws* (',' ws* '-'? digits ws*)? (':' format)? '}'
    void item()
    {
        const size_t index = number();
        skip_blanks();
        size_t width = 0;
        bool left = false;
        if (format_[i_] == ',') {
            advance();
            skip_blanks();
            if (format_[i_] == '-') {
                left = true;
                advance();
            }
            width = number();
            skip_blanks();
        }
        std::string_view specifier;
        if (format_[i_] == ':') {
            advance();
            const size_t from = i_;
            while (format_[i_] != '}') {
                if (format_[i_] == '{') fail("Format item ends prematurely.");
                advance();
            }
            specifier = format_.substr(from, i_ - from);
        } else if (format_[i_] != '}')
            fail("Format item ends prematurely.");
        ++i_;
        if (index >= args_.size())
            throw_native("System.FormatException", "Index (zero based) must be greater than or equal to zero and less than the size of the "
                                                   "argument list.");
        const std::string text = argument_text(args_[index], specifier, culture_);
        const size_t length = width == 0 ? 0 : utf16_length(text);
        if (!left && length < width) out_.append(width - length, ' ');
        out_ += text;
        if (left && length < width) out_.append(width - length, ' ');
    }

    std::string_view format_;
    std::span<const Value> args_;
    const base::Culture& culture_;
    size_t i_ = 0;
    std::string out_;
};

} // namespace

std::string format_composite(std::string_view format, std::span<const Value> args)
{
    return format_composite(format, args, current_culture());
}

std::string format_composite(std::string_view format, std::span<const Value> args, const base::Culture& culture)
{
    return Composer(format, args, culture).run();
}

std::string format_value(const Value& value, std::string_view format) { return format_value(value, format, current_culture()); }

Value format_operator(const Value& format, const Value& args)
{
    const std::string text = to_text(format);
    try {
        // Only arrays of references are argument lists: an int[] is one argument.
        if (args.is_array() && !args.as_array().element().is_value_type())
            return Value(std::string_view(format_composite(text, args.as_array().items())));
        return Value(std::string_view(format_composite(text, {&args, 1})));
    } catch (const ScriptError& error) {
        if (error.record->exception->type().full_name() != "System.FormatException") throw;
        throw_runtime("FormatError", "Error formatting a string: " + error.record->exception->message() + ".");
    }
}

} // namespace kestrun::value
