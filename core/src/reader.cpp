#include "muster/reader.hpp"

#include <algorithm>
#include <utility>

#include "cell_shape.hpp"
#include "decoder.hpp"
#include "hexadecimal.hpp"
#include "line_break.hpp"
#include "row_lane.hpp"
#include "row_machine.hpp"

// Kept out of line: the loops that run for every row stay small, so that a browser's compiler is done with them sooner.
#define MUSTER_SELDOM [[gnu::noinline, gnu::cold]]

namespace muster {
namespace {

constexpr std::string_view name_of_line_end(LineEnd line_end) noexcept {
    switch (line_end) {
        case LineEnd::none: return "nothing";
        case LineEnd::lf: return "LF";
        case LineEnd::crlf: return "CRLF";
        case LineEnd::cr: return "CR";
    }
    return "nothing";
}

}  // namespace

class Reader::Implementation {
public:
    Implementation(Encoding encoding, std::size_t bom_bytes, const Dialect& dialect, IssueLog& log,
                   const ReaderLimits& limits)
        : encoding_(encoding),
          limits_(limits),
          decoder_(encoding, bom_bytes, dialect.delimiter.size() == 1 ? dialect.delimiter.front() : '\t'),
          machine_(dialect, {limits.max_row_bytes, limits.max_quoted_bytes, limits.max_cells}),
          lane_(dialect, {limits.max_row_bytes, limits.max_quoted_bytes, limits.max_cells}),
          log_(&log),
          preamble_left_(dialect.preamble_rows),
          header_pending_(dialect.has_header),
          source_(bom_bytes),
          comment_(dialect.comment) {
        machine_.start_row(0);
        place_ = {position_, line_, source_};
    }

    void feed(std::span<const std::byte> bytes) {
        leave_row();
        const std::size_t done = position_;
        if (done != 0) {
            text_.drop_front(done);
            machine_.drop_front(done);
            text_base_ += done;
            position_ = 0;
            place_ = {0, line_, source_};
        }
        bytes_read_ += bytes.size();
        decoder_.decode(bytes, text_);
        show_text(false);
    }

    void finish() {
        leave_row();
        is_finished_ = true;
        decoder_.finish(text_);
        show_text(true);
        if (shown_ != text_.size()) note_end_sign();
    }

    const Row* next() {
        leave_row();
        while (true) {
            if (skipping_ && !skip_rest_of_row()) return nullptr;
            // A row that the machine has begun is the machine's.
            by_lane_ = !machine_.is_in_row() && lane_.read_row(position_);
            if (!by_lane_ && !machine_.read_row()) {
                if (is_finished_) note_comments();
                return nullptr;
            }
            row_is_current_ = true;
            note_line_end();
            if (take_row()) return &row_;
            leave_row();
        }
    }

    std::uint64_t pass_rows(std::size_t cells) {
        leave_row();
        if (skipping_ || header_pending_ || preamble_left_ != 0 || rows_read_ == 0 || machine_.is_in_row()) return 0;
        if (cells > limits_.warn_columns && !wide_noted_) return 0;
        const std::size_t end = decoder_.marks().empty()
                                    ? shown_
                                    : static_cast<std::size_t>(decoder_.marks().front().text - text_base_);
        const CountedRows passed = lane_.count_rows(position_, end, cells, limits_.warn_row_bytes);
        if (passed.rows == 0) return 0;
        rows_read_ += passed.rows;
        line_ += passed.lines;
        move_to(passed.end);
        return passed.rows;
    }

    const std::vector<std::string>& header() const noexcept { return header_; }
    const std::optional<Issue>& truncation() const noexcept { return truncation_; }
    bool ends_inside_character() const noexcept { return cut_off_only_; }
    std::uint64_t replaced() const noexcept { return decoder_.replaced(); }
    std::uint64_t bytes_read() const noexcept { return bytes_read_; }
    std::uint64_t rows_read() const noexcept { return rows_read_; }
    std::uint64_t line() const noexcept { return line_; }

    std::uint64_t byte_of_cell(std::size_t index) const noexcept {
        if (index >= row_.cells.size()) return source_;
        return source_of(by_lane_ ? lane_.start_of(index) : machine_.row().cells[index].start);
    }

private:
    // The sign 1A is held back where it stands last: as the last byte of a file it is no text.
    void show_text(bool whole) {
        shown_ = text_.size() - (ends_with_sub({text_.data(), text_.size()}) ? 1 : 0);
        machine_.set_text(text_.data(), shown_, whole);
        lane_.set_text(text_.data(), shown_);
    }

    const RawRow& raw_row() const noexcept { return by_lane_ ? lane_.row() : machine_.row(); }

    std::uint64_t source_of(std::size_t at) const noexcept {
        const std::size_t begin = position_;
        return source_ + decoder_.source_bytes(text_base_ + begin, {text_.data() + begin, at - begin});
    }

    // Where a place of the row is in the file. Counts on from the last one that was asked for, as a row can have many.
    struct Place {
        std::size_t at = 0;
        std::uint64_t line = 0;
        std::uint64_t byte = 0;
    };
    const Place& place_of(std::size_t at) noexcept {
        if (at < place_.at || place_.at < position_) place_ = {position_, line_, source_};
        const std::string_view text(text_.data(), text_.size());
        place_.line += count_line_breaks(text, place_.at, at);
        place_.byte += decoder_.source_bytes(text_base_ + place_.at, text.substr(place_.at, at - place_.at));
        place_.at = at;
        return place_;
    }
    std::uint64_t line_of(std::size_t at) noexcept { return place_of(at).line; }

    // The row that next() returned is done with: positions move behind it.
    void leave_row() {
        if (!row_is_current_) return;
        row_is_current_ = false;
        const RawRow& raw = raw_row();
        if (raw.too_large) {
            line_ = line_of(raw.next);
            skipping_ = true;
        } else {
            zero_byte_noted_ = control_noted_ = false;
            line_ += raw.inner_lines + (raw.line_end != LineEnd::none ? 1u : 0u);
        }
        move_to(raw.next);
    }

    void move_to(std::size_t at) {
        const std::size_t begin = position_;
        const std::string_view passed(text_.data() + begin, at - begin);
        source_ += decoder_.source_bytes(text_base_ + begin, passed);
        decoder_.drop_marks(text_base_ + at);
        position_ = at;
        place_ = {at, line_, source_};
        machine_.start_row(at);
    }

    // The rest of a row over the size limit is passed over in pieces, so that it is never held as a whole.
    MUSTER_SELDOM bool skip_rest_of_row() {
        std::size_t found = 0;
        LineEnd line_end = LineEnd::none;
        const bool complete = machine_.skip_line(position_, found, line_end);
        if (!complete) {
            // A carriage return at the very end waits for the line feed that may follow.
            const bool undecided = shown_ > position_ && text_.data()[shown_ - 1] == '\r';
            found = shown_ - (undecided ? 1 : 0);
        }
        note_marks(found, row_.number);
        if (complete && line_end != LineEnd::none) ++line_;
        move_to(found);
        skipping_ = !complete;
        zero_byte_noted_ &= skipping_;
        control_noted_ &= skipping_;
        return complete;
    }

    // What the machine found becomes a row for the caller; false: the caller does not see it.
    bool take_row() {
        const RawRow& raw = raw_row();
        const bool is_preamble = !raw.comment && preamble_left_ != 0;
        if (is_preamble) --preamble_left_;
        if (raw.comment || raw.blank || is_preamble) {
            if (raw.comment && ++comment_lines_ == 1) first_comment_line_ = line_;
            row_.number = 0;
            if (is_preamble) look_at_preamble();
            note_marks(raw.too_large ? raw.next : raw.end, row_.number);
            return false;
        }
        const bool is_header = std::exchange(header_pending_, false);
        make_views();
        if (is_header || rows_read_ == 0) machine_.expect_width(row_.cells.size());
        row_.number = is_header ? 0 : ++rows_read_;
        row_.line = line_;
        row_.byte = source_;
        row_.damaged = raw.unclosed || raw.too_large;
        row_.damage = nullptr;
        row_.has_line_break = raw.inner_lines != 0;
        row_.has_replacement = false;
        note_marks(raw.too_large ? raw.next : raw.end, row_.number);
        note_row();
        if (!is_header) return true;
        keep_header();
        return false;
    }

    MUSTER_SELDOM void keep_header() { header_.assign(row_.cells.begin(), row_.cells.end()); }

    void make_views() {
        if (by_lane_) {
            row_.cells = lane_.cells();
            return;
        }
        const RawRow& raw = machine_.row();
        cells_.clear();
        rewritten_.clear();
        rewritten_.reserve((raw.too_large ? raw.next : raw.end) - raw.begin);
        for (const CellSpan& cell : raw.cells) {
            if (!cell.rewritten) {
                cells_.emplace_back(text_.data() + cell.begin, cell.end - cell.begin);
                continue;
            }
            // Never moves: a value is at most as long as its bytes, and the row fits.
            const std::size_t begin = rewritten_.size();
            machine_.append_value(cell, rewritten_);
            cells_.emplace_back(rewritten_.data() + begin, rewritten_.size() - begin);
        }
        row_.cells = cells_;
    }

    // Counts an issue, and builds its texts only when it will be kept.
    template <class MakeTexts>
    void note(Code code, std::uint64_t row, std::uint64_t line, std::size_t at, std::size_t column,
              MakeTexts make_texts) {
        if (!log_->keeps_more(code)) return log_->count(code, default_severity(code));
        Issue issue = make_texts(code);
        issue.at.row = row;
        issue.at.line = line;
        issue.at.column = static_cast<std::uint32_t>(column);
        issue.at.byte = place_of(at).byte;
        issue.at.has_byte = true;
        log_->add(std::move(issue));
    }

    void note_row() {
        const RawRow& raw = raw_row();
        if (raw.unclosed) note_unclosed_quote();
        if (raw.too_large) {
            note_too_large();
        } else {
            if (raw.end - raw.begin > limits_.warn_row_bytes) note_long_row();
            if (row_.cells.size() > limits_.warn_columns && !wide_noted_) note_many_columns();
        }
        for (std::size_t i = 0; raw.stray && i < raw.cells.size(); ++i) {
            if (raw.cells[i].stray) note_stray_quote(i);
        }
    }

    // What follows is seldom run and kept out of the loops that run for every row.
    MUSTER_SELDOM void note_too_large() {
        const bool by_cells = row_.cells.size() + 1 == limits_.max_cells;
        note_damage(make_issue(Code::row_too_large,
                               "The row that starts on line " + std::to_string(row_.line) +
                                   (by_cells ? " has more than " + std::to_string(limits_.max_cells) + " cells"
                                             : " is longer than " + std::to_string(limits_.max_row_bytes) + " bytes") +
                                   " and was passed over.",
                               "Check whether the line ends of the file are missing or another delimiter is meant."),
                    row_.line, raw_row().begin);
    }

    // Why the row is damaged: for the log, and with the row for whoever rejects it.
    MUSTER_SELDOM void note_damage(Issue issue, std::uint64_t line, std::size_t at) {
        issue.at.row = row_.number;
        issue.at.line = line;
        issue.at.byte = place_of(at).byte;
        issue.at.has_byte = true;
        damage_ = std::move(issue);
        row_.damage = &damage_;
        if (log_->keeps_more(damage_.code)) log_->add(damage_);
        else log_->count(damage_.code, damage_.severity);
    }

    MUSTER_SELDOM void note_long_row() {
        const RawRow& raw = raw_row();
        note(Code::row_over_4000_bytes, row_.number, row_.line, raw.begin, 0, [&](Code code) {
            return make_issue(code,
                              "The row has " + std::to_string(raw.end - raw.begin) + " bytes; more than " +
                                  std::to_string(limits_.warn_row_bytes) + " are too many for some systems.",
                              "Nothing needs to be done; look whether an unclosed quote joined several rows.");
        });
    }

    // Once for the file: a file that is that wide is so in every row.
    MUSTER_SELDOM void note_many_columns() {
        wide_noted_ = true;
        note(Code::too_many_columns, row_.number, row_.line, raw_row().begin, 0, [&](Code code) {
            return make_issue(code,
                              "The file has a row of " + std::to_string(row_.cells.size()) + " columns; more than " +
                                  std::to_string(limits_.warn_columns) + " are too many for some systems.",
                              "Nothing needs to be done; export only the columns that are needed.");
        });
    }

    MUSTER_SELDOM void note_stray_quote(std::size_t index) {
        const std::size_t at = machine_.row().cells[index].start;
        note(Code::stray_quote, row_.number, row_.line, at, index + 1, [&](Code code) {
            // Without the value: the column may hold secrets, which is not known here.
            return make_issue(code, "The cell has text behind its closing quote; it was read without that quote and the one that opens the cell, and other quotes were kept.",
                              "Write a quote that belongs to the text twice, inside quotes around the whole cell.");
        });
    }

    MUSTER_SELDOM void note_unclosed_quote() {
        const RawRow& raw = raw_row();
        const std::uint64_t line = row_.line + raw.unclosed_line;
        note_damage(make_issue(Code::unclosed_quote,
                               "The quote that opens on line " + std::to_string(line) +
                                   " is not closed; it was read as an ordinary character and the row is damaged.",
                               "Close the quote on this line, or write it twice if it belongs to the text."),
                    line, raw.unclosed_at);
        if (raw.open_at_end) {
            note_truncation("A quote that opens on line " + std::to_string(line) +
                            " is still open at the end of the file.");
        }
    }

    // Issues of the marks before `end`.
    void note_marks(std::size_t end, std::uint64_t row) {
        for (const DecodeMark& mark : decoder_.marks()) {
            if (mark.text >= text_base_ + end) break;
            const auto at = static_cast<std::size_t>(mark.text - text_base_);
            // A run can go on behind the limit of a row that is too large.
            const std::uint64_t count = mark.count_before(text_base_ + end);
            if (mark.kind == DecodeMark::Kind::nul) {
                note_zero_byte(at, row);
                continue;
            }
            if (mark.kind == DecodeMark::Kind::control) {
                note_control(mark, at, row);
                continue;
            }
            row_.has_replacement = true;
            for (std::uint64_t i = 0; i < count; ++i) note_replaced(mark, at + static_cast<std::size_t>(i * mark.width()), row);
        }
    }

    MUSTER_SELDOM void note_replaced(const DecodeMark& mark, std::size_t at, std::uint64_t row) {
        const bool cut_off = mark.kind == DecodeMark::Kind::cut_off;
        const std::uint64_t line = log_->keeps_more(Code::invalid_byte_replaced) ? line_of(at) : 0;
        note(Code::invalid_byte_replaced, row, line, at, 0, [&](Code code) {
            const std::string encoding(name_of(encoding_));
            return cut_off ? make_issue(code, "The file ends inside a character of " + encoding + ".",
                                        "Get the file again: its end is missing.")
                           : make_issue(code,
                                        "The byte 0x" + hexadecimal(mark.first_byte) + " means nothing in " + encoding +
                                            " and became a replacement character.",
                                        "If letters look wrong, choose the encoding in which the file was written.");
        });
        if (cut_off && !truncation_) {
            note_truncation("The file ends inside a character.");
            cut_off_only_ = true;
        }
    }

    MUSTER_SELDOM void note_end_sign() {
        log_->add(make_issue(Code::end_sign, "The last byte of the file is the sign 1A, with which old programs end a file; it is left out.",
                             "Nothing needs to be done."));
    }

    // Once, at the end of the file: lines that are left out are no fault, but a person must know of them.
    MUSTER_SELDOM void note_comments() {
        const std::uint64_t lines = std::exchange(comment_lines_, 0);
        if (lines == 0) return;
        const bool one = lines == 1;
        Issue issue = make_issue(Code::comment_rows,
                                 std::to_string(lines) + (one ? " line that starts with " : " lines that start with ") +
                                     comment_ + (one ? " is" : " are") + " left out as " +
                                     (one ? "a comment." : "comments."),
                                 "Nothing needs to be done if they are remarks; else put quotes around the first cell of such rows.");
        issue.at.line = first_comment_line_;
        log_->add(std::move(issue));
    }

    MUSTER_SELDOM void look_at_preamble() {
        make_views();
        if (!has_address(row_.cells)) return;
        note(Code::contact_above_table, 0, line_, raw_row().begin, 0, [](Code code) {
            return make_issue(code, "The line stands above the table and is passed over, but has an e-mail address in one of its cells.",
                              "Look whether it is a contact, and give the number of lines above the table (--preamble, \"preamble_rows\").");
        });
    }

    // One issue for a row, however many there are: a damaged disk block is full of them.
    MUSTER_SELDOM void note_zero_byte(std::size_t at, std::uint64_t row) {
        if (std::exchange(zero_byte_noted_, true)) return;
        note(Code::nul_byte, row, log_->keeps_more(Code::nul_byte) ? line_of(at) : 0, at, 0, [&](Code code) {
            return make_issue(code, "The row holds zero bytes, which text never does.",
                              "Export the file again: it is damaged, or was written only in part.");
        });
        note_truncation("The file holds zero bytes, so a part of it is missing or damaged.");
    }

    // One issue for a row as well.
    MUSTER_SELDOM void note_control(const DecodeMark& mark, std::size_t at, std::uint64_t row) {
        if (std::exchange(control_noted_, true)) return;
        note(Code::control_character, row, log_->keeps_more(Code::control_character) ? line_of(at) : 0, at, 0, [&](Code code) {
            return make_issue(code,
                              "The row holds the control character 0x" + hexadecimal(mark.first_byte) +
                                  ", which no program shows; it was kept.",
                              "Remove it where the file comes from: it makes values that look the same differ.");
        });
    }

    MUSTER_SELDOM void note_truncation(std::string message) {
        if (truncation_ && !std::exchange(cut_off_only_, false)) return;
        truncation_ = make_issue(Code::file_truncated, std::move(message), "Get the file again from where it came.");
        truncation_->at.line = line_;
    }

    void note_line_end() {
        const RawRow& raw = raw_row();
        if (raw.line_end == LineEnd::none || raw.too_large || raw.comment) return;
        if (first_line_end_ == LineEnd::none) {
            first_line_end_ = raw.line_end;
            lane_.expect_line_end(first_line_end_);
        }
        if (raw.line_end == first_line_end_ || mixed_noted_) return;
        note_mixed_line_ends();
    }

    MUSTER_SELDOM void note_mixed_line_ends() {
        const RawRow& raw = raw_row();
        mixed_noted_ = true;
        lane_.expect_line_end(LineEnd::none);
        note(Code::mixed_newlines, 0, line_, raw.end, 0, [&](Code code) {
            return make_issue(code, "Lines end with " + std::string(name_of_line_end(first_line_end_)) +
                                        " at first and with " + std::string(name_of_line_end(raw.line_end)) +
                                        " on line " + std::to_string(line_) + "; each was read as a line end.");
        });
    }

    Encoding encoding_;
    ReaderLimits limits_;
    Decoder decoder_;
    RowMachine machine_;
    RowLane lane_;
    bool by_lane_ = false;  // the current row is the lane's
    IssueLog* log_;
    std::uint32_t preamble_left_;
    bool header_pending_;

    TextBuffer text_;
    std::size_t shown_ = 0;        // of the buffer, to the machines
    std::uint64_t text_base_ = 0;  // offset of the buffer in all of the text
    std::size_t position_ = 0;     // where the row in progress starts in the buffer
    std::uint64_t source_;         // and in the source file
    std::uint64_t line_ = 1;       // and its line
    Place place_;
    bool row_is_current_ = false;
    bool skipping_ = false;         // behind a row that was too large
    bool zero_byte_noted_ = false;  // in this row
    bool control_noted_ = false;    // in this row

    Row row_;
    Issue damage_;                  // of the row, where it is damaged
    std::vector<std::string_view> cells_;
    std::string rewritten_;
    std::vector<std::string> header_;
    std::optional<Issue> truncation_;
    bool cut_off_only_ = false;
    LineEnd first_line_end_ = LineEnd::none;
    bool mixed_noted_ = false;
    bool wide_noted_ = false;
    std::string comment_;
    std::uint64_t comment_lines_ = 0;
    std::uint64_t first_comment_line_ = 0;
    bool is_finished_ = false;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t rows_read_ = 0;
};

Reader::Reader(Encoding encoding, std::size_t bom_bytes, const Dialect& dialect, IssueLog& log,
               const ReaderLimits& limits)
    : implementation_(std::make_unique<Implementation>(encoding, bom_bytes, dialect, log, limits)) {}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

void Reader::feed(std::span<const std::byte> bytes) {
    implementation_->feed(bytes);
}
void Reader::finish() {
    implementation_->finish();
}
const Row* Reader::next() {
    return implementation_->next();
}
std::uint64_t Reader::pass_rows(std::size_t cells) {
    return implementation_->pass_rows(cells);
}
const std::vector<std::string>& Reader::header() const noexcept {
    return implementation_->header();
}
const std::optional<Issue>& Reader::truncation() const noexcept {
    return implementation_->truncation();
}
bool Reader::ends_inside_character() const noexcept {
    return implementation_->ends_inside_character();
}
std::uint64_t Reader::replaced() const noexcept {
    return implementation_->replaced();
}
std::uint64_t Reader::bytes_read() const noexcept {
    return implementation_->bytes_read();
}
std::uint64_t Reader::line() const noexcept { return implementation_->line(); }
std::uint64_t Reader::rows_read() const noexcept {
    return implementation_->rows_read();
}
std::uint64_t Reader::byte_of_cell(std::size_t index) const noexcept {
    return implementation_->byte_of_cell(index);
}

}  // namespace muster
