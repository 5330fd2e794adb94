// Numbers as the grammar has read them, as values.
#pragma once
#include "syntax/ast.hpp"
#include "value/value.hpp"

namespace kestrun::engine {

value::Value constant_value(const syntax::ConstantValue& constant);

} // namespace kestrun::engine
