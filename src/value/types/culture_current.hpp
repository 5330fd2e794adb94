// What a script has made the current cultures, and the properties that show and set them: of CultureInfo and of Thread.
#pragma once
#include "value/culture.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {

/// Of the running fiber; null: en-US.
struct CurrentCultures
{
    Ref<CultureInfo> formats; // CurrentCulture
    Ref<CultureInfo> texts;   // CurrentUICulture
};
CurrentCultures& current_cultures();

template <auto Which>
Value get_current_culture(Call&)
{
    Ref<CultureInfo>& culture = current_cultures().*Which;
    if (!culture) culture = make<CultureInfo>(base::en_us_culture());
    return Value(culture);
}

template <auto Which>
Value set_current_culture(Call& c)
{
    current_cultures().*Which = Ref<CultureInfo>(&object_arg<CultureInfo>(c, 0, "value"));
    return nothing();
}

} // namespace kestrun::value
