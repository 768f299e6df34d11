#include "muster/date_report.hpp"

#include "date_internal.hpp"
#include "muster/json.hpp"

namespace muster {
namespace {

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

Issue refusal(std::string message) { return make_issue(Code::invalid_date, std::move(message)); }

Result<DateTime> read_by_pattern(const DatePattern& pattern, std::string_view value) {
    if (const auto read = pattern.read(value)) return *read;
    std::string reason = pattern.reason_of_refusal(value);
    if (!reason.empty()) reason.insert(0, " ");
    return refusal("The value is not a real date of the form " + pattern.ldml() + "." + reason);
}

void write_pivot(JsonWriter& json, const std::optional<DatePattern>& pattern, int pivot) {
    json.key("pivot");
    pattern && pattern->has_two_digit_year() ? json.number(pivot) : json.null();
}

}  // namespace

Result<DateReport> DateReport::make(DateReportSettings settings) {
    auto options = options_of(settings);
    if (!options) return std::move(options).error();
    DateReport report;
    if (settings.format) {
        auto pattern = DatePattern::compile(*settings.format, *options);
        if (!pattern) return std::move(pattern).error();
        report.pattern_ = std::move(*pattern);
    }
    if (settings.profile) {
        // The name is judged before any value, so that a wrong one prints nothing.
        const auto probe = read_date_by_profile({}, *settings.profile);
        if (!probe && probe.error().code == Code::usage) return probe.error();
    }
    if (settings.infer) {
        DateColumn::Options column;
        static_cast<DateOptions&>(column) = *options;
        column.digits_only = true;  // whoever asks says that they are dates
        report.column_ = DateColumn(column);
    }
    report.options_ = std::move(*options);
    report.settings_ = std::move(settings);
    return report;
}

void DateReport::add(std::string_view value) { column_.add(value, ++row_); }

void DateReport::decide() {
    verdict_ = column_.verdict();
    if (auto pattern = DatePattern::compile(verdict_.format, options_)) pattern_ = std::move(*pattern);
    for (const OpenReading& reading : verdict_.readings) {
        if (reading.format == verdict_.format) continue;
        if (auto pattern = DatePattern::compile(reading.format, options_)) others_.push_back(std::move(*pattern));
    }
}

std::string DateReport::verdict_json() const {
    JsonWriter json;
    json.begin_object();
    json.key("format").string_or_null(verdict_.format);
    json.key("other_format").string_or_null(verdict_.other_format);
    json.member("order", name_of(verdict_.order));
    json.member("ambiguous", verdict_.ambiguous).member("conflict", verdict_.conflict);
    json.member("matched", verdict_.matched).member("of", verdict_.of);
    json.key("proof_rows").begin_array();
    for (const auto row : verdict_.proof_rows) json.number(row);
    json.end_array();
    json.key("preselected").string_or_null(verdict_.habit == DateOrder::none ? std::string_view() : name_of(verdict_.habit));
    write_pivot(json, pattern_, options_.pivot);
    json.key("evidence").begin_array();
    for (const auto& sentence : verdict_.evidence) json.string(sentence);
    json.end_array().end_object();
    return json.take();
}

std::string DateReport::pattern_json() const {
    if (!settings_.format) return {};
    JsonWriter json;
    json.begin_object().member("given", *settings_.format).member("ldml", pattern_->ldml());
    json.member("kind", name_of(pattern_->kind())).member("order", name_of(pattern_->order()));
    json.member("example", pattern_->example());
    write_pivot(json, pattern_, options_.pivot);
    json.end_object();
    return json.take();
}

std::string DateReport::pattern_text() const {
    if (!settings_.format) return {};
    std::string text = "The pattern reads as " + pattern_->ldml() + ", for example " + pattern_->example() + ".";
    if (pattern_->has_two_digit_year()) text += " " + pivot_sentence(options_.pivot);
    if (settings_.order && *settings_.order != name_of(pattern_->order())) {
        text += " It says the order itself, so " + *settings_.order + " does nothing.";
    }
    return text;
}

std::string DateReport::value_json(std::string_view value) const {
    JsonWriter json;
    json.begin_object().member("input", value);
    if (dates::trimmed_cell(value).empty()) {
        json.key("iso").null().key("kind").null().key("error").null().end_object();
        return json.take();
    }
    const auto read_value = read(value);
    if (read_value) {
        std::array<char, max_iso_bytes> iso;
        json.member("iso", std::string_view(iso.data(), write_iso(*read_value, iso)));
        json.member("kind", name_of(read_value->kind)).key("error").null();
    } else {
        json.key("iso").null().key("kind").null();
        json.member("error", name_of(read_value.error().code)).member("message", read_value.error().message);
    }
    json.end_object();
    return json.take();
}

Result<DateTime> DateReport::read(std::string_view value) const {
    if (settings_.infer) return read_by_column(value);
    if (settings_.format) return read_by_pattern(*pattern_, value);
    if (settings_.profile) return read_date_by_profile(value, *settings_.profile);
    return read_date_freely(value, options_);
}

// A cell under the verdict of its column. Where the order is open, or the column contradicts itself, only what reads the
// same in both orders is a date.
Result<DateTime> DateReport::read_by_column(std::string_view value) const {
    if (is_null_date(value)) return refusal("The value says that there is no date.");
    if (!pattern_) return refusal("The values are not a column of dates.");
    const auto one = pattern_->read(value);
    const DatePattern* differing = nullptr;
    for (const DatePattern& other : others_) {
        if (other.read(value) != one) differing = &other;
    }
    if (differing == nullptr) return read_by_pattern(*pattern_, value);
    if (verdict_.conflict) {
        return make_issue(Code::date_order_conflicting, "Some values of the column read only as " + pattern_->ldml() +
                                                            ", others only as " + differing->ldml() + ".",
                          "Say which it is with --order.");
    }
    return make_issue(Code::date_order_ambiguous, "The value reads " + open_formats(verdict_) + ".", "Say which with --order.");
}

}  // namespace muster
