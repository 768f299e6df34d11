#include "native/commands/reading_options.hpp"

#include <charconv>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>

namespace muster::native {

namespace {

// Words for characters that a shell or the eye does not take easily.
struct Word {
    std::string_view word;
    std::string_view text;
};
constexpr Word delimiter_words[] = {{"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"\\t", "\t"}, {"pipe", "|"},
                                    {"space", " "}, {"colon", ":"},     {"none", ""}};
constexpr Word quote_words[] = {{"double", "\""}, {"single", "'"}, {"none", ""}};
constexpr Word escape_words[] = {{"backslash", "\\"}, {"none", ""}};

std::string_view resolved(std::span<const Word> words, std::string_view given) {
    for (const Word& word : words) {
        if (word.word == given) {
            return word.text;
        }
    }
    return given;
}

// The byte that "\x08" stands for: control characters can hardly be typed or pasted.
std::optional<char> written_byte(std::string_view given) {
    if (given.size() != 4 || !given.starts_with("\\x")) {
        return std::nullopt;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(given.data() + 2, given.data() + 4, value, 16);
    const bool ascii = error == std::errc() && end == given.data() + 4 && value > 0 && value < 0x80;
    return ascii ? std::optional(static_cast<char>(value)) : std::nullopt;
}

Result<std::string> delimiter_text(std::string_view given) {
    if (const std::optional<char> byte = written_byte(given)) {
        return std::string(1, *byte);
    }
    if (given.starts_with("\\x")) {
        return make_issue(Code::usage, "The value \"" + std::string(given) + "\" of --delimiter is no ASCII character.",
                          "Write two hexadecimal digits, from \\x01 to \\x7F.");
    }
    return std::string(resolved(delimiter_words, given));
}

// Refuses '', which would be taken for no answer; `word` is what to write instead.
CLI::Validator not_empty(std::string word) {
    return CLI::Validator(
        [word](std::string& text) {
            return text.empty() ? "an empty value says nothing; leave the option out, or write " + word : std::string();
        },
        "");
}

// The one byte, '\0' for none.
Result<char> single_character(const std::string& option, std::span<const Word> words, std::string_view given) {
    const std::string_view text = resolved(words, given);
    if (text.size() > 1 || (text.size() == 1 && static_cast<unsigned char>(text[0]) >= 0x80)) {
        return make_issue(Code::usage, "The value \"" + std::string(given) + "\" of " + option + " is not a single ASCII character.",
                          "Give one character, or a word that " + option + " knows (see --help).");
    }
    return text.empty() ? '\0' : text[0];
}

}  // namespace

void ReadingOptions::add_to(CLI::App& command) {
    command.add_option("--encoding", encoding, "Encoding of the file, for example UTF-8 or windows-1252; auto finds it out")
        ->check(not_empty("auto"));
    command.add_option("--delimiter", delimiter, "What separates the cells: comma, semicolon, tab, pipe, space, none, \\xHH, or the text itself")
        ->check(not_empty("none"));
    command.add_option("--quote", quote, "What encloses cells: double, single, none, or a character")->check(not_empty("none"));
    command.add_option("--escape", escape, "How a quote stands inside a cell: doubled, backslash, none, or a character")->check(not_empty("none"));
    command.add_option("--header", header, "Whether the first row holds the names of the columns")->check(CLI::IsMember({"yes", "no"}));
    command.add_option("--preamble", preamble, "Rows before the header or the first record, comment lines included")
        ->check(whole_number());
}

Result<SniffChoice> ReadingOptions::choice() const {
    SniffChoice choice;
    if (!encoding.empty() && encoding != "auto") {
        choice.encoding = encoding_named(encoding);
        if (!choice.encoding) {
            return make_issue(Code::usage, "The encoding \"" + encoding + "\" is not known.",
                              "Use auto or one of " + known_encodings() + ".");
        }
    }
    if (!delimiter.empty()) {
        Result<std::string> text = delimiter_text(delimiter);
        if (!text) {
            return std::move(text).error();
        }
        choice.dialect.delimiter = std::move(text).value();
    }
    if (!quote.empty()) {
        Result<char> character = single_character("--quote", quote_words, quote);
        if (!character) {
            return std::move(character).error();
        }
        choice.dialect.quote = *character;
    }
    if (escape == "doubled") {
        choice.dialect.doubled_quotes = true;
    } else if (!escape.empty()) {
        Result<char> character = single_character("--escape", escape_words, escape);
        if (!character) {
            return std::move(character).error();
        }
        choice.dialect.escape = *character;
    }
    if (!header.empty()) {
        choice.dialect.has_header = header == "yes";
    }
    choice.dialect.preamble_rows = preamble;
    return choice;
}

Result<SniffedFile> sniff_file(const std::string& address, const ReadingOptions& reading, const SourceOptions& options) {
    Result<SniffChoice> choice = reading.choice();
    if (!choice) {
        return std::move(choice).error();
    }
    Result<std::unique_ptr<Source>> source = Source::open(address, options);
    if (!source) {
        return std::move(source).error();
    }
    Result<Sniff> found = sniff((*source)->head(), (*source)->head_is_whole(), *choice);
    if (!found) {
        return std::move(found).error();
    }
    return SniffedFile{std::move(source).value(), std::move(found).value()};
}

}  // namespace muster::native
