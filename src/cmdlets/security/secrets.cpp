// ConvertTo-SecureString, ConvertFrom-SecureString, Get-Credential, Get-ExecutionPolicy, Set-ExecutionPolicy.
#include "cmdlets/security/secure_text.hpp"
#include "cmdlets/tables.hpp"
#include "engine/choice_prompt.hpp"

namespace kestrun::cmdlets {

namespace {

// --- ConvertTo-SecureString ---

enum : size_t
{
    TString,
    TPlain,
    TForce,
    TSecureKey,
    TKey,
};
constexpr ParameterDef to_parameters[] = {
    {.name = "String", .type = "string", .position = 0, .flags = P::Mandatory | P::FromPipeline},
    {.name = "AsPlainText", .type = "switch", .sets = "PlainText"},
    {.name = "Force", .type = "switch", .sets = "PlainText"},
    {.name = "SecureKey", .type = "securestring", .sets = "Secure@1"},
    {.name = "Key", .type = "byte[]", .sets = "Open"},
};
std::string key_bytes(const Value& key, const Value& secure_key)
{
    if (!secure_key.is_null()) return utf16_bytes(reveal(secure_key));
    if (key.is_null()) return {};
    std::string bytes;
    for (const Value& byte : value::elements(key)) bytes += static_cast<char>(byte.as_int64());
    return bytes;
}

struct ConvertToSecureString final : Cmdlet
{
    void process() override
    {
        if (flag(TPlain)) {
            write(make_secure(text(TString)));
            return;
        }
        const std::optional<std::string> plain = decrypt_text(text(TString), key_bytes(arg(TKey), arg(TSecureKey)));
        if (!plain) {
            write_error("ImportSecureString_InvalidArgument",
                        "The parameter value \"" + text(TString) + "\" is not a valid encrypted string.", ErrorCategory::InvalidArgument,
                        {}, "System.Management.Automation.PSArgumentException");
            return;
        }
        write(make_secure(*plain));
    }
};

// --- ConvertFrom-SecureString ---

enum : size_t
{
    FSecure,
    FPlain,
    FSecureKey,
    FKey,
};
constexpr ParameterDef from_parameters[] = {
    {.name = "SecureString", .type = "securestring", .position = 0, .flags = P::Mandatory | P::FromPipeline},
    {.name = "AsPlainText", .type = "switch", .sets = "AsPlainText"},
    {.name = "SecureKey", .type = "securestring", .sets = "Secure@1"},
    {.name = "Key", .type = "byte[]", .sets = "Open"},
};
struct ConvertFromSecureString final : Cmdlet
{
    void process() override
    {
        const std::string plain = reveal(arg(FSecure));
        if (flag(FPlain))
            write(Value(plain));
        else
            write(Value(encrypt_text(plain, key_bytes(arg(FKey), arg(FSecureKey)))));
    }
};

// --- Get-Credential ---

enum : size_t
{
    CCredential,
    CMessage,
    CUserName,
    CTitle,
};
constexpr ParameterDef credential_parameters[] = {
    {.name = "Credential", .sets = "Credential@0"},
    {.name = "Message", .type = "string", .sets = "Message"},
    {.name = "UserName", .type = "string", .sets = "Message@0"},
    {.name = "Title", .type = "string", .sets = "Message"},
};
struct GetCredential final : Cmdlet
{
    void process() override
    {
        if (has(CCredential) && value::type_of(arg(CCredential)).is_assignable_to(value::types::ps_credential())) {
            write(arg(CCredential));
            return;
        }
        engine::Host& host = context().host();
        std::string user = has(CCredential) ? text(CCredential) : text(CUserName);
        if (has(CMessage)) host.write_line(text(CMessage));
        if (user.empty()) {
            const std::optional<std::string> line = host.read_line("User: ", false);
            user = line.value_or("");
        }
        const std::optional<std::string> password = user.empty() ? std::nullopt : host.read_line("Password for user " + user + ": ", true);
        if (!password) engine::throw_cannot_prompt("Enter your credentials.");
        std::vector<Value> args{Value(user), make_secure(*password)};
        write(value::construct(value::types::ps_credential(), args));
    }
};

// --- execution policy: everything runs here, as in PowerShell on Unix ---

constexpr ParameterDef get_policy_parameters[] = {
    {.name = "Scope", .type = "Microsoft.PowerShell.ExecutionPolicyScope", .position = 0, .flags = P::FromPipelineByName},
    {.name = "List", .type = "switch"},
};
struct GetExecutionPolicy final : Cmdlet
{
    void process() override
    {
        if (!flag(1)) {
            write(policy("Unrestricted"));
            return;
        }
        for (const char* scope : {"MachinePolicy", "UserPolicy", "Process", "CurrentUser", "LocalMachine"}) {
            static const value::Type& scopes = value::native_type("Microsoft.PowerShell.ExecutionPolicyScope");
            write(make_object({{"Scope", value::convert(Value(scope), scopes)},
                               {"ExecutionPolicy", policy(scope == std::string_view("LocalMachine") ? "Unrestricted" : "Undefined")}}));
        }
    }

private:
    static Value policy(const char* name)
    {
        static const value::Type& policies = value::native_type("Microsoft.PowerShell.ExecutionPolicy");
        return value::convert(Value(name), policies);
    }
};
constexpr ParameterDef set_policy_parameters[] = {
    {.name = "ExecutionPolicy",
     .type = "Microsoft.PowerShell.ExecutionPolicy",
     .position = 0,
     .flags = P::Mandatory | P::FromPipelineByName},
    {.name = "Scope", .type = "Microsoft.PowerShell.ExecutionPolicyScope", .position = 1, .flags = P::FromPipelineByName},
    {.name = "Force", .type = "switch"},
};
struct SetExecutionPolicy final : Cmdlet
{
    void process() override
    {
        fail("System.PlatformNotSupportedException", "Operation is not supported on this platform.", ErrorCategory::NotImplemented, {},
             "System.PlatformNotSupportedException");
    }
};

constexpr CmdletDef rows[] = {
    {.name = "ConvertTo-SecureString",
     .synopsis = "Makes a secure string from text.",
     .parameters = to_parameters,
     .make = make_cmdlet<ConvertToSecureString>,
     .default_set = "Secure"},
    {.name = "ConvertFrom-SecureString",
     .synopsis = "Makes text from a secure string.",
     .parameters = from_parameters,
     .make = make_cmdlet<ConvertFromSecureString>,
     .default_set = "Secure"},
    {.name = "Get-Credential",
     .synopsis = "Asks for a user name and a password.",
     .parameters = credential_parameters,
     .make = make_cmdlet<GetCredential>,
     .default_set = "Credential"},
    {.name = "Get-ExecutionPolicy",
     .synopsis = "Tells which scripts may run: all of them.",
     .parameters = get_policy_parameters,
     .make = make_cmdlet<GetExecutionPolicy>},
    {.name = "Set-ExecutionPolicy",
     .synopsis = "Has no effect on this platform.",
     .parameters = set_policy_parameters,
     .make = make_cmdlet<SetExecutionPolicy>,
     .flags = C::ShouldProcess},
};

} // namespace

constinit const CmdletTable secrets_table{"Microsoft.PowerShell.Security", rows};

} // namespace kestrun::cmdlets
