// What reading a file costs, from its bytes to the answer, sniffing included.
//
//     reader_bench FILE count|cells|copy [ROUNDS [memory|file [CHUNK_BYTES]]]
//
// count: rows and cells are counted: the whole work of `muster sniff --full`, its answer as JSON included, and so what
// muster_wasm.mjs has done in WebAssembly. cells: every cell is visited, unescaped. copy: and copied. The file lies in memory, or is read in every round. One line of JSON: the first round (cold) and the best one,
// in milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
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
        : reader_(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log_),
          copying_(mode == "copy"), store_(copying_ ? std::make_unique_for_overwrite<char[]>(store_bytes) : nullptr) {}

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
            const Row* row = reader_.next();
            if (row == nullptr) return;
            counts_.fields += row->cells.size();
            for (const std::string_view cell : row->cells) counts_.text_bytes += cell.size();
            if (copying_) copy(*row);
        }
    }
    void copy(const Row& row) {
        for (const std::string_view cell : row.cells) {
            if (copied_ + cell.size() > store_bytes) copied_ = 0;
            std::memcpy(store_.get() + copied_, cell.data(), cell.size());
            copied_ += cell.size();
        }
    }

    IssueLog log_;
    Reader reader_;
    bool copying_;
    Counts counts_;
    static constexpr std::size_t store_bytes = 64u << 20;
    std::unique_ptr<char[]> store_;
    std::size_t copied_ = 0;
};

// Hands over a file in chunks, from memory or from the disk.
class Chunks {
public:
    Chunks(const char* path, bool from_file, std::size_t size) : path_(path), from_file_(from_file), size_(size) {
        std::ifstream file(path, std::ios::binary);
        if (!from_file) bytes_.assign(std::istreambuf_iterator<char>(file), {});
        buffer_.resize(std::max(size, sniff_head_bytes));
    }
    void start() {
        at_ = 0;
        if (from_file_) file_ = std::ifstream(path_, std::ios::binary);
    }
    // At most `size` bytes; empty at the end.
    std::span<const std::byte> next(std::size_t size) {
        if (from_file_) {
            file_.read(buffer_.data(), static_cast<std::streamsize>(size));
            return std::as_bytes(std::span(buffer_).first(static_cast<std::size_t>(file_.gcount())));
        }
        const auto part = std::as_bytes(std::span(bytes_)).subspan(at_).first(std::min(size, bytes_.size() - at_));
        at_ += part.size();
        return part;
    }
    std::size_t size() const { return size_; }

private:
    const char* path_;
    bool from_file_;
    std::size_t size_;
    std::string bytes_;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::ifstream file_;
};

Counts count(Sniff& sniff, std::span<const std::byte> head, Chunks& chunks) {
    FullSniff full(sniff);
    for (auto chunk = head; !chunk.empty(); chunk = chunks.next(chunks.size())) full.feed(chunk);
    full.finish();
    if (sniff_json(sniff).empty()) return {};
    return {sniff.rows.value_or(0), sniff.cells.value_or(0), 0};
}

Result<Counts> run(Chunks& chunks, std::string_view mode) {
    chunks.start();
    const auto head = chunks.next(sniff_head_bytes);
    Result<Sniff> sniffed = sniff(head, head.size() < sniff_head_bytes);
    if (!sniffed) return sniffed.error();
    if (mode == "count") return count(*sniffed, head, chunks);
    Job job(*sniffed, mode);
    for (auto chunk = head; !chunk.empty(); chunk = chunks.next(chunks.size())) job.feed(chunk);
    return job.finish();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view mode = argc > 2 ? argv[2] : "", from = argc > 4 ? argv[4] : "memory";
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    const std::size_t chunk = argc > 5 ? std::strtoul(argv[5], nullptr, 10) : 1u << 20;
    const bool known = (mode == "count" || mode == "cells" || mode == "copy") && (from == "memory" || from == "file");
    if (!known || rounds < 1 || chunk == 0) {
        std::fprintf(stderr, "usage: reader_bench FILE count|cells|copy [ROUNDS [memory|file [CHUNK_BYTES]]]\n");
        return 2;
    }
    Chunks chunks(argv[1], from == "file", chunk);
    double first = 0, best = 0;
    Counts counts;
    for (int round = 0; round < rounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        const Result<Counts> found = run(chunks, mode);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
        if (!found) {
            std::fprintf(stderr, "reader_bench: %s\n", found.error().message.c_str());
            return 1;
        }
        counts = *found;
        if (round == 0) first = took.count();
        best = round == 0 ? took.count() : std::min(best, took.count());
    }
    std::printf("{\"peer\":\"muster\",\"mode\":\"%s\",\"first_ms\":%.2f,\"best_ms\":%.2f,\"rows\":%llu,\"fields\":%llu,"
                "\"text_bytes\":%llu}\n",
                argv[2], first, best, static_cast<unsigned long long>(counts.rows),
                static_cast<unsigned long long>(counts.fields), static_cast<unsigned long long>(counts.text_bytes));
    return 0;
}
