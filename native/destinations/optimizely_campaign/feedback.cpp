#include "feedback.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "muster/check.hpp"
#include "muster/date.hpp"
#include "muster/fingerprint.hpp"
#include "muster/sniff.hpp"

namespace muster::native::optimizely_campaign {
namespace {

// Section 6: response data live between 14 and 30 days.
constexpr std::int64_t day_s = 24 * 60 * 60, doubtful_after_s = 14 * day_s, refused_after_s = 30 * day_s;
// A page has less than 10000.
constexpr std::size_t page_size = 5'000;

constexpr std::string_view unsubscriptions = "unsubscriptions", bounces = "bounces";

Issue stopped(std::string message, std::string suggestion) { return make_issue(Code::file_unreadable, std::move(message) + " Nothing was written.", std::move(suggestion)); }

std::string days(std::int64_t seconds) { return std::to_string(seconds / day_s) + " days"; }

// A moment in UTC that is compared as a text, whichever offset it is told with; empty: it cannot be read.
std::string moment_of(std::string_view time) {
    const auto read = read_date_by_profile(time, "iso8601");
    if (!read) return {};
    std::string moment = iso_text(*read);
    if (moment.ends_with('Z')) moment.pop_back();   // it stands behind fractions of a second
    return moment;
}

// A name in which each * stands for anything.
bool fits(std::string_view pattern, std::string_view name) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    if (name.substr(0, star) != pattern.substr(0, star)) return false;
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= name.size(); ++at) {
        if (fits(rest, name.substr(at))) return true;
    }
    return false;
}

Result<std::string> content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.good() || file.eof()) return content;
    return stopped(path.string() + " cannot be read.", "Check its permissions.");
}

// In the order of their names, which is that of their times where these are in them.
Result<std::vector<std::filesystem::path>> files_of(std::string_view kind, const std::string& address, const std::string& folder) {
    const std::filesystem::path pattern = path_of(address, folder);
    const std::filesystem::path parent = pattern.has_parent_path() ? pattern.parent_path() : ".";
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
        if (fits(pattern.filename().string(), entry.path().filename().string())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    if (!files.empty() && !error) return files;
    return stopped("There is no file of " + std::string(kind) + " at " + pattern.string() + ".",
                   "Both unsubscriptions and bounces are taken over before a list is filled; a file with a header alone is enough where there is nothing new.");
}

class Collector final : public CheckSink {
public:
    Collector(Feedback& feedback, bool bounced) : feedback_(feedback), bounced_(bounced) {}
    Result<void> record(const Record& record, const Planner::Decision&) override {
        feedback_.people.push_back({std::string(record.key), bounced_});
        return {};
    }
    Result<void> rejected(const Row& row, std::span<const Issue>) override {
        if (damaged_row_ == 0) damaged_row_ = row.number;
        return {};
    }
    std::uint64_t damaged_row() const noexcept { return damaged_row_; }

private:
    Feedback& feedback_;
    bool bounced_;
    std::uint64_t damaged_row_ = 0;
};

Sync sync_of(const std::string& column) {
    Sync sync;
    sync.source.encoding = Encoding::utf_8;
    sync.source.dialect.has_header = true;
    sync.key.field = "id";
    sync.mapping.resize(1);
    sync.mapping.front().column = column;
    sync.mapping.front().field = "id";
    sync.mapping.front().type = Type::text;
    sync.near_duplicates = false;
    return sync;
}

Schema schema_of_ids() {
    Schema schema;
    schema.key_field = "id";
    schema.fields.resize(1);
    schema.fields.front().name = "id";
    return schema;
}

class Reading {
public:
    Reading(const Settings& settings, RestApi& rest, const FeedbackBefore& before, std::int64_t now, const std::atomic<bool>& stop)
        : settings_(settings), rest_(rest), before_(before), now_(now), stop_(stop) {}

    Result<Feedback> run() {
        const bool by_rest = settings_.unsubscriptions == "rest";
        if (auto checked = check_gap(by_rest); !checked) return std::move(checked).error();
        auto read = by_rest ? read_calls() : read_files(unsubscriptions, settings_.unsubscriptions, settings_.unsubscriptions_column);
        if (read) read = read_files(bounces, settings_.bounces, settings_.bounces_column);
        if (!read) return std::move(read).error();
        return std::move(feedback_);
    }

private:
    // Between two readings nothing may have been told and forgotten again.
    Result<void> check_gap(bool by_rest) {
        if (before_.last == 0 || settings_.full_feedback) return {};
        return check_age("Unsubscriptions and bounces were taken over last", now_ - before_.last, by_rest ? "Export all bounces there are" : "Export all unsubscriptions and bounces there are");
    }

    Result<void> check_age(const std::string& what, std::int64_t age, const std::string& way_out) {
        const std::string said = what + " " + days(age) + " ago; Optimizely Campaign keeps them for 14 to 30 days.";
        if (age > refused_after_s) return stopped(said, way_out + ", and say so with \"full_feedback\": true.");
        if (age > doubtful_after_s) feedback_.warnings.push_back(said + " Some may be missing.");
        return {};
    }

    Result<void> read_files(std::string_view kind, const std::string& address, const std::string& column) {
        auto files = files_of(kind, address, settings_.folder);
        if (!files) return std::move(files).error();
        std::int64_t newest = 0;
        for (const auto& file : *files) {
            struct stat facts {};
            if (::stat(file.c_str(), &facts) == 0) newest = std::max<std::int64_t>(newest, facts.st_mtime);
            if (auto read = read_file(kind, file, column); !read) return read;
        }
        return check_age("The newest file of " + std::string(kind) + " was written", now_ - newest, "Have a new one delivered; after so long a time, export all there are");
    }

    Result<void> read_file(std::string_view kind, const std::filesystem::path& path, const std::string& column) {
        auto content = content_of(path);
        if (!content) return std::move(content).error();
        const std::size_t known = feedback_.people.size();
        if (auto read = read_ids(*content, path, column, kind == bounces); !read) return read;
        const FeedbackFile file{std::string(kind), path.filename().string(), std::to_string(content->size()) + "-" + std::to_string(text_hash(*content))};
        const auto is = [&](const FeedbackFile& each, bool same_content) {
            return each.kind == file.kind && each.name == file.name && (each.fingerprint == file.fingerprint) == same_content;
        };
        const auto& before = before_.files;
        if (std::any_of(before.begin(), before.end(), [&](const FeedbackFile& each) { return is(each, true); })) {
            feedback_.people.resize(known);   // each is taken over once
            return {};
        }
        if (std::any_of(before.begin(), before.end(), [&](const FeedbackFile& each) { return is(each, false); })) {
            feedback_.warnings.push_back("There was another file of " + file.kind + " under the name " + file.name + " before; the names of such files must be unique.");
        }
        feedback_.files.push_back(file);
        return {};
    }

    Result<void> read_ids(const std::string& content, const std::filesystem::path& path, const std::string& column, bool bounced) {
        const auto bytes = std::as_bytes(std::span(content));
        const auto head = bytes.first(std::min(bytes.size(), sniff_head_bytes));
        auto start = Check::start(sync_of(column), schema_of_ids(), head, head.size() == bytes.size());
        if (!start.check) return stopped(path.string() + ": " + start.errors.front().message, start.errors.front().suggestion);
        Collector collector(feedback_, bounced);
        if (auto read = start.check->feed(bytes, collector); !read) return read;
        if (auto read = start.check->finish(collector); !read) return read;
        const auto& truncation = start.check->truncation();
        if (truncation && truncation->code != Code::file_header_only) return stopped(path.string() + ": " + truncation->message, "Have the file delivered again, as a whole.");
        if (collector.damaged_row() == 0) return {};
        return stopped("Row " + std::to_string(collector.damaged_row()) + " of " + path.string() + " cannot be read or has no id.", "Have the file delivered again.");
    }

    // The newest come first: what was told before is not asked for again. Only an empty page is the end, since the service may give
    // less at once than it is asked for.
    Result<void> read_calls() {
        const std::string known = moment_of(before_.newest);
        feedback_.newest = known;
        std::string first_before;
        for (std::size_t offset = 0;;) {
            if (stop_) return make_issue(Code::interrupted, "Interrupted while unsubscriptions were read. Nothing was written.");
            auto page = rest_.object("the call for the unsubscriptions",
                                     "unsubscribes?offset=" + std::to_string(offset) + "&limit=" + std::to_string(page_size) + "&sort=created&direction=DESC");
            if (!page) return std::move(page).error();
            const auto* elements = elements_of(*page);
            if (elements == nullptr) return make_issue(Code::answer_unreadable, "Optimizely Campaign answered the call for the unsubscriptions with something that is not expected.", "Try again later.");
            if (elements->empty()) return {};
            const std::string first = text_of(elements->front(), "recipientId") + " " + text_of(elements->front(), "created");
            if (first == std::exchange(first_before, first)) return unending();
            offset += elements->size();
            for (const JsonValue& each : *elements) {
                const std::string created = moment_of(text_of(each, "created"));
                // Those of the same moment may have come in between. One without a time says nothing of those behind it.
                if (!created.empty() && created < known) return {};
                feedback_.newest = std::max(feedback_.newest, created);
                if (auto taken = take(each); !taken) return taken;
            }
        }
    }

    static Issue unending() {
        return make_issue(Code::answer_unreadable, "Optimizely Campaign answers the call for the unsubscriptions with the same page again and again. Nothing was written.",
                          "Name files of unsubscriptions instead.");
    }

    Result<void> take(const JsonValue& entry) {
        const JsonValue* list = entry.find("recipientListId");
        if (list != nullptr && list->kind == JsonValue::Kind::integer && list->integer != 0 && list->integer != settings_.list) return {};
        const JsonValue* id = entry.find("recipientId");
        const std::string text = id != nullptr && id->kind == JsonValue::Kind::integer ? std::to_string(id->integer) : text_of(entry, "recipientId");
        if (text.empty()) {
            return make_issue(Code::answer_unreadable, "Optimizely Campaign told of an unsubscription of " + text_of(entry, "created") + " without the id of a recipient. Nothing was written.",
                              "Ask Optimizely Campaign about it, or name files of unsubscriptions instead.");
        }
        feedback_.people.push_back({text, false, text_of(entry, "created"), text_of(entry, "reason")});
        return {};
    }

    const Settings& settings_;
    RestApi& rest_;
    const FeedbackBefore& before_;
    std::int64_t now_;
    const std::atomic<bool>& stop_;
    Feedback feedback_;
};

}  // namespace

Result<Feedback> read_feedback(const Settings& settings, RestApi& rest, const FeedbackBefore& before, std::chrono::system_clock::time_point now, const std::atomic<bool>& stop) {
    return Reading(settings, rest, before, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count(), stop).run();
}

}  // namespace muster::native::optimizely_campaign
