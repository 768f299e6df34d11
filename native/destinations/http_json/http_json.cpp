#include "http_json.hpp"

#include <algorithm>
#include <random>

#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

const Capabilities& http_json_capabilities() {
    static const Capabilities capabilities = [] {
        Capabilities all;
        all.insert = all.update = all.delete_missing = true;
        all.lists_keys = all.scope_own = all.compares_with_sent = true;
        all.options = http_json::options();
        return all;
    }();
    return capabilities;
}

Result<std::unique_ptr<Destination>> open_http_json(const DestinationSettings& document, const Surroundings& around) {
    static const std::atomic<bool> never{false};
    // A connection alone has no name of a sync.
    auto settings = http_json::settings_of(document, !around.sync_name.empty());
    if (!settings) return std::move(settings).error();
    const std::atomic<bool>& stop = around.stop != nullptr ? *around.stop : never;
    auto waiter = std::make_unique<SystemWaiter>(stop);
    auto service = std::make_unique<http_json::HttpJson>(std::move(*settings), http_json::Key{around.key_field, around.key_type}, *waiter, stop, around.trace);
    return std::unique_ptr<Destination>(
        std::make_unique<ServiceDestination>(std::move(service), ServicePlace{around.state_folder, around.sync_name}, std::move(waiter), stop));
}

namespace http_json {

namespace {

constexpr int most_refused_alone = 10;
constexpr int bad_request = 400, request_timeout = 408, too_large = 413, unprocessable = 422, first_of_the_service = 500;

// 128 bits of chance.
std::string new_idempotency_key() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::random_device device;
    std::string key;
    for (int i = 0; i < 32; ++i) key += digits[device() & 15u];
    return key;
}

bool is_number(Type type) { return type == Type::integer || type == Type::number; }

bool is_without_outcome(Code code) { return code == Code::answer_missing || code == Code::answer_unreadable; }

}  // namespace

HttpJson::HttpJson(Settings settings, Key key, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace)
    : settings_(std::move(settings)), key_(std::move(key)), api_(settings_.api, trace, stop, waiter) {
    phases_.push_back({"contacts", false, repeatable()});
    if (settings_.removal) phases_.push_back({"removal", true, repeatable()});
}

std::string HttpJson::display_name() const {
    if (!settings_.sending) return settings_.api.url;
    return settings_.api.url + "/" + settings_.sending->path.substr(0, settings_.sending->path.find('?'));
}

Result<Schema> HttpJson::schema() {
    if (!settings_.test_path.empty()) {
        constexpr std::string_view testing = "tests the connection";
        auto response = api_.send({testing, "GET", settings_.test_path});
        if (!response) return std::move(response).error();
        if (!response->ok()) return Api::issue_of(testing, *response);
    }
    Schema schema;
    if (!settings_.sending) return schema;
    for (const TemplateField& each : settings_.sending->body.fields()) {
        Field& field = schema.fields.emplace_back();
        field.name = field.label = each.name;
        field.type = each.type.value_or(Type::text);
        // 007 and 7 are one number, which the service would get for both.
        if (same_field_name(field.name, key_.field)) schema.keys_are_values = is_number(key_.type.value_or(field.type));
    }
    return schema;
}

std::vector<Issue> HttpJson::missing_for_plans() {
    if (!settings_.test_path.empty()) return {};
    return {make_issue(Code::member_missing, "Nothing was tried: the connection has no \"test_path\".", "Give the path of something that can be read (GET) without changing anything.")};
}

std::vector<Issue> HttpJson::preflight(const ServicePlan& plan) {
    plan_ = plan;
    std::vector<Issue> issues;
    const std::string key = plan.columns[plan.key].field;
    const auto is_key = [&](const TemplateField& field) { return same_field_name(field.name, key); };
    const auto fields = settings_.sending->body.fields();
    for (const ServiceColumn& column : plan.columns) {
        const auto is_it = [&](const TemplateField& field) { return same_field_name(field.name, column.field); };
        if (std::any_of(fields.begin(), fields.end(), is_it)) continue;
        issues.push_back(make_issue(Code::field_unknown, "The template does not name the field \"" + shortened(column.field, 80) + "\".", "Add it to the template, or map the column to another field."));
    }
    for (const TemplateField& field : fields) {
        if (!field.in_list || is_key(field)) continue;
        issues.push_back(make_issue(Code::contradiction, "The template has the field \"" + shortened(field.name, 80) + "\" in a list, which cannot leave a value out.", "Put it into an object."));
    }
    if (!plan.mode.update) {
        issues.push_back(make_issue(Code::contradiction, "Contacts that the service has already would be changed all the same.", "Set \"update\" of \"mode\" to true."));
    }
    if (plan.mode.delete_missing && !settings_.removal) {
        issues.push_back(make_issue(Code::member_missing, "Contacts that are missing in the file are to be deleted, and the destination does not say how.",
                                    "Add \"delete_path\" and \"delete_template\", or set \"delete_missing\" of \"mode\" to false."));
    }
    if (settings_.removal && !std::all_of(settings_.removal->body.fields().begin(), settings_.removal->body.fields().end(), is_key)) {
        issues.push_back(make_issue(Code::contradiction, "\"delete_template\" names another field than the key, of which alone the value is always known.", "Name \"{" + shortened(key, 80) + "}\" in it."));
    }
    return issues;
}

ServicePace HttpJson::pace() const {
    ServicePace pace;
    // Nothing will ever tell what became of a call that may not be repeated: no wait helps.
    if (!repeatable()) pace.first_poll = std::chrono::milliseconds(0);
    return pace;
}

Result<std::unique_ptr<ServiceBatch>> HttpJson::batch(std::size_t phase) {
    BatchForm form;
    form.call = phases_[phase].removes ? &*settings_.removal : &*settings_.sending;
    form.plan = &plan_;
    form.most_records = settings_.records_per_call;
    form.most_bytes = settings_.bytes_per_call;
    for (const TemplateField& field : form.call->body.fields()) {
        const auto column = std::find_if(plan_.columns.begin(), plan_.columns.end(), [&](const ServiceColumn& each) { return same_field_name(each.field, field.name); });
        const auto number = static_cast<std::size_t>(column - plan_.columns.begin());
        form.columns.push_back(column == plan_.columns.end() ? std::nullopt : std::optional(number));
    }
    return std::unique_ptr<ServiceBatch>(std::make_unique<Batch>(std::move(form)));
}

Result<Answer> HttpJson::send(ServiceBatch& batch, Sending& sending) {
    auto& records = static_cast<Batch&>(batch);  // of batch() above
    if (!settings_.api.idempotency_header.empty() && records.idempotency_key.empty()) {
        records.idempotency_key = new_idempotency_key();
        if (auto kept = sending.keep_ticket(records.idempotency_key); !kept) return std::move(kept).error();
    }
    auto done = deliver(records);
    if (done || !is_without_outcome(done.error().code)) return done;
    trouble_ = done.error().message;
    return Answer{Answer::State::unknown, {}, trouble_};
}

// A batch with a ticket was begun by a run that did not end: under the same name the service does it once.
Result<Answer> HttpJson::poll(const std::string& ticket, const Rebuild& rebuild) {
    auto batch = rebuild();
    if (!batch) return std::move(batch).error();
    auto& records = static_cast<Batch&>(**batch);
    records.idempotency_key = ticket;
    return deliver(records);
}

Result<Answer> HttpJson::settle(ServiceBatch&) {
    return Answer{Answer::State::unknown, {}, trouble_ + (trouble_.empty() ? "" : " ") +
                  "The settings of the destination do not allow to repeat a call: look at the service. A new run sends these contacts again, muster runs resume does not."};
}

Result<Answer> HttpJson::deliver(const Batch& batch) {
    Outcome outcome(batch.records().size());
    auto written = write(batch, {0, batch.records().size()}, outcome);
    // What a part of the batch has done must not be done twice: then the others count as refused, and the next batch ends the run.
    const bool half_done = !written && outcome.accepted && !repeatable() && !is_without_outcome(written.error().code);
    // Those that were refused one by one are told as such, and the others stay to be sent; a batch with a name stays as it was named.
    const bool has_name = !batch.idempotency_key.empty();
    const bool given_up = !written && !half_done && refused_alone_ >= most_refused_alone && !(has_name && outcome.accepted);
    if (!written && !half_done && !given_up) return std::move(written).error();
    Answer answer;
    if (given_up) answer.end = written.error();
    for (std::size_t i = 0; i < batch.records().size(); ++i) {
        if (!outcome.told[i] && given_up) continue;
        if (!outcome.told[i]) outcome.refused[i] = written.error().message;
        if (outcome.refused[i]) answer.refused.push_back({batch.records()[i].key, *outcome.refused[i]});
    }
    return answer;
}

Result<void> HttpJson::write(const Batch& batch, Part part, Outcome& outcome) {
    std::vector<std::string_view> records;
    for (std::size_t i = part.first; i < part.first + part.count; ++i) records.push_back(batch.records()[i].json);
    const CallForm& form = batch.call();
    Api::Call call{form.name, form.method, form.path, form.body.whole(records), batch.idempotency_key, repeatable()};
    // The parts of a divided batch are calls of their own, the same ones whenever it is divided.
    if (!call.idempotency_key.empty() && part.count != batch.records().size()) {
        call.idempotency_key += "-" + std::to_string(part.first) + "-" + std::to_string(part.count);
    }
    auto response = api_.send(std::move(call));
    if (!response) return std::move(response).error();
    const int status = response->status;
    if (response->ok()) return take(batch, part, outcome, *response);
    if (status == bad_request || status == too_large || status == unprocessable) return divide(batch, part, outcome, status);
    Issue issue = Api::issue_of(form.name, *response);
    const bool may_be_done = status == request_timeout || status >= first_of_the_service;
    if (may_be_done && !repeatable()) issue.code = Code::answer_missing;
    return issue;
}

// The service refused a call as a whole, for what may be the fault of one record or of the size: so it is sent in two halves.
Result<void> HttpJson::divide(const Batch& batch, Part part, Outcome& outcome, int status) {
    if (part.count > 1) {
        const std::size_t half = part.count / 2;
        auto first = write(batch, {part.first, half}, outcome);
        return first ? write(batch, {part.first + half, part.count - half}, outcome) : first;
    }
    outcome.told[part.first] = true;
    outcome.refused[part.first] = status == too_large ? std::string("The record alone is larger than a call to the service may be.")
                                                      : "The service refused the record, which it got in a call of its own, with status " + std::to_string(status) + ".";
    if (status == too_large || ++refused_alone_ < most_refused_alone) return {};
    return make_issue(Code::destination_failed,
                      "The service refused " + std::to_string(refused_alone_) + " records in a row, each in a call of its own, at last with status " + std::to_string(status) + ".",
                      "Compare the template with what the service takes.");
}

Result<void> HttpJson::take(const Batch& batch, Part part, Outcome& outcome, const HttpResponse& response) {
    std::vector<SentKey> sent;
    for (std::size_t i = part.first; i < part.first + part.count; ++i) sent.push_back({batch.records()[i].key, batch.records()[i].key_value});
    auto results = read_results(settings_.results, response.body, sent);
    if (!results) return std::move(results).error();
    for (std::size_t i = 0; i < part.count; ++i) {
        const Refused& refused = (*results)[i];
        outcome.told[part.first + i] = true;
        outcome.accepted = outcome.accepted || !refused;
        if (refused) outcome.refused[part.first + i] = reason_of(batch.records()[part.first + i], *refused);
    }
    refused_alone_ = 0;
    return {};
}

// The service's words without the contact's values, which a report says only where the row itself is shown.
std::string HttpJson::reason_of(const Batch::Record& record, std::string_view told) const {
    constexpr std::size_t longest = 200;
    if (told.empty()) return "The service refused the record.";
    Secrets values;
    values.add(record.key);
    for (const std::string& value : record.values) values.add(value);
    std::string words = shortened(values.hidden_in(api_.hidden_in(told)), longest);
    std::replace_if(words.begin(), words.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return "The service refused the record: " + words + (words.ends_with('.') ? "" : ".");
}

}  // namespace http_json
}  // namespace muster::native
