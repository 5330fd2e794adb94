// Interfaces that scripts name but nothing here implements with code.
#include "value/types/all_types.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;
constexpr TypeFlags interface = F::Interface | F::Abstract;
constexpr TypeFlags generic_interface = F::Interface | F::Abstract | F::GenericDefinition;

constexpr TypeDef table[] = {
    {"System.Runtime.Serialization.ISerializable", "", interface},
    {"System.IAsyncDisposable", "", interface},
    {"System.IAsyncResult", "", interface},
    {"System.IServiceProvider", "", interface},
    {"System.ICustomFormatter", "", interface},
    {"System.IProgress`1", "", generic_interface},
    {"System.IObservable`1", "", generic_interface},
    {"System.IObserver`1", "", generic_interface},
    {"System.Collections.IStructuralComparable", "", interface},
    {"System.Collections.IStructuralEquatable", "", interface},
    {"System.Collections.Generic.IReadOnlySet`1", "", generic_interface},
    {"System.Net.ICredentials", "", interface},
};

} // namespace

std::span<const TypeDef> interfaces_types() { return table; }

} // namespace kestrun::value
