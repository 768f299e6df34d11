// Muster's core inside a program of your own: how a file would be read, and what is wrong with it by a sync document.
//
//     embed contacts.csv contacts.sync.json
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include <muster/check.hpp>

namespace {

// Shows the rejected rows. A program that stores contacts would do so in record().
class FirstRejected : public muster::CheckSink {
public:
    muster::Result<void> record(const muster::Record&, const muster::Planner::Decision&) override { return {}; }

    muster::Result<void> rejected(const muster::Row& row, std::span<const muster::Issue> issues) override {
        if (shown_++ < 3 && !issues.empty()) {
            std::printf("  row %llu: %s\n", static_cast<unsigned long long>(row.number), issues.front().message.c_str());
        }
        return {};
    }

private:
    int shown_ = 0;
};

std::string contents(const char* name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

int complain(const muster::Issue& issue) {
    std::fprintf(stderr, "%s %s\n", issue.message.c_str(), issue.suggestion.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("Usage: embed FILE.csv FILE.sync.json\n", stderr);
        return 2;
    }
    const std::string file = contents(argv[1]);
    const auto bytes = std::as_bytes(std::span(file));

    const muster::SyncReading document = muster::read_sync(contents(argv[2]));
    if (!document.sync) return complain(document.issues.front());

    // The head is enough to begin with; here the whole file lies in memory anyway.
    const auto head = bytes.first(std::min(bytes.size(), muster::sniff_head_bytes));
    muster::Field email;
    email.name = "email";
    email.type = muster::Type::email;
    email.required = true;
    const muster::Schema schema{.fields = {email}, .key_field = email.name, .accepts_new_fields = true};
    muster::CheckOptions options;
    options.want_rejected_rows = true;
    const auto [check, errors] = muster::Check::start(*document.sync, schema, head, head.size() == bytes.size(), options);
    if (!check) return complain(errors.front());

    std::printf("%s, delimiter '%s', %zu columns\n", std::string(name_of(check->sniff().encoding.encoding)).c_str(),
                check->sniff().dialect().delimiter.c_str(), check->sniff().header.size());

    if (check->needs_survey()) {
        check->survey(bytes);
        const auto undecided = check->finish_survey();
        if (!undecided.empty()) return complain(undecided.front());
    }
    FirstRejected sink;
    for (std::size_t at = 0; at < bytes.size(); at += muster::sniff_head_bytes) {
        const auto chunk = bytes.subspan(at, std::min(bytes.size() - at, muster::sniff_head_bytes));
        if (const auto fed = check->feed(chunk, sink); !fed) return complain(fed.error());
    }
    if (const auto ended = check->finish(sink); !ended) return complain(ended.error());

    const muster::Counts& counts = check->planner().counts();
    std::printf("%llu rows: %llu contacts, %llu rejected, %llu repeated\n", static_cast<unsigned long long>(counts.rows),
                static_cast<unsigned long long>(counts.records), static_cast<unsigned long long>(counts.rejected),
                static_cast<unsigned long long>(counts.skipped));
    return 0;
}
