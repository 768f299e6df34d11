// E-mail addresses against the rules of RFC 5321 section 4.1.2 spelt out once more, in the plainest way: every short text, and
// longer ones around the widths at which bytes are looked at together.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "muster/value.hpp"

using namespace muster;

namespace {

std::vector<std::string> split_at_points(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == '.') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

bool is_one_of(char c, std::string_view letters) { return letters.find(c) != std::string_view::npos; }

constexpr std::string_view letters_and_digits = "aAnxz059Z";

bool is_local_part(const std::string& text) {
    const auto parts = split_at_points(text);
    return text.size() <= 64 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return is_one_of(c, letters_and_digits) || is_one_of(c, "-_+"); });
    });
}

bool is_domain(const std::string& text) {
    const auto parts = split_at_points(text);
    const bool labels = std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
        return !part.empty() && part.size() <= 63 && part.front() != '-' && part.back() != '-' &&
               std::all_of(part.begin(), part.end(), [](char c) { return is_one_of(c, letters_and_digits) || c == '-'; });
    });
    return labels && !std::all_of(parts.back().begin(), parts.back().end(), [](char c) { return is_one_of(c, "059"); });
}

// The address as it is kept; empty when it is none. The texts hold no A-labels.
std::string expected(const std::string& text) {
    const auto at = text.find('@');
    if (at == std::string::npos || text.size() > 254) return {};
    std::string domain = text.substr(at + 1);
    if (!is_local_part(text.substr(0, at)) || !is_domain(domain)) return {};
    std::transform(domain.begin(), domain.end(), domain.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text.substr(0, at + 1) + domain;
}

class Comparison {
public:
    Comparison() {
        ValueRule rule;
        rule.type = Type::email;
        reader_ = std::move(ValueReader::make(rule)).value();
    }
    void add(const std::string& text) {
        const ValueReader::Outcome outcome = reader_->read(text, scratch_);
        if ((outcome.ok ? std::string(outcome.value) : std::string()) == expected(text)) return;
        if (++differences_ <= 5) MESSAGE(text);
    }
    int differences() const { return differences_; }

private:
    std::optional<ValueReader> reader_;
    std::string scratch_;
    int differences_ = 0;
};

}  // namespace

TEST_CASE("every short text is an address or none, as the rules say") {
    constexpr std::string_view alphabet = "aA5.-_@ ";
    constexpr int longest = 6;
    Comparison comparison;
    std::vector<std::string> texts{""};
    for (int length = 1; length <= longest; ++length) {
        std::vector<std::string> longer;
        for (const std::string& text : texts) {
            for (const char c : alphabet) {
                longer.push_back(text + c);
                // A blank at the end is trimmed.
                if (c != ' ' && longer.back().front() != ' ') comparison.add(longer.back());
            }
        }
        texts = std::move(longer);
    }
    CHECK(comparison.differences() == 0);
}

TEST_CASE("every character counts at every place of an address of every length") {
    Comparison comparison;
    for (std::size_t size = 8; size <= 80; ++size) {
        for (std::size_t at = 1; at + 1 < size; at += size / 5) {
            std::string usual(size, 'n');
            usual[at] = '@';
            if (at + 4 < size) usual[size - 3] = '.';
            comparison.add(usual);
            for (std::size_t place = 0; place < size; ++place) {
                for (const char c : std::string_view(".-_+@Z0,\"\x7F")) {
                    std::string text = usual;
                    text[place] = c;
                    if (text.front() == '"') continue;  // a quoted local part has rules of its own
                    comparison.add(text);
                }
            }
        }
    }
    CHECK(comparison.differences() == 0);
}
