#include "io/tls_authorities.hpp"

namespace kestrun::io {

// OpenSSL is built by the distribution to know where its certificates are.
void add_system_authorities(SSL_CTX* context) { SSL_CTX_set_default_verify_paths(context); }

} // namespace kestrun::io
