// Get-PfxCertificate: certificates from files.
#include "cmdlets/security/certificate.hpp"
#include "cmdlets/security/secure_text.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/tables.hpp"
#include "engine/choice_prompt.hpp"

namespace kestrun::cmdlets {

namespace {

enum : size_t
{
    GPath,
    GLiteralPath,
    GPassword,
    GNoPrompt,
};
constexpr ParameterDef parameters[] = {
    {.name = "FilePath",
     .type = "string[]",
     .flags = P::FromPipeline | P::FromPipelineByName,
     .sets = "ByPath@0!",
     .help = "Files in PFX (PKCS#12), PEM or DER form; wildcards are allowed."},
    {.name = "LiteralPath", .type = "string[]", .flags = P::FromPipelineByName, .sets = "ByLiteralPath!", .aliases = "PSPath,LP"},
    {.name = "Password", .type = "securestring", .help = "Opens a PFX file."},
    {.name = "NoPromptForPassword", .type = "switch", .help = "Fails instead of asking for the password."},
};

struct GetPfxCertificate final : Cmdlet
{
    void process() override
    {
        const bool literal = has(GLiteralPath);
        std::vector<std::string> files, missing;
        for (const std::string& path : texts(literal ? GLiteralPath : GPath)) {
            const size_t before = files.size();
            if (split_drive(path).drive.empty()) {
                std::vector<std::string> found;
                if (literal)
                    found.push_back(existing_path(context(), path));
                else
                    found = expand_path(context(), path);
                for (const std::string& file : found)
                    if (!file.empty() && !is_folder(file)) files.push_back(file);
            }
            const bool wildcard = !literal && path.find_first_of("*?[") != std::string::npos;
            if (files.size() == before && !wildcard) missing.push_back(path);
        }
        for (const std::string& file : files) read(file);
        if (missing.empty()) return;
        if (files.empty())
            fail("GetPfxCertCommandNoneOfTheFilesFound", "Command cannot find any of the specified files.", ErrorCategory::ObjectNotFound,
                 {}, "System.IO.FileNotFoundException");
        for (const std::string& path : missing)
            write_error("GetPfxCertCommandFileNotFound", "The following file could not be found: " + path + ".",
                        ErrorCategory::ObjectNotFound, {}, "System.IO.FileNotFoundException");
    }

private:
    void read(const std::string& file)
    {
        int error = 0;
        const std::string bytes = read_file(file, error);
        if (error) return write_error(file_error(error, file, "GetPfxCertificateUnknownError", ErrorCategory::NotSpecified));
        std::optional<std::string> password;
        if (has(GPassword)) password = reveal(arg(GPassword));
        const char* problem = no_certificate;
        Ref<Certificate> certificate = read_certificate(bytes, password, &problem);
        if (!certificate && !password && !flag(GNoPrompt)) certificate = read_certificate(bytes, ask_password(), &problem);
        if (certificate) return write(Value(certificate));
        write_error("GetPfxCertificateUnknownCryptoError", problem, ErrorCategory::NotSpecified, {},
                    "System.Security.Cryptography.CryptographicException");
    }
    std::string ask_password()
    {
        std::optional<std::string> typed;
        if (context().host().is_interactive()) typed = context().host().read_line("Enter password: ", true);
        if (!typed) engine::throw_cannot_prompt();
        return *typed;
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Get-PfxCertificate",
     .synopsis = "Reads certificates from PFX, PEM and DER files.",
     .parameters = parameters,
     .make = make_cmdlet<GetPfxCertificate>,
     .default_set = "ByPath",
     .output = "System.Security.Cryptography.X509Certificates.X509Certificate2",
     .examples = "Get-PfxCertificate -FilePath ./server.pfx -Password (Read-Host -AsSecureString)"},
};

} // namespace

constinit const CmdletTable pfx_certificate_table{"Microsoft.PowerShell.Security", rows};

} // namespace kestrun::cmdlets
