#include "native/sources/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace muster::native {

Issue interrupted(const std::string& name) {
    return make_issue(Code::interrupted, "Reading " + name + " was interrupted.");
}

namespace {

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() {
        if (number_ >= 0) {
            close(number_);
        }
    }
    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_;
};

bool stopped(const std::atomic<bool>* stop) {
    return stop != nullptr && stop->load(std::memory_order_relaxed);
}

Issue unreadable(const std::string& name, int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return make_issue(Code::file_unreadable, "The file " + name + " does not exist.", "Check the path.");
        case EACCES:
        case EPERM:
            return make_issue(Code::file_unreadable, "There is no permission to read " + name + ".",
                              "Ask its owner for read permission, or run as a user who has it.");
        case EISDIR: return make_issue(Code::file_unreadable, name + " is a folder.", "Name a file in it.");
        default:
            return make_issue(Code::file_unreadable, "Reading " + name + " failed: " + std::strerror(error) + ".");
    }
}

// Reads until the buffer is full or the end is reached.
Result<std::size_t> read_fully(int descriptor, std::span<std::byte> buffer, const std::string& name, const std::atomic<bool>* stop) {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        if (stopped(stop)) {
            return interrupted(name);
        }
        const ssize_t got = ::read(descriptor, buffer.data() + filled, buffer.size() - filled);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return unreadable(name, errno);
        }
        filled += got < 0 ? 0 : static_cast<std::size_t>(got);
    }
    return filled;
}

class FileInput : public Input {
public:
    FileInput(Descriptor file, SourceAddress address, const struct stat& state, const std::atomic<bool>* stop)
        : file_(std::move(file)), address_(std::move(address)), state_(state), stop_(stop) {
        posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    }

    Result<std::size_t> read(std::span<std::byte> buffer) override {
        Result<std::size_t> got = read_fully(file_.get(), buffer, address_.name, stop_);
        if (got && *got < buffer.size() && changed()) {
            return make_issue(Code::file_changed, "The file " + address_.name + " was changed while it was read.",
                              "Wait until whoever writes it has finished, then start again.");
        }
        return got;
    }

    Result<void> seek(std::uint64_t at) override {
        if (lseek(file_.get(), static_cast<off_t>(at), SEEK_SET) < 0) {
            return unreadable(address_.name, errno);
        }
        return {};
    }

    std::optional<std::uint64_t> size() const override { return static_cast<std::uint64_t>(state_.st_size); }

private:
    static bool differ(const struct stat& a, const struct stat& b) {
        return a.st_dev != b.st_dev || a.st_ino != b.st_ino || a.st_size != b.st_size || a.st_mtim.tv_sec != b.st_mtim.tv_sec ||
               a.st_mtim.tv_nsec != b.st_mtim.tv_nsec;
    }

    // The file itself, and what its path names now: a file that was replaced meanwhile is another one.
    bool changed() const {
        struct stat now {};
        if (fstat(file_.get(), &now) != 0 || differ(state_, now)) {
            return true;
        }
        return !address_.standard_input && (stat(address_.path.c_str(), &now) != 0 || differ(state_, now));
    }

    Descriptor file_;
    SourceAddress address_;
    struct stat state_;
    const std::atomic<bool>* stop_;
};

// A file without a name: it is gone when the program ends, however that happens.
Descriptor open_nameless_file() {
    const char* folder = std::getenv("TMPDIR");
    const std::string path = folder != nullptr && *folder != '\0' ? folder : "/tmp";
    Descriptor file(open(path.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file) {
        std::string name = path + "/muster-XXXXXX";  // for file systems that cannot make nameless files
        file = Descriptor(mkostemp(name.data(), O_CLOEXEC));
        if (file) {
            unlink(name.c_str());
        }
    }
    return file;
}

class StreamInput : public Input {
public:
    StreamInput(Descriptor stream, std::string name, const std::atomic<bool>* stop)
        : stream_(std::move(stream)), name_(std::move(name)), stop_(stop) {}

    Result<std::size_t> read(std::span<std::byte> buffer) override {
        if (ended_) {
            return copy_ ? read_fully(copy_.get(), buffer, name_, stop_) : Result<std::size_t>(0);
        }
        Result<std::size_t> got = read_fully(stream_.get(), buffer, name_, stop_);
        if (!got) {
            return got;
        }
        if (Result<void> kept = keep(buffer.first(*got)); !kept) {
            return std::move(kept).error();
        }
        ended_ = *got < buffer.size();
        return got;
    }

    Result<void> seek(std::uint64_t at) override {
        std::unique_ptr<std::byte[]> buffer;
        constexpr std::size_t buffer_bytes = 1u << 18;
        while (!ended_) {  // what was not asked for yet
            if (!buffer) {
                buffer = std::make_unique<std::byte[]>(buffer_bytes);
            }
            if (Result<std::size_t> got = read({buffer.get(), buffer_bytes}); !got) {
                return std::move(got).error();
            }
        }
        if (copy_ && lseek(copy_.get(), static_cast<off_t>(at), SEEK_SET) < 0) {
            return unreadable(name_, errno);
        }
        return {};
    }

    std::optional<std::uint64_t> size() const override {
        return ended_ ? std::optional<std::uint64_t>(bytes_) : std::nullopt;
    }

private:
    Result<void> keep(std::span<const std::byte> bytes) {
        bytes_ += bytes.size();
        if (!bytes.empty() && !copy_) {
            copy_ = open_nameless_file();
        }
        while (!bytes.empty()) {
            const ssize_t written = ::write(copy_.get(), bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) {
                return make_issue(errno == ENOSPC ? Code::disk_full : Code::file_unreadable,
                                  "Keeping " + name_ + " in a temporary file failed: " + std::strerror(errno) + ".",
                                  "Free some space, or name a folder with more of it in TMPDIR.");
            }
            bytes = bytes.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
        return {};
    }

    Descriptor stream_;
    Descriptor copy_;
    std::string name_;
    const std::atomic<bool>* stop_;
    std::uint64_t bytes_ = 0;
    bool ended_ = false;
};

}  // namespace

Result<std::unique_ptr<Input>> open_input(const SourceAddress& address, const std::atomic<bool>* stop) {
    Descriptor file(address.standard_input ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                           : open(address.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct stat state {};
    if (!file || fstat(file.get(), &state) != 0) {
        return errno == EINTR && stopped(stop) ? interrupted(address.name) : unreadable(address.name, errno);
    }
    if (S_ISDIR(state.st_mode)) {
        return unreadable(address.name, EISDIR);
    }
    if (S_ISREG(state.st_mode) && lseek(file.get(), 0, SEEK_CUR) == 0) {
        return std::unique_ptr<Input>(std::make_unique<FileInput>(std::move(file), address, state, stop));
    }
    if (S_ISBLK(state.st_mode) || (S_ISCHR(state.st_mode) && !address.standard_input)) {
        return make_issue(Code::file_unreadable, address.name + " is a device, not a file.", "Name a file, or - for standard input.");
    }
    return std::unique_ptr<Input>(std::make_unique<StreamInput>(std::move(file), address.name, stop));
}

}  // namespace muster::native
