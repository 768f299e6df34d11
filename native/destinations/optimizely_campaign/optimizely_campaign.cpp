#include "optimizely_campaign.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

namespace {

const std::atomic<bool> never{false};

}  // namespace

const Capabilities& optimizely_campaign_capabilities() {
    static const Capabilities capabilities = [] {
        Capabilities all;
        all.insert = all.update = all.delete_missing = true;
        all.replaces_all = all.scope_all = true;
        all.options = optimizely_campaign::options();
        return all;
    }();
    return capabilities;
}

Result<std::unique_ptr<Destination>> open_optimizely_campaign(const DestinationSettings& document, const Surroundings& around) {
    auto settings = optimizely_campaign::settings_of(document, {around.folder, around.sync_name});
    if (!settings) return std::move(settings).error();
    const std::atomic<bool>& stop = around.stop != nullptr ? *around.stop : never;
    auto waiter = std::make_unique<SystemWaiter>(stop);
    auto service = std::make_unique<optimizely_campaign::OptimizelyCampaign>(std::move(*settings), *waiter, stop, around.trace);
    return std::unique_ptr<Destination>(
        std::make_unique<ServiceDestination>(std::move(service), ServicePlace{around.state_folder, around.sync_name}, std::move(waiter), stop));
}

namespace optimizely_campaign {
namespace {

constexpr ServicePhase phase_list[] = {{"clear", true, true, true}, {"refill", false, true, false}};
constexpr std::size_t clear_phase = 0;

constexpr Operation get_count{"Recipient", "getCount", "the call that counts the recipients"};
constexpr Operation clear_list{"Recipient", "clear", "the call that empties the list", false};
constexpr Operation add_recipients{"Recipient", "addAll3", "the call that adds recipients"};
constexpr Operation opt_in_type{"OptinProcess", "getType", "the call for the opt-in process"};
constexpr std::int64_t no_filter = 0;

constexpr std::string_view clearing = "clearing ", adding = "adding";
// Whole calls that may be refused in one batch: to find one recipient in a thousand takes ten; where none is taken, it is not about one.
constexpr int most_refusals = 60, most_refusals_of_all = 11;
constexpr std::chrono::minutes longest_clear{30};
// A batch that waits for a person to go on with it is never too old.
constexpr std::chrono::hours no_end{24 * 365 * 10};

Issue refused_as_a_whole() {
    return make_issue(Code::destination_failed, "Optimizely Campaign refused " + std::string(add_recipients.call) + ", whichever recipients were in it.",
                      "Check that the API user may use the method addAll3 of RpcRecipient, and that the fields of the mapping are still on the list.");
}

// Section 7, phase 8: what was added has to be there in the end.
Issue incomplete(std::uint64_t now, std::uint64_t added) {
    return make_issue(Code::destination_failed,
                      "THE LIST IS INCOMPLETE: everything was sent, and " + std::to_string(added) + " recipients were added, but the list has " + std::to_string(now) +
                          " now. A new run empties and fills it anew, also from the same file.",
                      "Look at the list in Optimizely Campaign. Where only its count comes late, have it counted again with: muster runs resume");
}

Issue uncounted(Issue trouble) {
    trouble.message = "Everything was sent, but whether the list has it all is not known, since its recipients could not be counted: " + trouble.message;
    trouble.suggestion = "Have them counted with: muster runs resume";
    return trouble;
}

// Whoever reads of a clear that failed wants to know first whether the recipients are still there; nor has the journal to keep it then.
Issue with_list_untouched(Issue trouble, Sending& sending) {
    if (trouble.code == Code::interrupted) return trouble;
    if (auto dropped = sending.keep_ticket(""); !dropped) return std::move(dropped).error();
    trouble.message += " The list was not emptied.";
    return trouble;
}

// Of the clear: nothing of the recipients is sent.
class WholeList final : public ServiceBatch {
public:
    Result<Placed> add(const ServiceRecord&) override { return Placed{}; }
};

}  // namespace

OptimizelyCampaign::OptimizelyCampaign(Settings settings, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace)
    : settings_(std::move(settings)), waiter_(waiter), stop_(stop), client_(settings_.http, secrets_, trace, stop), soap_(settings_, client_, secrets_, waiter),
      rest_(settings_, client_, secrets_, waiter) {}

std::string OptimizelyCampaign::scope() const {
    return "optimizely_campaign " + settings_.soap_url + " " + std::to_string(settings_.client) + "/" + std::to_string(settings_.list);
}

Result<Schema> OptimizelyCampaign::schema() {
    auto list = read_list(soap_, rest_, settings_);
    if (!list) return std::move(list).error();
    list_ = std::move(*list);
    if (settings_.opt_in_process != 0) {
        auto type = soap_.read(opt_in_type, [&](SoapCall& call) { call.number(settings_.opt_in_process); });
        if (!type) return std::move(type).error();
    }
    return schema_of(*list_);
}

std::vector<Issue> OptimizelyCampaign::preflight(const ServicePlan& plan) {
    std::vector<Issue> problems;
    layout_ = lay_out(plan, *list_, settings_, problems);
    uniform_.clear();
    for (const TechnicalField field : {TechnicalField::opt_in_id, TechnicalField::media_type}) {
        const std::string& name = settings_.technical[static_cast<std::size_t>(field)];
        for (std::size_t i = 0; i < plan.columns.size(); ++i) {
            if (same_field_name(plan.columns[i].field, name)) uniform_.push_back(i);
        }
    }
    return problems;
}

ReplacementTerms OptimizelyCampaign::replacement_terms() const {
    return {uniform_, settings_.recipient_id_column, "recipient_id_column", settings_.forgotten_run, settings_.bounce_limit};
}

std::span<const ServicePhase> OptimizelyCampaign::phases() const { return phase_list; }

ServicePace OptimizelyCampaign::pace() const { return {1, std::chrono::seconds(2), std::chrono::seconds(30), no_end}; }

Result<std::uint64_t> OptimizelyCampaign::count() {
    auto value = soap_.read(get_count, [&](SoapCall& call) { call.number(settings_.list).number(no_filter); });
    if (!value) return std::move(value).error();
    const auto number = *value ? number_of(**value) : std::nullopt;
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
    return make_issue(Code::answer_unreadable, "Optimizely Campaign answered " + std::string(get_count.call) + " with no number.", "Try again later.");
}

Result<std::unique_ptr<ServiceBatch>> OptimizelyCampaign::batch(std::size_t phase) {
    if (phase == clear_phase) return std::unique_ptr<ServiceBatch>(std::make_unique<WholeList>());
    return std::unique_ptr<ServiceBatch>(std::make_unique<Recipients>(layout_, settings_));
}

Result<Answer> OptimizelyCampaign::send(ServiceBatch& batch, Sending& sending) {
    if (auto* recipients = dynamic_cast<Recipients*>(&batch)) return add(*recipients, &sending);
    return clear(sending);
}

Result<Answer> OptimizelyCampaign::poll(const std::string& ticket, const Rebuild& rebuild) {
    if (ticket.starts_with(clearing)) {
        std::uint64_t before = 0;
        std::from_chars(ticket.data() + clearing.size(), ticket.data() + ticket.size(), before);
        return look_at_clear(before);
    }
    auto batch = rebuild();
    if (!batch) return std::move(batch).error();
    return add(static_cast<Recipients&>(**batch), nullptr);
}

// ---------------------------------------------------------------------------------------------------------------------
// The clear (section 7)

// The count is known for good before the call, so that whoever goes on can tell whether the list was emptied.
Result<Answer> OptimizelyCampaign::clear(Sending& sending) {
    auto before = count();
    if (!before) return with_list_untouched(std::move(before).error(), sending);
    if (auto kept = sending.keep_ticket(std::string(clearing) + std::to_string(*before)); !kept) return std::move(kept).error();
    for (int tries = 1;; ++tries) {
        auto reply = soap_.once(clear_list, [&](SoapCall& call) { call.number(settings_.list); });
        if (!reply) return with_list_untouched(std::move(reply).error(), sending);
        if (reply->kind == SoapReply::Kind::done) return Answer{};
        if (reply->kind == SoapReply::Kind::not_known) {
            ++unanswered_clears_;
            unanswered_clear_ = std::move(*reply);
            return Answer{Answer::State::pending};
        }
        if (!reply->temporary) return with_list_untouched(std::move(*reply->trouble), sending);
        auto again = soap_.wait_for_next(tries, *reply);
        if (!again) return std::move(again).error();
        if (!*again) return with_list_untouched(std::move(*reply->trouble), sending);
    }
}

// The list has all its recipients. A service that does not answer is asked less and less often, and not for ever.
Result<Answer> OptimizelyCampaign::clear_again() {
    if (unanswered_clear_) {
        auto again = soap_.wait_for_next(unanswered_clears_, *unanswered_clear_);
        if (!again) return std::move(again).error();
        if (!*again) {
            return make_issue(Code::destination_busy,
                              "Optimizely Campaign was asked " + std::to_string(unanswered_clears_) + " times to empty the list, and did not. The list was not emptied.",
                              "Try again later with: muster runs resume");
        }
    }
    return Answer{Answer::State::again, {}, "The list was not emptied."};
}

Result<Answer> OptimizelyCampaign::look_at_clear(std::uint64_t before) {
    auto now = count();
    if (!now) return std::move(now).error();
    if (*now == 0) return Answer{};
    if (*now >= before) return clear_again();
    if (!clear_watched_) clear_watched_ = waiter_.now();
    if (waiter_.now() - *clear_watched_ < longest_clear) return Answer{Answer::State::pending};
    return make_issue(Code::destination_busy, "Optimizely Campaign has been emptying the list for " + std::to_string(longest_clear.count()) + " minutes, and still has " + std::to_string(*now) + " recipients.",
                      "Look at the list there; then go on with: muster runs resume");
}

// ---------------------------------------------------------------------------------------------------------------------
// Batches

Result<Answer> OptimizelyCampaign::add(const Recipients& batch, Sending* sending) {
    Progress progress;
    progress.codes.assign(batch.size(), added);
    progress.repeated = sending == nullptr || sending->repeated();
    auto done = add_all(batch, progress);
    if (done) return answer_of(batch, progress);
    // Whoever goes on with the batch has to know that recipients of it can be in the list.
    if (sending != nullptr && (progress.touched || sending->repeated())) {
        if (auto kept = sending->keep_ticket(std::string(adding)); !kept) return std::move(kept).error();
    }
    return std::move(done).error();
}

Result<void> OptimizelyCampaign::add_all(const Recipients& batch, Progress& progress) {
    std::vector<std::size_t> numbers(batch.size());
    std::iota(numbers.begin(), numbers.end(), std::size_t{0});
    if (auto done = add_some(batch, numbers, progress); !done) return done;
    // Where every recipient is refused alone, it is not about them.
    if (progress.refusals > 0 && !progress.taken) return refused_as_a_whole();
    if (progress.again.empty()) return {};
    const std::vector<std::size_t> again(progress.again.begin(), progress.again.end());
    progress.repeated = true;
    return add_some(batch, again, progress);
}

Result<void> OptimizelyCampaign::add_some(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress) {
    if (numbers.empty()) return {};
    for (int tries = 1;; ++tries) {
        auto reply = call_add(batch, numbers, progress);
        if (!reply) return std::move(reply).error();
        if (reply->kind == SoapReply::Kind::done && take_codes(*reply, numbers, progress)) return {};
        if (reply->kind == SoapReply::Kind::refused) return split(batch, numbers, progress, *reply->trouble);
        if (reply->kind == SoapReply::Kind::done) {
            reply->trouble = make_issue(Code::answer_unreadable, "Optimizely Campaign answered " + std::string(add_recipients.call) + " with another number of results than recipients.",
                                        "What was added is not known. Try again later.");
            reply->temporary = true;
        }
        if (!reply->temporary) return std::move(*reply->trouble);
        auto again = soap_.wait_for_next(tries, *reply);
        if (!again) return std::move(again).error();
        if (!*again) return std::move(*reply->trouble);
        progress.repeated = progress.repeated || reply->kind != SoapReply::Kind::not_done;
    }
}

Result<SoapReply> OptimizelyCampaign::call_add(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress) {
    auto reply = soap_.once(add_recipients, [&](SoapCall& call) {
        call.number(settings_.list).number(settings_.opt_in_process);
        batch.add_to(call, numbers);
    });
    if (!reply) return reply;
    progress.taken = progress.taken || reply->kind == SoapReply::Kind::done;
    progress.touched = progress.touched || reply->kind != SoapReply::Kind::not_done || reply->sent_twice;
    progress.repeated = progress.repeated || reply->sent_twice;
    return reply;
}

// Whether rows of a call that was refused were written is not documented: they count as perhaps added from then on.
Result<void> OptimizelyCampaign::split(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress, const Issue& refusal) {
    if (++progress.refusals > (progress.taken ? most_refusals : most_refusals_of_all)) return refusal;
    progress.repeated = true;
    if (numbers.size() == 1) {
        progress.codes[numbers.front()] = refused_alone;
        return {};
    }
    const std::size_t half = numbers.size() / 2;
    auto first = add_some(batch, numbers.first(half), progress);
    return first ? add_some(batch, numbers.subspan(half), progress) : first;
}

// One result for each recipient, in their order. False: the answer has no such list.
bool OptimizelyCampaign::take_codes(const SoapReply& reply, std::span<const std::size_t> numbers, Progress& progress) {
    if (!reply.value || reply.value->items.size() != numbers.size()) return false;
    std::vector<std::int64_t> codes;
    for (const SoapValue& item : reply.value->items) {
        const auto code = number_of(item);
        if (!code) return false;
        codes.push_back(*code);
    }
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const std::size_t number = numbers[i];
        // Section 4: already there is a success where it may be of this very batch.
        progress.codes[number] = codes[i] == already_there && progress.repeated ? added : codes[i];
        if (codes[i] == general_error) progress.again.insert(number);
    }
    return true;
}

Answer OptimizelyCampaign::answer_of(const Recipients& batch, const Progress& progress) {
    Answer answer;
    for (std::size_t i = 0; i < progress.codes.size(); ++i) {
        if (progress.codes[i] == added) continue;
        std::string reason = reason_of(progress.codes[i]);
        const bool not_mailable = is_not_mailable(reason);
        answer.refused.push_back({batch.id(i), std::move(reason), false, false, not_mailable});
    }
    return answer;
}

// ---------------------------------------------------------------------------------------------------------------------
// The end

Result<Conclusion> OptimizelyCampaign::conclude(const RunEnd& end) {
    Conclusion conclusion;
    const auto say = [&](const std::string& sentence) { conclusion.remark += (conclusion.remark.empty() ? "" : " ") + sentence; };
    std::uint64_t may_be_there = end.excluded;
    for (const auto& [reason, count] : end.refused) {
        may_be_there += count;
        if (is_not_mailable(reason)) conclusion.not_mailable += count;
        if (count > 1) say(std::to_string(count) + " times: " + reason);
    }
    if (!end.replaced) return conclusion;
    auto now = count();
    if (!now) return uncounted(std::move(now).error());
    if (*now < end.accepted) return incomplete(*now, end.accepted);
    if (*now > end.accepted) {
        // Section 10: whether those with code 2 or 4 are in the list is not known.
        const bool explained = *now <= end.accepted + may_be_there;
        say("The list has " + std::to_string(*now) + " recipients now, and " + std::to_string(end.accepted) + " were added" +
            (explained ? "; some that were not added may be in it all the same." : ". Look at the list in Optimizely Campaign."));
    }
    return conclusion;
}

}  // namespace optimizely_campaign
}  // namespace muster::native
