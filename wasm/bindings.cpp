// Embind and nothing else: names for JavaScript, and views of buffers.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "session.hpp"

namespace muster {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

// A view ends with the next call: the caller fills or copies it at once.
val input(ImportSession& session, std::size_t bytes) {
    const auto buffer = session.input(bytes);
    return val(typed_memory_view(buffer.size(), reinterpret_cast<unsigned char*>(buffer.data())));
}

val row_text(const ImportSession& session) {
    const auto text = session.row_text();
    return val(typed_memory_view(text.size(), reinterpret_cast<const unsigned char*>(text.data())));
}

val export_text(const ImportSession& session) {
    const auto text = session.export_text();
    return val(typed_memory_view(text.size(), reinterpret_cast<const unsigned char*>(text.data())));
}

val lost_rows(const ImportSession& session) {
    const auto rows = session.lost_rows();
    return val(typed_memory_view(rows.size(), rows.data()));
}

val edited_row(const ImportSession& session) {
    const auto row = session.edited_row();
    return val(typed_memory_view(row.size(), reinterpret_cast<const unsigned char*>(row.data())));
}

val row_ends(const ImportSession& session) {
    const auto ends = session.row_ends();
    return val(typed_memory_view(ends.size(), ends.data()));
}

Answer open(ImportSession& session, std::size_t bytes, bool whole, const std::string& choices) {
    return session.open(bytes, whole, choices);
}

Answer choose(ImportSession& session, const std::string& choices) { return session.choose(choices); }

Answer date_format(const ImportSession& session, const std::string& column, const std::string& format) {
    return session.date_format(column, format);
}

Answer suggest(const ImportSession& session, const std::string& request) { return session.suggest(request); }

Answer start_check(ImportSession& session, const std::string& document, const std::string& options) {
    return session.start_check(document, options);
}

Answer issues(const ImportSession& session, std::size_t first, std::size_t count, const std::string& filter) {
    return session.issues(first, count, filter);
}

// JavaScript numbers are exact up to 2^53 rows.
Answer start_rows(ImportSession& session, double first_row, std::size_t count) {
    return session.start_rows(static_cast<std::uint64_t>(first_row), count);
}

val replaced_text(const ImportSession& session) {
    const auto text = session.replaced_text();
    return val(typed_memory_view(text.size(), reinterpret_cast<const unsigned char*>(text.data())));
}

val replaced_rows(const ImportSession& session) {
    const auto rows = session.replaced_rows();
    return val(typed_memory_view(rows.size(), rows.data()));
}

val faulty_rows(ImportSession& session, std::size_t column) {
    const auto rows = session.faulty_rows(column);
    return val(typed_memory_view(rows.size(), rows.data()));
}

Answer start_replace(ImportSession& session, const std::string& request) { return session.start_replace(request); }

Answer start_edit(ImportSession& session, double row, std::size_t column, const std::string& value) {
    return session.start_edit(static_cast<std::uint64_t>(row), column, value);
}

}  // namespace

EMSCRIPTEN_BINDINGS(muster) {
    emscripten::value_object<Answer>("Answer")
        .field("ok", &Answer::ok)
        .field("code", &Answer::code)
        .field("message", &Answer::message)
        .field("json", &Answer::json);

    emscripten::class_<ImportSession>("ImportSession")
        .constructor<>()
        .function("input", &input)
        .function("open", &open)
        .function("choose", &choose)
        .function("preview", &ImportSession::preview)
        .function("readings", &ImportSession::readings)
        .function("dateFormat", &date_format)
        .function("suggest", &suggest)
        .function("startFullSniff", &ImportSession::start_full_sniff)
        .function("feedFullSniff", &ImportSession::feed_full_sniff)
        .function("finishFullSniff", &ImportSession::finish_full_sniff)
        .function("startKeys", &ImportSession::start_keys)
        .function("feedKeys", &ImportSession::feed_keys)
        .function("finishKeys", &ImportSession::finish_keys)
        .function("forgetKeys", &ImportSession::forget_keys)
        .function("startCheck", &start_check)
        .function("survey", &ImportSession::survey)
        .function("finishSurvey", &ImportSession::finish_survey)
        .function("feed", &ImportSession::feed)
        .function("finish", &ImportSession::finish)
        .function("exportText", &export_text)
        .function("startRejected", &ImportSession::start_rejected)
        .function("feedRejected", &ImportSession::feed_rejected)
        .function("lostRows", &lost_rows)
        .function("setLostRows", &ImportSession::set_lost_rows)
        .function("startAll", &ImportSession::start_all)
        .function("feedAll", &ImportSession::feed_all)
        .function("progress", &ImportSession::progress)
        .function("issues", &issues)
        .function("startRows", &start_rows)
        .function("feedRows", &ImportSession::feed_rows)
        .function("rowText", &row_text)
        .function("rowEnds", &row_ends)
        .function("startEdit", &start_edit)
        .function("feedEdit", &ImportSession::feed_edit)
        .function("editedRow", &edited_row)
        .function("startReplace", &start_replace)
        .function("setReplaceRows", &ImportSession::set_replace_rows)
        .function("feedReplace", &ImportSession::feed_replace)
        .function("replacedText", &replaced_text)
        .function("replacedRows", &replaced_rows)
        .function("faultyRows", &faulty_rows);
}

}  // namespace muster
