#include "syntax/lexer.hpp"

namespace kestrun::syntax {

// number: sign? ( '0x' hex* | '0b' bit+ | digit* ('.' digit*)? exponent? ) suffix? multiplier?
// What begins like a number but goes on as a word is a generic token.
LexToken Lexer::number()
{
    const std::uint32_t begin = pos_;
    NumberParts parts;
    const bool scanned = scan_number(parts);
    const char32_t c = peek();
    const bool ends = at_end() || (mode == LexMode::Expression ? forces_new_token_after_number(c) : forces_new_token(c)) ||
                      (numbers_end_at_ternary && (c == '?' || c == ':'));
    if (!scanned || !ends) {
        pos_ = begin;
        return generic();
    }
    const auto value = evaluate_number(parts, arena_);
    if (!value && command_mode()) {
        // Not a number, but a fine argument.
        pos_ = begin;
        return generic();
    }
    LexToken token = make(TokenKind::Number);
    token.value = slice(begin, pos_);
    if (!value) error(ErrorId::BadNumericConstant, begin, pos_, {token.value});
    token.number = arena_.make<ConstantValue>(value.value_or(ConstantValue{}));
    return token;
}

bool Lexer::scan_number(NumberParts& parts)
{
    const auto digits = [this](auto&& accept) {
        const std::uint32_t start = pos_;
        while (!at_end() && accept(byte())) ++pos_;
        return slice(start, pos_);
    };
    const auto decimal_digit = [](unsigned char c) { return is_digit(c); };
    const char32_t sign = peek();
    if (is_dash(sign) || sign == '+') {
        parts.negative = sign != '+';
        pos_ += peek_length_;
    }
    const char second = ascii_lower(static_cast<char>(byte(1)));
    if (byte() == '0' && second == 'x') {
        skip(2);
        parts.base = NumberBase::Hexadecimal;
        parts.digits = digits([](unsigned char c) { return is_hex_digit(c); });
        if (parts.digits.empty()) parts.digits = "0";
    } else if (byte() == '0' && second == 'b' && (byte(2) == '0' || byte(2) == '1')) {
        skip(2);
        parts.base = NumberBase::Binary;
        parts.digits = digits([](unsigned char c) { return c == '0' || c == '1'; });
    } else {
        parts.digits = digits(decimal_digit);
        if (byte() == '.' && byte(1) != '.') {
            skip();
            parts.real = true;
            parts.fraction = digits(decimal_digit);
        }
        if (parts.digits.empty() && parts.fraction.empty()) return false;
        if (byte() == 'e' || byte() == 'E') {
            skip();
            const std::uint32_t start = pos_;
            if (byte() == '+' || is_dash(peek())) pos_ += byte() == '+' ? 1 : peek_length_;
            const bool negative = pos_ > start && input_.data[start] != '+';
            const std::string_view exponent = digits(decimal_digit);
            if (exponent.empty()) return false;
            parts.real = true;
            // A typographic dash counts as '-'.
            parts.exponent = negative ? keep("-" + std::string(exponent), start, pos_) : exponent;
        }
    }
    scan_suffix(parts);
    return true;
}

void Lexer::scan_suffix(NumberParts& parts)
{
    const auto lower = [this](std::uint32_t offset) { return ascii_lower(static_cast<char>(byte(offset))); };
    const auto take = [&](NumberSuffix suffix, std::uint32_t bytes) {
        parts.suffix = suffix;
        skip(bytes);
    };
    switch (lower(0)) {
    case 'u':
        switch (lower(1)) {
        case 'y': take(NumberSuffix::Byte, 2); break;
        case 's': take(NumberSuffix::UShort, 2); break;
        case 'l': take(NumberSuffix::ULong, 2); break;
        default: take(NumberSuffix::Unsigned, 1); break;
        }
        break;
    case 'y': take(NumberSuffix::SByte, 1); break;
    case 's': take(NumberSuffix::Short, 1); break;
    case 'l': take(NumberSuffix::Long, 1); break;
    case 'd': take(NumberSuffix::DecimalSuffix, 1); break;
    case 'n': take(NumberSuffix::BigIntegerSuffix, 1); break;
    default: break;
    }
    if (lower(1) != 'b') return;
    switch (lower(0)) {
    case 'k': parts.multiplier_bits = 10; break;
    case 'm': parts.multiplier_bits = 20; break;
    case 'g': parts.multiplier_bits = 30; break;
    case 't': parts.multiplier_bits = 40; break;
    case 'p': parts.multiplier_bits = 50; break;
    default: return;
    }
    skip(2);
}

} // namespace kestrun::syntax
