#include "value/types/char_category.hpp"
#include <utf8proc.h>

namespace kestrun::value {

int unicode_category(char32_t c)
{
    constexpr signed char from_utf8proc[] = {
        29, // CN
        0,  // LU
        1,  // LL
        2,  // LT
        3,  // LM
        4,  // LO
        5,  // MN
        6,  // MC
        7,  // ME
        8,  // ND
        9,  // NL
        10, // NO
        18, // PC
        19, // PD
        20, // PS
        21, // PE
        22, // PI
        23, // PF
        24, // PO
        25, // SM
        26, // SC
        27, // SK
        28, // SO
        11, // ZS
        12, // ZL
        13, // ZP
        14, // CC
        15, // CF
        16, // CS
        17, // CO
    };
    return from_utf8proc[utf8proc_category(static_cast<utf8proc_int32_t>(c))];
}

double numeric_value(char32_t ch)
{
    if (ch >= '0' && ch <= '9') return static_cast<double>(ch - '0');
    if (ch == 0xBD) return 0.5;
    if (ch == 0xBC) return 0.25;
    if (ch == 0xBE) return 0.75;
    if (ch == 0xB2 || ch == 0xB3) return static_cast<double>(ch - 0xB0);
    if (ch == 0xB9) return 1.0;
    if (is_digit(ch)) { // blocks of decimal digits start at multiples of ten from their zero
        char32_t zero = ch;
        while (zero > 0 && is_digit(zero - 1) && ch - zero < 9) --zero;
        return static_cast<double>(ch - zero);
    }
    return -1.0;
}

} // namespace kestrun::value
