// One import as the browser sees it: bytes in, JSON and bulk buffers out. No Emscripten header here, so that it is tested
// natively; bindings.cpp only forwards.
//
//     memcpy(session.input(n).data(), head, n);  session.open(n, whole, "{}");            // how it would be read
//     session.start_check(document, "{}");                                                 // a mapping, a mode
//     survey: session.survey(n) ..., session.finish_survey();                              // when the answer says so
//     session.feed(n) ..., session.finish();                                               // counts, issues, verdict
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/check.hpp"
#include "muster/plan.hpp"
#include "muster/reader.hpp"
#include "muster/schema.hpp"
#include "muster/sniff.hpp"

#include "muster/row_edit.hpp"
#include "session_export.hpp"
#include "session_replace.hpp"
#include "session_request.hpp"

namespace muster {

// What every call gives back: no exception crosses the border.
struct Answer {
    bool ok = true;
    std::string code;     // when !ok: the stable code of the first issue
    std::string message;  // when !ok: what is wrong and what to do, whole sentences
    std::string json;     // when ok: the result, or empty; when !ok: {"errors":[…]}, every issue
};

class ImportSession {
public:
    ImportSession();
    ~ImportSession();
    ImportSession(const ImportSession&) = delete;
    ImportSession& operator=(const ImportSession&) = delete;

    // Where the caller writes the bytes of the next call. Valid until the next call of any function.
    std::span<std::byte> input(std::size_t bytes);

    // Sniffs the first `bytes` of the input; they are kept, so that another choice does not need them again. Forgets the
    // check. `choices` has the members encoding, delimiter, quote, escape, header, preamble_rows of a sync document's
    // source. Gives what `muster sniff --json` gives.
    Answer open(std::size_t bytes, bool whole, std::string_view choices);
    // Sniffs the kept head under other choices. Where that fails, all stays as it was.
    Answer choose(std::string_view choices);
    // What `muster preview --json` gives.
    Answer preview(std::size_t rows) const;
    // {"columns":[{"column","readings":[{"format","preselected","examples":[{"text","iso"}]}]}]}: the ambiguous date columns,
    // read both ways; `preselected` is the one that the mark between the numbers suggests, which decides nothing.
    Answer readings() const;
    // How a date format that a person typed is understood: {"format","kind","example","values":[{"text","iso"}]}, with the
    // examples of the column (`iso` null: refused). Errors: pattern_invalid; usage for a column that is not there.
    Answer date_format(std::string_view column, std::string_view format) const;
    // {"mapping":[{"column","field","type","confidence","reason","new_field"}],"key","fields":[…],"header"} for the schema given as
    // {"schema":{…}}, or the one of a new contact database. `header` is the fingerprint by which choices are kept, null without a
    // header; "earlier", as write_choices writes it, has what was chosen for that header before.
    Answer suggest(std::string_view request) const;

    // Reads the whole file under the sniffed dialect; the last answer is the sniff with rows, cells and ragged_rows.
    Answer start_full_sniff();
    Answer feed_full_sniff(std::size_t bytes);
    Answer finish_full_sniff();

    // The keys that the destination holds, as `muster contacts keys` writes them. The answer has {"existing","fingerprints"}.
    Answer start_keys();
    Answer feed_keys(std::size_t bytes);
    Answer finish_keys();
    // Forgets them: the next check counts every record as new.
    Answer forget_keys();

    // Takes a sync document and {"schema":{…},"today":"2026-11-28","zone":{"name","first_offset","transitions":
    // [[seconds,offset],…]},"first_run":true,"attended":false,"max_issues":1000,
    // "export":"rejected","earlier":[…]}, all optional; without them the guard judges as `muster plan` does a new document. The answer is
    // {"needs_survey"}; when it says so the file is fed twice, first to survey().
    Answer start_check(std::string_view document, std::string_view options);
    Answer survey(std::size_t bytes);
    Answer finish_survey();
    Answer feed(std::size_t bytes);
    // {"check":…,"keys":{"existing","fingerprints"},"guard":…,"document":…}: what `muster check --json` gives, the keys and
    // the verdict (null without keys), and the document with everything filled in.
    Answer finish();
    // Rows as CSV, with "export": the lines that the last call of a function that feeds has added. "rejected": the file that
    // `muster check --errors` writes. "valid": see session_export.hpp. Valid until the next call of any function.
    std::string_view export_text() const noexcept { return export_text_; }
    // With "rejected", after finish(): {"needs_reading"}, whether rows were rejected only after they had passed. Then the whole
    // file is fed once more; else feed_rejected(0, true) ends it.
    Answer start_rejected() const;
    Answer feed_rejected(std::size_t bytes, bool last);
    // With "valid" a check has to know, after its start and before it is fed, which rows lose against later ones. An earlier
    // check of the same file tells them by lost_rows(); they come back by input().
    std::span<const double> lost_rows() const noexcept { return lost_rows_; }
    Answer set_lost_rows(std::size_t bytes);
    // All rows of the file, whether a check was started (which knows more sensitive columns) or not.
    Answer start_all();
    Answer feed_all(std::size_t bytes, bool last);
    // {"rows","rejected","issues"} so far.
    Answer progress() const;
    // {"total","matching","issues":[…]}: of the kept issues that match the filter those from `first`, at most `count`. The filter
    // is {"code","severity","column"}, all optional; the column is a name.
    Answer issues(std::size_t first, std::size_t count, std::string_view filter) const;

    // Rows anywhere in the file, read again: start_rows answers {"byte"}, where feeding begins; feed_rows answers
    // {"done"}. Rows are known up to where a check has come; before, those of the head. Then row_text() is the text of all
    // cells and row_ends() says for each row how many cells it has, then the end of each cell in UTF-16 units of the text.
    Answer start_rows(std::uint64_t first_row, std::size_t count);
    Answer feed_rows(std::size_t bytes, bool last);
    std::string_view row_text() const noexcept { return row_text_; }
    std::span<const std::uint32_t> row_ends() const noexcept { return row_ends_; }

    // A cell replaced (row and column from 1): start_edit answers {"byte"}, where feeding begins; feed_edit {"done"} and at last
    // {"done","from","to"}, between which bytes of the file edited_row() comes; to is null at the end of the file. The caller
    // makes the new file, and opens it. Errors: usage (no such row or column), invalid_value (see row_edit.hpp).
    Answer start_edit(std::uint64_t row, std::size_t column, std::string_view value);
    Answer feed_edit(std::size_t bytes, bool last);
    std::string_view edited_row() const noexcept { return edited_row_; }

    // A text replaced in a whole column, of {"column","find","value","whole","count_only","only_rows"} (a column from 1): the file is fed
    // from its start to its end, and each answer has {"cells"} so far. Of the rows that are complete replaced_rows() has three numbers each:
    // where the row starts and ends in the file (-1: with the file), and how many bytes of replaced_text() take its place. With
    // "only_rows" their numbers are given by the input, as doubles that ascend. Errors: usage, invalid_value (see session_replace.hpp).
    Answer start_replace(std::string_view request);
    Answer set_replace_rows(std::size_t bytes);
    Answer feed_replace(std::size_t bytes, bool last);
    std::string_view replaced_text() const noexcept;
    std::span<const double> replaced_rows() const noexcept;
    // After a check that has kept all of its issues: the rows, ascending, in which it has found an error or a warning at a column of the
    // file (from 1). Valid until the next call of any function.
    std::span<const double> faulty_rows(std::size_t column);

private:
    class Sink;
    struct Checkpoint {
        std::uint64_t row = 0, byte = 0;
    };

    std::span<const std::byte> fed(std::size_t bytes) const noexcept;
    void forget_check();
    void note_row(std::uint64_t row, std::uint64_t byte);
    std::uint64_t open_row_reader(std::uint64_t first_row);
    template <class Take>
    bool read_rows(std::size_t bytes, bool last, Take take);
    bool take_row(const Row& row);

    std::unique_ptr<std::byte[]> input_;  // filled by the caller, so not cleared first
    std::size_t input_size_ = 0;
    std::vector<std::byte> head_;
    bool whole_ = false;
    std::optional<Sniff> sniff_;
    std::optional<SniffChoice> sniffed_by_;  // the choices that it was made under, while it says nothing of more than the head
    std::unique_ptr<FullSniff> full_sniff_;

    std::unique_ptr<KeysFileReader> keys_reader_;
    std::optional<Snapshot> keys_;
    bool keys_have_fingerprints_ = false;

    std::unique_ptr<Check> check_;
    std::unique_ptr<Sink> sink_;          // refers to check_
    CheckRequest request_;
    std::string export_text_;
    std::optional<ValidRows> valid_rows_;   // refers to check_
    std::vector<double> lost_rows_;         // numbers as JavaScript has them
    std::optional<AllRows> all_rows_;

    std::vector<Checkpoint> checkpoints_;
    IssueLog row_log_{0};
    std::unique_ptr<Reader> row_reader_;
    std::uint64_t row_skip_ = 0, rows_wanted_ = 0;
    std::uint32_t row_units_ = 0;
    std::string row_text_;
    std::vector<std::uint32_t> row_ends_;
    std::optional<RowEdit> edit_;
    std::uint64_t edit_start_ = 0;   // where its reader starts in the file
    std::string edited_row_;
    std::optional<ColumnReplacement> replacement_;
    std::vector<double> faulty_rows_;
};

}  // namespace muster
