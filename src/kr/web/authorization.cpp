#include "kr/web/authorization.hpp"
#include "value/base64.hpp"
#include "value/convert.hpp"
#include "value/members.hpp"

namespace kestrun::kr {

using value::Name;
using value::Value;

std::string basic_field(std::string_view user_and_password) { return "Basic " + value::base64_encode(user_and_password); }

std::string basic_authorization(const Value& credential)
{
    const Value plain = value::invoke_method(credential, Name("GetNetworkCredential"), {});
    return basic_field(value::to_text(value::get_property(credential, Name("UserName"))) + ":" +
                       value::to_text(value::get_property(plain, Name("Password"))));
}

} // namespace kestrun::kr
