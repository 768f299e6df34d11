// What a service tells of people who must not be written to any more.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace muster::native {

struct FeedbackFile {
    std::string kind, name, fingerprint;   // "bounces"; without its folder; of the content
};

// What was read of it before.
struct FeedbackBefore {
    std::vector<FeedbackFile> files;
    std::string newest;                // the time of the newest that a call told
    std::int64_t last = 0;             // when it was read last, in seconds since 1970; 0: never
};

// What is new.
struct Feedback {
    struct Person {
        std::string key;               // as it was sent
        bool bounced = false;          // once more; else unsubscribed
        std::string time = {}, reason = {};   // as they were told; empty: they were not
    };
    std::vector<Person> people;
    std::vector<FeedbackFile> files;   // they came from
    std::string newest;
    std::vector<std::string> warnings; // sentences
};

// Why such a person is excluded, as a sentence.
inline std::string_view not_mailable_reason(bool unsubscribed) noexcept {
    return unsubscribed ? "Excluded: the contact has unsubscribed." : "Excluded: mails to the contact have bounced too often.";
}

}  // namespace muster::native
