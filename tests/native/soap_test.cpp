#include "native/net/soap.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::native;

namespace {

std::string envelope(std::string_view body) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" "
           "xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Body>" + std::string(body) + "</e:Body></e:Envelope>";
}

SoapValue value_of(std::string_view body) {
    const auto answer = parse_soap(envelope(body));
    REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().message));
    REQUIRE(answer.value().value.has_value());
    return *answer.value().value;
}

Code code_of(std::string_view text, const SoapLimits& limits = {}) {
    const auto answer = parse_soap(text, limits);
    REQUIRE_FALSE(answer.ok());
    return answer.error().code;
}

}  // namespace

TEST_CASE("a call has typed parameters by position, arrays with their sizes, and escaped texts") {
    SoapCall call("urn:service", "addAll3");
    const std::string names[] = {"A & B", "<c>\r\n"};
    const SoapCall::Row rows[] = {{"1", std::nullopt}, {""}};
    const auto made = call.text("\xC3\xA4").number(-5).truth(true).nothing().texts(names).table(rows).envelope();
    REQUIRE(made.ok());
    for (const std::string_view part : {
             R"(<ns:addAll3 xmlns:ns="urn:service" soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">)",
             "<in0 xsi:type=\"xsd:string\">\xC3\xA4</in0><in1 xsi:type=\"xsd:long\">-5</in1><in2 xsi:type=\"xsd:boolean\">true</in2><in3 xsi:nil=\"true\"></in3>",
             "<in4 soapenc:arrayType=\"xsd:string[2]\" xsi:type=\"soapenc:Array\"><item xsi:type=\"xsd:string\">A &amp; B</item><item xsi:type=\"xsd:string\">&lt;c&gt;&#13;\n</item></in4>",
             "<in5 soapenc:arrayType=\"xsd:string[][2]\" xsi:type=\"soapenc:Array\"><item soapenc:arrayType=\"xsd:string[2]\" xsi:type=\"soapenc:Array\">"
             "<item xsi:type=\"xsd:string\">1</item><item xsi:type=\"xsd:string\" xsi:nil=\"true\"/></item>"
             "<item soapenc:arrayType=\"xsd:string[1]\" xsi:type=\"soapenc:Array\"><item xsi:type=\"xsd:string\"></item></item></in5>",
             "</ns:addAll3></soapenv:Body></soapenv:Envelope>"}) {
        CAPTURE(part);
        CHECK(made.value().find(part) != std::string::npos);
    }
    // What is written can be read: the parameters come back as values.
    const auto read = parse_soap(made.value());
    REQUIRE(read.ok());
    CHECK(read.value().value->text == "\xC3\xA4");
}

TEST_CASE("a text that XML cannot hold is refused") {
    for (const std::string_view text : {std::string_view("a\0b", 3), std::string_view("\x01"), std::string_view("\x1F"), std::string_view("\xEF\xBF\xBF")}) {
        CHECK(SoapCall("urn:s", "o").text(text).envelope().error().code == Code::invalid_value);
    }
    CHECK(SoapCall("urn:s", "o").text("\t\n\xF0\x9F\x98\x80").envelope().ok());
}

TEST_CASE("values are inline or referred to, in any order") {
    CHECK(value_of("<loginResponse><loginReturn>a1b2</loginReturn></loginResponse>").text == "a1b2");
    CHECK(value_of("<r><v>caf&#233;</v></r>").text == "caf\xC3\xA9");
    CHECK(value_of("<r><v x:nil=\"true\"/></r>").nil);
    CHECK_FALSE(value_of("<r><v nil=\"true\">x</v></r>").nil);
    const SoapValue codes = value_of("<r><v><v href=\"#id2\"/><v href=\"#id0\"/><v href=\"#id1\"/></v></r>"
                                     "<multiRef id=\"id1\">5</multiRef><multiRef id=\"id2\">0</multiRef><multiRef id=\"id0\">3</multiRef>");
    REQUIRE(codes.items.size() == 3);
    CHECK(codes.items[0].text == "0");
    CHECK(codes.items[1].text == "3");
    CHECK(codes.items[2].text == "5");
    CHECK(value_of("<r><v href=\"#a\"/></r><multiRef id=\"a\"><i>1</i><i x:nil=\"1\"/></multiRef>").items[1].nil);
    const auto nothing = parse_soap(envelope("<clearResponse/>"));
    REQUIRE(nothing.ok());
    CHECK_FALSE(nothing.value().value.has_value());
}

TEST_CASE("a fault is told by its code and known by its text") {
    const auto answer = parse_soap(envelope("<e:Fault><faultcode>e:Server.userException</faultcode><faultstring>x: Invalid sessionId: 4f</faultstring><detail/></e:Fault>"));
    REQUIRE(answer.ok());
    REQUIRE(answer.value().fault.has_value());
    CHECK(answer.value().fault->code == "Server.userException");
    constexpr SoapFaultPattern patterns[] = {{"Invalid credentials", "wrong_login"}, {"Invalid sessionId", "dead_session"}};
    CHECK(fault_kind(*answer.value().fault, patterns) == "dead_session");
    CHECK(fault_kind({"Server", "something else"}, patterns).empty());
}

TEST_CASE("what is no answer is refused, without repeating it") {
    const std::string whole = envelope("<r><v>personal</v></r>");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        CHECK(code_of(std::string_view(whole).substr(0, length)) == Code::answer_unreadable);
    }
    for (const std::string& text : {
             std::string("<!DOCTYPE x [<!ENTITY a \"b\">]>") + envelope("<r><v>&a;</v></r>"),
             std::string("<html><body>Bad gateway</body></html>"),
             std::string("<Envelope><Body><r><v>1</v></r></Body></Envelope>"),
             whole + whole,
             envelope(""),
             envelope("<r><v href=\"#gone\"/></r>"),
             envelope("<r><v href=\"http://example.com/\"/></r>"),
             envelope("<r><v href=\"#a\"/></r><m id=\"a\"><i href=\"#a\"/></m>"),
         }) {
        CAPTURE(text);
        CHECK(code_of(text) == Code::answer_unreadable);
    }
    CHECK(code_of(whole, {10}) == Code::answer_unreadable);
    std::string bomb = "<r><v href=\"#a0\"/></r>";
    for (int i = 0; i < 6; ++i) {
        bomb += "<m id=\"a" + std::to_string(i) + "\">";
        for (int k = 0; k < 100; ++k) bomb += "<i href=\"#a" + std::to_string(i + 1) + "\"/>";
        bomb += "</m>";
    }
    CHECK(code_of(envelope(bomb + "<m id=\"a6\">x</m>")) == Code::answer_unreadable);
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    for (int i = 0; i < 100'000; ++i) deep += "</a>";
    CHECK(code_of(envelope("<r>" + deep + "</r>")) == Code::answer_unreadable);
    CHECK(parse_soap("personal").error().message.find("personal") == std::string::npos);
}
