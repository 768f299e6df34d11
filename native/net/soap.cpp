#include "native/net/soap.hpp"

#include <map>
#include <pugixml.hpp>

namespace muster::native {

namespace {

constexpr std::string_view envelope_namespace = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::string_view encoding_namespace = "http://schemas.xmlsoap.org/soap/encoding/";
constexpr std::string_view schema_instance = "http://www.w3.org/2001/XMLSchema-instance";

// XML 1.0, section 2.2: of the control characters only tab, line feed and carriage return; and neither U+FFFE nor U+FFFF.
bool xml_can_hold(std::string_view text) noexcept {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
    }
    return text.find("\xEF\xBF\xBE") == std::string_view::npos && text.find("\xEF\xBF\xBF") == std::string_view::npos;
}

std::string_view local_name(const char* name) noexcept {
    const std::string_view whole(name);
    const std::size_t colon = whole.find(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::string_view prefix_of(const char* name) noexcept {
    const std::string_view whole(name);
    const std::size_t colon = whole.find(':');
    return colon == std::string_view::npos ? std::string_view() : whole.substr(0, colon);
}

std::string_view namespace_of(std::string_view prefix, pugi::xml_node node) {
    const std::string attribute = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    for (; node; node = node.parent()) {
        if (const pugi::xml_attribute found = node.attribute(attribute.c_str())) return found.value();
    }
    return {};
}

bool is_element(pugi::xml_node node, std::string_view space, std::string_view name) {
    return node.type() == pugi::node_element && local_name(node.name()) == name && namespace_of(prefix_of(node.name()), node) == space;
}

pugi::xml_node child_element(pugi::xml_node parent, std::string_view space, std::string_view name) {
    for (const pugi::xml_node child : parent.children()) {
        if (is_element(child, space, name)) return child;
    }
    return {};
}

pugi::xml_node first_element(pugi::xml_node parent) {
    for (const pugi::xml_node child : parent.children()) {
        if (child.type() == pugi::node_element) return child;
    }
    return {};
}

std::string text_in(pugi::xml_node node) {
    std::string text;
    for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
    }
    return text;
}

Issue unreadable(std::string_view why) {
    return make_issue(Code::answer_unreadable, "An answer of the service is no SOAP that can be read: " + std::string(why) + ".", "Check that the address is the service's.");
}

// Follows references and reads values.
class ValueBuilder {
public:
    ValueBuilder(pugi::xml_node body, const SoapLimits& limits) : max_depth_(limits.max_depth), values_left_(limits.max_values) {
        for (const pugi::xml_node child : body.children()) {
            if (const pugi::xml_attribute id = child.attribute("id")) by_id_.emplace(id.value(), child);
        }
    }

    Result<SoapValue> build(pugi::xml_node node, std::size_t depth) {
        if (depth > max_depth_) return unreadable("it is nested too deep");
        if (values_left_-- == 0) return unreadable("it has too many values");
        if (const pugi::xml_attribute reference = node.attribute("href")) return follow(reference.value(), depth);
        SoapValue value;
        if (is_nil(node)) {
            value.nil = true;
            return value;
        }
        for (const pugi::xml_node child : node.children()) {
            if (child.type() != pugi::node_element) continue;
            auto item = build(child, depth + 1);
            if (!item) return item;
            value.items.push_back(std::move(*item));
        }
        if (value.items.empty()) value.text = text_in(node);
        return value;
    }

private:
    Result<SoapValue> follow(std::string_view reference, std::size_t depth) {
        if (!reference.starts_with('#')) return unreadable("it refers to another document");
        const auto target = by_id_.find(std::string(reference.substr(1)));
        if (target == by_id_.end()) return unreadable("it refers to what is not there");
        return build(target->second, depth + 1);
    }

    static bool is_nil(pugi::xml_node node) {
        for (const pugi::xml_attribute attribute : node.attributes()) {
            const std::string_view value = attribute.value();
            if (local_name(attribute.name()) == "nil" && (value == "true" || value == "1") && namespace_of(prefix_of(attribute.name()), node) == schema_instance) return true;
        }
        return false;
    }

    std::size_t max_depth_, values_left_;
    std::map<std::string, pugi::xml_node> by_id_;
};

std::optional<std::string_view> fault_of_document(const pugi::xml_document& document, const pugi::xml_parse_result& parsed) {
    if (!parsed) return "it is cut off or no XML";
    std::size_t elements = 0;
    for (const pugi::xml_node child : document.children()) {
        if (child.type() == pugi::node_doctype) return "it has a document type";
        if (child.type() == pugi::node_element) ++elements;
    }
    if (elements != 1) return "it is not one document";
    return std::nullopt;
}

SoapFault fault_of(pugi::xml_node fault) {
    return {std::string(local_name(text_in(fault.child("faultcode")).c_str())), text_in(fault.child("faultstring"))};
}

}  // namespace

SoapCall::SoapCall(std::string_view service, std::string_view operation) : operation_(operation) {
    body_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"" + std::string(envelope_namespace) +
            "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"" + std::string(schema_instance) + "\" xmlns:soapenc=\"" +
            std::string(encoding_namespace) + "\"><soapenv:Body><ns:" + operation_ + " xmlns:ns=\"" + std::string(service) +
            "\" soapenv:encodingStyle=\"" + std::string(encoding_namespace) + "\">";
}

void SoapCall::begin(std::string_view type) { body_ += "<in" + std::to_string(count_) + " " + std::string(type) + ">"; }

void SoapCall::end() { body_ += "</in" + std::to_string(count_++) + ">"; }

void SoapCall::append_escaped(std::string_view text) {
    cannot_be_held_ = cannot_be_held_ || !xml_can_hold(text);
    for (const char c : text) {
        switch (c) {
            case '&': body_ += "&amp;"; break;
            case '<': body_ += "&lt;"; break;
            case '>': body_ += "&gt;"; break;
            case '\r': body_ += "&#13;"; break;  // else it would arrive as a line feed
            default: body_ += c;
        }
    }
}

SoapCall& SoapCall::text(std::string_view value) {
    begin("xsi:type=\"xsd:string\"");
    append_escaped(value);
    end();
    return *this;
}

SoapCall& SoapCall::number(std::int64_t value) {
    begin("xsi:type=\"xsd:long\"");
    body_ += std::to_string(value);
    end();
    return *this;
}

SoapCall& SoapCall::truth(bool value) {
    begin("xsi:type=\"xsd:boolean\"");
    body_ += value ? "true" : "false";
    end();
    return *this;
}

SoapCall& SoapCall::nothing() {
    begin("xsi:nil=\"true\"");
    end();
    return *this;
}

void SoapCall::item(const std::optional<std::string>& value) {
    if (!value) {
        body_ += "<item xsi:type=\"xsd:string\" xsi:nil=\"true\"/>";
        return;
    }
    body_ += "<item xsi:type=\"xsd:string\">";
    append_escaped(*value);
    body_ += "</item>";
}

SoapCall& SoapCall::texts(std::span<const std::string> values) {
    begin("soapenc:arrayType=\"xsd:string[" + std::to_string(values.size()) + "]\" xsi:type=\"soapenc:Array\"");
    for (const std::string& value : values) item(value);
    end();
    return *this;
}

SoapCall& SoapCall::table(std::span<const Row> rows) {
    begin("soapenc:arrayType=\"xsd:string[][" + std::to_string(rows.size()) + "]\" xsi:type=\"soapenc:Array\"");
    for (const Row& row : rows) {
        body_ += "<item soapenc:arrayType=\"xsd:string[" + std::to_string(row.size()) + "]\" xsi:type=\"soapenc:Array\">";
        for (const auto& cell : row) item(cell);
        body_ += "</item>";
    }
    end();
    return *this;
}

Result<std::string> SoapCall::envelope() const {
    if (cannot_be_held_) return make_issue(Code::invalid_value, "A text has a control character, which XML cannot hold.", "Remove it.");
    return body_ + "</ns:" + operation_ + "></soapenv:Body></soapenv:Envelope>";
}

Result<SoapAnswer> parse_soap(std::string_view body, const SoapLimits& limits) {
    if (body.size() > limits.max_bytes) return unreadable("it is too large");
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (const auto fault = fault_of_document(document, parsed)) return unreadable(*fault);
    const pugi::xml_node envelope = child_element(document, envelope_namespace, "Envelope");
    const pugi::xml_node content = child_element(envelope, envelope_namespace, "Body");
    if (!content) return unreadable("it has no envelope with a body");
    SoapAnswer answer;
    if (const pugi::xml_node fault = child_element(content, envelope_namespace, "Fault")) {
        answer.fault = fault_of(fault);
        return answer;
    }
    const pugi::xml_node response = first_element(content);
    if (!response) return unreadable("its body is empty");
    const pugi::xml_node result = first_element(response);
    if (!result) return answer;
    auto value = ValueBuilder(content, limits).build(result, 0);
    if (!value) return std::move(value).error();
    answer.value = std::move(*value);
    return answer;
}

std::string_view fault_kind(const SoapFault& fault, std::span<const SoapFaultPattern> patterns) noexcept {
    for (const SoapFaultPattern& pattern : patterns) {
        if (fault.text.find(pattern.text) != std::string::npos) return pattern.name;
    }
    return {};
}

}  // namespace muster::native
