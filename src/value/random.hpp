// System.Random: with a seed the sequence of .NET's seeded generator, without one the system's random numbers.
#pragma once
#include "value/type.hpp"
#include <array>

namespace kestrun::value {

class RandomObject final : public Object
{
public:
    RandomObject(); // unseeded
    explicit RandomObject(int32_t seed);
    const Type& type() const override { return native_type("System.Random"); }
    /// [0, 1)
    double next_double();
    /// [0, 2^31 - 1)
    int32_t next();
    /// [low, high); low when they are equal. Precondition: low <= high.
    int64_t next(int64_t low, int64_t high);
    /// The same as NextInt64 draws it: seeded ones in another way than Next.
    int64_t next_long(int64_t low, int64_t high);

private:
    bool seeded_ = false;
    std::array<int32_t, 56> table_{};
    int at_ = 0, other_ = 21;
    int32_t sample();
    uint64_t bits();
    uint64_t state_[4]{};
};

} // namespace kestrun::value
