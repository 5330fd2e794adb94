// [NullString]::Value and [DBNull]::Value.
#pragma once
#include "value/type.hpp"

namespace kestrun::value {

/// A null that stays null where PowerShell would make an empty text of it: conversion to string gives null.
class NullString final : public Object
{
public:
    const Type& type() const override { return native_type("System.Management.Automation.Language.NullString"); }
};

class DBNull final : public Object
{
public:
    const Type& type() const override { return native_type("System.DBNull"); }
};

} // namespace kestrun::value
