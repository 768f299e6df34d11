#include "native/commands/document.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

namespace muster::native {
namespace {

constexpr std::size_t max_document_bytes = 64u << 20;

Issue unreadable(const std::string& path, const std::string& why) {
    return make_issue(Code::file_unreadable, "Cannot read " + path + ": " + why + ".", "Check the name and the permissions.");
}

struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

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
    if (source == "-" || source.starts_with(file_scheme)) return source;
    return std::filesystem::absolute(source).lexically_normal().string();
}

DocumentReading load_document(const std::string& path, const std::string& source_override) {
    auto text = read_text_file(path);
    if (!text) return {std::nullopt, {std::move(text).error()}};
    SyncReading reading = read_sync(*text);
    if (!reading.sync) return {std::nullopt, std::move(reading.issues)};
    Document document{std::move(*reading.sync), std::filesystem::absolute(path).parent_path().string()};
    if (!source_override.empty()) document.sync.source.url = absolute_source(source_override);
    return {std::move(document), {}};
}

}  // namespace muster::native
