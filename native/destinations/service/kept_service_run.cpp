#include "kept_service_run.hpp"

#include "options.hpp"
#include "service_destination.hpp"
#include "service_run.hpp"

namespace muster::native {

Result<std::unique_ptr<KeptRun>> KeptServiceRun::find(ServiceDestination& destination, std::string_view run_id) {
    auto ledger = destination.existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return std::unique_ptr<KeptRun>();
    auto run = (*ledger)->open_run();
    if (!run) return std::move(run).error();
    const bool is_it = *run && ((*run)->run_id == run_id || (*run)->earlier_ids.find(" " + std::string(run_id) + " ") != std::string::npos);
    if (!is_it) return std::unique_ptr<KeptRun>();
    auto failed = (*ledger)->failed_batches();
    if (!failed) return std::move(failed).error();
    if (*failed != 0) return std::unique_ptr<KeptRun>();
    return std::unique_ptr<KeptRun>(new KeptServiceRun(destination, std::move(**run)));
}

Result<std::uint64_t> KeptServiceRun::left() {
    auto ledger = destination_.ledger();
    if (!ledger) return std::move(ledger).error();
    return (*ledger)->records_left();
}

Result<Applied> KeptServiceRun::finish(const std::string& run_id, const std::string& completed) {
    auto lock = destination_.lock();
    if (!lock) return std::move(lock).error();
    auto opened = destination_.ledger();
    if (!opened) return std::move(opened).error();
    Ledger& ledger = **opened;
    // Another process may have gone on with it meanwhile.
    auto still = ledger.open_run();
    if (!still) return std::move(still).error();
    if (!*still || (*still)->run_id != run_.run_id) {
        return make_issue(Code::contradiction, "Nothing is left of the run " + run_.run_id + ".", "See the runs with: muster runs list");
    }
    auto before = ledger.written(run_.run_id);
    if (!before) return std::move(before).error();
    written_ = std::move(*before);
    Service& service = destination_.service();
    if (auto schema = service.schema(); !schema) return std::move(schema).error();
    if (const auto problems = service.preflight(run_.plan); !problems.empty()) return joined(problems);
    if (auto adopted = ledger.adopt_run(run_id, completed); !adopted) return std::move(adopted).error();
    return send_open_run(destination_, ledger, run_id, written_);
}

}  // namespace muster::native
