// To be preloaded into a program that is to be stopped in the middle: it stops itself (SIGSTOP) right before the call number
// MUSTER_STOP_AT, counted from 1, of the kind MUSTER_STOP_CALLS: `disk`, those that make a file of a database what it is after
// a crash; `locks`, those that take a lock of a file; `server`, messages to a server; `transactions`, those of them that begin
// or commit one.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls{0};

void count(const char* kind) {
    static const char* const counted = std::getenv("MUSTER_STOP_CALLS");
    static const char* const at = std::getenv("MUSTER_STOP_AT");
    if (counted == nullptr || at == nullptr || std::strcmp(counted, kind) != 0) return;
    if (++calls == std::atol(at)) raise(SIGSTOP);
}

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int fsync(int descriptor) {
    static auto* const call = real<int(int)>("fsync");
    count("disk");
    return call(descriptor);
}

int fdatasync(int descriptor) {
    static auto* const call = real<int(int)>("fdatasync");
    count("disk");
    return call(descriptor);
}

int ftruncate(int descriptor, off_t length) {
    static auto* const call = real<int(int, off_t)>("ftruncate");
    count("disk");
    return call(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    static auto* const call = real<int(int, off64_t)>("ftruncate64");
    count("disk");
    return call(descriptor, length);
}

int unlink(const char* path) {
    static auto* const call = real<int(const char*)>("unlink");
    count("disk");
    return call(path);
}

int fcntl64(int descriptor, int command, ...) {
    static auto* const call = real<int(int, int, ...)>("fcntl64");
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    if (command == F_SETLK && static_cast<const struct flock*>(argument)->l_type != F_UNLCK) count("locks");
    return call(descriptor, command, argument);
}

ssize_t send(int socket, const void* buffer, size_t length, int flags) {
    static auto* const call = real<ssize_t(int, const void*, size_t, int)>("send");
    count("server");
    if (memmem(buffer, length, "BEGIN", 5) != nullptr || memmem(buffer, length, "COMMIT", 6) != nullptr) count("transactions");
    return call(socket, buffer, length, flags);
}

}  // extern "C"
