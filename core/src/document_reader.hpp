// Reads the members of a JSON document one object at a time and collects everything that is wrong with it, each fault
// with its JSON pointer and its place in the text.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/issue.hpp"
#include "muster/json.hpp"

namespace muster {

// One member of an object of the document. `null_is_absent`: null says the same as leaving the member out.
struct Member {
    std::string_view name;
    bool required = false;
    bool null_is_absent = false;
};

// One word of a member with a fixed list of words.
template <class Value>
struct Word {
    std::string_view text;
    Value value;
};

// Whole numbers up to here are exact in every JSON reader, also where numbers are doubles.
inline constexpr std::uint64_t max_whole_number = (std::uint64_t{1} << 53) - 1;

// The name in `known` that `name` was probably meant to be, or an empty view. Letter case, '-' and blanks do not count.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

// `"one"`, `"one" or "two"`, `"one", "two" or "three"`.
std::string quoted_list(std::span<const std::string_view> names);

// "/source" + "url" -> "/source/url", escaped as RFC 6901 says.
std::string pointer_to(std::string_view parent, std::string_view name);
std::string pointer_to(std::string_view parent, std::size_t index);

// The whole number that stands there, also when it is written as 5.0 or 5e0, if every JSON reader knows it exactly.
std::optional<std::int64_t> whole_number(const JsonValue& value) noexcept;

class DocumentReader {
public:
    DocumentReader(std::string_view text, const JsonValue& root) : text_(text), root_(root) {}

    const JsonValue& root() const noexcept { return root_; }
    // The value at a pointer, or the innermost one on the way to it that exists.
    const JsonValue& innermost(std::string_view pointer) const;

    // Reports a fault at a pointer. The returned issue may be completed by the caller and stays valid until the next
    // report.
    Issue& report(Code code, std::string pointer, std::string message, std::string suggestion);
    // The same at a given value: for members that a pointer does not tell apart.
    Issue& report_at(std::size_t offset, Code code, std::string pointer, std::string message, std::string suggestion);
    // `expected` completes "must be", for example "a text".
    void wrong_type(const JsonValue& value, const std::string& pointer, std::string_view expected);
    // Where the name of the member with this value starts.
    std::size_t name_offset(const JsonValue& value) const noexcept;

    // All faults in the order of the text, with line and column.
    std::vector<Issue> finish();

private:
    std::string_view text_;
    const JsonValue& root_;
    std::vector<Issue> issues_;
};

class ObjectReader {
public:
    // Reports unknown, repeated and missing members; `open`: members that are not in the list are the caller's. An
    // empty reader results when the value is no object.
    ObjectReader(DocumentReader& document, const JsonValue& value, std::string pointer, std::span<const Member> members,
                 bool open = false);

    // The member's value, or nullptr when it is absent (or null, where that says the same).
    const JsonValue* find(std::string_view name) const noexcept;
    std::string pointer(std::string_view name) const { return pointer_to(pointer_, name); }

    // Each reads one member if it is there and right, else leaves `out` as it is; faults are reported.
    void text(std::string_view name, std::string& out) const;
    // The same, but the text must not be empty.
    void filled_text(std::string_view name, std::string& out) const;
    void boolean(std::string_view name, bool& out) const;
    void whole(std::string_view name, std::uint64_t& out, std::uint64_t max) const;
    // A whole number or "off".
    void limit(std::string_view name, std::optional<std::uint64_t>& out, std::uint64_t max) const;

    template <class Value, std::size_t Size>
    void word(std::string_view name, Value& out, const Word<Value> (&words)[Size]) const {
        std::string_view texts[Size];
        for (std::size_t i = 0; i < Size; ++i) texts[i] = words[i].text;
        if (const auto index = word_index(name, texts)) out = words[*index].value;
    }
    std::optional<std::size_t> word_index(std::string_view name, std::span<const std::string_view> words) const;

private:
    void report_unknown(const std::string& name, const JsonValue& value) const;
    DocumentReader& document_;
    const JsonValue& value_;
    std::string pointer_;
    std::span<const Member> members_;
};

}  // namespace muster
