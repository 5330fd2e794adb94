#include "value/types/culture_current.hpp"
#include "base/fiber_local.hpp"

namespace kestrun::value {

namespace {

CurrentCultures* set_cultures() noexcept { return static_cast<CurrentCultures*>(base::fiber_slot(base::FiberSlot::culture)); }

} // namespace

CurrentCultures& current_cultures()
{
    if (!set_cultures()) base::fiber_slot(base::FiberSlot::culture) = new CurrentCultures;
    return *set_cultures();
}

const base::Culture& current_culture()
{
    const CurrentCultures* cultures = set_cultures();
    return cultures && cultures->formats ? cultures->formats->get() : base::en_us_culture();
}

void reset_current_culture() noexcept
{
    delete set_cultures();
    base::fiber_slot(base::FiberSlot::culture) = nullptr;
}

const base::Culture& provider_culture(const Value& provider)
{
    const auto* culture = provider.as<CultureInfo>();
    return culture ? culture->get() : current_culture();
}

} // namespace kestrun::value
