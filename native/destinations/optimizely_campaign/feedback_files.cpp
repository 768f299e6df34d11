#include "feedback_files.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <filesystem>
#include <string>
#include <string_view>

#include "muster/csv_text.hpp"
#include "native/files/file_writer.hpp"

namespace muster::native::optimizely_campaign {
namespace {

// What a name of a file may have everywhere.
std::string plain(std::string_view name) {
    std::string text(name);
    std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c) == 0 && c != '-' && c != '_'; }, '-');
    return text;
}

// "20261129T031500Z"
std::string compact_time(std::chrono::system_clock::time_point now) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[sizeof "20261129T031500Z"];
    return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc)};
}

std::string free_name(const std::filesystem::path& folder, const std::string& beginning) {
    for (int number = 1;; ++number) {
        const auto path = folder / (beginning + "-" + std::to_string(number) + ".csv");
        std::error_code error;
        if (!std::filesystem::exists(path, error)) return path.string();
    }
}

Result<void> write_kind(const std::string& path, std::span<const Feedback::Person> people, bool bounced) {
    auto file = FileWriter::create(path);
    if (!file) return std::move(file).error();
    CsvLine line(",");
    const auto write = [&](std::string_view id, std::string_view time, std::string_view reason) {
        for (const std::string_view cell : {id, time, reason}) line.add(cell);
        return file->write(line.finish());
    };
    if (auto written = write("recipientId", "created", "reason"); !written) return written;
    for (const Feedback::Person& person : people) {
        if (person.bounced != bounced) continue;
        if (auto written = write(person.key, person.time, person.reason); !written) return written;
    }
    return file->commit();
}

}  // namespace

Result<void> write_feedback_files(const Settings& settings, std::span<const Feedback::Person> people, std::chrono::system_clock::time_point now) {
    if (settings.feedback_folder.empty()) return {};
    const auto folder = std::filesystem::path(settings.folder) / settings.feedback_folder;
    for (const bool bounced : {false, true}) {
        const auto of_kind = [&](const Feedback::Person& person) { return person.bounced == bounced; };
        if (std::none_of(people.begin(), people.end(), of_kind)) continue;
        const std::string beginning = plain(settings.sync_name) + (bounced ? "-bounces-" : "-unsubscriptions-") + compact_time(now);
        if (auto written = write_kind(free_name(folder, beginning), people, bounced); !written) return written;
    }
    return {};
}

}  // namespace muster::native::optimizely_campaign
