#include "emarsys.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "batch.hpp"
#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

const Capabilities& emarsys_capabilities() {
    static const Capabilities capabilities = [] {
        Capabilities all;
        all.insert = all.update = all.update_alone = all.new_fields = all.compares_with_sent = true;
        all.options = emarsys::options();
        return all;
    }();
    return capabilities;
}

Result<std::unique_ptr<Destination>> open_emarsys(const DestinationSettings& document, const Surroundings& around) {
    static const std::atomic<bool> never{false};
    auto settings = emarsys::settings_of(document);
    if (!settings) return std::move(settings).error();
    const std::atomic<bool>& stop = around.stop != nullptr ? *around.stop : never;
    auto waiter = std::make_unique<SystemWaiter>(stop);
    auto service = std::make_unique<emarsys::Emarsys>(std::move(*settings), *waiter, stop, around.trace);
    return std::unique_ptr<Destination>(
        std::make_unique<ServiceDestination>(std::move(service), ServicePlace{around.state_folder, around.sync_name}, std::move(waiter), stop));
}

namespace emarsys {

namespace {

constexpr std::array<ServicePhase, 1> all_phases{ServicePhase{"contacts", false, true}};
constexpr int races = 2;                       // how often a contact that appeared meanwhile is tried again
constexpr std::size_t longest_field_name = 200;
constexpr std::size_t most_ids = 10'000;       // of one call that puts contacts into a list

constexpr std::int64_t value_missing = 2005, value_invalid = 2007, no_such_contact = 2008, already_there = 2009, several_contacts = 2010;
constexpr std::int64_t too_large = 1000;

bool is_about_a_contact(std::int64_t code) {
    return code == value_missing || code == value_invalid || code == no_such_contact || code == already_there || code == several_contacts;
}

bool is_too_large(const Reply& reply) { return reply.status == 413 || reply.code == too_large || reply.code == 2002; }

std::string reason_of(std::int64_t code) {
    switch (code) {
        case value_missing: return "Emarsys takes the value of the key for missing or invalid (code 2005).";
        case value_invalid: return "Emarsys does not take one of the values (code 2007).";
        case no_such_contact: return "There is no such contact in Emarsys (code 2008).";
        case already_there: return "Emarsys says that the contact exists already, also when asked again (code 2009).";
        case too_large: return "Emarsys takes a call with this contact alone for too large.";
        case several_contacts: return "Several contacts in Emarsys have this key; none of them was changed (code 2010).";
        default: return "Emarsys did not take the contact" + (code < 0 ? std::string(".") : " (code " + std::to_string(code) + ").");
    }
}

// Contacts that appeared while they were written.
std::vector<std::size_t> raced(const std::map<std::size_t, std::vector<std::int64_t>>& errors) {
    std::vector<std::size_t> numbers;
    for (const auto& [number, codes] : errors) {
        if (std::find(codes.begin(), codes.end(), already_there) != codes.end()) numbers.push_back(number);
    }
    return numbers;
}

std::vector<std::size_t> numbers_up_to(std::size_t count) {
    std::vector<std::size_t> numbers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = i;
    return numbers;
}

// Not about the way to the service, nor about its state: other calls may well succeed.
bool is_about_a_call(Code code) {
    return code == Code::permission_denied || code == Code::field_unknown || code == Code::invalid_value || code == Code::destination_failed ||
           code == Code::answer_unreadable;
}

// What the calls are for, as messages name them.
constexpr std::string_view reading_fields = "reading the fields", reading_choices = "reading the choices of a field", reading_lists = "reading the contact lists",
                           creating_field = "creating a field", writing = "writing contacts", looking_up = "looking contacts up", adding = "adding contacts to a list";

}  // namespace

Emarsys::Emarsys(Settings settings, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace)
    : settings_(std::move(settings)), api_(settings_.api, trace, stop, waiter) {}

std::string Emarsys::display_name() const {
    return "Emarsys, " + settings_.api.url + (settings_.list.empty() ? "" : ", new contacts in list " + settings_.list);
}

std::span<const ServicePhase> Emarsys::phases() const { return all_phases; }

Result<void> Emarsys::read_fields() {
    auto reply = api_.get("field", reading_fields);
    if (!reply) return std::move(reply).error();
    if (reply->status == 404) return make_issue(Code::invalid_value, "There is no API of Emarsys at " + settings_.api.url + " (status 404).", "Check \"url\" of the destination.");
    if (!reply->ok()) return issue_of(*reply, reading_fields);
    const auto remote = emarsys::read_fields(reply->data);
    if (!remote) return make_issue(Code::answer_unreadable, "The list of fields of Emarsys is not in the form that it should have.", "Check the address of the connection.");
    fields_.clear();
    for (const RemoteField& field : *remote) {
        auto choices = has_choices(field) ? choices_of(field) : Result<std::vector<RemoteChoice>>(std::vector<RemoteChoice>());
        if (!choices && !is_about_a_call(choices.error().code)) return std::move(choices).error();
        fields_.push_back(contact_field(field, choices ? *choices : std::vector<RemoteChoice>()));
        if (!choices) fields_.back().trouble = std::move(choices).error();
    }
    fields_are_read_ = true;
    return {};
}

Result<std::vector<RemoteChoice>> Emarsys::choices_of(const RemoteField& field) {
    auto reply = api_.get("field/" + percent_encoded(field.id) + "/choice", reading_choices);
    if (!reply) return std::move(reply).error();
    if (!reply->ok()) return issue_of(*reply, reading_choices);
    auto choices = read_choices(reply->data);
    if (!choices) return make_issue(Code::answer_unreadable, "The list of choices of a field of Emarsys is not in the form that it should have.", "Check the address of the connection.");
    return std::move(*choices);
}

const ContactField* Emarsys::find(std::string_view name) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const ContactField& field) { return same_field_name(field.field.name, name); });
    return found == fields_.end() ? nullptr : &*found;
}

Result<Schema> Emarsys::schema() {
    if (auto read = read_fields(); !read) return std::move(read).error();
    Schema schema;
    schema.accepts_new_fields = schema.types_are_fixed = true;
    for (const ContactField& field : fields_) {
        if (schema.find(field.field.name) == nullptr) schema.fields.push_back(field.field);
    }
    return schema;
}

void Emarsys::check_column(const ServiceColumn& column, std::vector<Issue>& issues) {
    if (const ContactField* field = find(column.field); field != nullptr) {
        if (field->trouble) issues.push_back(*field->trouble);
        return;
    }
    if (!column.new_field) {
        issues.push_back(make_issue(Code::field_unknown, "Emarsys has no field \"" + shortened(column.field, 80) + "\".", "Map the column to another field, or make it a new one."));
    } else if (!new_field_form(column)) {
        issues.push_back(make_issue(Code::type_clash, "The new field \"" + shortened(column.field, 80) + "\" is a choice, which cannot be created through the API.",
                                    "Create it in Emarsys, or declare the column as text."));
    } else if (characters_in(column.field) > longest_field_name) {
        issues.push_back(make_issue(Code::invalid_value, "The name of the new field \"" + shortened(column.field, 80) + "\" has more than 200 characters.", "Choose a shorter one."));
    }
}

void Emarsys::check_list(std::vector<Issue>& issues) {
    if (settings_.list.empty()) {
        issues.push_back(make_issue(Code::member_missing, "New contacts are added, but the destination does not say to which contact list.",
                                    "Give the number of the list as \"list\", or set \"insert\" of \"mode\" to false."));
        return;
    }
    auto reply = api_.get("contactlist", reading_lists);
    if (!reply) return issues.push_back(std::move(reply).error());
    if (!reply->ok()) return issues.push_back(issue_of(*reply, reading_lists));
    const auto lists = read_lists(reply->data);
    if (lists && std::find(lists->begin(), lists->end(), settings_.list) != lists->end()) return;
    issues.push_back(make_issue(Code::invalid_value, "Emarsys has no contact list of the number " + settings_.list + ".",
                                "Take the number from the address of the list's page in Emarsys, or create the list there."));
}

std::vector<Issue> Emarsys::missing_for_plans() {
    std::vector<Issue> missing;
    if (!settings_.list.empty()) check_list(missing);
    return missing;
}

std::vector<Issue> Emarsys::preflight(const ServicePlan& plan) {
    plan_ = plan;
    fields_are_created_ = false;
    std::vector<Issue> issues;
    if (!fields_are_read_) {
        if (auto read = read_fields(); !read) return {std::move(read).error()};
    }
    for (const ServiceColumn& column : plan.columns) check_column(column, issues);
    const ContactField* key = find(plan.columns[plan.key].field);
    if (key == nullptr) {
        issues.push_back(make_issue(Code::contradiction, "The key of contacts in Emarsys must be a field that exists.", "Use the e-mail address as the key."));
    } else {
        key_id_ = key->remote.id;
    }
    if (plan.mode.insert) check_list(issues);
    if (!plan.mode.update) {
        issues.push_back(make_issue(Code::contradiction, "Emarsys cannot add contacts without changing those that it has.", "Set \"update\" of \"mode\" to true."));
    }
    return issues;
}

std::optional<NewFieldForm> Emarsys::new_field_form(const ServiceColumn& column) const {
    const auto word = application_type_for(column.type, column.max_length);
    if (!word) return std::nullopt;
    return NewFieldForm{*word, type_of(*word)};
}

bool Emarsys::fits_new_field(const ServiceColumn& column, std::string_view value) const { return fits(column.type, value); }

// Before the first contact. What is there is the journal: the fields are read again before each attempt, so that none is created
// twice, whether another run has created it meanwhile or an answer was lost.
Result<void> Emarsys::create_fields() {
    if (fields_are_created_) return {};
    Result<void> created;
    for (int tries = 0; tries <= races; ++tries) {
        created = create_missing_fields();
        if (created) break;
        const Code code = created.error().code;
        if (code != Code::answer_missing && code != Code::answer_unreadable && code != Code::service_unavailable) break;
    }
    if (!created) return created;
    for (const ServiceColumn& column : plan_.columns) {
        if (find(column.field) == nullptr) {
            return make_issue(Code::destination_failed, "The new field \"" + shortened(column.field, 80) + "\" did not appear in Emarsys.", "Look for it in Emarsys, and run again.");
        }
    }
    fields_are_created_ = true;
    return {};
}

Result<void> Emarsys::create_missing_fields() {
    const auto is_missing = [&](const ServiceColumn& column) { return find(column.field) == nullptr; };
    if (std::none_of(plan_.columns.begin(), plan_.columns.end(), is_missing)) return {};
    if (auto read = read_fields(); !read) return read;
    for (const ServiceColumn& column : plan_.columns) {
        if (auto created = is_missing(column) ? create_field(column) : Result<void>(); !created) return created;
    }
    return read_fields();
}

Result<void> Emarsys::create_field(const ServiceColumn& column) {
    constexpr std::int64_t name_exists = 9002;
    const auto form = new_field_form(column);
    if (!form) return make_issue(Code::type_clash, "The new field \"" + shortened(column.field, 80) + "\" cannot be created.", "Map the column to a field that exists.");
    auto reply = api_.post_once("field", field_body(column.field, form->word), creating_field);
    if (!reply) return std::move(reply).error();
    if (!reply->ok() && reply->code != name_exists) return issue_of(*reply, std::string(creating_field) + " \"" + shortened(column.field, 80) + "\"");
    return {};
}

Result<std::unique_ptr<ServiceBatch>> Emarsys::batch(std::size_t) {
    if (auto created = create_fields(); !created) return std::move(created).error();
    BatchForm form{key_id_, plan_.key, {}, settings_.contacts_per_call, settings_.bytes_per_call};
    for (const ServiceColumn& column : plan_.columns) form.columns.push_back(find(column.field));
    return std::unique_ptr<ServiceBatch>(std::make_unique<Batch>(std::move(form)));
}

Result<Answer> Emarsys::send(ServiceBatch& batch, Sending& sending) {
    auto& contacts = static_cast<Batch&>(batch);  // of batch() above
    const bool again = contacts.ticket.has_value();
    if (adds_to_list() && !again) {
        auto keys = keys_to_add(contacts);
        if (!keys) return std::move(keys).error();
        contacts.ticket = Ticket{std::move(*keys), {}};
        if (auto kept = sending.keep_ticket(ticket_of(*contacts.ticket)); !kept) return std::move(kept).error();
    }
    auto done = finish(contacts, &sending, again);
    const bool may_be_done = !done && (done.error().code == Code::answer_missing || done.error().code == Code::answer_unreadable);
    if (may_be_done) return Answer{Answer::State::unknown, {}, done.error().message};
    return done;
}

// A batch with a ticket was begun by a run that did not end: writing it once more changes nothing, and its new contacts are
// those of the ticket.
Result<Answer> Emarsys::poll(const std::string& ticket, const Rebuild& rebuild) {
    auto kept = read_ticket(ticket);
    if (!kept) return make_issue(Code::internal_error, "The journal of this run has a batch that Emarsys was not given.");
    auto batch = rebuild();
    if (!batch) return std::move(batch).error();
    auto& contacts = static_cast<Batch&>(**batch);
    contacts.ticket = std::move(*kept);
    return finish(contacts, nullptr, true);
}

Result<KnownIds> Emarsys::known_ids(std::span<const std::string> keys) {
    auto reply = api_.post("contact/checkids", ids_body(key_id_, keys), looking_up);
    if (!reply) return std::move(reply).error();
    if (!reply->ok() && reply->code == no_such_contact) return KnownIds{};   // none of them is there
    if (!reply->ok()) return issue_of(*reply, looking_up);
    KnownIds known = read_known_ids(reply->data);
    if (const auto wrong = known.errors.find(std::string(no_key_id)); wrong != known.errors.end()) return issue_of({reply->status, wrong->second.front(), {}}, looking_up);
    return known;
}

// The keys of the batch that no contact has. One that several contacts have is no new one.
Result<std::vector<std::string>> Emarsys::keys_to_add(const Batch& batch) {
    std::vector<std::string> unknown, missing;
    for (const Batch::Contact& contact : batch.contacts()) {
        if (!contact.known) {
            unknown.push_back(contact.value);
        } else if (unlisted_.contains(contact.key)) {
            missing.push_back(contact.value);
        }
    }
    if (unknown.empty()) return missing;
    auto known = known_ids(unknown);
    if (!known) return std::move(known).error();
    std::set<std::size_t> there;
    for (const auto& [key, id] : known->ids) {
        if (const auto number = batch.find(key)) there.insert(*number);
    }
    for (const auto& [key, codes] : known->errors) {
        const auto number = batch.find(key);
        if (number && codes.front() != no_such_contact) there.insert(*number);
    }
    for (const std::string& key : unknown) {
        const std::size_t number = *batch.find(key);
        if (!there.contains(number) || unlisted_.contains(batch.contacts()[number].key)) missing.push_back(key);
    }
    return missing;
}

Result<Answer> Emarsys::finish(Batch& batch, Sending* sending, bool repeated) {
    const Ticket ticket = batch.ticket.value_or(Ticket());
    const std::vector<std::string>& new_keys = ticket.keys;
    Outcome outcome;
    outcome.created = ticket.created;
    const auto is_unlisted = [&](const Batch::Contact& contact) { return unlisted_.contains(contact.key); };
    outcome.repeated = repeated || std::any_of(batch.contacts().begin(), batch.contacts().end(), is_unlisted);
    std::vector<std::size_t> numbers = numbers_up_to(batch.contacts().size());
    for (int tries = 0; tries <= races && !numbers.empty(); ++tries) {
        auto written = write(batch, numbers, outcome);
        if (auto kept = keep_created(batch, outcome, sending); !kept) return std::move(kept).error();
        if (!written) return std::move(written).error();
        numbers = raced(outcome.errors);
    }
    if (auto found = find_added_again(batch, new_keys, outcome); !found) return std::move(found).error();
    if (adds_to_list()) {
        if (auto listed = list_new_contacts(batch, outcome, new_keys); !listed) return with_list_pending(std::move(listed).error(), outcome);
    }
    Answer result = answer(batch, new_keys, outcome);
    note_lost_characters(batch, result);
    return result;
}

// A call that is repeated does not tell any more whom the first one added.
Result<void> Emarsys::keep_created(Batch& batch, const Outcome& outcome, Sending* sending) {
    if (!batch.ticket || batch.ticket->created.size() == outcome.created.size()) return {};
    batch.ticket->created = outcome.created;
    return sending != nullptr ? sending->keep_ticket(ticket_of(*batch.ticket)) : Result<void>();
}

// Contacts that were confirmed before, and that somebody has deleted since: their ids are integers, as those of all that are new.
Result<void> Emarsys::find_added_again(const Batch& batch, const std::vector<std::string>& new_keys, Outcome& outcome) {
    const std::set<std::string_view> expected(new_keys.begin(), new_keys.end());
    std::vector<std::string> keys;
    std::size_t strangers = 0;
    for (std::size_t number = 0; number < batch.contacts().size(); ++number) {
        const Batch::Contact& contact = batch.contacts()[number];
        if (outcome.errors.contains(number)) continue;
        if (contact.known) keys.push_back(contact.value);
        else if (expected.contains(contact.value)) ++strangers;
    }
    if (keys.empty() || outcome.created.size() <= strangers) return {};
    auto known = known_ids(keys);
    if (!known) return std::move(known).error();
    const std::set<std::string_view> created(outcome.created.begin(), outcome.created.end());
    for (const auto& [key, id] : known->ids) {
        const auto number = batch.find(key);
        if (number && created.contains(id)) outcome.added_again.insert(*number);
    }
    return {};
}

// One call, or, where the service refuses it as a whole for what may be one contact's fault or for its size, two of half the size.
Result<void> Emarsys::write(const Batch& batch, std::span<const std::size_t> numbers, Outcome& outcome) {
    std::vector<std::string_view> contacts;
    for (const std::size_t number : numbers) {
        contacts.push_back(batch.contacts()[number].json);
        outcome.errors.erase(number);
    }
    const std::uint64_t calls = api_.calls();
    auto reply = api_.put(plan_.mode.insert ? "contact/?create_if_not_exists=1" : "contact/?create_if_not_exists=0", contacts_body(key_id_, contacts), writing);
    outcome.repeated = outcome.repeated || api_.calls() != calls + 1;
    if (!reply) return std::move(reply).error();
    if (reply->ok()) return take(batch, numbers, read_written(reply->data), outcome);
    if (!is_about_a_contact(reply->code) && !is_too_large(*reply)) return issue_of(*reply, writing);
    if (numbers.size() == 1) {
        outcome.errors[numbers.front()] = {is_too_large(*reply) ? too_large : reply->code};
        return {};
    }
    const std::size_t half = numbers.size() / 2;
    auto first = write(batch, numbers.first(half), outcome);
    return first ? write(batch, numbers.subspan(half), outcome) : first;
}

Result<void> Emarsys::take(const Batch& batch, std::span<const std::size_t> numbers, const Written& written, Outcome& outcome) {
    outcome.created.insert(outcome.created.end(), written.created.begin(), written.created.end());
    std::size_t refused = 0;
    for (const auto& [key, codes] : written.errors) {
        const auto wrong_field = std::find_if(codes.begin(), codes.end(), [](std::int64_t code) { return code == 2004 || code == 2006; });
        if (key == no_key_id || wrong_field != codes.end()) return issue_of({200, wrong_field != codes.end() ? *wrong_field : codes.front(), {}}, writing);
        const auto number = batch.find(key);
        if (!number || std::find(numbers.begin(), numbers.end(), *number) == numbers.end()) continue;
        outcome.errors[*number] = codes;
        ++refused;
    }
    // Every contact is among the ids or has an error; where one is not, it is not known which of them were written.
    const bool untold = refused != written.errors.size() || written.accepted + refused < numbers.size();
    outcome.untold = outcome.untold || untold;
    outcome.repeated = outcome.repeated || untold;
    return {};
}

Answer Emarsys::answer(const Batch& batch, const std::vector<std::string>& new_keys, const Outcome& outcome) {
    if (outcome.untold) return {Answer::State::failed, {}, "Emarsys did not tell of every contact of the call whether it took it."};
    Answer answer;
    for (const auto& [number, codes] : outcome.errors) {
        const bool not_there = codes.front() == no_such_contact && !plan_.mode.insert;
        answer.refused.push_back({batch.contacts()[number].key, reason_of(codes.front()), not_there});
    }
    const std::set<std::string_view> added(new_keys.begin(), new_keys.end());
    for (std::size_t number = 0; number < batch.contacts().size(); ++number) {
        const Batch::Contact& contact = batch.contacts()[number];
        if (outcome.errors.contains(number)) continue;
        if (outcome.added_again.contains(number)) {
            answer.added_again.push_back(contact.key);
            added_again_.insert(contact.key);
        }
        if (outcome.unlisted.contains(number)) {
            answer.refused.push_back({contact.key, "Emarsys added the contact, but does not take it into the contact list " + settings_.list + ".", false, true});
        } else if (adds_to_list() && !contact.known && !added.contains(contact.value) && !added_again_.contains(contact.key)) {
            answer.existed.push_back(contact.key);
        }
    }
    return answer;
}

// Integer ids are those of contacts that a call added. After a repeated call they would be texts: then those of the contacts
// that were missing before are looked up as well.
Result<void> Emarsys::list_new_contacts(const Batch& batch, Outcome& outcome, const std::vector<std::string>& new_keys) {
    std::set<std::string> ids(outcome.created.begin(), outcome.created.end());
    if (outcome.repeated && !new_keys.empty()) {
        auto known = known_ids(new_keys);
        if (!known) return std::move(known).error();
        for (const auto& [key, id] : known->ids) ids.insert(id);
    }
    std::vector<std::string> left(ids.begin(), ids.end());
    outcome.to_list = left.size();
    for (int tries = 0; tries <= races && !left.empty(); ++tries) {
        auto refused = add_to_list(left, outcome.repeated);
        if (!refused) return std::move(refused).error();
        outcome.to_list = refused->size();
        left = std::move(*refused);
    }
    return left.empty() ? Result<void>() : note_unlisted(batch, left, outcome);
}

// The contacts exist, and the journal knows of them: whoever reads of the failure has to know as well.
Issue Emarsys::with_list_pending(Issue error, const Outcome& outcome) const {
    if (outcome.to_list == 0) return error;
    if (!error.suggestion.empty()) error.message += " " + error.suggestion;
    error.message += " " + std::to_string(outcome.to_list) + (outcome.to_list == 1 ? " new contact is" : " new contacts are") + " in Emarsys, but not in the contact list " + settings_.list +
                     " yet, and not counted as added.";
    error.suggestion = "The next run puts them there, as does: muster runs resume";
    return error;
}

// Contacts that are not there any more are new ones for the next run; the others have only to be put into the list.
Result<void> Emarsys::note_unlisted(const Batch& batch, std::span<const std::string> ids, Outcome& outcome) {
    if (outcome.untold) {
        return make_issue(Code::destination_failed, "Emarsys added contacts, but does not take " + std::to_string(ids.size()) + " of them into the contact list " + settings_.list + ".",
                          "Try again after a while with: muster runs resume");
    }
    std::vector<std::string> keys;
    for (std::size_t number = 0; number < batch.contacts().size(); ++number) {
        if (outcome.errors.contains(number)) continue;
        keys.push_back(batch.contacts()[number].value);
        outcome.unlisted.insert(number);
    }
    auto known = known_ids(keys);
    if (!known) return std::move(known).error();
    for (const auto& [key, id] : known->ids) {
        const auto number = batch.find(key);
        if (number && std::find(ids.begin(), ids.end(), id) == ids.end()) outcome.unlisted.erase(*number);
    }
    return {};
}

// Answers the ids that the list did not take. `repeated`: some may have been in it before.
Result<std::vector<std::string>> Emarsys::add_to_list(std::span<const std::string> ids, bool repeated) {
    std::vector<std::string> refused;
    for (std::size_t at = 0; at < ids.size(); at += most_ids) {
        const std::span<const std::string> part = ids.subspan(at, std::min(most_ids, ids.size() - at));
        const std::uint64_t calls = api_.calls();
        auto reply = api_.post("contactlist/" + settings_.list + "/add", ids_body("id", part), adding);
        const bool part_repeated = repeated || api_.calls() != calls + 1;
        if (!reply) return std::move(reply).error();
        if (!reply->ok()) return issue_of(*reply, adding);
        // Contract, section 4: an object that tells how many were put there.
        if (reply->data.kind != JsonValue::Kind::object) return make_issue(Code::answer_unreadable, "The answer to " + std::string(adding) + " does not tell what became of them.");
        const RowErrors errors = read_errors(reply->data);
        for (const auto& [id, codes] : errors) refused.push_back(id);
        const std::uint64_t taken = part.size() - std::min(part.size(), errors.size());
        const std::uint64_t told = part_repeated ? taken : std::min(taken, read_inserted(reply->data).value_or(taken));
        added_to_list_ += told;
        not_told_of_ += taken - told;
    }
    return refused;
}

void Emarsys::note_lost_characters(const Batch& batch, const Answer& answer) {
    if (answer.state != Answer::State::done) return;
    for (const Batch::Contact& contact : batch.contacts()) {
        if (!contact.loses_characters) continue;
        if (rows_with_losses_++ == 0) first_row_with_losses_ = contact.row;
    }
}

std::string Emarsys::warning() const {
    if (!settings_.api.wsse) return {};
    return "The login by WSSE is announced to be switched off at the end of 2026: change the connection to \"login\": \"oauth\".";
}

std::string Emarsys::remark() const {
    std::string text;
    if (added_to_list_ != 0) text += "New contacts put into the contact list " + settings_.list + ": " + std::to_string(added_to_list_) + ". ";
    if (not_told_of_ != 0) {
        text += "Emarsys counts " + std::to_string(not_told_of_) + (not_told_of_ == 1 ? " new contact" : " new contacts") + " less in the list than were put there: look at it in Emarsys. ";
    }
    if (rows_with_losses_ != 0) {
        text += "Emarsys does not keep emoji in its system fields: " + std::to_string(rows_with_losses_) + (rows_with_losses_ == 1 ? " row has" : " rows have") +
                " some, the first is row " + std::to_string(first_row_with_losses_) + ". ";
    }
    if (!text.empty()) text.pop_back();
    return text;
}

}  // namespace emarsys
}  // namespace muster::native
