#pragma once

#include <stdexcept>

namespace kestrun {

/// What the library throws: the message is a whole sentence that names the thing and, where possible, the mend.
class Error : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace kestrun
