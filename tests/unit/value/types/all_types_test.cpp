// Every row of every table of types: its base, interfaces and signatures name types that exist, and nothing stands twice.
#include "value/type.hpp"
#include "value/types/all_types.hpp"
#include <gtest/gtest.h>
#include <set>

namespace kestrun::value {
namespace {

/// "T", "TKey", "T1", ... and what holds them have no type until a definition gets its arguments.
bool is_open(std::string_view text)
{
    for (const std::string_view name : {"T", "TKey", "TValue", "TResult", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"}) {
        for (size_t at = 0; (at = text.find(name, at)) != std::string_view::npos; ++at) {
            const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_'; };
            const bool before = at > 0 && is_letter(text[at - 1]);
            const bool after = at + name.size() < text.size() && is_letter(text[at + name.size()]);
            if (!before && !after) return true;
        }
    }
    return false;
}

TEST(AllTypes, NamesAreUniqueExceptForTheFallbackTable)
{
    std::set<std::string> seen;
    const auto tables = all_type_tables();
    for (size_t i = 0; i + 1 < tables.size(); ++i) {
        for (const TypeDef& row : tables[i]()) EXPECT_TRUE(seen.insert(row.full_name).second) << row.full_name << " stands twice";
    }
}

TEST(AllTypes, BasesAndInterfacesExist)
{
    for (const TypeTable table : all_type_tables()) {
        for (const TypeDef& row : table()) {
            const Type& type = native_type(row.full_name);
            if (*row.base) {
                EXPECT_NE(type.base(), nullptr) << row.full_name << " lacks its base " << row.base;
            }
            // An open definition gets its interfaces with its arguments.
            if (*row.interfaces && !has(row.flags, TypeFlags::GenericDefinition)) {
                EXPECT_FALSE(type.interfaces().empty()) << row.full_name << ": no interface of " << row.interfaces;
            }
        }
    }
}

TEST(AllTypes, SignaturesResolve)
{
    for (const TypeTable table : all_type_tables()) {
        for (const TypeDef& row : table()) {
            const Type& type = native_type(row.full_name);
            for (const bool statics : {false, true}) {
                for (const MemberGroup* group : type.members(statics)) {
                    for (const Method* method : group->overloads) {
                        if (method->declaring != &type) continue;
                        for (const Parameter& parameter : method->parameters) {
                            if (!parameter.type) {
                                EXPECT_TRUE(is_open(method->definition))
                                    << row.full_name << ": parameter " << parameter.name << " of " << method->definition << " has no type";
                            }
                        }
                    }
                }
            }
            if (const MemberGroup* constructors = type.constructors()) {
                for (const Method* method : constructors->overloads) {
                    for (const Parameter& parameter : method->parameters) {
                        if (!parameter.type) {
                            EXPECT_TRUE(is_open(method->definition))
                                << row.full_name << " constructor: " << parameter.name << " has no type";
                        }
                    }
                }
            }
        }
    }
}

} // namespace
} // namespace kestrun::value
