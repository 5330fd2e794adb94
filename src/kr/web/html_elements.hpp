// The elements of a page that Invoke-WebRequest lists: Links, Images and InputFields. Found by their tags, as PowerShell does; the page
// is not parsed.
#pragma once
#include "kr/support.hpp"

namespace kestrun::kr {

/// WebCmdletElementCollection of the elements with that tag ("a", "img", "input"): objects with outerHTML, tagName and the attributes.
Value html_elements(std::string_view page, std::string_view tag);

std::span<const value::TypeDef> html_types();

} // namespace kestrun::kr
