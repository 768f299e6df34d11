// What the reader costs: rows and cells of a file that lies in memory, fed in chunks as a program would.
//
//     reader_bench FILE count|cells|copy [ROUNDS [CHUNK_BYTES]]
//
// count: rows and cells are counted, as `muster sniff --full` does. cells: every cell is visited, unescaped. copy: and
// copied. One line of JSON: the first round (cold) and the best one, in milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/reader.hpp"
#include "muster/sniff.hpp"

using namespace muster;

namespace {

struct Counts {
    std::uint64_t rows = 0, fields = 0, text_bytes = 0;
};

class Job {
public:
    Job(const Sniff& sniff, std::string_view mode)
        : reader_(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log_), width_(sniff.header.size()),
          counting_(mode == "count"), copying_(mode == "copy"), store_(copying_ ? 64u << 20 : 0) {}

    void feed(std::span<const std::byte> chunk) {
        reader_.feed(chunk);
        drain();
    }
    Counts finish() {
        reader_.finish();
        drain();
        counts_.rows = reader_.rows_read();
        return counts_;
    }

private:
    void drain() {
        while (true) {
            if (counting_) counts_.fields += reader_.pass_rows(width_) * width_;
            const Row* row = reader_.next();
            if (row == nullptr) return;
            counts_.fields += row->cells.size();
            if (counting_) continue;
            for (const std::string_view cell : row->cells) counts_.text_bytes += cell.size();
            if (copying_) copy(*row);
        }
    }
    void copy(const Row& row) {
        for (const std::string_view cell : row.cells) {
            if (copied_ + cell.size() > store_.size()) copied_ = 0;
            std::memcpy(store_.data() + copied_, cell.data(), cell.size());
            copied_ += cell.size();
        }
    }

    IssueLog log_;
    Reader reader_;
    std::size_t width_;
    bool counting_, copying_;
    Counts counts_;
    std::vector<char> store_;
    std::size_t copied_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const std::string_view mode = argc > 2 ? argv[2] : "";
    if (mode != "count" && mode != "cells" && mode != "copy") {
        std::fprintf(stderr, "usage: reader_bench FILE count|cells|copy [ROUNDS [CHUNK_BYTES]]\n");
        return 2;
    }
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    const std::size_t chunk = argc > 4 ? std::strtoul(argv[4], nullptr, 10) : 1u << 20;
    std::ifstream file(argv[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::span all = std::as_bytes(std::span(bytes));
    const Result<Sniff> sniffed = sniff(all.first(std::min(all.size(), sniff_head_bytes)), all.size() <= sniff_head_bytes);
    if (!sniffed || chunk == 0) {
        std::fprintf(stderr, "reader_bench: %s cannot be read\n", argv[1]);
        return 1;
    }
    double first = 0, best = 0;
    Counts counts;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        Job job(*sniffed, mode);
        for (std::size_t at = 0; at < all.size(); at += chunk) job.feed(all.subspan(at, std::min(chunk, all.size() - at)));
        counts = job.finish();
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (round == 0) first = took.count();
        best = round == 0 ? took.count() : std::min(best, took.count());
    }
    std::printf("{\"peer\":\"muster\",\"mode\":\"%s\",\"first_ms\":%.2f,\"best_ms\":%.2f,\"GBps\":%.3f,\"rows\":%llu,\"fields\":%llu,"
                "\"text_bytes\":%llu}\n",
                argv[2], first, best, static_cast<double>(bytes.size()) / best / 1e6, static_cast<unsigned long long>(counts.rows),
                static_cast<unsigned long long>(counts.fields), static_cast<unsigned long long>(counts.text_bytes));
    return 0;
}
