// System.Reflection: assemblies by name, and members of types with their parameters.
#pragma once
#include "value/members.hpp"
#include "value/registry.hpp"

namespace kestrun::value {

/// System.Reflection.Assembly and AssemblyName: what a type's name says of where it lives in .NET. Nothing is loaded from them.
class AssemblyObject final : public Object, public Textual
{
public:
    AssemblyObject(std::string full_name, bool only_name) : full_name_(std::move(full_name)), only_name_(only_name) {}
    const std::string& full_name() const { return full_name_; }
    std::string simple_name() const { return full_name_.substr(0, full_name_.find(',')); }
    const Type& type() const override
    {
        return native_type(only_name_ ? "System.Reflection.AssemblyName" : "System.Reflection.RuntimeAssembly");
    }
    std::string text() const override { return full_name_; }

private:
    std::string full_name_;
    bool only_name_;
};

/// System.Reflection.MemberInfo and its kinds: a name and what stands behind it.
class ReflectedMember final : public Object, public Textual
{
public:
    ReflectedMember(const Type& owner, const Method& method, bool field = false) : owner_(&owner), method_(&method), field_(field) {}
    const Type& owner() const { return *owner_; }
    const Method& method() const { return *method_; }
    bool is_property() const { return method_->kind == MemberKind::Property || method_->kind == MemberKind::StaticProperty; }
    bool is_static() const { return method_->kind == MemberKind::StaticProperty || method_->kind == MemberKind::StaticMethod; }
    bool is_field() const { return field_; }
    bool is_constructor() const { return method_->kind == MemberKind::Constructor; }
    std::string name() const { return is_constructor() ? ".ctor" : method_->name; }
    const Type& type() const override;
    std::string text() const override;

private:
    const Type* owner_;
    const Method* method_;
    bool field_;
};

/// "Int32" for the types that C# has words for, "System.String" for the others.
std::string reflected_name(const Type* type);

} // namespace kestrun::value
