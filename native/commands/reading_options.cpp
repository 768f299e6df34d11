#include "native/commands/reading_options.hpp"

#include <charconv>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "muster/sync.hpp"
#include "native/commands/suggestion.hpp"

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

// Names are understood in any letter case.
std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (char& c : small) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return small;
}

// An option that is not given, or "auto": to be found out.
bool is_open(std::string_view given) {
    return given.empty() || in_small_letters(given) == "auto";
}

std::optional<std::string_view> named(std::span<const Word> words, std::string_view given) {
    const std::string small = in_small_letters(given);
    for (const Word& word : words) {
        if (word.word == small) {
            return word.text;
        }
    }
    return std::nullopt;
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

// A hint where a word of several letters is nearly one of the names.
std::string mistyped_name(std::string_view given) {
    const std::string small = in_small_letters(given);
    if (small.size() < 3 || small.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) {
        return {};
    }
    std::vector<std::string> names = {"auto"};
    for (const Word& word : delimiter_words) {
        names.emplace_back(word.word);
    }
    return did_you_mean(small, names);
}

Result<std::string> delimiter_text(std::string_view given) {
    if (const std::optional<char> byte = written_byte(given)) {
        return std::string(1, *byte);
    }
    if (given.starts_with("\\x")) {
        return make_issue(Code::usage, "The value \"" + std::string(given) + "\" of --delimiter is no ASCII character.",
                          "Write two hexadecimal digits, from \\x01 to \\x7F.");
    }
    if (const auto text = named(delimiter_words, given)) {
        return std::string(*text);
    }
    if (std::string hint = mistyped_name(given); !hint.empty()) {
        return make_issue(Code::usage, "The value \"" + std::string(given) + "\" of --delimiter is no name that is known." + hint,
                          "Give a name (see --help) or the sign itself; a delimiter that is this very word can be set in a sync document.");
    }
    return std::string(given);
}

// Refuses '', which would be taken for no answer; `word` is what to write instead.
CLI::Validator not_empty(std::string word) {
    return CLI::Validator(
        [word](std::string& text) {
            return text.empty() ? "an empty value says nothing; leave the option out, or write " + word : std::string();
        },
        "");
}

CLI::Validator auto_or_whole_number(std::uint64_t most) {
    return CLI::Validator([number = whole_number(most)](std::string& text) { return is_open(text) && !text.empty() ? std::string() : number(text); }, "");
}

// The one byte, '\0' for none.
Result<char> single_character(const std::string& option, std::span<const Word> words, std::string_view given) {
    const std::string_view text = named(words, given).value_or(given);
    if (text.size() > 1 || (text.size() == 1 && static_cast<unsigned char>(text[0]) >= 0x80)) {
        return make_issue(Code::usage, "The value \"" + std::string(given) + "\" of " + option + " is not a single ASCII character.",
                          "Give one character, or a word that " + option + " knows (see --help).");
    }
    return text.empty() ? '\0' : text[0];
}

}  // namespace

void ReadingOptions::add_form_to(CLI::App& command) {
    command.add_option("--encoding", encoding, "Encoding of the file (default: UTF-8), for example windows-1252")->check(not_empty("UTF-8"));
    command.add_option("--delimiter", delimiter, "What separates the cells: comma (the default), semicolon, tab, pipe, space, colon, \\xHH, or the text itself")
        ->check(not_empty("comma"));
    command.add_option("--quote", quote, "What encloses cells that need it: double (the default), single, none, or a character")->check(not_empty("none"));
    command.add_option("--escape", escape, "How a quote stands inside a cell: doubled (the default), backslash, none, or a character")
        ->check(not_empty("none"));
}

void ReadingOptions::add_to(CLI::App& command) {
    command.add_option("--encoding", encoding, "Encoding of the file, for example UTF-8 or windows-1252; auto finds it out")
        ->check(not_empty("auto"));
    command.add_option("--delimiter", delimiter, "What separates the cells: auto, comma, semicolon, tab, pipe, space, colon, none, \\xHH, or the text itself")
        ->check(not_empty("none"));
    command.add_option("--quote", quote, "What encloses cells: auto, double, single, none, or a character")->check(not_empty("none"));
    command.add_option("--escape", escape, "How a quote stands inside a cell: auto, doubled, backslash, none, or a character")
        ->check(not_empty("none"));
    command.add_option("--header", header, "Whether the first row holds the names of the columns: auto, yes or no")
        ->check(CLI::IsMember({"auto", "yes", "no"}, CLI::ignore_case));
    command.add_option("--preamble", preamble, "Rows before the header or the first record, comment lines included; auto finds them")
        ->check(auto_or_whole_number(max_preamble_rows));
}

Result<SniffChoice> ReadingOptions::choice() const {
    SniffChoice choice;
    if (!is_open(encoding)) {
        choice.encoding = encoding_named(encoding);
        if (!choice.encoding) {
            return make_issue(Code::usage, "The encoding \"" + encoding + "\" is not known.",
                              "Use auto or one of " + known_encodings() + ".");
        }
    }
    if (!is_open(delimiter)) {
        Result<std::string> text = delimiter_text(delimiter);
        if (!text) {
            return std::move(text).error();
        }
        choice.dialect.delimiter = std::move(text).value();
    }
    if (!is_open(quote)) {
        Result<char> character = single_character("--quote", quote_words, quote);
        if (!character) {
            return std::move(character).error();
        }
        choice.dialect.quote = *character;
    }
    if (in_small_letters(escape) == "doubled") {
        choice.dialect.doubled_quotes = true;
    } else if (!is_open(escape)) {
        Result<char> character = single_character("--escape", escape_words, escape);
        if (!character) {
            return std::move(character).error();
        }
        choice.dialect.escape = *character;
    }
    if (!is_open(header)) {
        choice.dialect.has_header = in_small_letters(header) == "yes";
    }
    if (!is_open(preamble)) {
        std::uint32_t rows = 0;  // the validator has let only numbers through that fit
        std::from_chars(preamble.data(), preamble.data() + preamble.size(), rows);
        choice.dialect.preamble_rows = rows;
    }
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
