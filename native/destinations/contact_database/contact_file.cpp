#include "contact_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

namespace muster::native {

namespace {

constexpr std::string_view sqlite_magic{"SQLite format 3\0", 16};
constexpr std::size_t sqlite_header_bytes = 100;
constexpr std::size_t application_id_offset = 68;

constexpr std::string_view scheme = "sqlite:";
constexpr const char* schema = "muster";
constexpr const char* run_lock_ending = "-run";
constexpr const char* log_ending = "-wal";
constexpr const char* shared_memory_ending = "-shm";

enum class FileState : std::uint8_t { absent, empty, ours };

Issue not_ours(const std::string& path, const std::string& what) {
    return make_issue(Code::destination_failed, path + " is " + what + ", not a contact database; it was left untouched.",
                      "Name another file; one that does not exist yet will be made.");
}

Issue cannot_write(const std::string& path) {
    return make_issue(Code::permission_denied, "The contact database " + path + " cannot be written: permission denied.",
                      "Give this user the right to write the file and its folder.");
}

Issue cannot_open(const std::string& path, int error) {
    if (error == EACCES || error == EPERM || error == EROFS) {
        return make_issue(Code::permission_denied, "The contact database " + path + " cannot be opened: permission denied.",
                          "Give this user the right to read and write the file and its folder.");
    }
    if (error == ENOSPC || error == EDQUOT) {
        return make_issue(Code::disk_full, "The disk is full: the contact database " + path + " could not be made.",
                          "Free some space and run again.");
    }
    if (error == ENOENT || error == ENOTDIR) {
        return make_issue(Code::not_found, "The folder of the contact database " + path + " does not exist.",
                          "Make the folder, or name another file.");
    }
    return make_issue(Code::destination_failed,
                      "The contact database " + path + " cannot be opened: " + std::strerror(error) + ".", "Check the path.");
}

// The folder of a database that is to be made must exist already when it is planned, not only when it is written.
Result<FileState> absent_if_folder_exists(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return FileState::absent;
    struct stat folder {};
    if (stat(path.substr(0, slash + 1).c_str(), &folder) != 0) return cannot_open(path, errno);
    return FileState::absent;
}

Result<FileState> state_of_header(const std::string& path, const std::array<unsigned char, sqlite_header_bytes>& header) {
    if (std::memcmp(header.data(), sqlite_magic.data(), sqlite_magic.size()) != 0) return not_ours(path, "another kind of file");
    std::uint32_t id = 0;
    for (std::size_t i = 0; i < 4; ++i) id = id << 8 | header[application_id_offset + i];
    if (id != contact_application_id) return not_ours(path, "the database of another program");
    return FileState::ours;
}

// Looks at the file without SQLite, which could otherwise repair or lock the database of another program.
Result<FileState> inspect(const std::string& path) {
    struct stat facts {};
    if (stat(path.c_str(), &facts) != 0) {
        if (errno == ENOENT) return absent_if_folder_exists(path);
        return cannot_open(path, errno);
    }
    if (S_ISDIR(facts.st_mode)) return not_ours(path, "a folder");
    if (!S_ISREG(facts.st_mode)) return not_ours(path, "not a regular file");
    if (facts.st_size == 0) return FileState::empty;
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_open(path, errno);
    std::array<unsigned char, sqlite_header_bytes> header{};
    const ssize_t got = pread(descriptor, header.data(), header.size(), 0);
    const int error = errno;
    ::close(descriptor);
    if (got < 0) return cannot_open(path, error);
    return state_of_header(path, header);
}

bool is_there_to_read_only(const std::string& path) {
    return faccessat(AT_FDCWD, path.c_str(), F_OK, AT_EACCESS) == 0 && faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0;
}

// Whoever may only read a database leaves the files beside it behind, and they stay that user's.
Issue left_by_reader(const std::string& path, const std::string& files) {
    std::error_code absent;
    const std::string log = path + log_ending;
    const bool holds_contacts = std::filesystem::file_size(log, absent) > 0 && !absent;
    return make_issue(Code::permission_denied, "The contact database " + path + " cannot be written: this user may not write " + files + ", which another user has left beside it.",
                      holds_contacts ? "Have them given to the owner of the database. Do not delete " + log + ": it holds contacts."
                                     : "When no program has the database open, delete them.");
}

// SQLite would open it for reading, and tell of it late and in other words.
std::optional<Issue> write_refusal(const std::string& path) {
    if (is_there_to_read_only(path)) return cannot_write(path);
    std::string files;
    for (const char* ending : {log_ending, shared_memory_ending}) {
        if (is_there_to_read_only(path + ending)) files += (files.empty() ? "" : " and ") + path + ending;
    }
    return files.empty() ? std::nullopt : std::optional(left_by_reader(path, files));
}

// Before an @ or behind a ? there may be a password.
std::string told(std::string_view url) {
    return url.find_first_of("@?") == std::string_view::npos ? "\"" + shortened(url) + "\"" : std::string("What was given");
}

// A path as the file: URL that ATTACH takes; only there can a missing file be refused instead of made.
std::string attach_url(const std::string& path) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string url = "file:";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '.' || c == '_' || c == '-';
        if (plain) {
            url += c;
        } else {
            url += '%';
            url += hex[byte >> 4];
            url += hex[byte & 15];
        }
    }
    return url + "?mode=rw";
}

}  // namespace

Result<std::string> contact_file_path(std::string_view url) {
    if (!url.starts_with(scheme)) {
        return make_issue(Code::invalid_value, told(url) + " is not the address of a contact database.",
                          "Write it as sqlite:PATH, for example sqlite:contacts.db, or postgresql://USER@HOST/DATABASE.");
    }
    std::string_view path = url.substr(scheme.size());
    // sqlite:///folder/file as other tools write it.
    if (path.starts_with("///")) path.remove_prefix(2);
    if (path.empty() || path.front() == ':' || path.starts_with("//") || path.find('\0') != std::string_view::npos) {
        return make_issue(Code::invalid_value, told(url) + " does not name a file for the contact database.",
                          "Write it as sqlite:PATH, for example sqlite:contacts.db, or postgresql://USER@HOST/DATABASE.");
    }
    return std::string(path);
}

ContactFile::ContactFile(std::string path, const ContactSettings& settings) : ContactStorage(settings), path_(std::move(path)) {
    // A path of the form //x would be read as a host in a file: URL.
    while (path_.size() > 1 && path_[0] == '/' && path_[1] == '/') path_.erase(0, 1);
}

Result<void> ContactFile::open_connection() {
    if (database_.is_open()) return {};
    if (auto opened = database_.open("", SqliteDatabase::Mode::create); !opened) return opened;
    database_.set_display_name(path_);
    database_.set_busy_timeout(settings().busy_seconds * 1000);
    // What is staged needs no journal: it vanishes with the connection, and after an error the connection is closed.
    return database_.execute(
        "PRAGMA main.page_size=32768; PRAGMA main.journal_mode=OFF; PRAGMA main.synchronous=OFF; PRAGMA main.cache_size=-32768; PRAGMA temp_store=FILE");
}

void ContactFile::close() {
    database_.close();
    attached_ = false;
    content_changed();
}

Result<void> ContactFile::attach_file() {
    auto attached = database_.execute("ATTACH " + quoted_text(attach_url(path_)) + " AS muster");
    if (!attached) return attached;
    attached_ = true;
    return database_.execute("PRAGMA muster.cache_size=-65536; PRAGMA muster.synchronous=FULL");
}

Result<bool> ContactFile::has_tables() {
    auto version = database_.integer("PRAGMA muster.user_version");
    if (!version) return version.error();
    if (version->value_or(0) > contact_format_version) {
        return make_issue(Code::destination_failed, "The contact database " + path_ + " was made by a newer version of Muster.",
                          "Update Muster, or name another file.");
    }
    return version->value_or(0) == contact_format_version;
}

Result<bool> ContactFile::attach() {
    if (attached_ && !database_.in_transaction() && database_.has_moved(schema)) close();
    if (auto opened = open_connection(); !opened) return opened.error();
    if (attached_) return has_tables();
    auto state = inspect(path_);
    if (!state) return state.error();
    if (*state != FileState::ours) return false;
    if (auto attached = attach_file(); !attached) return attached.error();
    return has_tables();
}

Result<bool> ContactFile::create() {
    if (attached_) return false;
    const int descriptor = open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno != EEXIST) return cannot_open(path_, errno);
    const bool made = descriptor >= 0;
    if (made) ::close(descriptor);
    auto attached = attach_file();
    // The mark goes in first and alone: whatever interrupts the making of the tables, the file can be told to be ours. The
    // rollback journal writes each page of a new database once, where the write-ahead log would write it twice.
    if (attached) {
        attached = database_.execute("PRAGMA muster.page_size=8192; PRAGMA muster.application_id=" +
                                     std::to_string(contact_application_id));
    }
    if (attached) return made;
    abandon(made);
    return attached.error();
}

Result<void> ContactFile::mark_made() {
    return database_.execute("PRAGMA muster.user_version=" + std::to_string(contact_format_version));
}

// Readers and one writer no longer wait for each other. Where the file system cannot do it, the database stays whole and
// usable without.
void ContactFile::settle_down() { static_cast<void>(database_.execute("PRAGMA muster.journal_mode=WAL")); }

void ContactFile::abandon(bool made) {
    const bool replaced = attached_ && is_replaced();
    close();
    if (made && !replaced) unlink(path_.c_str());
}

Result<Transaction> ContactFile::begin_writing() {
    if (auto refused = write_refusal(path_)) return std::move(*refused);
    if (!run_lock_) {
        auto free = FileLock::wait_until_free(path_ + run_lock_ending, std::chrono::seconds(settings().busy_seconds));
        if (!free) return free.error();
    }
    return ContactStorage::begin_writing();
}

Result<void> ContactFile::keep_others_out() {
    if (auto refused = write_refusal(path_)) return std::move(*refused);
    auto lock = FileLock::take(path_ + run_lock_ending, std::chrono::seconds(settings().busy_seconds));
    if (!lock) return lock.error();
    run_lock_.emplace(std::move(*lock));
    return {};
}

bool ContactFile::is_replaced() const { return database_.has_moved(schema); }

Result<void> ContactFile::make_staging(int, const std::string& sql) {
    if (auto opened = open_connection(); !opened) return opened;
    return database_.execute(sql);
}

void ContactFile::drop_staging(int, const std::string& sql) {
    if (database_.is_open()) static_cast<void>(database_.execute(sql));
}

Result<std::optional<std::int64_t>> ContactFile::version() { return database_.integer("PRAGMA muster.data_version"); }

std::string ContactFile::address() const { return std::string(scheme) + path_; }

std::string ContactFile::absolute_address() const {
    return std::string(scheme) + std::filesystem::absolute(path_).lexically_normal().string();
}

}  // namespace muster::native
