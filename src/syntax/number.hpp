#pragma once

#include "syntax/arena.hpp"
#include "syntax/ast_expression.hpp"

#include <optional>
#include <string_view>

// The value of a number literal (about_Numeric_Literals).
namespace kestrun::syntax {

enum class NumberBase : std::uint8_t
{
    Decimal,
    Hexadecimal,
    Binary
};

enum class NumberSuffix : std::uint8_t
{
    None,
    SByte,
    Byte,
    Short,
    UShort,
    Long,
    Unsigned,
    ULong,
    DecimalSuffix,
    BigIntegerSuffix
};

/// A number literal taken apart; the views hold digits only.
struct NumberParts
{
    bool negative = false;
    NumberBase base = NumberBase::Decimal;
    NumberSuffix suffix = NumberSuffix::None;
    /// The binary logarithm of the multiplier: 10 for kb, ..., 50 for pb; 0 without one.
    int multiplier_bits = 0;
    /// Has a point or an exponent.
    bool real = false;
    std::string_view digits;
    std::string_view fraction;
    /// With its sign; empty when there is none.
    std::string_view exponent;
};

/// The value, or nothing when it does not fit the type that the suffix asks for (PowerShell: BadNumericConstant).
/// Hexadecimal and binary BigIntegers are limited to 5000 digits.
std::optional<ConstantValue> evaluate_number(const NumberParts& parts, Arena& arena);

} // namespace kestrun::syntax
