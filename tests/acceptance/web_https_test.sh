#!/usr/bin/env bash
# The clients over https, against Node: Invoke-RestMethod, Invoke-KrWebRequest and kestrun request. Messages that PowerShell has are as
# PowerShell 7.6 gives them.
. "$(dirname "$0")/common.sh"
command -v node >/dev/null && command -v openssl >/dev/null || exit 77

# identity NAME: NAME.key and NAME.pem, a certificate that signs itself
identity() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$work/$1.key" -out "$work/$1.pem" \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$work/openssl" || { cat "$work/openssl"; exit 1; }
}
identity localhost
identity someone
node "$KESTRUN_SOURCE/tests/acceptance/web/https.js" "$work/localhost.key" "$work/localhost.pem" "$work/port" >"$work/node" 2>&1 &
started+=("$!")
wait_for 20 test -s "$work/port" || { cat "$work/node"; exit 1; }
url=https://localhost:$(cat "$work/port")
address=https://127.0.0.1:$(cat "$work/port")

run() { "$KESTRUN" -c "$1" 2>&1; }
trusting() { SSL_CERT_FILE=$work/localhost.pem "$@"; }

# Whom to trust
untrusted="the certificate of 'localhost' is not accepted: self-signed certificate"
has "an unknown issuer" "$(run "irm $url/a")" "$untrusted"
check "its exceptions" "The SSL connection could not be established, see inner exception. System.Security.Authentication.AuthenticationException" \
    "$(run "try { irm $url/a } catch { \"\$(\$_.Exception.Message) \$(\$_.Exception.InnerException.GetType().FullName)\" }")"
check "not checked" "/a" "$(run "(irm $url/a -SkipCertificateCheck).path")"
check "trusted" "/a localhost" "$(trusting run "irm $url/a | % { \"\$(\$_.path) \$(\$_.name)\" }")"
check "trusted by address" "/a" "$(trusting run "(irm $address/a).path")"
check "Invoke-KrWebRequest" "200 /b" "$(trusting run "\$r = Invoke-KrWebRequest -Uri $url -Path /b; \"\$(\$r.StatusCode) \$(\$r.Content.path)\"")"
check "Invoke-KrWebRequest refuses" "ServerNotTrusted,Invoke-KrWebRequest" \
    "$(run "try { Invoke-KrWebRequest -Uri $url } catch { \$_.FullyQualifiedErrorId }" | sed 's/,.*\./,/; s/Command$//')"
check "Invoke-KrWebRequest -SkipCertificateCheck" "200" "$(run "(Invoke-KrWebRequest -Uri $url -SkipCertificateCheck).StatusCode")"
has "kestrun request" "$(trusting request "$url/c" 2>&1)" '"path":"/c"'
has "kestrun request -k" "$(request -k "$url/c" 2>&1)" '"path":"/c"'
status=0
has "kestrun request refuses" "$(request "$url/c" 2>&1)" "$untrusted" || true
request "$url/c" >/dev/null 2>&1 || status=$?
check "with exit status" 1 "$status"

# What is asked for
check "protocol" "TLSv1.2" "$(run "(irm $url/ -SkipCertificateCheck -SslProtocol Tls12).protocol")"
check "newest protocol" "TLSv1.3" "$(run "(irm $url/ -SkipCertificateCheck).protocol")"
check "client certificate" "someone" "$(run "(irm $url/ -SkipCertificateCheck -Certificate ([System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile('$work/someone.pem', '$work/someone.key'))).client")"
check "no store" "WebCmdletCertificateException" "$(run "try { irm $url/ -CertificateThumbprint AB } catch { \$_.FullyQualifiedErrorId.Split(',')[0] }")"
check "a connection is used again" "True" "$(run "\$null = irm $url/ -SkipCertificateCheck; (irm $url/ -SkipCertificateCheck).again")"
check "but not for one that checks" "refused" "$(run "\$null = irm $url/ -SkipCertificateCheck; try { irm $url/ } catch { 'refused' }")"
check "secure cookies" "only=secure" "$(run "\$null = irm $url/ -SkipCertificateCheck -SessionVariable s; (irm $url/ -SkipCertificateCheck -WebSession \$s).cookie")"
head -c 3000000 /dev/urandom >"$work/big"
check "a big body" "3000000" "$(run "(irm $url/ -SkipCertificateCheck -Method Post -InFile '$work/big').body")"

# Redirects
check "a redirect" "/a" "$(run "(irm $url/here -SkipCertificateCheck).path")"
has "a redirect to http" "$(run "irm $url/down -SkipCertificateCheck")" "Cannot follow an insecure redirection by default."
check "its id" "InsecureRedirection" "$(run "try { irm $url/down -SkipCertificateCheck } catch { \$_.FullyQualifiedErrorId.Split(',')[0] }")"
check "allowed" "Connection refused (127.0.0.1:1)" "$(run "try { irm $url/down -SkipCertificateCheck -AllowInsecureRedirect } catch { \$_.Exception.Message }")"
has "kestrun request -L" "$(request -k -L "$url/down" 2>&1 || true)" "redirects from https to 'http://127.0.0.1:1/plain'"

# Through a proxy's tunnel
wait_for 20 test -s "$work/port.proxy" || { cat "$work/node"; exit 1; }
proxy=http://127.0.0.1:$(cat "$work/port.proxy")
check "a tunnel" "/t" "$(run "(irm https://example.invalid/t -SkipCertificateCheck -Proxy $proxy -ProxyCredential ([pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force)))).path")"
check "by the environment" "/t" "$(https_proxy=${proxy/\/\//\/\/u:p@} run "(irm https://example.invalid/t -SkipCertificateCheck).path")"
has "a tunnel refused" "$(run "irm https://example.invalid/t -Proxy $proxy")" "failed with status code '407'"

# Who speaks no TLS
check "no TLS there" "The SSL connection could not be established, see inner exception." \
    "$(node -e 'const s=require("net").createServer(c=>{c.on("error",()=>{});c.end("HTTP/1.1 400 Bad Request\r\n\r\n")});s.listen(0,"127.0.0.1",()=>{
        require("child_process").execFile(process.argv[1],["-c","try { irm https://127.0.0.1:"+s.address().port+"/ } catch { $_.Exception.Message }"],(e,out)=>{process.stdout.write(out);s.close()})})' "$KESTRUN")"
finish
