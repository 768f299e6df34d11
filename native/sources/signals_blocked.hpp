// Signals are for the thread that waits for people and pipes: a thread inherits the mask of the one that starts it.
#pragma once

#include <pthread.h>

#include <csignal>

namespace muster::native {

// Threads that are started while it lives get no signals.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_;
};

}  // namespace muster::native
