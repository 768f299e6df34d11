#include "native/commands/document.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>

#include "native/engine/connections.hpp"
#include "native/sources/sha256.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

constexpr std::size_t max_document_bytes = 64u << 20;

// The wrong name of a document is a wrong argument; `file_unreadable` is about the contacts.
Issue unreadable(const std::string& path, const std::string& why) {
    return make_issue(Code::usage, "Cannot read " + path + ": " + why + ".", "Check the name and the permissions.");
}

struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

std::string sha256_of(std::string_view text) {
    Sha256 hash;
    hash.add(std::as_bytes(std::span(text)));
    return hash.finish();
}

Result<std::string> read_text_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return unreadable(path, "it is a folder");
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
    if (!file) return unreadable(path, std::strerror(errno));
    std::string text;
    std::string buffer(1u << 16, '\0');
    while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
        text.append(buffer, 0, read);
        if (text.size() > max_document_bytes) return unreadable(path, "it is larger than 64 MB");
    }
    if (std::ferror(file.get()) != 0) return unreadable(path, std::strerror(errno));
    return text;
}

std::string absolute_source(const std::string& source) {
    constexpr std::string_view file_scheme = "file:";
    const bool file_url = source.starts_with(file_scheme);
    const std::string path = file_url ? source.substr(file_scheme.size()) : source;
    if (path == "-" || path.empty() || path.find("://") != std::string::npos || path.starts_with('/')) return source;
    const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
    return file_url ? std::string(file_scheme) + absolute : absolute;
}

void tell_warnings(Context& context, const std::vector<Issue>& warnings, const std::string& path) {
    for (const Issue& warning : warnings) {
        std::string place = path.empty() ? path : path + ":";
        if (warning.at.line > 0) place += std::to_string(warning.at.line) + ":" + std::to_string(warning.at.column) + ":";
        place += (path.empty() ? "" : " ") + (warning.pointer.empty() ? std::string() : warning.pointer + ": ");
        context.messages.note("Warning: " + printable(place + warning.message + " " + warning.suggestion));
    }
}

DocumentReading load_document(const std::string& path, const std::string& source_override) {
    auto text = read_text_file(path);
    if (!text) return {std::nullopt, {std::move(text).error()}};
    SyncReading reading = read_sync(*text);
    if (!reading.sync) return {std::nullopt, std::move(reading.issues)};
    if (auto errors = resolve_connection(reading.sync->destination); !errors.empty()) return {std::nullopt, std::move(errors)};
    const std::filesystem::path absolute = std::filesystem::absolute(path).lexically_normal();
    Document document{std::move(*reading.sync), absolute.parent_path().string(), absolute.string(), sha256_of(*text), {}};
    document.warnings = std::move(reading.issues);
    if (!source_override.empty()) document.sync.source.url = absolute_source(source_override);
    return {std::move(document), {}};
}

}  // namespace muster::native
