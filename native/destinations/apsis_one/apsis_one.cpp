#include "apsis_one.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "muster/fingerprint.hpp"
#include "native/destinations/apsis_one/profile_deletion.hpp"
#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

namespace {

const std::atomic<bool> never{false};

}  // namespace

const Capabilities& apsis_one_capabilities() {
    static const Capabilities capabilities = [] {
        Capabilities all;
        all.insert = all.update = all.delete_missing = true;
        all.lists_keys = all.scope_own = all.compares_with_sent = true;
        all.delete_forms = {std::string(apsis_one::opt_out_form), std::string(apsis_one::delete_profiles_form)};
        all.options = apsis_one::options();
        return all;
    }();
    return capabilities;
}

Result<std::unique_ptr<Destination>> open_apsis_one(const DestinationSettings& document, const Surroundings& around) {
    auto settings = apsis_one::settings_of(document);
    if (!settings) return std::move(settings).error();
    const std::atomic<bool>& stop = around.stop != nullptr ? *around.stop : never;
    auto waiter = std::make_unique<SystemWaiter>(stop);
    auto service = std::make_unique<apsis_one::ApsisOne>(std::move(*settings), around.state_folder + "/parts", *waiter, stop, around.trace);
    return std::unique_ptr<Destination>(
        std::make_unique<ServiceDestination>(std::move(service), ServicePlace{around.state_folder, around.sync_name}, std::move(waiter), stop));
}

namespace apsis_one {
namespace {

constexpr std::string_view import_phase = "import", opt_out_phase = "opt-out", missing_phase = "opt-out of the missing",
                           deletion_phase = "deletion of profiles";
constexpr std::uint32_t data_bit = 1, opt_out_bit = 2;

constexpr int most_tries = 5;
constexpr std::chrono::milliseconds first_back_off{1'000};
// How long the address of an upload lives is not documented; for imports whose answer was lost this is assumed.
constexpr std::int64_t assumed_slot_life_s = 3'600;

// A service that asks for more patience than this is not waited for.
constexpr std::chrono::minutes longest_asked_wait{15};
constexpr int most_refused_uploads = 2;   // in a row, of addresses that had not expired
// The windows of APSIS One are those of its own clock, after a way that takes now longer and now shorter.
constexpr std::chrono::seconds rate_window{61};

constexpr int too_many = 429, forbidden = 403, too_large = 413;
constexpr const char* import_call = "the request for an import";

Issue interrupted() { return make_issue(Code::interrupted, "The run was interrupted; what was confirmed stays.", "Go on with: muster runs resume"); }

}  // namespace

ApsisOne::ApsisOne(Settings settings, std::string work_folder, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace)
    : settings_(std::move(settings)), work_folder_(std::move(work_folder) + "/" + std::to_string(text_hash(scope()))), waiter_(waiter), client_(settings_.http, secrets_, trace, stop),
      api_(settings_, client_, secrets_, waiter), imports_(settings_.imports_per_minute, rate_window) {}

Result<Schema> ApsisOne::schema() {
    auto definitions = read_definitions(api_, settings_);
    if (!definitions) return std::move(definitions).error();
    definitions_ = std::move(*definitions);
    return schema_of(*definitions_, settings_);
}

std::vector<Issue> ApsisOne::preflight(const ServicePlan& plan) {
    Laid laid = lay_out(plan, *definitions_, settings_);
    layout_ = std::move(laid.layout);
    list_unproven(plan);
    list_phases(plan);
    std::vector<Issue> problems = definitions_->problems;
    std::move(laid.problems.begin(), laid.problems.end(), std::back_inserter(problems));
    return problems;
}

std::vector<Issue> ApsisOne::missing_for_plans() { return definitions_->problems; }

// Section 4: where the API does not tell whether an attribute may be written, the answer to the request for an import decides.
void ApsisOne::list_unproven(const ServicePlan& plan) {
    unproven_.clear();
    for (const ServiceColumn& column : plan.columns) {
        const Attribute* attribute = attribute_named(*definitions_, column.field);
        if (attribute == nullptr || attribute->write != Permission::not_told) continue;
        unproven_ += (unproven_.empty() ? "\"" : ", \"") + attribute->discriminator + "\"";
    }
}

// Section 7: opt-outs last; section 10: they begin when all other parts are completed.
void ApsisOne::list_phases(const ServicePlan& plan) {
    phases_ = {{import_phase, false, true}};
    if (!layout_.consents.empty()) phases_.push_back({opt_out_phase, false, true});
    if (!plan.mode.delete_missing) return;
    phases_.push_back({layout_.deletes_profiles ? deletion_phase : missing_phase, true, true});
}

std::uint32_t ApsisOne::phases_of(std::span<const ServiceValue> values) const {
    const auto says_no = [&](const ConsentColumn& each) { return values[each.source] == "false"; };
    return data_bit | (std::any_of(layout_.consents.begin(), layout_.consents.end(), says_no) ? opt_out_bit : 0);
}

ServicePace ApsisOne::pace() const {
    const std::size_t lost = lost_slots();
    return {std::max<std::size_t>(1, settings_.most_pending - std::min(settings_.most_pending, lost)), settings_.first_poll, settings_.longest_poll};
}

// Files that a killed program has left are removed; the caller holds the lock of the scope.
Result<std::string> ApsisOne::work_folder() {
    if (work_folder_is_clean_) return work_folder_;
    std::error_code error;
    std::filesystem::create_directories(work_folder_, error);
    std::filesystem::permissions(work_folder_, std::filesystem::perms::owner_all, error);
    if (error) {
        return make_issue(Code::permission_denied, "Import files cannot be written to " + work_folder_ + ": " + error.message() + ".",
                          "Set MUSTER_HOME to a folder that can be written to.");
    }
    for (const auto& entry : std::filesystem::directory_iterator(work_folder_, error)) std::filesystem::remove(entry.path(), error);
    work_folder_is_clean_ = true;
    return work_folder_;
}

Result<std::unique_ptr<ServiceBatch>> ApsisOne::batch(std::size_t phase) {
    const std::string_view name = phases_[phase].name;
    if (name == deletion_phase) return std::unique_ptr<ServiceBatch>(std::make_unique<ProfileDeletion>(layout_));
    auto folder = work_folder();
    if (!folder) return std::move(folder).error();
    const ImportKind kind = name == import_phase ? ImportKind::data : name == opt_out_phase ? ImportKind::opt_outs : ImportKind::missing;
    auto file = ImportFile::create(*folder, kind, layout_, settings_.file_bytes);
    if (!file) return std::move(file).error();
    return std::unique_ptr<ServiceBatch>(std::move(*file));
}

Result<Answer> ApsisOne::send(ServiceBatch& batch, Sending& sending) {
    if (auto* file = dynamic_cast<ImportFile*>(&batch)) return send_import(*file, sending);
    auto deleted = api_.delete_profile(settings_.keyspace, static_cast<ProfileDeletion&>(batch).key());
    if (deleted) return Answer{};
    // A delete that was not answered is safe to repeat: a profile that is gone counts as deleted.
    if (deleted.error().code == Code::answer_missing) return Answer{Answer::State::unknown, {}, deleted.error().message};
    return std::move(deleted).error();
}

Result<Answer> ApsisOne::send_import(ImportFile& file, Sending& sending) {
    if (auto flushed = file.flush(); !flushed) return std::move(flushed).error();
    auto slot = request_import(file.kind());
    if (!slot) return std::move(slot).error();
    if (!*slot) return Answer{Answer::State::later, {}, "APSIS One has as many imports as it takes."};
    // Section 3: known before the upload, so that a crash goes on by asking and not by importing again.
    ImportTicket ticket{(*slot)->import_id, (*slot)->expires, false};
    if (auto kept = sending.keep_ticket(ticket_text(ticket)); !kept) return std::move(kept).error();
    Upload& begun = uploads_[ticket.import_id] = {std::move(**slot), false};
    auto outcome = upload(begun.slot, file);
    if (!outcome) return std::move(outcome).error();
    if (*outcome == UploadOutcome::too_late) return upload_lost(ticket.import_id);
    begun.done = ticket.uploaded = *outcome == UploadOutcome::done;
    if (auto kept = sending.keep_ticket(ticket_text(ticket)); !kept) return std::move(kept).error();
    return Answer{Answer::State::pending};
}

// An import that was asked for without an answer stays without a file and does nothing: asking again is safe, but it may count as
// pending until its address expires.
Result<std::optional<ImportSlot>> ApsisOne::request_import(ImportKind kind) {
    const std::string path = "/v2/audience/sections/" + percent_encoded(settings_.section) + "/imports";
    Issue trouble = make_issue(Code::destination_unreachable, "APSIS One gave no usable answer to " + std::string(import_call) + ".", "Try again later.");
    for (int tries = 1; tries <= most_tries; ++tries) {
        if (auto waited = wait_as_asked(); !waited) return std::move(waited).error();
        if (auto taken = imports_.take(waiter_); !taken) return std::move(taken).error();
        auto response = api_.post(import_call, path, import_request(kind, layout_, settings_));
        if (!response) {
            const Code code = response.error().code;
            if (code == Code::answer_missing || code == Code::answer_unreadable) lose_slot();
            else if (code != Code::destination_unreachable) return std::move(response).error();
            trouble = std::move(response).error();
        } else if (response->status == too_many) {
            if (!obey(*response)) return Api::refusal(import_call, *response);
            return std::optional<ImportSlot>();
        } else if (response->ok()) {
            if (auto slot = import_slot(response->body)) return slot;
            lose_slot();
        } else if (!Api::is_temporary(response->status)) {
            Issue refused = Api::refusal(import_call, *response);
            if (response->status == forbidden) {
                refused.suggestion = "The API key needs to manage subscriptions in the keyspace \"" + settings_.keyspace + "\" and to write every mapped attribute." +
                                     (unproven_.empty() ? "" : " It was not told whether it may write " + unproven_ + ".");
            }
            return refused;
        } else {
            lose_slot();
            trouble = Api::refusal(import_call, *response);
            if (!obey(*response)) return trouble;
        }
        if (auto waited = back_off(tries); !waited) return std::move(waited).error();
    }
    return trouble;
}

Result<ApsisOne::UploadOutcome> ApsisOne::upload(const ImportSlot& slot, ImportFile& file) {
    Issue trouble = make_issue(Code::destination_unreachable, "An import file could not be uploaded.", "Try again later.");
    for (int tries = 1; tries <= most_tries; ++tries) {
        if (auto waited = wait_as_asked(); !waited) return std::move(waited).error();
        if (slot.expires != 0 && now_s() >= slot.expires) return UploadOutcome::too_late;
        MultipartForm form;
        form.fields = slot.fields;
        form.file_path = file.path();
        auto response = api_.upload(slot.url, std::move(form));
        if (!response) {
            const Code code = response.error().code;
            if (code == Code::answer_missing || code == Code::answer_unreadable) return UploadOutcome::not_known;
            if (code != Code::destination_unreachable) return std::move(response).error();
            trouble = std::move(response).error();
        } else if (response->ok()) {
            refused_uploads_ = 0;
            return UploadOutcome::done;
        } else if (response->status == forbidden) {
            return UploadOutcome::too_late;   // section 3: a new import request
        } else if (!Api::is_temporary(response->status)) {
            Issue refused = Api::refusal("the upload of an import file", *response);
            if (response->status == too_large || response->body.find("EntityTooLarge") != std::string::npos) {
                refused.suggestion = "The file is too large for APSIS One: make \"file_bytes\" of the destination smaller.";
            }
            return refused;
        } else {
            trouble = Api::refusal("the upload of an import file", *response);
            if (!obey(*response)) return trouble;
        }
        if (auto waited = back_off(tries); !waited) return std::move(waited).error();
    }
    return trouble;
}

// Section 3: a new import request. One that never gets its file may count as pending until its address expires.
Result<Answer> ApsisOne::upload_lost(const std::string& import_id) {
    const std::int64_t expires = uploads_.at(import_id).slot.expires;
    uploads_.erase(import_id);
    if (expires != 0 && now_s() >= expires) return Answer{Answer::State::again, {}, "The address of an upload had expired."};
    lost_slots_.push_back(expires != 0 ? expires : now_s() + assumed_slot_life_s);
    if (++refused_uploads_ < most_refused_uploads) return Answer{Answer::State::again, {}, "An upload was refused with status 403."};
    return make_issue(Code::destination_failed,
                      std::to_string(refused_uploads_) + " uploads of import files were refused with status 403 before their addresses had expired.",
                      "Look whether a proxy changes what is sent to the upload host of APSIS One, and whether the clock of this computer is right.");
}

Result<Answer> ApsisOne::poll(const std::string& text, const Rebuild& rebuild) {
    const auto ticket = ticket_from(text);
    if (!ticket) return Answer{Answer::State::again};
    const std::string path = "/audience/sections/" + percent_encoded(settings_.section) + "/imports/" + percent_encoded(ticket->import_id);
    auto answer = api_.find("the question how an import stands", path);
    if (!answer) return std::move(answer).error();
    if (!*answer) {
        // To ask for ever would stop every run to come.
        uploads_.erase(ticket->import_id);
        return Answer{Answer::State::failed, {}, "APSIS One does not know the import " + ticket->import_id + " any more."};
    }
    const auto status = import_status(**answer);
    if (!status) return Answer{Answer::State::pending};
    switch (*status) {
        case ImportStatus::completed:
            uploads_.erase(ticket->import_id);
            ++processed_;
            return Answer{};
        case ImportStatus::error:
            uploads_.erase(ticket->import_id);
            return Answer{Answer::State::failed, {}, "APSIS One could not process the import " + ticket->import_id + "; its Import History says why."};
        case ImportStatus::at_work: return Answer{Answer::State::pending};
        case ImportStatus::waiting_for_file: break;
    }
    const auto begun = uploads_.find(ticket->import_id);
    if (begun == uploads_.end()) return waits_for_file(*ticket);
    if (begun->second.slot.expires != 0 && now_s() >= begun->second.slot.expires) {
        uploads_.erase(begun);
        return Answer{Answer::State::again, {}, "APSIS One has not got a file that was uploaded."};
    }
    return begun->second.done ? Answer{Answer::State::pending} : upload_again(ticket->import_id, begun->second, rebuild);
}

// Of an import that another process began: the address of its upload is not known here. Without a file it does nothing.
Answer ApsisOne::waits_for_file(const ImportTicket& ticket) {
    const bool lives = ticket.expires == 0 || now_s() < ticket.expires;
    if (ticket.uploaded && lives) return Answer{Answer::State::pending};
    if (lives) lost_slots_.push_back(ticket.expires);
    return Answer{Answer::State::again};
}

Result<Answer> ApsisOne::upload_again(const std::string& import_id, Upload& begun, const Rebuild& rebuild) {
    auto batch = rebuild();
    if (!batch) return std::move(batch).error();
    auto& file = static_cast<ImportFile&>(**batch);
    if (auto flushed = file.flush(); !flushed) return std::move(flushed).error();
    auto outcome = upload(begun.slot, file);
    if (!outcome) return std::move(outcome).error();
    if (*outcome == UploadOutcome::too_late) return upload_lost(import_id);
    begun.done = *outcome == UploadOutcome::done;
    return Answer{Answer::State::pending};
}

// Section 13.
std::string ApsisOne::remark() const {
    return processed_ == 0 ? std::string() : "Processed by APSIS One; how many rows it accepted is unknown here, see Import History in APSIS One.";
}

// `Retry-After`, should APSIS One ever send it. False when it asks for too long.
bool ApsisOne::obey(const HttpResponse& response) {
    const auto asked = retry_after(response, waiter_.now());
    if (!asked) return true;
    asked_until_ = waiter_.now() + *asked;
    return *asked <= longest_asked_wait;
}

Result<void> ApsisOne::wait_as_asked() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(asked_until_ - waiter_.now());
    if (left <= std::chrono::milliseconds::zero() || waiter_.wait(left)) return {};
    return interrupted();
}

Result<void> ApsisOne::back_off(int tries) {
    const auto longest = first_back_off * (1 << (tries - 1));
    const auto duration = std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(longest.count()) * (0.5 + waiter_.chance() / 2)));
    if (!waiter_.wait(duration)) return interrupted();
    return {};
}

void ApsisOne::lose_slot() { lost_slots_.push_back(now_s() + assumed_slot_life_s); }

std::size_t ApsisOne::lost_slots() const {
    return static_cast<std::size_t>(std::count_if(lost_slots_.begin(), lost_slots_.end(), [now = now_s()](std::int64_t until) { return now < until; }));
}

std::int64_t ApsisOne::now_s() const { return std::chrono::duration_cast<std::chrono::seconds>(waiter_.now().time_since_epoch()).count(); }

}  // namespace apsis_one
}  // namespace muster::native
