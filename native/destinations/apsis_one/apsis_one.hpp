// APSIS One as a service (apsis-one.md): profiles, attributes and consents by import files; contacts that are missing are opted out.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/destinations/apsis_one/api.hpp"
#include "native/destinations/apsis_one/definitions.hpp"
#include "native/destinations/apsis_one/import_file.hpp"
#include "native/destinations/apsis_one/import_layout.hpp"
#include "native/destinations/apsis_one/import_request.hpp"
#include "native/destinations/apsis_one/settings.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native {

const Capabilities& apsis_one_capabilities();
// Errors tell everything that is wrong with the members of the document.
Result<std::unique_ptr<Destination>> open_apsis_one(const DestinationSettings& document, const Surroundings& around);

namespace apsis_one {

class ApsisOne final : public Service {
public:
    // `work_folder`: where import files are written, made when it is not there. The others must outlive the service; `trace` may be null.
    ApsisOne(Settings settings, std::string work_folder, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace);

    const Capabilities& capabilities() const override { return apsis_one_capabilities(); }
    std::string display_name() const override { return "APSIS One, section " + settings_.section; }
    std::string address() const override { return settings_.url; }
    std::string scope() const override { return "apsis_one " + settings_.url + "/" + settings_.section + "/" + settings_.keyspace; }
    Result<Schema> schema() override;
    std::vector<Issue> preflight(const ServicePlan& plan) override;
    std::vector<Issue> missing_for_plans() override;
    std::span<const ServicePhase> phases() const override { return phases_; }
    std::uint32_t phases_of(std::span<const ServiceValue> values) const override;
    bool sends_whole_records() const override { return true; }
    ServicePace pace() const override;
    Result<std::unique_ptr<ServiceBatch>> batch(std::size_t phase) override;
    Result<Answer> send(ServiceBatch& batch, Sending& sending) override;
    Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) override;
    std::string remark() const override;

private:
    // An import that was begun, until it is over.
    struct Upload {
        ImportSlot slot;
        bool done = false;
    };
    enum class UploadOutcome : std::uint8_t { done, not_known, too_late };

    void list_unproven(const ServicePlan& plan);
    void list_phases(const ServicePlan& plan);
    Result<std::string> work_folder();
    Result<Answer> send_import(ImportFile& file, Sending& sending);
    // Absent when APSIS One takes no import for the time being.
    Result<std::optional<ImportSlot>> request_import(ImportKind kind);
    Result<UploadOutcome> upload(const ImportSlot& slot, ImportFile& file);
    Result<Answer> upload_again(const std::string& import_id, Upload& begun, const Rebuild& rebuild);
    Result<Answer> upload_lost(const std::string& import_id);
    bool obey(const HttpResponse& response);
    Result<void> wait_as_asked();
    Answer waits_for_file(const ImportTicket& ticket);
    Result<void> back_off(int tries);
    void lose_slot();
    std::size_t lost_slots() const;
    std::int64_t now_s() const;

    Settings settings_;
    std::string work_folder_;
    bool work_folder_is_clean_ = false;
    Waiter& waiter_;
    Secrets secrets_;
    HttpClient client_;
    Api api_;
    RateLimit imports_;
    std::optional<Definitions> definitions_;
    Layout layout_;
    std::string unproven_;                    // mapped attributes of which it is not known whether they may be written
    std::vector<ServicePhase> phases_;
    std::map<std::string, Upload> uploads_;   // by import id
    std::vector<std::int64_t> lost_slots_;    // until when an import whose answer was lost may count as pending
    int refused_uploads_ = 0;                 // in a row
    Waiter::Clock::time_point asked_until_{}; // no import and no upload before
    std::uint64_t processed_ = 0;             // imports
};

}  // namespace apsis_one
}  // namespace muster::native
