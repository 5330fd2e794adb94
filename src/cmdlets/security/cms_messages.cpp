// Protect-CmsMessage, Unprotect-CmsMessage, Get-CmsMessage.
#include "cmdlets/security/cms_messages.hpp"
#include "base/platform.hpp"
#include "cmdlets/security/cms_envelope.hpp"
#include "cmdlets/support/data_object.hpp"
#include "cmdlets/support/paths.hpp"
#include "cmdlets/support/text_encoding.hpp"
#include "cmdlets/tables.hpp"

namespace kestrun::cmdlets {

namespace {

constexpr const char* recipient_name = "System.Management.Automation.CmsMessageRecipient";
constexpr const char* argument_error = "System.ArgumentException";

// What -To takes: a certificate, or the path of a file or folder of them.
Value new_recipient(value::Call& call) { return make_data(recipient_name, {call.args[0]}); }
constexpr value::MemberDef recipient_members[] = {
    {"new", value::MemberKind::Constructor, "string identifier", "", new_recipient},
    {"new", value::MemberKind::Constructor, "System.Security.Cryptography.X509Certificates.X509Certificate2 certificate", "",
     new_recipient},
};
constexpr value::TypeDef types[] = {{.full_name = recipient_name, .members = recipient_members}};

enum class Purpose
{
    Encrypt,
    Decrypt, // needs the private key
};

class CmsCommand : public Cmdlet
{
protected:
    std::vector<Ref<Certificate>> recipients(const Value& to, Purpose purpose)
    {
        std::vector<Ref<Certificate>> found;
        if (to.is_null()) return found;
        for (const Value& item : value::elements(to)) {
            const DataObject* recipient = as_data(item, recipient_name);
            const Value given = recipient ? recipient->slot(0) : item;
            if (auto* certificate = given.as<Certificate>())
                found.emplace_back(certificate);
            else
                add_from_path(value::to_text(given), purpose, found);
        }
        if (purpose == Purpose::Encrypt)
            for (const Ref<Certificate>& certificate : found) check(certificate);
        return found;
    }
    std::string file_text(const std::string& given)
    {
        const std::string path = context().resolve_path(given);
        if (!path_exists(path) || is_folder(path)) throw ScriptError{path_not_found(path)};
        int error = 0;
        const std::string bytes = read_file(path, error);
        if (error) throw ScriptError{file_error(error, path, "ReadError", ErrorCategory::ReadError)};
        return decode_text(bytes);
    }
    /// Lines from the pipeline are one text.
    void add_line(std::string_view line)
    {
        if (!content_.empty()) content_ += base::new_line;
        content_ += line;
    }
    std::string content_;

private:
    void add_from_path(const std::string& given, Purpose purpose, std::vector<Ref<Certificate>>& found)
    {
        const size_t before = found.size();
        const std::string path = split_drive(given).drive.empty() ? existing_path(context(), given) : std::string();
        std::vector<std::string> files;
        if (!path.empty() && is_folder(path)) {
            for (const FolderEntry& entry : list_folder(path))
                if (!entry.folder) files.push_back(join_path(path, entry.name));
        } else if (!path.empty()) {
            files.push_back(path);
        }
        for (const std::string& file : files) {
            int error = 0;
            Ref<Certificate> certificate = read_certificate(read_file(file, error), std::nullopt);
            if (certificate && (purpose == Purpose::Encrypt || certificate->private_key())) found.push_back(std::move(certificate));
        }
        if (found.size() == before)
            fail("NoCertificateFound",
                 "Cannot load encryption certificate. The certificate setting '" + given +
                     "' does not represent a valid base-64 encoded certificate, nor does it represent a valid certificate by file, "
                     "directory, thumbprint, or subject name.",
                 ErrorCategory::ObjectNotFound, Value(given), argument_error);
    }
    void check(const Ref<Certificate>& certificate)
    {
        if (certificate->may_encrypt_documents()) return;
        fail("CertificateCannotBeUsedForEncryption",
             "Certificate '" + certificate->thumbprint() +
                 "' cannot be used for encryption. Encryption certificates must contain the Data Encipherment or Key Encipherment key "
                 "usage, "
                 "and include the Document Encryption Enhanced Key Usage (1.3.6.1.4.1.311.80.1).",
             ErrorCategory::InvalidData, Value(certificate), argument_error);
    }
};

enum : size_t
{
    PTo,
    PContent,
    PPath,
    PLiteralPath,
    POutFile,
};
constexpr ParameterDef protect_parameters[] = {
    {.name = "To",
     .type = "System.Management.Automation.CmsMessageRecipient[]",
     .position = 0,
     .flags = P::Mandatory,
     .help = "Certificates, or the files or folders of them."},
    {.name = "Content", .type = "psobject", .flags = P::FromPipeline | P::FromPipelineByName, .sets = "ByContent@1!"},
    {.name = "Path", .type = "string", .sets = "ByPath@1!"},
    {.name = "LiteralPath", .type = "string", .sets = "ByLiteralPath@1!"},
    {.name = "OutFile", .type = "string", .position = 2, .help = "Writes the message there and not to the pipeline."},
};
struct ProtectCmsMessage final : CmsCommand
{
    void begin() override { to_ = recipients(arg(PTo), Purpose::Encrypt); }
    void process() override
    {
        if (has(PContent)) items_.push_back(arg(PContent));
    }
    void end() override
    {
        const std::string plain = has(PPath) ? file_text(text(PPath)) : has(PLiteralPath) ? file_text(text(PLiteralPath)) : displayed();
        const std::string message = encrypt_cms(plain, to_);
        if (!has(POutFile)) return write(Value(message));
        const std::string path = context().resolve_path(text(POutFile));
        if (const int error = write_file(path, message, false))
            throw ScriptError{file_error(error, path, "WriteError", ErrorCategory::WriteError)};
    }

private:
    /// Objects are encrypted as they are displayed.
    std::string displayed()
    {
        std::vector<Value> flat;
        for (const Value& item : items_) {
            if (value::is_enumerable(item))
                for (const Value& part : value::elements(item)) flat.push_back(part);
            else
                flat.push_back(item);
        }
        ScriptOptions options;
        options.named = {{"Stream", Value(true)}};
        options.pipeline_input = &flat;
        const Value lines = context().invoke_command("Out-String", options);
        if (!lines.is_null())
            for (const Value& line : value::is_enumerable(lines) ? value::elements(lines) : std::vector<Value>{lines})
                add_line(value::to_text(line));
        return content_;
    }
    std::vector<Ref<Certificate>> to_;
    std::vector<Value> items_;
};

enum : size_t
{
    UContent,
    UPath,
    ULiteralPath,
    UTo,
    UContext,
};
constexpr ParameterDef unprotect_parameters[] = {
    {.name = "Content", .type = "string", .flags = P::FromPipeline | P::FromPipelineByName, .sets = "ByContent@0!"},
    {.name = "Path", .type = "string", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "ByLiteralPath@0!"},
    {.name = "To",
     .type = "System.Management.Automation.CmsMessageRecipient[]",
     .position = 1,
     .help = "Certificates with their private key, or files or folders of them."},
    {.name = "IncludeContext", .type = "switch", .help = "Keeps the text before and after the message."},
};
struct UnprotectCmsMessage final : CmsCommand
{
    void process() override
    {
        if (has(UContent)) add_line(text(UContent));
    }
    void end() override
    {
        if (has(UPath)) content_ = file_text(text(UPath));
        if (has(ULiteralPath)) content_ = file_text(text(ULiteralPath));
        const std::optional<CmsText> found = find_cms(content_);
        if (!found && flag(UContext)) return write(Value(content_));
        if (!found)
            fail("InputContainedNoEncryptedContentIncludeContext",
                 "Cannot unprotect message. The input contained no encrypted content. Specify the '-IncludeContext' parameter if you wish "
                 "to "
                 "output the original content when no encrypted content is detected.",
                 ErrorCategory::ObjectNotFound, {}, argument_error);
        const std::string plain = decrypt_cms(found->der, recipients(arg(UTo), Purpose::Decrypt));
        write(Value(flag(UContext) ? found->before + plain + found->after : plain));
    }
};

enum : size_t
{
    GContent,
    GPath,
    GLiteralPath,
};
constexpr ParameterDef get_parameters[] = {
    {.name = "Content", .type = "string", .flags = P::FromPipeline | P::FromPipelineByName, .sets = "ByContent@0!"},
    {.name = "Path", .type = "string", .sets = "ByPath@0!"},
    {.name = "LiteralPath", .type = "string", .sets = "ByLiteralPath@0!"},
};
struct GetCmsMessage final : CmsCommand
{
    void process() override
    {
        if (has(GContent)) add_line(text(GContent));
    }
    void end() override
    {
        if (has(GPath)) content_ = file_text(text(GPath));
        if (has(GLiteralPath)) content_ = file_text(text(GLiteralPath));
        const std::optional<CmsText> found = find_cms(content_);
        if (!found)
            fail("InputContainedNoEncryptedContent", "Cannot unprotect message. The input contained no encrypted content.",
                 ErrorCategory::ObjectNotFound, {}, argument_error);
        write(envelope_of(*found));
    }
};

constexpr CmdletDef rows[] = {
    {.name = "Protect-CmsMessage",
     .synopsis = "Encrypts text for the owners of certificates.",
     .parameters = protect_parameters,
     .make = make_cmdlet<ProtectCmsMessage>,
     .default_set = "ByContent",
     .output = "string",
     .examples = "'a secret' | Protect-CmsMessage -To ./recipient.pem -OutFile ./secret.cms"},
    {.name = "Unprotect-CmsMessage",
     .synopsis = "Decrypts text that was encrypted with Protect-CmsMessage.",
     .parameters = unprotect_parameters,
     .make = make_cmdlet<UnprotectCmsMessage>,
     .default_set = "ByContent",
     .output = "string",
     .examples = "Unprotect-CmsMessage -Path ./secret.cms -To (Get-PfxCertificate ./recipient.pfx)"},
    {.name = "Get-CmsMessage",
     .synopsis = "Shows for whom a text was encrypted, and how.",
     .parameters = get_parameters,
     .make = make_cmdlet<GetCmsMessage>,
     .default_set = "ByContent",
     .output = "System.Security.Cryptography.Pkcs.EnvelopedCms"},
};

} // namespace

std::span<const value::TypeDef> cms_recipient_types() { return types; }

constinit const CmdletTable cms_messages_table{"Microsoft.PowerShell.Security", rows};

} // namespace kestrun::cmdlets
