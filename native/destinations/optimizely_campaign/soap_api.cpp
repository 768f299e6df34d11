#include "soap_api.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace muster::native::optimizely_campaign {
namespace {

using std::chrono::milliseconds;

// Section 3: a session lives 20 minutes; whether calls prolong it is not known.
constexpr std::chrono::minutes renewed_after{15};
constexpr int most_tries = 6;
constexpr milliseconds first_wait{1'000}, longest_wait{60'000}, longest_asked_wait{120'000};
constexpr int ok = 200, server_error = 500, request_timeout = 408, too_many = 429, unauthorised = 401, forbidden = 403;

constexpr Operation login{"Session", "login", "the login"}, logout{"Session", "logout", "the logout"};

constexpr std::string_view dead_session = "dead_session", wrong_login = "wrong_login";
// Fault texts echo what was sent: they are looked through, and never shown.
constexpr SoapFaultPattern fault_patterns[] = {{"Invalid sessionId", dead_session}, {"Invalid credentials", wrong_login}};

std::string namespace_of(std::string_view service) { return "urn:api.broadmail.de/soap11/Rpc" + std::string(service); }

Issue no_outcome(const Operation& operation, const std::string& what) {
    return make_issue(Code::destination_busy, "Optimizely Campaign answered " + std::string(operation.call) + " with " + what + ".", "Try again later.");
}

Issue refusal(const Operation& operation, std::string_view kind) {
    if (kind == wrong_login) {
        return make_issue(Code::permission_denied, "Optimizely Campaign refused the login of the API user.",
                          "Compare client, user and password with the API user in Optimizely Campaign, and whether calls from this computer's address are allowed.");
    }
    return make_issue(Code::destination_failed, "Optimizely Campaign refused " + std::string(operation.call) + ".",
                      "Check that the API user may use the method " + std::string(operation.name) + " of Rpc" + std::string(operation.service) +
                          ", and that list and opt-in process are of this client.");
}

SoapReply trouble(SoapReply::Kind kind, Issue issue, bool temporary) {
    SoapReply reply;
    reply.kind = kind;
    reply.trouble = std::move(issue);
    reply.temporary = temporary;
    return reply;
}

// Of a call that was not answered: what is certain of it.
SoapReply unanswered(const Issue& issue) {
    switch (issue.code) {
        case Code::destination_unreachable: return trouble(SoapReply::Kind::not_done, issue, true);
        case Code::answer_missing:
        case Code::answer_unreadable: return trouble(SoapReply::Kind::not_known, issue, true);
        case Code::interrupted: return trouble(SoapReply::Kind::not_known, issue, false);
        default: return trouble(SoapReply::Kind::not_done, issue, false);
    }
}

}  // namespace

std::optional<std::int64_t> number_of(const SoapValue& value) {
    std::int64_t number = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
    if (value.nil || error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

SoapApi::SoapApi(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter)
    : settings_(settings), client_(client), secrets_(secrets), waiter_(waiter) {
    secrets_.add(settings.password);
}

SoapApi::~SoapApi() {
    if (session_.empty()) return;
    SoapCall call(namespace_of(logout.service), logout.name);
    call.text(session_);
    exchange(logout, call);
}

Result<bool> SoapApi::wait_for_next(int tries, const SoapReply& reply) {
    if (tries >= most_tries) return false;
    milliseconds duration = std::min(first_wait * (1 << (tries - 1)), longest_wait);
    duration = milliseconds(static_cast<std::int64_t>(static_cast<double>(duration.count()) * (0.5 + waiter_.chance() / 2)));
    if (reply.asked_wait) {
        if (*reply.asked_wait > longest_asked_wait) return false;
        duration = std::max(duration, *reply.asked_wait);
    }
    if (waiter_.wait(duration)) return true;
    return make_issue(Code::interrupted, "The run was interrupted; what was confirmed stays.", "Go on with: muster runs resume");
}

Result<void> SoapApi::log_in() {
    session_.clear();
    for (int tries = 1;; ++tries) {
        SoapCall call(namespace_of(login.service), login.name);
        call.number(settings_.client).text(settings_.user).text(settings_.password);
        const auto asked = waiter_.now();
        SoapReply reply = exchange(login, call);
        if (reply.kind == SoapReply::Kind::done && reply.value && !reply.value->text.empty()) {
            session_ = reply.value->text;
            secrets_.add(session_);
            began_ = asked;
            return {};
        }
        if (reply.kind == SoapReply::Kind::done) reply = trouble(SoapReply::Kind::not_known, no_outcome(login, "no session"), true);
        if (!reply.temporary) return std::move(*reply.trouble);
        auto again = wait_for_next(tries, reply);
        if (!again) return std::move(again).error();
        if (!*again) return std::move(*reply.trouble);
    }
}

Result<void> SoapApi::keep_session() {
    return !session_.empty() && waiter_.now() - began_ < renewed_after ? Result<void>() : log_in();
}

SoapReply SoapApi::exchange(const Operation& operation, const SoapCall& call) {
    auto envelope = call.envelope();
    if (!envelope) return trouble(SoapReply::Kind::not_done, std::move(envelope).error(), false);
    HttpRequest request;
    request.call = std::string(operation.call) + " of Optimizely Campaign";
    request.method = "POST";
    request.url = settings_.soap_url + std::string(operation.service);
    request.headers = {{"Content-Type", "text/xml;charset=UTF-8"}, {"SOAPAction", "\"\""}};
    request.body = std::move(*envelope);
    request.repeatable = operation.repeatable;
    const std::uint64_t calls = client_.calls();
    auto response = client_.send(request);
    if (!response) return unanswered(response.error());
    SoapReply reply = reply_of(operation, *response);
    reply.sent_twice = client_.calls() > calls + 1;
    return reply;
}

// Status 500 with a fault is an answer; without one nobody knows what was done.
SoapReply SoapApi::reply_of(const Operation& operation, const HttpResponse& response) const {
    const int status = response.status;
    const std::string said = "status " + std::to_string(status);
    if (status == ok || status == server_error) {
        auto answer = parse_soap(response.body);
        if (answer && answer->fault) {
            const std::string_view kind = fault_kind(*answer->fault, fault_patterns);
            SoapReply reply = trouble(SoapReply::Kind::refused, refusal(operation, kind), false);
            reply.dead_session = kind == dead_session;
            return reply;
        }
        if (answer && status == ok) {
            SoapReply reply;
            reply.value = std::move(answer->value);
            return reply;
        }
        return trouble(SoapReply::Kind::not_known, no_outcome(operation, status == ok ? "something that cannot be read" : said), true);
    }
    if (status == unauthorised || status == forbidden) {
        return trouble(SoapReply::Kind::not_done,
                       make_issue(Code::permission_denied, "Optimizely Campaign answered " + std::string(operation.call) + " with " + said + ".",
                                  "Check the permissions of the API user, and whether calls from this computer's address are allowed."),
                       false);
    }
    if (status == too_many) {
        SoapReply reply = trouble(SoapReply::Kind::not_done, no_outcome(operation, said), true);
        reply.asked_wait = retry_after(response, waiter_.now());
        return reply;
    }
    if (status > server_error || status == request_timeout) return trouble(SoapReply::Kind::not_known, no_outcome(operation, said), true);
    return trouble(SoapReply::Kind::not_done,
                   make_issue(Code::destination_failed, "Optimizely Campaign answered " + std::string(operation.call) + " with " + said + ".", "Check the address of the destination."), false);
}

Result<SoapReply> SoapApi::once(const Operation& operation, const Parts& parts) {
    for (int tries = 1;; ++tries) {
        if (auto kept = keep_session(); !kept) return std::move(kept).error();
        SoapCall call(namespace_of(operation.service), operation.name);
        call.text(session_);
        parts(call);
        SoapReply reply = exchange(operation, call);
        if (!reply.dead_session) return reply;
        session_.clear();
        if (tries == 1) continue;
        reply.trouble = no_outcome(operation, "the word that the session of this minute is over");
        return reply;
    }
}

Result<std::optional<SoapValue>> SoapApi::read(const Operation& operation, const Parts& parts) {
    for (int tries = 1;; ++tries) {
        auto reply = once(operation, parts);
        if (!reply) return std::move(reply).error();
        if (reply->kind == SoapReply::Kind::done) return std::move(reply->value);
        if (!reply->temporary) return std::move(*reply->trouble);
        auto again = wait_for_next(tries, *reply);
        if (!again) return std::move(again).error();
        if (!*again) return std::move(*reply->trouble);
    }
}

}  // namespace muster::native::optimizely_campaign
