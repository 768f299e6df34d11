// A service for tests: a script run by Node on a free port of loopback, ended with this object.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace muster::test {

class NodeService {
public:
    // `script`: in tests/support. Waits until the script has printed its ports, in one line, with blanks between them; the script
    // ends when its standard input does.
    explicit NodeService(const std::string& script, const std::vector<std::string>& arguments = {});
    ~NodeService();
    NodeService(const NodeService&) = delete;
    NodeService& operator=(const NodeService&) = delete;

    int port(std::size_t index = 0) const { return ports_.at(index); }
    // "http://127.0.0.1:4711"
    std::string address(std::size_t index = 0) const { return "http://127.0.0.1:" + std::to_string(port(index)); }

private:
    pid_t process_ = -1;
    int input_ = -1;
    std::vector<int> ports_;
};

}  // namespace muster::test
