// Enums of threads, tasks, ciphers and certificates. Of names with one number the one .NET prints comes first.
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"

namespace kestrun::value {
namespace {

constexpr EnumMember thread_state[] = {{"Running", 0},          {"StopRequested", 1}, {"SuspendRequested", 2}, {"Background", 4},
                                       {"Unstarted", 8},        {"Stopped", 16},      {"WaitSleepJoin", 32},   {"Suspended", 64},
                                       {"AbortRequested", 128}, {"Aborted", 256}};
constexpr EnumMember apartment_state[] = {{"STA", 0}, {"MTA", 1}, {"Unknown", 2}};
constexpr EnumMember thread_priority[] = {{"Lowest", 0}, {"BelowNormal", 1}, {"Normal", 2}, {"AboveNormal", 3}, {"Highest", 4}};
constexpr EnumMember lock_recursion_policy[] = {{"NoRecursion", 0}, {"SupportsRecursion", 1}};
constexpr EnumMember event_reset_mode[] = {{"AutoReset", 0}, {"ManualReset", 1}};
constexpr EnumMember task_status[] = {{"Created", 0},
                                      {"WaitingForActivation", 1},
                                      {"WaitingToRun", 2},
                                      {"Running", 3},
                                      {"WaitingForChildrenToComplete", 4},
                                      {"RanToCompletion", 5},
                                      {"Canceled", 6},
                                      {"Faulted", 7}};
constexpr EnumMember task_creation_options[] = {{"None", 0},
                                                {"PreferFairness", 1},
                                                {"LongRunning", 2},
                                                {"AttachedToParent", 4},
                                                {"DenyChildAttach", 8},
                                                {"HideScheduler", 16},
                                                {"RunContinuationsAsynchronously", 64}};
constexpr EnumMember task_continuation_options[] = {{"None", 0},
                                                    {"PreferFairness", 1},
                                                    {"LongRunning", 2},
                                                    {"AttachedToParent", 4},
                                                    {"DenyChildAttach", 8},
                                                    {"HideScheduler", 16},
                                                    {"LazyCancellation", 32},
                                                    {"RunContinuationsAsynchronously", 64},
                                                    {"NotOnRanToCompletion", 65536},
                                                    {"NotOnFaulted", 131072},
                                                    {"OnlyOnCanceled", 196608},
                                                    {"NotOnCanceled", 262144},
                                                    {"OnlyOnFaulted", 327680},
                                                    {"OnlyOnRanToCompletion", 393216},
                                                    {"ExecuteSynchronously", 524288}};
constexpr EnumMember cipher_mode[] = {{"CBC", 1}, {"ECB", 2}, {"OFB", 3}, {"CFB", 4}, {"CTS", 5}};
constexpr EnumMember padding_mode[] = {{"None", 1}, {"PKCS7", 2}, {"Zeros", 3}, {"ANSIX923", 4}, {"ISO10126", 5}};
constexpr EnumMember crypto_stream_mode[] = {{"Read", 0}, {"Write", 1}};
constexpr EnumMember data_protection_scope[] = {{"CurrentUser", 0}, {"LocalMachine", 1}};
constexpr EnumMember store_name[] = {{"AddressBook", 1}, {"AuthRoot", 2}, {"CertificateAuthority", 3}, {"Disallowed", 4},
                                     {"My", 5},          {"Root", 6},     {"TrustedPeople", 7},        {"TrustedPublisher", 8}};
constexpr EnumMember store_location[] = {{"CurrentUser", 1}, {"LocalMachine", 2}};
constexpr EnumMember x509_key_storage_flags[] = {{"DefaultKeySet", 0}, {"UserKeySet", 1},     {"MachineKeySet", 2},   {"Exportable", 4},
                                                 {"UserProtected", 8}, {"PersistKeySet", 16}, {"EphemeralKeySet", 32}};
constexpr EnumMember x509_content_type[] = {{"Unknown", 0},         {"Cert", 1},  {"SerializedCert", 2}, {"Pfx", 3}, {"Pkcs12", 3},
                                            {"SerializedStore", 4}, {"Pkcs7", 5}, {"Authenticode", 6}};
constexpr EnumMember x509_find_type[] = {{"FindByThumbprint", 0},
                                         {"FindBySubjectName", 1},
                                         {"FindBySubjectDistinguishedName", 2},
                                         {"FindByIssuerName", 3},
                                         {"FindByIssuerDistinguishedName", 4},
                                         {"FindBySerialNumber", 5},
                                         {"FindByTimeValid", 6},
                                         {"FindByTimeNotYetValid", 7},
                                         {"FindByTimeExpired", 8},
                                         {"FindByTemplateName", 9},
                                         {"FindByApplicationPolicy", 10},
                                         {"FindByCertificatePolicy", 11},
                                         {"FindByExtension", 12},
                                         {"FindByKeyUsage", 13},
                                         {"FindBySubjectKeyIdentifier", 14}};
constexpr EnumMember open_flags[] = {{"ReadOnly", 0}, {"ReadWrite", 1}, {"MaxAllowed", 2}, {"OpenExistingOnly", 4}, {"IncludeArchived", 8}};
constexpr EnumMember x509_key_usage_flags[] = {{"None", 0},
                                               {"EncipherOnly", 1},
                                               {"CrlSign", 2},
                                               {"KeyCertSign", 4},
                                               {"KeyAgreement", 8},
                                               {"DataEncipherment", 16},
                                               {"KeyEncipherment", 32},
                                               {"NonRepudiation", 64},
                                               {"DigitalSignature", 128},
                                               {"DecipherOnly", 32768}};
constexpr EnumMember x509_revocation_mode[] = {{"NoCheck", 0}, {"Online", 1}, {"Offline", 2}};
constexpr EnumMember x509_chain_status_flags[] = {{"NoError", 0},
                                                  {"NotTimeValid", 1},
                                                  {"NotTimeNested", 2},
                                                  {"Revoked", 4},
                                                  {"NotSignatureValid", 8},
                                                  {"NotValidForUsage", 16},
                                                  {"UntrustedRoot", 32},
                                                  {"RevocationStatusUnknown", 64},
                                                  {"Cyclic", 128},
                                                  {"InvalidExtension", 256},
                                                  {"InvalidPolicyConstraints", 512},
                                                  {"InvalidBasicConstraints", 1024},
                                                  {"InvalidNameConstraints", 2048},
                                                  {"HasNotSupportedNameConstraint", 4096},
                                                  {"HasNotDefinedNameConstraint", 8192},
                                                  {"HasNotPermittedNameConstraint", 16384},
                                                  {"HasExcludedNameConstraint", 32768},
                                                  {"PartialChain", 65536},
                                                  {"CtlNotTimeValid", 131072},
                                                  {"CtlNotSignatureValid", 262144},
                                                  {"CtlNotValidForUsage", 524288},
                                                  {"HasWeakSignature", 1048576},
                                                  {"OfflineRevocation", 16777216},
                                                  {"NoIssuanceChainPolicy", 33554432},
                                                  {"ExplicitDistrust", 67108864},
                                                  {"HasNotSupportedCriticalExtension", 134217728}};
constexpr EnumMember x509_name_type[] = {{"SimpleName", 0}, {"EmailName", 1}, {"UpnName", 2}, {"DnsName", 3}, {"DnsFromAlternativeName", 4},
                                         {"UrlName", 5}};
constexpr EnumMember x500_distinguished_name_flags[] = {
    {"None", 0},        {"Reversed", 1},      {"UseSemicolons", 16},     {"DoNotUsePlusSign", 32}, {"DoNotUseQuotes", 64},
    {"UseCommas", 128}, {"UseNewLines", 256}, {"UseUTF8Encoding", 4096}, {"UseT61Encoding", 8192}, {"ForceUTF8Encoding", 16384}};

constexpr TypeDef table[] = {
    flags_row("System.Threading.ThreadState", thread_state),
    enum_row("System.Threading.ApartmentState", apartment_state),
    enum_row("System.Threading.ThreadPriority", thread_priority),
    enum_row("System.Threading.LockRecursionPolicy", lock_recursion_policy),
    enum_row("System.Threading.EventResetMode", event_reset_mode),
    enum_row("System.Threading.Tasks.TaskStatus", task_status),
    flags_row("System.Threading.Tasks.TaskCreationOptions", task_creation_options),
    flags_row("System.Threading.Tasks.TaskContinuationOptions", task_continuation_options),
    enum_row("System.Security.Cryptography.CipherMode", cipher_mode),
    enum_row("System.Security.Cryptography.PaddingMode", padding_mode),
    enum_row("System.Security.Cryptography.CryptoStreamMode", crypto_stream_mode),
    enum_row("System.Security.Cryptography.DataProtectionScope", data_protection_scope),
    enum_row("System.Security.Cryptography.X509Certificates.StoreName", store_name),
    enum_row("System.Security.Cryptography.X509Certificates.StoreLocation", store_location),
    flags_row("System.Security.Cryptography.X509Certificates.X509KeyStorageFlags", x509_key_storage_flags),
    enum_row("System.Security.Cryptography.X509Certificates.X509ContentType", x509_content_type),
    enum_row("System.Security.Cryptography.X509Certificates.X509FindType", x509_find_type),
    flags_row("System.Security.Cryptography.X509Certificates.OpenFlags", open_flags),
    flags_row("System.Security.Cryptography.X509Certificates.X509KeyUsageFlags", x509_key_usage_flags),
    enum_row("System.Security.Cryptography.X509Certificates.X509RevocationMode", x509_revocation_mode),
    flags_row("System.Security.Cryptography.X509Certificates.X509ChainStatusFlags", x509_chain_status_flags),
    enum_row("System.Security.Cryptography.X509Certificates.X509NameType", x509_name_type),
    flags_row("System.Security.Cryptography.X509Certificates.X500DistinguishedNameFlags", x500_distinguished_name_flags),
};

} // namespace

std::span<const TypeDef> enums_threading_security_types() { return table; }

} // namespace kestrun::value
