// Says where and why a text is not JSON (RFC 8259). Runs only after the parser has refused it, and gives the same
// answer in every build, whichever instructions the parser uses.
#include "json_text.hpp"
#include "muster/json.hpp"

namespace muster {
namespace json_text {
namespace {

class Explainer {
public:
    explicit Explainer(std::string_view text) : text_(text) {}

    Issue explain() {
        check_encoding();
        if (!found()) {
            skip_blanks();
            if (at_end()) {
                fault("The text is empty.", "Write a JSON document, for example { \"name\": \"…\" }.");
            } else {
                value(0);
                skip_blanks();
                if (!found() && !at_end()) fault("Something follows after the end of the document.", "Remove it.");
            }
        }
        if (!found()) fault("The text is not JSON.", {});
        return issue_;
    }

    bool reads_number() {
        number();
        return !found() && at_end();
    }

private:
    bool found() const noexcept { return !issue_.message.empty(); }
    bool at_end() const noexcept { return at_ >= text_.size(); }
    char peek() const noexcept { return at_end() ? '\0' : text_[at_]; }
    bool take(char c) noexcept {
        if (at_end() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    void fault(std::string_view message, std::string_view suggestion) {
        if (found()) return;
        issue_ = make_issue(Code::syntax_error, std::string(message), std::string(suggestion));
        issue_.at = locate(text_, at_);
    }

    void fault_or_end(std::string_view message, std::string_view suggestion) {
        if (at_end()) {
            fault("The document ends too early: a bracket is still open.", "Close every { with } and every [ with ].");
        } else {
            fault(message, suggestion);
        }
    }

    void check_encoding() {
        for (std::size_t at = 0; at < text_.size();) {
            const Step here = step(text_, at);
            if (!here.valid) {
                at_ = at;
                fault("The text is not UTF-8.", "Save the document as UTF-8.");
                return;
            }
            at += here.bytes;
        }
    }

    void skip_blanks() noexcept {
        while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
    }

    void value(std::size_t depth) {
        skip_blanks();
        const char c = peek();
        if (c == '{' || c == '[') {
            if (depth == max_depth) return fault("The document is nested more than 64 deep.", "Make it flatter.");
            ++at_;
            if (c == '{') return object(depth + 1);
            return array(depth + 1);
        }
        if (c == '"') return string();
        if (c == '-' || is_digit(c)) return number();
        if (is_letter(c)) return word();
        if (c == '/') return fault("JSON has no comments.", "Remove the comment.");
        if (c == '\'') return fault("Text stands between single quotes.", "Use double quotes.");
        if (c == ',' || c == ']' || c == '}') {
            return fault("A value is missing here, or there is a comma too many.",
                         "Add the value or remove the comma before it.");
        }
        fault_or_end("A value is expected here.",
                     "Write a text in double quotes, a number, true, false, null, { … } or [ … ].");
    }

    void object(std::size_t depth) {
        skip_blanks();
        if (take('}')) return;
        while (!found()) {
            skip_blanks();
            if (peek() == '}') return fault("There is a comma too many before this bracket.", "Remove the comma.");
            if (peek() == '/') return fault("JSON has no comments.", "Remove the comment.");
            if (peek() != '"')
                return fault_or_end("The name of a member is expected here.", "Write it in double quotes.");
            string();
            if (found()) return;
            skip_blanks();
            if (!take(':')) return fault_or_end("A colon is missing between a name and its value.", "Add the colon.");
            value(depth);
            if (found()) return;
            skip_blanks();
            if (take('}')) return;
            if (!take(',')) return fault_or_end("A comma or } is missing here.", "Add a comma between two members.");
        }
    }

    void array(std::size_t depth) {
        skip_blanks();
        if (take(']')) return;
        while (!found()) {
            skip_blanks();
            if (peek() == ']') return fault("There is a comma too many before this bracket.", "Remove the comma.");
            value(depth);
            if (found()) return;
            skip_blanks();
            if (take(']')) return;
            if (!take(',')) return fault_or_end("A comma or ] is missing here.", "Add a comma between two values.");
        }
    }

    void string() {
        const std::size_t start = at_++;
        while (!at_end()) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '"') {
                ++at_;
                return;
            }
            if (c < 0x20) {
                return fault(
                    "A control character or line break stands inside a text.",
                    "Write it as an escape, for example \\n or \\t, or close the text with a double quote before it.");
            }
            if (c == '\\') {
                escape();
                if (found()) return;
                continue;
            }
            ++at_;
        }
        at_ = start;
        fault("A text is opened here and never closed.", "Add the closing double quote.");
    }

    void escape() {
        const std::string_view wrong = "A backslash is followed by something that JSON does not know.";
        const std::string_view cure = "Double the backslash, or use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.";
        const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (kind == 'u') {
            const int unit = hex_unit(at_);
            if (unit < 0) return fault(wrong, cure);
            const bool high = unit >= 0xD800 && unit < 0xDC00, low = unit >= 0xDC00 && unit < 0xE000;
            const int next = high ? hex_unit(at_ + 6) : -1;
            if (low || (high && (next < 0xDC00 || next >= 0xE000))) {
                return fault("A \\u escape is half of a character.",
                             "Write the character itself, or both of its halves.");
            }
            at_ += high ? 12 : 6;
            return;
        }
        if (kind == '\0' || std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos)
            return fault(wrong, cure);
        at_ += 2;
    }

    // The value of a \uXXXX escape at `at`, or -1.
    int hex_unit(std::size_t at) const noexcept {
        if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return -1;
        int unit = 0;
        for (std::size_t i = at + 2; i < at + 6; ++i) {
            const char c = text_[i];
            const char lower = static_cast<char>(c | 0x20);
            if (is_digit(c)) {
                unit = unit * 16 + (c - '0');
            } else if (lower >= 'a' && lower <= 'f') {
                unit = unit * 16 + (lower - 'a' + 10);
            } else {
                return -1;
            }
        }
        return unit;
    }

    void number() {
        const std::size_t start = at_;
        const auto refuse = [&](std::string_view message, std::string_view suggestion) {
            at_ = start;
            fault(message, suggestion);
        };
        const std::string_view wrong = "This is not a number as JSON writes them.";
        const std::string_view cure =
            "Write digits with a point, for example 12 or 0.5, or put the value in double quotes.";
        take('-');
        const bool zero = peek() == '0';
        if (digits() == 0) return refuse(wrong, cure);
        if (zero && at_ > start + (text_[start] == '-' ? 2u : 1u)) {
            return refuse("A number starts with a zero.", "Remove the zero, or put the value in double quotes.");
        }
        if (take('.') && digits() == 0) return refuse(wrong, cure);
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (digits() == 0) return refuse(wrong, cure);
        }
        if (!ends_value()) refuse(wrong, cure);
    }

    std::size_t digits() noexcept {
        const std::size_t start = at_;
        while (is_digit(peek())) ++at_;
        return at_ - start;
    }

    void word() {
        const std::size_t start = at_;
        while (is_letter(peek()) || is_digit(peek()) || peek() == '_') ++at_;
        const std::string_view found_word = text_.substr(start, at_ - start);
        const bool known = found_word == "true" || found_word == "false" || found_word == "null";
        if (known && ends_value()) return;
        at_ = start;
        fault("A word stands here without quotes.",
              "Put texts in double quotes; only true, false and null go without.");
    }

    bool ends_value() const noexcept {
        return at_end() || std::string_view(" \t\r\n,]}:{[\"").find(peek()) != std::string_view::npos;
    }

    static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
    static bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    std::string_view text_;
    std::size_t at_ = 0;
    Issue issue_;
};

}  // namespace

Issue explain_refusal(std::string_view text) {
    return Explainer(text).explain();
}

bool is_number(std::string_view text) {
    return Explainer(text).reads_number();
}

PlaceFinder::PlaceFinder(std::string_view text) noexcept
    : text_(text), at_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {}

Location PlaceFinder::find(std::size_t offset) noexcept {
    const std::size_t end = offset < text_.size() ? offset : text_.size();
    while (at_ < end) {
        const char c = text_[at_];
        const bool ends_line = c == '\n' || (c == '\r' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '\n'));
        at_ += step(text_, at_).bytes;
        column_ = ends_line ? 1 : column_ + 1;
        if (ends_line) ++line_;
    }
    Location place;
    place.byte = end;
    place.has_byte = true;
    place.line = line_;
    place.column = column_;
    return place;
}

}  // namespace json_text

Location locate(std::string_view text, std::size_t offset) noexcept {
    return json_text::PlaceFinder(text).find(offset);
}

}  // namespace muster
