// System.Version and System.Management.Automation.SemanticVersion.
#include "value/version.hpp"
#include "value/number_parse.hpp"
#include "value/types/all_types.hpp"
#include "value/types/native.hpp"
#include <algorithm>

namespace kestrun::value {
namespace {

struct VersionError
{
    std::string_view type;
    std::string message;
};

/// One number of a version; nothing is wrong when the result is empty.
std::optional<VersionError> read_part(std::string_view part, int32_t& out, std::string_view parameter)
{
    Value number;
    const ParseStatus status = parse_integer(part, number_style::Integer, Tag::Int32, number);
    if (status == ParseStatus::Format) {
        return VersionError{"System.FormatException", "The input string '" + std::string(part) + "' was not in a correct format."};
    }
    if (status == ParseStatus::Overflow) return VersionError{"System.OverflowException", std::string(overflow_text(Tag::Int32))};
    out = number.as_int32();
    if (out >= 0) return std::nullopt;
    const std::string name(parameter);
    return VersionError{"System.ArgumentOutOfRangeException", name + " ('" + std::to_string(out) +
                                                                  "') must be a non-negative value. (Parameter '" + name +
                                                                  "')\nActual value was " + std::to_string(out) + "."};
}

std::optional<VersionError> read_version(std::string_view source, std::array<int32_t, 4>& out)
{
    std::vector<std::string_view> parts;
    for (size_t at = 0;;) {
        const size_t dot = source.find('.', at);
        parts.push_back(source.substr(at, dot == std::string_view::npos ? dot : dot - at));
        if (dot == std::string_view::npos) break;
        at = dot + 1;
    }
    if (parts.size() < 2 || parts.size() > 4) {
        return VersionError{"System.ArgumentException", "Version string portion was too short or too long. (Parameter 'input')"};
    }
    out.fill(-1);
    for (size_t i = 0; i < parts.size(); ++i) {
        if (auto error = read_part(parts[i], out[i], "input")) return error;
    }
    return std::nullopt;
}

const std::array<int32_t, 4>& parts(const Call& c) { return self<VersionObject>(c).parts(); }
Value version_value(std::array<int32_t, 4> numbers) { return Value(make<VersionObject>(numbers)); }

Value from_numbers(Call& c)
{
    static constexpr std::string_view names[] = {"major", "minor", "build", "revision"};
    std::array<int32_t, 4> numbers{0, 0, -1, -1};
    for (size_t i = 0; i < c.args.size(); ++i) {
        numbers[i] = i32(c, i);
        if (numbers[i] < 0) {
            const std::string name(names[i]), number = std::to_string(numbers[i]);
            throw_native("System.ArgumentOutOfRangeException", name + " ('" + number + "') must be a non-negative value. (Parameter '" +
                                                                   name + "')\nActual value was " + number + ".");
        }
    }
    return version_value(numbers);
}

Value parse(Call& c)
{
    require(c, 0, "input");
    return parse_version(text(c, 0));
}

Value try_parse(Call& c)
{
    std::array<int32_t, 4> numbers{};
    const bool ok = c.args[0].is_string() && !read_version(text(c, 0), numbers);
    c.args[1] = ok ? version_value(numbers) : Value();
    return Value(ok);
}

Value compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    const auto order = self<VersionObject>(c).compare(c.args[0]);
    if (!order) throw_argument("System.ArgumentException", "Object must be of type Version.", "version");
    return Value(*order);
}

Value to_string(Call& c)
{
    const auto& version = self<VersionObject>(c);
    if (c.args.empty()) return Value(version.text());
    const int32_t fields = i32(c, 0);
    if (fields < 0 || fields > version.count()) {
        throw_argument("System.ArgumentException", "Argument must be between 0 and " + std::to_string(version.count()) + ".", "fieldCount");
    }
    return Value(version.text(fields));
}

template <size_t I>
Value part(Call& c)
{
    return Value(parts(c)[I]);
}

Value equals(Call& c) { return Value(self<VersionObject>(c).equals(c.args[0])); }

constexpr MemberDef members[] = {
    ctor("int major, int minor, int build, int revision", from_numbers),
    ctor("int major, int minor, int build", from_numbers),
    ctor("int major, int minor", from_numbers),
    ctor("string version", parse),
    ctor("", from_numbers),
    prop("Major", "int", part<0>),
    prop("Minor", "int", part<1>),
    prop("Build", "int", part<2>),
    prop("Revision", "int", part<3>),
    prop("MajorRevision", "short", [](Call& c) { return Value::integer(Tag::Int16, static_cast<int16_t>(parts(c)[3] >> 16)); }),
    prop("MinorRevision", "short", [](Call& c) { return Value::integer(Tag::Int16, static_cast<int16_t>(parts(c)[3] & 0xFFFF)); }),
    smeth("Parse", "string input", "version", parse),
    smeth("TryParse", "string input, out version result", "bool", try_parse),
    meth("Clone", "", "System.Object", [](Call& c) { return version_value(parts(c)); }),
    meth("CompareTo", "System.Object version", "int", compare_to),
    meth("CompareTo", "version value", "int", compare_to),
    meth("Equals", "System.Object obj", "bool", equals),
    meth("Equals", "version obj", "bool", equals),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<VersionObject>(c).hash())); }),
    meth("ToString", "", "string", to_string),
    meth("ToString", "int fieldCount", "string", to_string),
};

using Semantic = SemanticVersionObject;
constexpr const char* semantic_name = "System.Management.Automation.SemanticVersion";

Value semantic_value(std::array<int32_t, 3> numbers, std::string label, std::string build)
{
    return Value(make<Semantic>(numbers, std::move(label), std::move(build)));
}

bool is_label(std::string_view label)
{
    return !label.empty() && std::all_of(label.begin(), label.end(), [](char c) {
        return base::ascii_is_letter(c) || base::ascii_is_digit(c) || c == '.' || c == '-';
    });
}

/// major[.minor[.patch]][-label][+build]
bool read_semantic(std::string_view source, Value& out)
{
    std::string_view build, label, numbers = source;
    if (const size_t plus = numbers.find('+'); plus != std::string_view::npos) {
        build = numbers.substr(plus + 1);
        numbers = numbers.substr(0, plus);
        if (!is_label(build)) return false;
    }
    if (const size_t dash = numbers.find('-'); dash != std::string_view::npos) {
        label = numbers.substr(dash + 1);
        numbers = numbers.substr(0, dash);
        if (!is_label(label)) return false;
    }
    std::array<int32_t, 3> parts{0, 0, 0};
    size_t count = 0;
    for (size_t at = 0; at <= numbers.size();) {
        const size_t dot = std::min(numbers.find('.', at), numbers.size());
        Value number;
        const std::string_view digits = numbers.substr(at, dot - at);
        if (count == 3 || parse_integer(digits, 0, Tag::Int32, number) != ParseStatus::Ok) return false;
        parts[count++] = number.as_int32();
        at = dot + 1;
    }
    if ((!label.empty() || !build.empty()) && count < 3) return false;
    out = semantic_value(parts, std::string(label), std::string(build));
    return true;
}

Value parse_semantic(Call& c)
{
    require(c, 0, "version");
    Value result;
    if (text(c, 0).empty() || !read_semantic(text(c, 0), result)) {
        throw_native("System.FormatException", "The input string '' was not in a correct format."); // it does not say which
    }
    return result;
}

Value try_parse_semantic(Call& c)
{
    Value result;
    const bool ok = c.args[0].is_string() && !text(c, 0).empty() && read_semantic(text(c, 0), result);
    c.args[1] = ok ? result : Value();
    return Value(ok);
}

Value semantic_from_numbers(Call& c)
{
    std::array<int32_t, 3> numbers{0, 0, 0};
    for (size_t i = 0; i < 3 && i < c.args.size(); ++i) {
        if (c.args[i].is_string()) break;
        numbers[i] = i32(c, i);
        if (numbers[i] < 0)
            throw_argument("System.Management.Automation.PSArgumentException",
                           "Cannot process argument because the value of argument \"" +
                               std::string(i == 0   ? "major"
                                           : i == 1 ? "minor"
                                                    : "patch") +
                               "\" is not valid. Change the value of the \"" +
                               std::string(i == 0   ? "major"
                                           : i == 1 ? "minor"
                                                    : "patch") +
                               "\" argument and run the operation again.",
                           "");
    }
    return semantic_value(numbers, std::string(text(c, 3)), std::string(text(c, 4)));
}

Value semantic_from_version(Call& c)
{
    const auto& version = object_arg<VersionObject>(c, 0, "version");
    if (version.parts()[3] > 0)
        throw_argument(
            "System.Management.Automation.PSArgumentException",
            "Cannot process argument because the value of argument \"version\" is not valid. Change the value of the \"version\" "
            "argument and run the operation again.",
            "");
    return semantic_value({version.parts()[0], version.parts()[1], std::max(version.parts()[2], 0)}, "", "");
}

template <size_t I>
Value semantic_part(Call& c)
{
    return Value(self<Semantic>(c).parts()[I]);
}

Value text_or_null(const std::string& value) { return value.empty() ? Value() : Value(value); }

Value semantic_compare_to(Call& c)
{
    if (is_null(c, 0)) return Value(1);
    const auto order = self<Semantic>(c).compare(c.args[0]);
    if (!order) throw_native("System.ArgumentException", "Object must be of type SemanticVersion.");
    return Value(*order);
}

constexpr MemberDef semantic_members[] = {
    ctor("string version", parse_semantic),
    ctor("int major, int minor, int patch, string preReleaseLabel, string buildLabel", semantic_from_numbers),
    ctor("int major, int minor, int patch, string label", semantic_from_numbers),
    ctor("int major, int minor, int patch", semantic_from_numbers),
    ctor("int major, int minor", semantic_from_numbers),
    ctor("int major", semantic_from_numbers),
    ctor("version version", semantic_from_version),
    prop("Major", "int", semantic_part<0>),
    prop("Minor", "int", semantic_part<1>),
    prop("Patch", "int", semantic_part<2>),
    prop("PreReleaseLabel", "string", [](Call& c) { return text_or_null(self<Semantic>(c).label()); }),
    prop("BuildLabel", "string", [](Call& c) { return text_or_null(self<Semantic>(c).build()); }),
    smeth("Parse", "string version", semantic_name, parse_semantic),
    smeth("Compare", "System.Management.Automation.SemanticVersion versionA, System.Management.Automation.SemanticVersion versionB", "int",
          [](Call& c) {
              if (is_null(c, 0) || is_null(c, 1)) return Value(static_cast<int>(is_null(c, 1)) - static_cast<int>(is_null(c, 0)));
              return Value(c.args[0].as<Semantic>()->compare(c.args[1]).value_or(0));
          }),
    smeth("TryParse", "string version, out System.Management.Automation.SemanticVersion result", "bool", try_parse_semantic),
    meth("CompareTo", "System.Object version", "int", semantic_compare_to),
    meth("Equals", "System.Object obj", "bool", [](Call& c) { return Value(self<Semantic>(c).equals(c.args[0])); }),
    meth("GetHashCode", "", "int", [](Call& c) { return Value(static_cast<int32_t>(self<Semantic>(c).hash())); }),
    meth("ToString", "", "string", [](Call& c) { return Value(self<Semantic>(c).text()); }),
};

constexpr TypeDef table[] = {
    {"System.Version", "System.Object", TypeFlags::Sealed, "version",
     "System.ICloneable,System.IComparable,System.IComparable[version],System.IEquatable[version]", members},
    {semantic_name, "System.Object", TypeFlags::Sealed, "semver", "System.IComparable", semantic_members},
};

/// Pre-release labels by semver.org, rule 11: numbers as numbers, below words; more fields win.
int compare_labels(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty()) return a.empty() == b.empty() ? 0 : a.empty() ? 1 : -1;
    for (;;) {
        const size_t da = a.find('.'), db = b.find('.');
        const std::string_view x = a.substr(0, da), y = b.substr(0, db);
        Value nx, ny;
        const bool is_x = parse_integer(x, 0, Tag::Int32, nx) == ParseStatus::Ok,
                   is_y = parse_integer(y, 0, Tag::Int32, ny) == ParseStatus::Ok;
        if (is_x && is_y) {
            if (nx.as_int32() != ny.as_int32()) return nx.as_int32() < ny.as_int32() ? -1 : 1;
        } else if (is_x != is_y) {
            return is_x ? -1 : 1;
        } else if (const int order = x.compare(y)) {
            return order < 0 ? -1 : 1;
        }
        if (da == std::string_view::npos || db == std::string_view::npos) {
            return da == db ? 0 : da == std::string_view::npos ? -1 : 1;
        }
        a = a.substr(da + 1);
        b = b.substr(db + 1);
    }
}

} // namespace

int VersionObject::count() const
{
    int n = 2;
    if (parts_[2] >= 0) ++n;
    if (parts_[2] >= 0 && parts_[3] >= 0) ++n;
    return n;
}

std::string VersionObject::text(int fields) const
{
    std::string out;
    for (int i = 0; i < fields; ++i) {
        if (i > 0) out += '.';
        out += std::to_string(parts_[static_cast<size_t>(i)]);
    }
    return out;
}

bool VersionObject::equals(const Value& other) const
{
    const auto* version = other.as<VersionObject>();
    return version && version->parts_ == parts_;
}

uint32_t VersionObject::hash() const
{
    const auto part = [this](size_t i) { return static_cast<uint32_t>(parts_[i]); };
    return (part(0) & 0xF) << 28 | (part(1) & 0xFF) << 20 | (part(2) & 0xFF) << 12 | (part(3) & 0xFFF);
}

std::optional<int> VersionObject::compare(const Value& other) const
{
    const auto* version = other.as<VersionObject>();
    if (!version) return std::nullopt;
    return parts_ < version->parts_ ? -1 : parts_ == version->parts_ ? 0 : 1;
}

const Type& SemanticVersionObject::type() const { return native_type(semantic_name); }

std::string SemanticVersionObject::text() const
{
    std::string out = std::to_string(parts_[0]) + "." + std::to_string(parts_[1]) + "." + std::to_string(parts_[2]);
    if (!label_.empty()) out += "-" + label_;
    if (!build_.empty()) out += "+" + build_;
    return out;
}

bool SemanticVersionObject::equals(const Value& other) const
{
    const auto* version = other.as<SemanticVersionObject>();
    return version && version->parts_ == parts_ && version->label_ == label_;
}

uint32_t SemanticVersionObject::hash() const { return hash_text(text()); }

std::optional<int> SemanticVersionObject::compare(const Value& other) const
{
    const auto* version = other.as<SemanticVersionObject>();
    if (!version) return std::nullopt;
    if (parts_ != version->parts_) return parts_ < version->parts_ ? -1 : 1;
    return compare_labels(label_, version->label_);
}

Value parse_version(std::string_view source)
{
    std::array<int32_t, 4> numbers{};
    if (const auto error = read_version(source, numbers)) throw_native(error->type, error->message);
    return version_value(numbers);
}

std::span<const TypeDef> version_types() { return table; }

} // namespace kestrun::value
