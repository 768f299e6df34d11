#include "muster/date_report.hpp"

#include "date_internal.hpp"
#include "muster/json.hpp"

namespace muster {

namespace {

// The answer for one value: a date, or the sentence that says why there is none.
struct Answer {
    std::optional<DateTime> value;
    std::string error;
};

Answer answer_of(const Result<DateTime>& result) {
    if (result) return {*result, {}};
    return {std::nullopt, result.error().message};
}

std::string line_of(std::string_view input, const Answer& answer) {
    JsonWriter json;
    json.begin_object().member("input", input);
    if (answer.value) {
        json.member("iso", iso_text(*answer.value)).member("kind", name_of(answer.value->kind));
        json.key("error").null();
    } else {
        json.key("iso").null().key("kind").null();
        json.key("error").string_or_null(answer.error);
    }
    json.end_object();
    return json.take() + "\n";
}

Result<DateOptions> options_of(const DateReportSettings& settings) {
    DateOptions options;
    options.locale = settings.locale;
    const int ways = (settings.format ? 1 : 0) + (settings.profile ? 1 : 0) + (settings.infer ? 1 : 0);
    if (ways > 1) {
        return make_issue(Code::usage, "A format, a profile and inference exclude each other.", "Give only one of them.");
    }
    if (settings.order) {
        for (const auto order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
            if (*settings.order == name_of(order)) options.order = order;
        }
        if (options.order == DateOrder::none) {
            return make_issue(Code::usage, "The order \"" + shortened(*settings.order) + "\" is not known.",
                              "Use dmy, mdy or ymd.");
        }
    }
    if (settings.pivot) {
        if (*settings.pivot < 0 || *settings.pivot > 100) {
            return make_issue(Code::usage, "The pivot " + std::to_string(*settings.pivot) + " is no two-digit year.",
                              "Use a number from 0 to 100: years below it are 20xx, the others 19xx.");
        }
        options.pivot = *settings.pivot;
        options.pivot_is_told = true;
    }
    if (dates::locale_mask(settings.locale) == 0) {
        return make_issue(Code::usage, "The locale \"" + shortened(settings.locale) + "\" is not known.",
                          "Use one of " + dates::known_locales() + ", or none.");
    }
    return options;
}

std::string verdict_line(const DateVerdict& verdict) {
    JsonWriter json;
    json.begin_object();
    json.key("format").string_or_null(verdict.format);
    json.key("other_format").string_or_null(verdict.other_format);
    json.member("order", name_of(verdict.order));
    json.member("ambiguous", verdict.ambiguous).member("conflict", verdict.conflict);
    json.member("matched", verdict.matched).member("of", verdict.of);
    json.key("evidence").begin_array();
    for (const auto& sentence : verdict.evidence) json.string(sentence);
    json.end_array().end_object();
    return json.take() + "\n";
}

Answer refusal(std::string message) { return {std::nullopt, std::move(message)}; }

// Reads a cell under the verdict of its column; what depends on an order that nobody has decided stays open.
class ColumnReader {
public:
    static Result<ColumnReader> make(const DateVerdict& verdict, const DateOptions& options) {
        ColumnReader reader;
        reader.conflict_ = verdict.conflict;
        for (const auto* format : {&verdict.format, &verdict.other_format}) {
            if (format->empty()) continue;
            auto pattern = DatePattern::compile(*format, options);
            if (!pattern) return pattern.error();
            reader.patterns_.push_back(std::move(*pattern));
        }
        return reader;
    }

    Answer read(std::string_view cell) const {
        if (dates::trimmed_cell(cell).empty()) return refusal("The value is empty.");
        if (is_null_date(cell)) return refusal("The value says that there is no date.");
        if (patterns_.empty()) return refusal("The column is not of dates.");
        const auto first = patterns_.front().read(cell);
        const auto second = patterns_.back().read(cell);
        if (!first && !second) return refusal("The value is no date of the form " + patterns_.front().ldml() + ".");
        if (first && second && *first == *second) return {first, {}};
        return refusal(std::string(conflict_ ? "Values of this column contradict each other: " : "The order is open: ") +
                       patterns_.front().ldml() + " or " + patterns_.back().ldml() + ".");
    }

private:
    std::vector<DatePattern> patterns_;
    bool conflict_ = false;
};

Result<std::string> infer_report(const std::vector<std::string_view>& values, const DateOptions& options) {
    DateColumn::Options column_options;
    static_cast<DateOptions&>(column_options) = options;
    column_options.digits_only = true;
    DateColumn column(column_options);
    std::uint64_t row = 0;
    for (const auto value : values) column.add(value, ++row);
    const auto verdict = column.verdict();
    const auto reader = ColumnReader::make(verdict, options);
    if (!reader) return reader.error();
    auto text = verdict_line(verdict);
    for (const auto value : values) text += line_of(value, reader->read(value));
    return text;
}

Result<std::string> format_report(const std::vector<std::string_view>& values, const std::string& format,
                                  const DateOptions& options) {
    const auto pattern = DatePattern::compile(format, options);
    if (!pattern) return pattern.error();
    std::string text;
    for (const auto value : values) {
        Answer answer{pattern->read(value), {}};
        if (!answer.value) {
            answer.error = "\"" + shortened(value) + "\" is no date of the form " + pattern->ldml() + ", for example " +
                           pattern->example() + ".";
        }
        text += line_of(value, answer);
    }
    return text;
}

}  // namespace

Result<std::string> date_report(const std::vector<std::string_view>& values, const DateReportSettings& settings) {
    const auto options = options_of(settings);
    if (!options) return options.error();
    if (settings.infer) return infer_report(values, *options);
    if (settings.format) return format_report(values, *settings.format, *options);
    std::string text;
    if (settings.profile) {
        // The name is judged before any value, so that a wrong one prints nothing.
        const auto probe = read_date_by_profile({}, *settings.profile);
        if (!probe && probe.error().code == Code::usage) return probe.error();
        for (const auto value : values) text += line_of(value, answer_of(read_date_by_profile(value, *settings.profile)));
        return text;
    }
    for (const auto value : values) text += line_of(value, answer_of(read_date_freely(value, *options)));
    return text;
}

}  // namespace muster
