// The plain main of a fuzz target: runs the files given as arguments, or else random inputs with a fixed seed.
//     reader_fuzz [FILE…]      reader_fuzz --runs N [--seed S]
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

namespace {

// Pieces that files are made of; plain random bytes would hardly ever meet.
constexpr std::string_view pieces[] = {
    ",", ";", "\t", "|", ":", "\"", "\"\"", "'", "\\", "\n", "\r\n", "\r", " ", "#", "a", "1", "2024-02-29", "1,5", "x@y.example",
    "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xBB\xBF", "\xFF\xFE", "\xE4", "\xC3", "sep=;\n", "name", "\",\"", "\"\n",
};

std::string random_input(std::mt19937& random) {
    std::string input;
    // Now and then long enough for many blocks and for the window of an index.
    const std::size_t count = random() % (random() % 50 == 0 ? 6000 : 60);
    for (std::size_t i = 0; i < count; ++i) {
        if (random() % 12 == 0) {
            input += static_cast<char>(random() % 256);
        } else {
            input += pieces[random() % std::size(pieces)];
        }
    }
    return input;
}

// The input in progress, which a fault leaves behind as a file.
const std::string* current = nullptr;

void leave_input(int) {
    constexpr const char* name = "fuzz-fault.bin";
    if (current == nullptr) return;
    if (std::FILE* file = std::fopen(name, "wb")) {
        std::fwrite(current->data(), 1, current->size(), file);
        std::fclose(file);
        std::fprintf(stderr, "the input is in %s\n", name);
    }
}

void run(const std::string& input) {
    current = &input;
    LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGABRT, leave_input);
    unsigned long runs = 300, seed = 1;
    bool has_files = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if ((argument == "--runs" || argument == "--seed") && i + 1 < argc) {
            (argument == "--runs" ? runs : seed) = std::strtoul(argv[++i], nullptr, 10);
            continue;
        }
        std::ifstream file(argv[i], std::ios::binary);
        run({std::istreambuf_iterator<char>(file), {}});
        has_files = true;
    }
    if (has_files) return 0;
    std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
    for (unsigned long i = 0; i < runs; ++i) run(random_input(random));
    std::printf("%lu inputs, seed %lu: no fault\n", runs, seed);
    return 0;
}
