// System.Security.SecureString, PSCredential and NetworkCredential.
#pragma once
#include "value/members.hpp"
#include "value/type.hpp"

namespace kestrun::value {

/// The text is kept in memory that is wiped when it goes; like .NET on Unix it is not encrypted there.
class SecureString final : public Object
{
public:
    explicit SecureString(std::string text = {}) : text_(std::move(text)) {}
    ~SecureString() override;
    const Type& type() const override { return types::secure_string(); }
    const std::string& plain() const { return text_; }
    void assign(std::string text);
    bool read_only = false;

private:
    void wipe();
    std::string text_;
};

class PSCredential final : public Object
{
public:
    PSCredential(std::string user, Ref<SecureString> password) : user_(std::move(user)), password_(std::move(password)) {}
    const Type& type() const override { return types::ps_credential(); }
    void trace(Tracer& tracer) const override { tracer.visit(password_); }
    const std::string& user() const { return user_; }
    const Ref<SecureString>& password() const { return password_; }

private:
    std::string user_;
    Ref<SecureString> password_;
};

class NetworkCredential final : public Object
{
public:
    NetworkCredential(std::string user_name, Ref<SecureString> secret, std::string domain_name)
        : user(std::move(user_name)), password(std::move(secret)), domain(std::move(domain_name))
    {
    }
    const Type& type() const override;
    void trace(Tracer& tracer) const override { tracer.visit(password); }
    std::string user;
    Ref<SecureString> password;
    std::string domain;
};

} // namespace kestrun::value
