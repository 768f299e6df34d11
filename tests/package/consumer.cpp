// A program of somebody else's that uses the core: it must compile, link and run with what the package gives.
#include <cstddef>
#include <cstdio>
#include <span>
#include <string_view>

#include <muster/sniff.hpp>

int main() {
    const std::string_view text = "email;city\nanna@mail.example;K\xc3\xb6ln\nnils@post.example;Malm\xc3\xb6\n";
    const muster::Result<muster::Sniff> sniff = muster::sniff(std::as_bytes(std::span(text)), true);
    if (!sniff) {
        std::puts(sniff.error().message.c_str());
        return 1;
    }
    std::printf("%zu columns, delimiter '%s'\n", sniff->columns.size(), sniff->dialect().delimiter.c_str());
    return sniff->columns.size() == 2 && sniff->dialect().delimiter == ";" ? 0 : 1;
}
