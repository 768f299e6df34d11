#include "native/commands/reading_options.hpp"

#include <span>
#include <string_view>

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
    command.add_option("--encoding", encoding, "Encoding of the file, for example UTF-8 or windows-1252; auto finds it out");
    command.add_option("--delimiter", delimiter, "What separates the cells: comma, semicolon, tab, pipe, space, none, or the text itself");
    command.add_option("--quote", quote, "What encloses cells: double, single, none, or a character");
    command.add_option("--escape", escape, "How a quote stands inside a cell: doubled, backslash, none, or a character");
    command.add_option("--header", header, "Whether the first row holds the names of the columns")->check(CLI::IsMember({"yes", "no"}));
    command.add_option("--preamble", preamble, "Rows before the header or the first record")->check(whole_number());
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
        choice.dialect.delimiter = std::string(resolved(delimiter_words, delimiter));
    }
    if (!quote.empty()) {
        Result<char> character = single_character("--quote", quote_words, quote);
        if (!character) {
            return std::move(character).error();
        }
        choice.dialect.quote = *character;
    }
    if (escape == "doubled") {
        choice.dialect.escape = choice.dialect.quote.value_or('"');
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
