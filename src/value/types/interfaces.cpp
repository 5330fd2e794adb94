// Interfaces and delegates that scripts name but nothing here implements with code.
#include "value/types/all_types.hpp"

namespace kestrun::value {
namespace {

using F = TypeFlags;
constexpr TypeFlags interface = F::Interface | F::Abstract;
constexpr TypeFlags generic_interface = F::Interface | F::Abstract | F::GenericDefinition;
constexpr TypeFlags delegate = F::Delegate | F::Sealed;
constexpr TypeFlags generic_delegate = F::Delegate | F::Sealed | F::GenericDefinition;
constexpr const char* code = "System.MulticastDelegate";

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
    {"System.Action`4", code, generic_delegate},
    {"System.Action`5", code, generic_delegate},
    {"System.Func`5", code, generic_delegate},
    {"System.Func`6", code, generic_delegate},
    {"System.EventHandler`1", code, generic_delegate},
    {"System.AsyncCallback", code, delegate},
    {"System.Threading.ThreadStart", code, delegate},
    {"System.Threading.ParameterizedThreadStart", code, delegate},
    {"System.Threading.TimerCallback", code, delegate},
    {"System.Threading.WaitCallback", code, delegate},
    {"System.Threading.SendOrPostCallback", code, delegate},
};

} // namespace

std::span<const TypeDef> interfaces_types() { return table; }

} // namespace kestrun::value
