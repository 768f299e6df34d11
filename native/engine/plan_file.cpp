#include "native/engine/plan_file.hpp"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>

#include "muster/json.hpp"
#include "muster/mapping_memory.hpp"
#include "native/engine/clock.hpp"
#include "native/sources/sha256.hpp"
#include "native/files/file_writer.hpp"

namespace muster::native {
namespace {

constexpr std::size_t first_entries_shown = 20;
constexpr std::size_t max_head_bytes = 64u << 20;
const std::string head_start = "{\"format\":\"" + std::string(plan_format) + '"';
// The last line of a plan file.
const std::string checksum_start = "\n\"checksum\":\"";
const std::string checksum_end = "\"}\n";
constexpr std::size_t sha256_digits = 64;

std::string hexadecimal(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = digits[value & 15];
    return text;
}

void write_source(JsonWriter& json, const SourceFacts& facts) {
    json.key("source").begin_object();
    json.member("name", facts.name);
    json.member("sha256", facts.sha256);
    json.member("bytes", facts.bytes);
    json.member("rows", facts.rows);
    json.member("encoding", facts.encoding);
    json.key("delimiter").string_or_null(facts.delimiter);
    json.end_object();
}

// One entry of the list of changes.
void write_difference(JsonWriter& json, const Difference& difference, bool show_key) {
    json.begin_object();
    json.member("key", show_key ? difference.key : masked_value);
    json.member("field", difference.field);
    json.key("before").string_or_null(difference.before);
    json.key("after").string_or_null(difference.after);
    json.end_object();
}

// A member that must be there and of that kind.
const JsonValue* member(const JsonValue& object, std::string_view name, JsonValue::Kind kind) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->kind == kind ? value : nullptr;
}

Issue no_plan(const std::string& why) {
    return make_issue(Code::invalid_value, "This is not a plan: " + why, "Make one with: muster plan SYNC -o PLAN");
}

bool read_count(const JsonValue& counts, std::string_view name, std::uint64_t& value) {
    const JsonValue* found = member(counts, name, JsonValue::Kind::integer);
    if (found != nullptr && found->integer >= 0) value = static_cast<std::uint64_t>(found->integer);
    return found != nullptr && found->integer >= 0;
}

bool read_hexadecimal(const std::string& text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc() && end == text.data() + text.size();
}

bool read_binding(const JsonValue& plan, PlanBinding& binding) {
    const JsonValue* source = member(plan, "source", JsonValue::Kind::object);
    const JsonValue* sha256 = source != nullptr ? member(*source, "sha256", JsonValue::Kind::string) : nullptr;
    const JsonValue* definition = member(plan, "definition", JsonValue::Kind::string);
    const JsonValue* snapshot = member(plan, "snapshot", JsonValue::Kind::string);
    const JsonValue* counts = member(plan, "counts", JsonValue::Kind::object);
    if (sha256 == nullptr || definition == nullptr || snapshot == nullptr || counts == nullptr) return false;
    binding.source_sha256 = sha256->string;
    binding.snapshot_token = snapshot->string;
    return read_hexadecimal(definition->string, binding.definition) && read_count(*counts, "insert", binding.insert) &&
           read_count(*counts, "update", binding.update) && read_count(*counts, "unchanged", binding.unchanged) &&
           read_count(*counts, "delete", binding.deletes) && read_count(*counts, "rejected", binding.rejected);
}

}  // namespace

PlanBinding binding_of(const Prepared& prepared) {
    const Counts& counts = prepared.counts();
    return {prepared.facts.sha256, prepared.definition, prepared.snapshot_token, counts.insert,
            counts.update, counts.unchanged, prepared.deletes(), counts.rejected};
}

std::string difference(const PlanBinding& planned, const PlanBinding& now) {
    if (planned.source_sha256 != now.source_sha256) return "the file has changed since";
    if (planned.definition != now.definition) return "the sync document in it was changed";
    if (planned.snapshot_token != now.snapshot_token) return "the destination has changed since";
    if (!(planned == now)) return "it would now do something else";
    return {};
}

namespace {

void write_new_fields(JsonWriter& json, const std::vector<NewField>& fields) {
    json.key("new_fields").begin_array();
    for (const NewField& field : fields) json.begin_object().member("field", field.name).member("type", field.type).end_object();
    json.end_array();
}

// Everything but the lists. The object stays open.
void write_head(JsonWriter& json, const Prepared& prepared, const Report& report, const PlanOrigin& origin) {
    const std::int64_t now = utc_now();
    json.begin_object();
    json.member("format", plan_format);
    json.member("id", new_run_id(now));
    json.member("created", utc_text(now));
    json.member("expires", utc_text(now + plan_lifetime_seconds));
    json.member("name", prepared.sync.name);
    json.member("document", write_sync(prepared.sync));
    json.member("folder", origin.folder);
    json.member("document_path", origin.path);
    json.member("document_sha256", origin.sha256);
    write_source(json, prepared.facts);
    json.member("definition", hexadecimal(prepared.definition));
    json.member("destination", report.destination);
    json.member("snapshot", prepared.snapshot_token);
    json.member("unchanged_since_last_run", prepared.unchanged || prepared.retries);
    json.member("retried_rows", prepared.retries ? prepared.retries->count() : 0);
    json.member("first_run", prepared.first_run);
    if (prepared.full_resync) json.member("full_resync", true);
    json.key("earlier_choices");
    if (prepared.earlier) {
        write_choices(json, *prepared.earlier);
    } else {
        json.null();
    }
    json.key("counts");
    write_counts(json, report.planned);
    json.member("erased_values", prepared.comparison.erased);
    if (prepared.destination->capabilities().replaces_all) {
        json.key("replacement").begin_object();
        json.member("excluded", prepared.comparison.excluded).member("kept", prepared.comparison.kept).member("lost", prepared.comparison.lost).member("gone", prepared.comparison.gone);
        json.end_object();
    }
    if (!prepared.comparison.new_fields.empty()) write_new_fields(json, prepared.comparison.new_fields);
    json.key("guard");
    write_guard(json, report.guard.value_or(GuardResult{}));
    json.key("columns");
    write_columns(json, *prepared.check);
    write_suggestion(json, *prepared.check);
    json.key("issues");
    write_issues(json, prepared.check->issues());
}

// Writes a plan file piece by piece: a plan may name millions of contacts.
class PlanWriter {
public:
    explicit PlanWriter(FileWriter file) : file_(std::move(file)) {}

    Result<void> head(const Prepared& prepared, const Report& report, const PlanOrigin& origin) {
        JsonWriter json;
        write_head(json, prepared, report, origin);
        return add(json.text() + ",");
    }
    Result<void> deletes(const Prepared& prepared) {
        begin_list("deletes");
        auto listed = prepared.missing([&](std::string_view key) {
            JsonWriter json;
            add_entry(json.string(key).text());
        });
        return listed ? end_list() : listed;
    }
    Result<void> changes(const Prepared& prepared) {
        begin_list("changes");
        auto listed = prepared.differences([&](const Difference& difference) {
            JsonWriter json;
            write_difference(json, difference, true);
            add_entry(json.text());
            return written_.ok();
        });
        return listed ? end_list() : listed;
    }
    Result<void> commit() {
        if (auto written = file_.write(checksum_start + hash_.finish() + checksum_end); !written) return written;
        return file_.commit();
    }

private:
    Result<void> add(std::string_view text) {
        if (!written_) return written_;
        hash_.add(std::as_bytes(std::span(text)));
        written_ = file_.write(text);
        return written_;
    }
    void begin_list(const std::string& name) {
        static_cast<void>(add("\n\"" + name + "\":["));
        first_ = true;
    }
    void add_entry(const std::string& entry) {
        static_cast<void>(add((first_ ? "\n" : ",\n") + entry));
        first_ = false;
    }
    Result<void> end_list() { return add("],"); }

    FileWriter file_;
    Sha256 hash_;
    Result<void> written_;            // the first failure
    bool first_ = true;
};

struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, Close>;

Issue unreadable(const std::string& path, const std::string& why) {
    return make_issue(Code::usage, "Cannot read " + path + ": " + why + ".", "Check the name and the permissions.");
}

Issue not_as_written() {
    return make_issue(Code::plan_stale, "The plan is not as it was written: the file was changed or cut off since. Nothing was written.",
                      "Make a new plan with: muster plan SYNC -o PLAN");
}

// A slip of the hand must not put a plan in place of the contacts that it is made from.
bool holds_something_else(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) return false;
    const OpenFile file(std::fopen(path.c_str(), "rb"));
    if (!file) return false;
    std::string start(head_start.size(), '\0');
    start.resize(std::fread(start.data(), 1, start.size(), file.get()));
    return !start.empty() && start != head_start;
}

// The first line, without the comma at its end.
Result<std::string> first_line(const std::string& path, std::FILE* file) {
    std::string line;
    std::string buffer(1u << 16, '\0');
    while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), file)) {
        const std::string_view piece(buffer.data(), read);
        line += piece.substr(0, piece.find('\n'));
        if (line.size() > max_head_bytes || line.front() != '{') return no_plan("it does not name the format muster-plan/1.");
        if (piece.find('\n') != std::string_view::npos) break;
    }
    if (std::ferror(file) != 0) return unreadable(path, std::strerror(errno));
    if (line.ends_with(',')) line.pop_back();
    return line;
}

// Whether the checksum at the end is that of everything before it.
Result<bool> is_as_written(const std::string& path, std::FILE* file) {
    std::rewind(file);
    const std::size_t tail_bytes = checksum_start.size() + sha256_digits + checksum_end.size();
    Sha256 hash;
    std::string kept;                 // what may belong to the tail
    std::string buffer(1u << 16, '\0');
    while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), file)) {
        kept.append(buffer, 0, read);
        if (kept.size() <= tail_bytes) continue;
        const std::size_t before = kept.size() - tail_bytes;
        hash.add(std::as_bytes(std::span(kept.data(), before)));
        kept.erase(0, before);
    }
    if (std::ferror(file) != 0) return unreadable(path, std::strerror(errno));
    return kept == checksum_start + hash.finish() + checksum_end;
}

}  // namespace

Result<std::string> plan_json(const Prepared& prepared, const Report& report, const PlanOrigin& origin) {
    JsonWriter json;
    write_head(json, prepared, report, origin);
    auto deletes = prepared.first_missing(first_entries_shown);
    if (!deletes) return std::move(deletes).error();
    json.key("deletes").begin_array();
    for (const std::string& key : *deletes) json.string(key);
    json.end_array();
    json.key("changes").begin_array();
    std::size_t shown = 0;
    auto listed = prepared.differences([&](const Difference& difference) {
        write_difference(json, difference, !difference.sensitive_key);
        return ++shown < first_entries_shown;
    });
    if (!listed) return std::move(listed).error();
    json.end_array();
    json.end_object();
    return json.take() + "\n";
}

Result<void> write_plan(const std::string& path, const Prepared& prepared, const Report& report, const PlanOrigin& origin) {
    if (holds_something_else(path)) {
        return make_issue(Code::invalid_value, path + " is not a plan; it is not replaced.", "Name another file.");
    }
    auto file = FileWriter::create(path);
    if (!file) return std::move(file).error();
    PlanWriter writer(std::move(*file));
    if (auto written = writer.head(prepared, report, origin); !written) return written;
    if (auto written = writer.deletes(prepared); !written) return written;
    if (auto written = writer.changes(prepared); !written) return written;
    return writer.commit();
}

Result<PlanFile> read_plan(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return unreadable(path, "it is a folder");
    const OpenFile file(std::fopen(path.c_str(), "rb"));
    if (!file) return unreadable(path, std::strerror(errno));
    auto head = first_line(path, file.get());
    if (!head) return std::move(head).error();
    if (!head->starts_with(head_start)) return no_plan("it does not name the format muster-plan/1.");
    auto whole = is_as_written(path, file.get());
    if (!whole) return std::move(whole).error();
    if (!*whole) return not_as_written();
    auto parsed = parse_json(*head + "}");
    if (!parsed) return std::move(parsed).error();
    const JsonValue* id = member(*parsed, "id", JsonValue::Kind::string);
    const JsonValue* document = member(*parsed, "document", JsonValue::Kind::string);
    const JsonValue* folder = member(*parsed, "folder", JsonValue::Kind::string);
    const JsonValue* origin = member(*parsed, "document_path", JsonValue::Kind::string);
    const JsonValue* sha256 = member(*parsed, "document_sha256", JsonValue::Kind::string);
    const JsonValue* expires = member(*parsed, "expires", JsonValue::Kind::string);
    PlanFile plan;
    if (id == nullptr || document == nullptr || folder == nullptr || origin == nullptr || sha256 == nullptr || expires == nullptr ||
        !read_binding(*parsed, plan.binding)) {
        return no_plan("a member is missing.");
    }
    SyncReading reading = read_sync(document->string);
    if (!reading.sync) return reading.issues.empty() ? no_plan("its document cannot be read.") : reading.issues.front();
    plan.id = id->string;
    plan.sync = std::move(*reading.sync);
    plan.origin = {folder->string, origin->string, sha256->string};
    const JsonValue* unchanged = member(*parsed, "unchanged_since_last_run", JsonValue::Kind::boolean);
    plan.unchanged = unchanged != nullptr && unchanged->boolean;
    const JsonValue* full_resync = member(*parsed, "full_resync", JsonValue::Kind::boolean);
    plan.full_resync = full_resync != nullptr && full_resync->boolean;
    if (const JsonValue* earlier = member(*parsed, "earlier_choices", JsonValue::Kind::array)) {
        auto choices = choices_from(*earlier);
        if (!choices) return no_plan(choices.error().message);
        plan.earlier = std::move(choices).value();
    }
    plan.expires = utc_from_text(expires->string);
    if (plan.expires < 0) return no_plan("its date of expiry cannot be read.");
    return plan;
}

}  // namespace muster::native
