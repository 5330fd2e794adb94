#pragma once
// Whom the system trusts to vouch for servers.

#include <openssl/ssl.h>

namespace kestrun::io {

// Adds the system's certificate authorities to those that the context trusts, and those of the file and the folder that SSL_CERT_FILE and
// SSL_CERT_DIR name. What cannot be read is left out: then the servers it would vouch for are not trusted.
void add_system_authorities(SSL_CTX* context);

} // namespace kestrun::io
