#include "native/engine/plan_file.hpp"

#include <charconv>
#include <functional>

#include "muster/json.hpp"
#include "native/engine/clock.hpp"

namespace muster::native {
namespace {

constexpr std::size_t first_deletes_shown = 20;

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

Result<void> write_deletes(JsonWriter& json, const Prepared& prepared, bool all) {
    json.key("deletes").begin_array();
    std::size_t written = 0;
    auto listed = prepared.missing([&](std::string_view key) {
        if (all || written < first_deletes_shown) json.string(key);
        ++written;
    });
    json.end_array();
    return listed;
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

Result<std::string> plan_json(const Prepared& prepared, const Report& report, const PlanOrigin& origin, bool all_deletes) {
    const std::int64_t now = utc_now();
    JsonWriter json;
    json.begin_object();
    json.member("format", plan_format);
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
    json.member("unchanged_since_last_run", prepared.unchanged);
    json.member("first_run", prepared.first_run);
    json.key("counts");
    write_counts(json, report.planned);
    json.member("erased_values", prepared.comparison.erased);
    json.key("guard");
    write_guard(json, report.guard.value_or(GuardResult{}));
    if (auto written = write_deletes(json, prepared, all_deletes); !written) return std::move(written).error();
    json.key("columns");
    write_columns(json, *prepared.check);
    json.key("issues");
    write_issues(json, prepared.check->issues());
    json.end_object();
    return json.take() + "\n";
}

Result<PlanFile> read_plan(std::string_view text) {
    auto parsed = parse_json(text);
    if (!parsed) return std::move(parsed).error();
    const JsonValue* format = member(*parsed, "format", JsonValue::Kind::string);
    if (format == nullptr || format->string != plan_format) return no_plan("it does not name the format muster-plan/1.");
    const JsonValue* document = member(*parsed, "document", JsonValue::Kind::string);
    const JsonValue* folder = member(*parsed, "folder", JsonValue::Kind::string);
    const JsonValue* path = member(*parsed, "document_path", JsonValue::Kind::string);
    const JsonValue* sha256 = member(*parsed, "document_sha256", JsonValue::Kind::string);
    const JsonValue* expires = member(*parsed, "expires", JsonValue::Kind::string);
    PlanFile plan;
    if (document == nullptr || folder == nullptr || path == nullptr || sha256 == nullptr || expires == nullptr || !read_binding(*parsed, plan.binding)) {
        return no_plan("a member is missing.");
    }
    SyncReading reading = read_sync(document->string);
    if (!reading.sync) return reading.issues.empty() ? no_plan("its document cannot be read.") : reading.issues.front();
    plan.sync = std::move(*reading.sync);
    plan.origin = {folder->string, path->string, sha256->string};
    const JsonValue* unchanged = member(*parsed, "unchanged_since_last_run", JsonValue::Kind::boolean);
    plan.unchanged = unchanged != nullptr && unchanged->boolean;
    plan.expires = utc_from_text(expires->string);
    if (plan.expires < 0) return no_plan("its date of expiry cannot be read.");
    return plan;
}

}  // namespace muster::native
