#include "muster/date_report.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "muster/value.hpp"
#include "native/commands/command.hpp"
#include "native/sources/source.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

struct DateArguments {
    std::string format, profile, order, locale;
    int pivot = 69;
    CLI::Option* pivot_option = nullptr;
    bool infer = false;
    Form form = Form::text;
    std::vector<std::string> values;

    DateReportSettings settings() const {
        DateReportSettings settings;
        if (!format.empty()) {
            settings.format = format;
        }
        if (!profile.empty()) {
            settings.profile = profile;
        }
        settings.infer = infer;
        if (!order.empty()) {
            settings.order = order;
        }
        settings.locale = locale;
        if (pivot_option->count() > 0) {
            settings.pivot = pivot;
        }
        return settings;
    }
};

using UseLine = std::function<void(std::string_view line)>;

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

// Where the lines of the answer go: one each, or all in one document.
class Answer {
public:
    Answer(Output& out, Form form) : out_(out), form_(form) { document_.begin_object(); }

    // A member before the values: a line of its own, or a member of the document.
    void head(std::string_view name, const std::string& json) {
        if (form_ == Form::json) {
            document_.key(name).raw(json);
        } else {
            out_.line(json);
        }
    }
    void begin_values() { document_.key("values").begin_array(); }
    void value(const std::string& json) {
        if (form_ == Form::json) {
            document_.raw(json);
        } else {
            out_.line(json);
        }
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

Result<void> answer_values(Context& context, const DateArguments& arguments, DateReport& report, Values& values) {
    Answer answer(context.out, arguments.form);
    if (arguments.infer) {
        if (Result<void> read = values.for_each([&](std::string_view value) { report.add(value); }); !read) {
            return read;
        }
        report.decide();
        answer.head("column", report.verdict_json());
    }
    if (!arguments.format.empty()) {
        context.messages.note(printable(report.pattern_text()));
        if (arguments.form == Form::json) {
            answer.head("pattern", report.pattern_json());
        }
    }
    answer.begin_values();
    Result<void> all = values.for_each([&](std::string_view value) { answer.value(report.value_json(value)); });
    if (all) {
        answer.finish();
    }
    return all;
}

ExitCode show_dates(Context& context, const DateArguments& arguments) {
    Result<DateReport> report = DateReport::make(arguments.settings());
    if (!report) {
        return fail(context, arguments.form, report.error());
    }
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
    if (Result<void> answered = answer_values(context, arguments, report.value(), values); !answered) {
        return fail(context, Form::text, answered.error());
    }
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
    command.add_option("--order", arguments->order, "How to read values that can be read two ways; a pattern says it itself")->check(CLI::IsMember({"dmy", "mdy", "ymd"}));
    command.add_option("--locale", arguments->locale, "Language of month names, for example de or en-GB; else all count");
    arguments->pivot_option = command.add_option("--pivot", arguments->pivot, "Two-digit years below it are 20xx, the others 19xx");
    arguments->pivot_option->check(CLI::Range(0, 100))->capture_default_str();
    add_json_option(command, arguments->form);
    command.add_option("VALUE", arguments->values, "The values; without any, the lines of standard input");
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return show_dates(context, *arguments); }; });
}

}  // namespace muster::native
