// Prints, for each file named on standard input, everything that a session answers about it: one JSON line for each file.
// tests/web/parity.test.mjs asks the wasm build the same and compares byte for byte.
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "session.hpp"

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

using muster::Answer;
using muster::ImportSession;

std::size_t give(ImportSession& session, std::string_view bytes) {
    const auto buffer = session.input(bytes.size());
    if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
    return bytes.size();
}

template <class Feed>
Answer feed_all(ImportSession& session, std::string_view bytes, Feed feed) {
    for (std::size_t at = 0; at < bytes.size(); at += chunk_bytes) {
        const Answer answer = feed(give(session, bytes.substr(at, chunk_bytes)));
        if (!answer.ok) return answer;
    }
    return {};
}

Answer full_sniff(ImportSession& session, std::string_view bytes) {
    const Answer started = session.start_full_sniff();
    if (!started.ok) return started;
    const Answer fed = feed_all(session, bytes, [&](std::size_t size) { return session.feed_full_sniff(size); });
    return fed.ok ? session.finish_full_sniff() : fed;
}

Answer check(ImportSession& session, std::string_view bytes, const std::string& document) {
    const Answer started = session.start_check(document, R"({"today":"2026-11-28"})");
    if (!started.ok) return started;
    if (started.json == R"({"needs_survey":true})") {
        const Answer fed = feed_all(session, bytes, [&](std::size_t size) { return session.survey(size); });
        if (!fed.ok) return fed;
        const Answer surveyed = session.finish_survey();
        if (!surveyed.ok) return surveyed;
    }
    const Answer fed = feed_all(session, bytes, [&](std::size_t size) { return session.feed(size); });
    return fed.ok ? session.finish() : fed;
}

std::string document_with_key(const std::string& suggestion) {
    const auto parsed = muster::parse_json(suggestion);
    const muster::JsonValue* key = parsed.ok() ? parsed->find("key") : nullptr;
    const bool named = key != nullptr && key->kind == muster::JsonValue::Kind::string;
    muster::JsonWriter json;
    json.begin_object().member("name", "parity");
    json.key("source").begin_object().member("url", "file:contacts.csv").end_object();
    json.key("destination").begin_object().member("kind", "contact_database").member("url", "sqlite:contacts.db").end_object();
    json.key("key").begin_object().member(named ? "field" : "generate", named ? key->string : "random_9_digits").end_object();
    json.member("mapping", "auto").end_object();
    return json.take();
}

void print(muster::JsonWriter& json, std::string_view name, const Answer& answer) {
    json.key(name).begin_object().member("ok", answer.ok).member("code", answer.code).member("message", answer.message);
    json.member("json", answer.json).end_object();
}

std::string answers(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::string_view head = std::string_view(bytes).substr(0, muster::sniff_head_bytes);
    ImportSession session;
    muster::JsonWriter json;
    json.begin_object().member("file", path);
    print(json, "open", session.open(give(session, head), head.size() == bytes.size(), ""));
    print(json, "preview", session.preview(20));
    print(json, "readings", session.readings());
    const Answer suggestion = session.suggest("");
    print(json, "suggest", suggestion);
    print(json, "full", full_sniff(session, bytes));
    print(json, "check", check(session, bytes, document_with_key(suggestion.json)));
    json.end_object();
    return json.take();
}

}  // namespace

int main() {
    std::string path;
    while (std::getline(std::cin, path)) std::cout << answers(path) << '\n';
}
