#include "native/files/file_writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace muster::native {

namespace {

constexpr std::size_t buffer_bytes = 1u << 16;

Issue cannot_write(const std::string& path, int error) {
    const std::string message = "The file " + path + " cannot be written: " + std::strerror(error) + ".";
    switch (error) {
        case ENOENT:
        case ENOTDIR: return make_issue(Code::not_found, message, "Name a folder that exists.");
        case EACCES:
        case EPERM:
        case EROFS: return make_issue(Code::permission_denied, message, "Name a folder that you may write to.");
        default: return make_issue(Code::disk_full, message, "Free some space, or name another folder.");
    }
}

// Holds the file as long as the process writes it, so that what killed ones have left can be told from it. False when somebody has
// just taken it for such a one. A file system without locks has no such signs.
bool lock_unless_removed(int descriptor) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return errno != EWOULDBLOCK;
    }
    struct stat state {};
    return fstat(descriptor, &state) != 0 || state.st_nlink > 0;
}

}  // namespace

// sqlite.org/fileformat2.html section 1.3: the first 16 bytes.
bool is_database(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    char start[16] = {};
    const ssize_t size = read(descriptor, start, sizeof start);
    close(descriptor);
    return size == sizeof start && std::memcmp(start, "SQLite format 3", sizeof start) == 0;
}

Result<FileWriter> FileWriter::create(const std::string& path) {
    struct stat state {};
    if (stat(path.c_str(), &state) == 0 && !S_ISREG(state.st_mode)) {
        return make_issue(Code::invalid_value, path + (S_ISDIR(state.st_mode) ? " is a folder." : " is not a regular file."),
                          "Name a file to be written.");
    }
    if (is_database(path)) {
        return make_issue(Code::invalid_value, path + " is a database; it is not replaced.", "Name another file.");
    }
    for (;;) {
        std::string temporary = path + ".XXXXXX";  // in the same folder, so that the last step is a mere rename
        const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600
        if (descriptor < 0) {
            return cannot_write(path, errno);
        }
        if (lock_unless_removed(descriptor)) {
            return FileWriter(path, std::move(temporary), descriptor);
        }
        close(descriptor);
        unlink(temporary.c_str());
    }
}

FileWriter::FileWriter(std::string path, std::string temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::move(other.temporary_)), descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

FileWriter::~FileWriter() {
    if (descriptor_ >= 0) {
        close(descriptor_);
        unlink(temporary_.c_str());
    }
}

Issue FileWriter::failed(int error) const {
    return cannot_write(path_, error);
}

Result<void> FileWriter::write(std::string_view bytes) {
    buffer_.append(bytes);
    return buffer_.size() >= buffer_bytes ? flush() : Result<void>();
}

Result<void> FileWriter::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR) {
            return failed(errno);
        }
        rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
}

Result<void> FileWriter::commit() {
    if (Result<void> flushed = flush(); !flushed) {
        return flushed;
    }
    if (fsync(descriptor_) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0) {
        return failed(errno);
    }
    close(std::exchange(descriptor_, -1));
    return {};
}

Result<void> write_private_file(const std::string& path, std::string_view content) {
    Result<FileWriter> file = FileWriter::create(path);
    if (!file) {
        return std::move(file).error();
    }
    if (Result<void> written = file->write(content); !written) {
        return written;
    }
    return file->commit();
}

}  // namespace muster::native
