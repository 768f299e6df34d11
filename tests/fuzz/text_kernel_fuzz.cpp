// Any bytes: every kernel that this processor runs gives what the plain one gives, valid UTF-8 is what the scalar rule
// says, and the rows of the fast lane are those of the exact machine.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "fuzz/must.hpp"
#include "row_lane.hpp"
#include "row_machine.hpp"
#include "text_block.hpp"
#include "text_kernel.hpp"

using namespace muster;

namespace muster {
extern const TextKernel plain_text_kernel;
}

namespace {

// A copy with a block of other bytes behind it, which may be read and must not matter.
std::string padded(const unsigned char* data, std::size_t size, char filler) {
    std::string text(reinterpret_cast<const char*>(data), size);
    text.append(block_bytes, filler);
    return text;
}

// How much of the text is whole, valid UTF-8 without control characters, by the table of the Unicode standard (3-7).
std::size_t good_bytes(const std::string& text, std::size_t size, char allowed, bool ascii) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto in = [&](std::size_t i, unsigned low, unsigned high) { return i < size && at(i) >= low && at(i) <= high; };
    std::size_t i = 0;
    while (i < size) {
        const unsigned char lead = at(i);
        std::size_t length = 0;
        if (lead < 0x80) {
            const bool control = lead < ' ' || lead == 0x7F;
            const bool fine = !control || lead == '\t' || lead == '\n' || lead == '\r' || text[i] == allowed;
            length = fine ? 1 : 0;
        } else if (ascii) {
            return i;
        } else if (lead >= 0xC2 && lead <= 0xDF) {
            length = in(i + 1, 0x80, 0xBF) ? 2 : 0;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            const bool second = in(i + 1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
            length = second && in(i + 2, 0x80, 0xBF) ? 3 : 0;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            const bool second = in(i + 1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
            length = second && in(i + 2, 0x80, 0xBF) && in(i + 3, 0x80, 0xBF) ? 4 : 0;
        }
        if (length == 0) return i;
        i += length;
    }
    return i;
}

void check_copy(const TextKernel& kernel, const std::string& text, std::size_t size) {
    for (const char allowed : {'\t', '\x1F'}) {
        for (const bool ascii : {false, true}) {
            const auto copy = [&](const TextKernel& one) {
                std::string to(size + block_bytes, 'x');
                const std::size_t copied = (ascii ? one.copy_ascii : one.copy_utf_8)(text.data(), size, allowed, to.data());
                must(copied <= size && std::memcmp(to.data(), text.data(), copied) == 0, "what is copied is the same");
                return copied;
            };
            const std::size_t copied = copy(kernel);
            const std::size_t plain = copy(plain_text_kernel);
            must(copied <= plain && (kernel.name == std::string("sse2") || copied == plain), "kernels copy alike");
            const std::size_t good = good_bytes(text, size, allowed, ascii);
            must(plain <= good, "only whole and valid characters are copied");
            must(good - plain < block_bytes + 4, "and all but what is left of the last block");
        }
    }
}

void check_structure(const TextKernel& kernel, const Structure& structure, const std::string& text, std::size_t size) {
    std::vector<std::uint32_t> offsets(size + index_group), plain(size + index_group);
    const IndexedText indexed = kernel.index_cells(structure, text.data(), 0, size, offsets.data());
    const IndexedText wanted = plain_text_kernel.index_cells(structure, text.data(), 0, size, plain.data());
    must(indexed.count == wanted.count && indexed.end == wanted.end, "kernels find as much");
    offsets.resize(indexed.count);
    plain.resize(wanted.count);
    must(offsets == plain, "kernels find the same");
    for (std::size_t cells = 1; cells < 5; ++cells) {
        const CountedRows counted = kernel.count_rows(structure, text.data(), 0, size, cells, 100);
        const CountedRows again = plain_text_kernel.count_rows(structure, text.data(), 0, size, cells, 100);
        must(counted.rows == again.rows && counted.lines == again.lines && counted.end == again.end, "kernels count alike");
    }
}

// The exact machine reads every row; where the lane reads one as well, it is the same.
void check_lane(const Dialect& dialect, const RowLimits& limits, const std::string& text, std::size_t size) {
    RowMachine machine(dialect, limits);
    RowLane lane(dialect, limits);
    machine.set_text(text.data(), size, true);
    lane.set_text(text.data(), size);
    std::size_t at = 0;
    for (std::size_t number = 0;; ++number) {
        machine.start_row(at);
        if (!machine.read_row()) break;
        const RawRow& wanted = machine.row();
        if (wanted.too_large) break;
        if (number == 0) machine.expect_width(wanted.cells.size());
        for (std::size_t cells = 1; cells < 4; ++cells) {
            const CountedRows counted = lane.count_rows(at, size, cells, 50);
            if (counted.rows == 0) continue;
            must(counted.end >= wanted.next && wanted.cells.size() == cells && !wanted.blank && !wanted.comment && !wanted.unclosed &&
                     !wanted.stray && wanted.end - wanted.begin <= 50,
                 "a counted row is one");
            must(counted.rows > 1 || (counted.end == wanted.next && counted.lines == wanted.inner_lines + 1), "and ends there");
        }
        if (lane.read_row(at)) {
            const RawRow& row = lane.row();
            must(row.blank == wanted.blank && !wanted.comment && !wanted.unclosed && !wanted.stray, "the lane reads plain rows");
            must(row.begin == wanted.begin && row.end == wanted.end && row.next == wanted.next, "the row is the same");
            must(row.line_end == wanted.line_end && row.inner_lines == wanted.inner_lines, "and has the same lines");
            must(lane.cells().size() == wanted.cells.size(), "and as many cells");
            for (std::size_t i = 0; i < wanted.cells.size(); ++i) {
                const CellSpan& cell = wanted.cells[i];
                std::string value(text, cell.begin, cell.end - cell.begin);
                if (cell.rewritten) {
                    value.clear();
                    machine.append_value(cell, value);
                }
                must(lane.cells()[i] == value && lane.start_of(i) == cell.start, "and the same cells");
            }
        }
        at = wanted.next;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    const unsigned bits = data[0], more = data[1];
    data += 2;
    size -= 2;
    constexpr const char* delimiters[] = {",", ";", "\t", "", " ", "\x1F", "|", "'"};
    Dialect dialect;
    dialect.delimiter = delimiters[bits & 7u];
    dialect.quote = (bits & 8u) != 0 ? '"' : (bits & 16u) != 0 ? '\'' : '\0';
    dialect.escape = (bits & 32u) != 0 ? '\\' : dialect.quote;
    dialect.comment = (bits & 64u) != 0 ? "#" : "";
    RowLimits limits;
    if ((bits & 128u) != 0) limits = {8 + (more >> 3), 6 + (more >> 4), 2 + (more & 7u)};
    Structure structure;
    structure.delimiter = dialect.delimiter.empty() ? ',' : dialect.delimiter.front();
    structure.has_delimiter = !dialect.delimiter.empty();
    structure.quote = dialect.quote;
    structure.has_quote = dialect.quote != '\0';
    structure.has_escape = (bits & 32u) != 0;
    structure.has_comment = (bits & 64u) != 0;
    structure.lf = (more & 1u) != 0;
    structure.crlf = (more & 2u) != 0;
    for (const char filler : {'"', '\n'}) {
        std::string text = padded(data, size, filler);
        for (const TextKernel* kernel : text_kernels()) check_copy(*kernel, text, size);
        // What has a structure is decoded, and so without this byte.
        std::replace(text.begin(), text.end(), '\xFF', '\xFE');
        for (const TextKernel* kernel : text_kernels()) check_structure(*kernel, structure, text, size);
        check_lane(dialect, limits, text, size);
    }
    return 0;
}
