// SOAP 1.1 in the RPC/encoded form that older services speak: what is sent is typed, what comes back may be scattered over
// references.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster::native {

// One call: parameters are added in their order and become in0, in1, …
class SoapCall {
public:
    // `service`: the namespace of the operation.
    SoapCall(std::string_view service, std::string_view operation);

    SoapCall& text(std::string_view value);
    SoapCall& number(std::int64_t value);                       // xsd:long
    SoapCall& truth(bool value);
    SoapCall& nothing();                                        // xsi:nil
    SoapCall& texts(std::span<const std::string> values);
    // A table; a cell that is not there is xsi:nil.
    using Row = std::vector<std::optional<std::string>>;
    SoapCall& table(std::span<const Row> rows);

    // The envelope. Error: invalid_value, for a text with a character that XML 1.0 cannot hold.
    Result<std::string> envelope() const;

private:
    void begin(std::string_view type);
    void end();
    void item(const std::optional<std::string>& value);
    void append_escaped(std::string_view text);

    std::string operation_, body_;
    std::size_t count_ = 0;
    bool cannot_be_held_ = false;
};

// A value of an answer.
struct SoapValue {
    bool nil = false;
    std::string text;               // of one without items, without blanks at its ends where it is a number
    std::vector<SoapValue> items;   // of an array
};

struct SoapFault {
    std::string code;               // without its prefix: "Server.userException"
    std::string text;               // may echo what was sent: not for messages
};

struct SoapAnswer {
    std::optional<SoapFault> fault;
    std::optional<SoapValue> value; // absent: an empty answer
};

struct SoapLimits {
    std::size_t max_bytes = 64u << 20;
    std::size_t max_depth = 16;
    std::size_t max_values = 1u << 20;   // references followed included: a few of them can stand for very many
};

// Error: answer_unreadable, for what is no SOAP 1.1, is cut off, has a document type, is nested too deep, or refers to what is not
// there. The message has nothing of the answer.
Result<SoapAnswer> parse_soap(std::string_view body, const SoapLimits& limits = {});

// What kind of fault it is: the name of the first pattern whose text occurs in the fault's; empty: none.
struct SoapFaultPattern {
    std::string_view text, name;
};
std::string_view fault_kind(const SoapFault& fault, std::span<const SoapFaultPattern> patterns) noexcept;

}  // namespace muster::native
