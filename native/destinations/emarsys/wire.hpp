// What Emarsys writes and is written to: its JSON, and nothing of what it is for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "native/net/http.hpp"

namespace muster::native::emarsys {

// {"replyCode": 0, "replyText": "OK", "data": …}. One code number stands for different errors, so both numbers count.
struct Reply {
    int status = 0;
    std::int64_t code = 0;         // 0: OK, when the status says so as well
    JsonValue data;

    bool ok() const noexcept { return status >= 200 && status < 300 && code == 0; }
};

// Error: answer_unreadable, for an answer of status 2xx that is no such object. Other answers may be anything: then `code` is -1.
Result<Reply> read_reply(const HttpRequest& request, const HttpResponse& response);

struct Token {
    std::string text;
    std::int64_t lifetime_s = 0;
};
// Nothing when there is no token in it.
std::optional<Token> read_token(std::string_view body);

struct RemoteField {
    std::string id, name, application_type;
};
struct RemoteChoice {
    std::string id, name;
};
// Nothing when the data are of another form. Entries without an id are left out.
std::optional<std::vector<RemoteField>> read_fields(const JsonValue& data);
std::optional<std::vector<RemoteChoice>> read_choices(const JsonValue& data);
// Ids of contact lists.
std::optional<std::vector<std::string>> read_lists(const JsonValue& data);
std::string read_created_id(const JsonValue& data);
// Of the answer of a list: how many contacts it has taken that it did not have. Nothing when it does not tell.
std::optional<std::uint64_t> read_inserted(const JsonValue& data);

// Codes by key value. "errors" may be an object, an empty array, or absent.
using RowErrors = std::map<std::string, std::vector<std::int64_t>>;
// The key of an error that is about the field of the key itself.
inline constexpr std::string_view no_key_id = "<NO_KEY_ID>";

// The answer to a write: in "ids" the contacts that were changed are texts, those that were added integers.
struct Written {
    std::size_t accepted = 0;           // how many ids there are
    std::vector<std::string> created;   // internal ids
    RowErrors errors;
};
Written read_written(const JsonValue& data);

// The answer to contact/checkids: internal ids by key value.
struct KnownIds {
    std::map<std::string, std::string> ids;
    RowErrors errors;
};
KnownIds read_known_ids(const JsonValue& data);

// Of the answer to contactlist/{id}/add.
RowErrors read_errors(const JsonValue& data);

// Bodies.
std::string contacts_body(std::string_view key_id, std::span<const std::string_view> contacts);
std::string ids_body(std::string_view key_id, std::span<const std::string> values);
std::string field_body(std::string_view name, std::string_view application_type);
// How many bytes contacts_body() has beside the contacts and the commas between them.
std::size_t contacts_body_frame(std::string_view key_id);

// What goes on with a batch.
struct Ticket {
    std::vector<std::string> keys;      // that were not there before it
    std::vector<std::string> created;   // internal ids of contacts that its calls have added so far: integers
};
std::string ticket_of(const Ticket& ticket);
std::optional<Ticket> read_ticket(std::string_view text);

}  // namespace muster::native::emarsys
