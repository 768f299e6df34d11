#include "muster/date.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "muster/value.hpp"
#include "native/commands/command.hpp"
#include "native/sources/source.hpp"

namespace muster::native {

namespace {

struct DateArguments {
    std::string format, profile, order, locale;
    int pivot = 69;
    bool infer = false;
    Form form = Form::text;
    std::vector<std::string> values;

    DateOptions options() const {
        DateOptions options;
        options.locale = locale;
        options.pivot = pivot;
        for (const DateOrder each : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
            if (name_of(each) == order) {
                options.order = each;
            }
        }
        return options;
    }
};

using UseLine = std::function<void(std::string_view line)>;
// How one value is read. An empty one is neither read nor refused.
using ReadValue = std::function<Result<DateTime>(std::string_view value)>;

// The values: the arguments, or the lines of standard input.
class Values {
public:
    Values(const std::vector<std::string>& arguments, std::unique_ptr<Source> input) : arguments_(arguments), input_(std::move(input)) {}

    Result<void> for_each(const UseLine& use) {
        if (!input_) {
            for (const std::string& value : arguments_) {
                use(value);
            }
            return {};
        }
        std::string pending;
        for (;;) {
            Result<std::span<const std::byte>> chunk = input_->next();
            if (!chunk) {
                return std::move(chunk).error();
            }
            if (chunk->empty()) {
                break;
            }
            pending.append(reinterpret_cast<const char*>(chunk->data()), chunk->size());
            pending.erase(0, use_lines(pending, use));
        }
        if (!pending.empty()) {
            use(pending);
        }
        return input_->rewind();
    }

private:
    // Returns how many bytes the whole lines took.
    static std::size_t use_lines(std::string_view text, const UseLine& use) {
        std::size_t start = 0;
        for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', start)) {
            std::string_view line = text.substr(start, end - start);
            if (line.ends_with('\r')) {
                line.remove_suffix(1);
            }
            use(line);
            start = end + 1;
        }
        return start;
    }

    const std::vector<std::string>& arguments_;
    std::unique_ptr<Source> input_;
};

void write_value(JsonWriter& json, std::string_view input, const ReadValue& read) {
    json.begin_object().member("input", input);
    if (trimmed(input).empty()) {
        json.key("iso").null().key("kind").null().key("error").null().end_object();
        return;
    }
    const Result<DateTime> value = read(input);
    if (value) {
        std::array<char, max_iso_bytes> iso;
        json.member("iso", std::string_view(iso.data(), write_iso(*value, iso))).member("kind", name_of(value->kind)).key("error").null();
    } else {
        json.key("iso").null().key("kind").null().member("error", name_of(value.error().code)).member("message", value.error().message);
    }
    json.end_object();
}

void write_column(JsonWriter& json, const DateVerdict& verdict) {
    json.begin_object().key("format").string_or_null(verdict.format).key("other_format").string_or_null(verdict.other_format);
    json.member("order", name_of(verdict.order)).member("ambiguous", verdict.ambiguous).member("conflict", verdict.conflict);
    json.member("matched", verdict.matched).member("of", verdict.of).key("evidence").begin_array();
    for (const std::string& sentence : verdict.evidence) {
        json.string(sentence);
    }
    json.end_array().end_object();
}

Issue not_of_format(const std::string& format) {
    return make_issue(Code::invalid_date, "The value is not a real date of the form " + format + ".");
}

ReadValue by_pattern(DatePattern pattern) {
    return [pattern = std::move(pattern)](std::string_view value) -> Result<DateTime> {
        const std::optional<DateTime> read = pattern.read(value);
        return read ? Result<DateTime>(*read) : not_of_format(pattern.ldml());
    };
}

// The values of a column whose order is open: a value has a date only when both readings agree on it or just one is possible.
ReadValue by_either_pattern(DatePattern first, DatePattern second) {
    return [first = std::move(first), second = std::move(second)](std::string_view value) -> Result<DateTime> {
        const std::optional<DateTime> one = first.read(trimmed(value));
        const std::optional<DateTime> other = second.read(trimmed(value));
        if (one && other && *one != *other) {
            return make_issue(Code::date_order_ambiguous, "The value reads as " + first.ldml() + " and as " + second.ldml() + ".",
                              "Say which with --order.");
        }
        return one ? Result<DateTime>(*one) : other ? Result<DateTime>(*other) : not_of_format(first.ldml());
    };
}

Result<ReadValue> by_verdict(const DateVerdict& verdict, const DateOptions& options) {
    if (verdict.format.empty()) {
        return ReadValue([](std::string_view) -> Result<DateTime> {
            return make_issue(Code::invalid_date, "The values are not a column of dates.");
        });
    }
    Result<DatePattern> pattern = DatePattern::compile(verdict.format, options);
    if (!pattern) {
        return std::move(pattern).error();
    }
    if (verdict.ambiguous && !verdict.other_format.empty()) {
        Result<DatePattern> other = DatePattern::compile(verdict.other_format, options);
        if (!other) {
            return std::move(other).error();
        }
        return by_either_pattern(std::move(pattern).value(), std::move(other).value());
    }
    return ReadValue([pattern = std::move(pattern).value()](std::string_view value) -> Result<DateTime> {
        const std::optional<DateTime> read = pattern.read(trimmed(value));  // cells of a column are trimmed
        return read ? Result<DateTime>(*read) : not_of_format(pattern.ldml());
    });
}

// Where the lines of the answer go: one each, or all in one document.
class Answer {
public:
    Answer(Output& out, Form form, bool infer) : out_(out), form_(form) {
        if (form_ == Form::json) {
            document_.begin_object();
            if (!infer) {
                document_.key("values").begin_array();
            }
        }
    }
    void column(const DateVerdict& verdict) {
        JsonWriter line;
        write_column(line, verdict);
        if (form_ == Form::json) {
            document_.key("column").raw(line.text()).key("values").begin_array();
        } else {
            out_.line(line.text());
        }
    }
    void value(std::string_view input, const ReadValue& read) {
        JsonWriter line;
        write_value(line, input, read);
        form_ == Form::json ? static_cast<void>(document_.raw(line.text())) : out_.line(line.text());
    }
    void finish() {
        if (form_ == Form::json) {
            out_.line(document_.end_array().end_object().text());
        }
    }

private:
    Output& out_;
    Form form_;
    JsonWriter document_;
};

Result<ReadValue> reader_of(const DateArguments& arguments) {
    const DateOptions options = arguments.options();
    if (!arguments.format.empty()) {
        Result<DatePattern> pattern = DatePattern::compile(arguments.format, options);
        if (!pattern) {
            return std::move(pattern).error();
        }
        return by_pattern(std::move(pattern).value());
    }
    if (!arguments.profile.empty()) {
        const std::string profile = arguments.profile;
        // An unknown profile is an error of the command, not of the values.
        if (const Result<DateTime> probe = read_date_by_profile("", profile); !probe && probe.error().code == Code::usage) {
            return probe.error();
        }
        return ReadValue([profile](std::string_view value) { return read_date_by_profile(value, profile); });
    }
    return ReadValue([options](std::string_view value) { return read_date_freely(value, options); });
}

Result<ReadValue> inferred_reader(const DateArguments& arguments, Values& values, Answer& answer) {
    DateColumn::Options options;
    static_cast<DateOptions&>(options) = arguments.options();
    options.digits_only = true;  // whoever asks this command says that they are dates
    DateColumn column(options);
    std::uint64_t row = 0;
    if (Result<void> read = values.for_each([&](std::string_view value) { column.add(value, ++row); }); !read) {
        return std::move(read).error();
    }
    const DateVerdict verdict = column.verdict();
    answer.column(verdict);
    return by_verdict(verdict, options);
}

ExitCode show_dates(Context& context, const DateArguments& arguments) {
    std::unique_ptr<Source> input;
    if (arguments.values.empty()) {
        SourceOptions options;
        options.stop = &context.stop;
        options.hash = false;
        Result<std::unique_ptr<Source>> opened = Source::open("-", options);
        if (!opened) {
            return fail(context, arguments.form, opened.error());
        }
        input = std::move(opened).value();
    }
    Values values(arguments.values, std::move(input));
    Answer answer(context.out, arguments.form, arguments.infer);
    const Result<ReadValue> read = arguments.infer ? inferred_reader(arguments, values, answer) : reader_of(arguments);
    if (!read) {
        return fail(context, Form::text, read.error());
    }
    if (Result<void> all = values.for_each([&](std::string_view value) { answer.value(value, *read); }); !all) {
        return fail(context, Form::text, all.error());
    }
    answer.finish();
    return ExitCode::done;
}

}  // namespace

void add_date(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "date", "Show how dates would be read, one JSON line each",
                                       "muster date --format dd.MM.yyyy 24.12.2024 31.02.2024\n  cut -d';' -f4 contacts.csv | muster date --infer");
    const auto arguments = std::make_shared<DateArguments>();
    CLI::Option* format = command.add_option("--format", arguments->format, "A pattern: dd.MM.yyyy, %d.%m.%Y, TT.MM.JJJJ, or a word such as unix or excel");
    CLI::Option* profile = command.add_option("--profile", arguments->profile,
                                              "rfc3339-date, rfc3339-date-time, rfc3339-toml, iso8601, html-date or html-datetime-local");
    CLI::Option* infer = command.add_flag("--infer", arguments->infer, "The values are one column: find out its format first");
    format->excludes(profile)->excludes(infer);
    profile->excludes(infer);
    command.add_option("--order", arguments->order, "How to read values that can be read two ways")->check(CLI::IsMember({"dmy", "mdy", "ymd"}));
    command.add_option("--locale", arguments->locale, "Language of month names, for example de or en-GB; else all count");
    command.add_option("--pivot", arguments->pivot, "Two-digit years below it are 20xx, the others 19xx")->check(CLI::Range(0, 100))->capture_default_str();
    add_json_option(command, arguments->form);
    command.add_option("VALUE", arguments->values, "The values; without any, the lines of standard input");
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return show_dates(context, *arguments); }; });
}

}  // namespace muster::native
