// What checking a generated contact file costs (gen_contacts.py), from its bytes in memory to the counts: sniffing, reading,
// e-mail, phone, two dates dd.MM.yyyy, a number, duplicate keys. What the peers' job "validate" does (peers/lib/checks.mjs),
// with the same counts and checksums; without the hint of near-duplicates, which no peer gives.
//
//     check_bench FILE SYNC [ROUNDS]
//
// One line of JSON: the first round (cold) and the best one in milliseconds, and what was found.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/check.hpp"
#include "muster/value.hpp"

using namespace muster;

namespace {

constexpr std::size_t chunk_bytes = 1u << 20;

// Columns of the generated file.
constexpr std::size_t email_column = 0, signup_column = 7, birth_column = 8, score_column = 10;

std::int64_t days_of(std::string_view iso) {
    const auto number = [&](std::size_t at, std::size_t size) {
        int value = 0;
        for (const char c : iso.substr(at, size)) value = value * 10 + (c - '0');
        return value;
    };
    const std::chrono::year_month_day date(std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2))));
    return std::chrono::sys_days(date).time_since_epoch().count();
}

// "12.5" is 1250.
std::int64_t hundredths_of(std::string_view number) {
    std::int64_t value = 0;
    int decimals = -1;
    for (const char c : number) {
        if (c == '.') {
            decimals = 0;
        } else if (decimals < 2) {
            value = value * 10 + (c - '0');
            if (decimals >= 0) ++decimals;
        }
    }
    for (decimals = std::max(decimals, 0); decimals < 2; ++decimals) value *= 10;
    return value;
}

// Sums what a check reads. The generator also sums the good cells of rows with another fault, and looks for duplicates among
// all rows with a good address, so those of rejected rows are read here.
class Sums : public CheckSink {
public:
    Sums(const Check& check, const ValueRule& date, const ValueRule& number)
        : check_(check), date_(*ValueReader::make(date)), number_(*ValueReader::make(number)) {}

    Result<void> record(const Record& record, const Planner::Decision&) override {
        for (std::size_t i = 0; i < record.values.size(); ++i) {
            if (!record.values[i].empty()) add(check_.columns()[i].column, record.values[i]);
        }
        return {};
    }

    Result<void> rejected(const Row& row, std::span<const Issue> issues) override {
        for (const auto& [column, reader] : {std::pair{signup_column, &date_}, {birth_column, &date_}, {score_column, &number_}}) {
            const ValueReader::Outcome outcome = reader->read(row.cells[column], scratch_);
            if (outcome.ok && !outcome.value.empty()) add(column, outcome.value);
        }
        const bool bad_email = std::any_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.at.column == email_column + 1; });
        if (!bad_email) rejected_keys.emplace(normalised_key(row.cells[email_column], Type::email, scratch_));
        rejected_with_key += bad_email ? 0 : 1;
        return {};
    }

    std::int64_t signup_days = 0, birth_days = 0, score_hundredths = 0;
    std::set<std::string, std::less<>> rejected_keys;
    std::uint64_t rejected_with_key = 0;

private:
    void add(std::size_t column, std::string_view value) {
        if (column == signup_column) signup_days += days_of(value);
        if (column == birth_column) birth_days += days_of(value);
        if (column == score_column) score_hundredths += hundredths_of(value);
    }
    const Check& check_;
    ValueReader date_, number_;
    std::string scratch_;
};

struct Round {
    std::unique_ptr<Check> check;
    std::unique_ptr<Sums> sums;
};

// A contact database into which every column of the file may go.
Schema contact_schema() {
    Schema schema;
    schema.accepts_new_fields = true;
    Field& email = schema.fields.emplace_back();
    email.name = "email";
    email.type = Type::email;
    return schema;
}

[[noreturn]] void stop(const Issue& issue) {
    std::fprintf(stderr, "check_bench: %s\n", issue.message.c_str());
    std::exit(1);
}

Round run(const Sync& sync, std::span<const std::byte> bytes, const ValueRule& date, const ValueRule& number) {
    CheckOptions options;
    options.expected_bytes = bytes.size();
    options.want_rejected_rows = true;
    const Schema schema = contact_schema();
    const auto head = bytes.first(std::min(bytes.size(), sniff_head_bytes));
    Check::Start start = Check::start(sync, schema, head, head.size() == bytes.size(), options);
    if (!start.check) stop(start.errors.front());
    Round round{std::move(start.check), nullptr};
    if (round.check->needs_survey()) {
        for (std::size_t at = 0; at < bytes.size(); at += chunk_bytes) round.check->survey(bytes.subspan(at, std::min(chunk_bytes, bytes.size() - at)));
        if (const auto errors = round.check->finish_survey(); !errors.empty()) stop(errors.front());
    }
    round.sums = std::make_unique<Sums>(*round.check, date, number);
    for (std::size_t at = 0; at < bytes.size(); at += chunk_bytes) {
        const auto fed = round.check->feed(bytes.subspan(at, std::min(chunk_bytes, bytes.size() - at)), *round.sums);
        if (!fed) stop(fed.error());
    }
    if (const auto finished = round.check->finish(*round.sums); !finished) stop(finished.error());
    return round;
}

// How many keys of rejected rows no accepted row has. Read once more, outside the measured time.
std::uint64_t keys_of_rejected_rows_only(const Round& round, std::span<const std::byte> bytes) {
    struct Finder : CheckSink {
        std::set<std::string, std::less<>> keys;
        Result<void> record(const Record& record, const Planner::Decision&) override {
            if (const auto found = keys.find(record.key); found != keys.end()) keys.erase(found);
            return {};
        }
        Result<void> rejected(const Row&, std::span<const Issue>) override { return {}; }
    } finder;
    finder.keys = round.sums->rejected_keys;
    const Schema schema = contact_schema();
    Check::Start start = Check::start(round.check->resolved(), schema, bytes.first(std::min(bytes.size(), sniff_head_bytes)),
                                      bytes.size() <= sniff_head_bytes);
    if (!start.check) stop(start.errors.front());
    if (const auto fed = start.check->feed(bytes, finder); !fed) stop(fed.error());
    if (const auto finished = start.check->finish(finder); !finished) stop(finished.error());
    return finder.keys.size();
}

ValueRule rule_of(Type type) {
    ValueRule rule;
    rule.type = type;
    rule.format = type == Type::date ? "dd.MM.yyyy" : "";
    rule.decimal = DecimalMark::point;
    return rule;
}

void print(const Round& round, double first, double best, std::uint64_t rejected_only) {
    const Counts& counts = round.check->planner().counts();
    const IssueLog& issues = round.check->issues();
    // An empty address is a missing key.
    const std::uint64_t bad_email = issues.count_of(Code::invalid_email) + issues.count_of(Code::key_missing);
    const std::uint64_t unique = round.check->planner().distinct_keys() + rejected_only;
    const std::uint64_t with_key = counts.records + counts.skipped + round.sums->rejected_with_key;
    const auto member = [](const char* name, auto value) { std::printf(",\"%s\":%lld", name, static_cast<long long>(value)); };
    std::printf("{\"peer\":\"muster\",\"mode\":\"validate\",\"first_ms\":%.1f,\"best_ms\":%.1f", first, best);
    member("rows", counts.rows);
    member("bad_email", bad_email);
    member("bad_phone", issues.count_of(Code::invalid_phone));
    member("bad_dates", issues.count_of(Code::invalid_date) + issues.count_of(Code::required_empty));
    member("bad_score", issues.count_of(Code::invalid_number));
    member("duplicate", with_key - unique);
    member("duplicate_among_valid", counts.skipped);
    member("unique_keys", unique);
    member("signup_days_sum", round.sums->signup_days);
    member("birth_days_sum", round.sums->birth_days);
    member("score_sum_100", round.sums->score_hundredths);
    std::printf("}\n");
}

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    if (argc < 3 || rounds < 1) {
        std::fprintf(stderr, "usage: check_bench FILE SYNC [ROUNDS]\n");
        return 2;
    }
    std::ifstream document(argv[2]), file(argv[1], std::ios::binary);
    const SyncReading reading = read_sync(std::string(std::istreambuf_iterator<char>(document), {}));
    if (!reading.sync) stop(reading.issues.front());
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto bytes = std::as_bytes(std::span(text));
    const ValueRule date = rule_of(Type::date), number = rule_of(Type::number);

    double first = 0, best = 0;
    Round round;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        Round next = run(*reading.sync, bytes, date, number);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (i == 0) first = took.count();
        best = i == 0 ? took.count() : std::min(best, took.count());
        round = std::move(next);
    }
    print(round, first, best, keys_of_rejected_rows_only(round, bytes));
    return 0;
}
