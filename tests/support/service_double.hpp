// A double of a service, a Node program that plays it on loopback (tests/support/*_double.mjs), for as long as this object lives.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "muster/json.hpp"

namespace muster::test {

class ServiceDouble {
public:
    // Throws when it cannot be started.
    explicit ServiceDouble(const std::string& script, std::vector<std::string> arguments = {});
    ~ServiceDouble();
    ServiceDouble(const ServiceDouble&) = delete;
    ServiceDouble& operator=(const ServiceDouble&) = delete;

    // Of one of its servers: "api", …
    std::string address(const std::string& name) const;
    // What its control server answers.
    JsonValue ask(const std::string& path) const;
    void tell(const std::string& path, const std::string& json = "{}") const;

private:
    std::string exchange(const std::string& method, const std::string& path, const std::string& body) const;
    pid_t process_ = -1;
    int input_ = -1;
    JsonValue addresses_;
};

}  // namespace muster::test
