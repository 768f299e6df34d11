#include "muster/guard.hpp"

#include "muster/percent.hpp"

namespace muster {
namespace {

std::string text_of(std::uint64_t number) {
    return std::to_string(number);
}

std::string contacts(std::uint64_t count) {
    return text_of(count) + (count == 1 ? " contact" : " contacts");
}

// What the destination holds and how much of it is in the file: both numbers, in every message. Of one that is cleared and
// refilled only numbers are known, and those of the file can be others.
std::string both_numbers(const GuardInput& input) {
    return (input.replaces_all ? "Against the " : "Of the ") + contacts(input.existing) + " at the destination, the file has " + text_of(input.matched);
}

// Of one that is cleared and refilled only numbers are known: by how many it would be smaller.
std::string would_delete(const GuardInput& input, std::uint64_t deletes) {
    if (input.replaces_all) return "all of them would have been removed, and " + text_of(deletes) + " fewer written again";
    return contacts(deletes) + " would have been deleted";
}

GuardResult refusal(Verdict verdict, GuardRule rule, std::uint64_t deletes, std::string message,
                    std::string suggestion) {
    GuardResult result;
    result.verdict = verdict;
    result.rule = rule;
    result.deletes = deletes;
    result.message = std::move(message);
    result.message += verdict == Verdict::blocked
                          ? " Nothing was written."
                          : " The deletes are withheld: added and changed contacts go ahead, nothing is deleted.";
    result.suggestion = std::move(suggestion);
    return result;
}

// A destination that is cleared and refilled has no other mode.
std::string or_switch_off(const GuardInput& input, std::string_view between) {
    return input.replaces_all ? std::string() : std::string(between) + "switch delete-missing off";
}

GuardResult truncated(const GuardInput& input, std::uint64_t deletes) {
    return refusal(Verdict::blocked, GuardRule::truncated, deletes,
                   "The file is empty, has only a header, or is not complete; such a file never deletes. " +
                       both_numbers(input) + "; " + would_delete(input, deletes) + ".",
                   "Get the file again as a whole" + or_switch_off(input, ", or ") + ".");
}

GuardResult ten_percent(const GuardInput& input, std::uint64_t deletes) {
    return refusal(Verdict::blocked, GuardRule::ten_percent, deletes,
                   "The 10 % rule stops this run. " + both_numbers(input) + ", which is not more than 10 %; " +
                       would_delete(input, deletes) + ".",
                   (input.replaces_all ? std::string("The way out is to delete contacts by hand first")
                                       : "There are two ways out:" + or_switch_off(input, " ") + ", or delete contacts by hand first") +
                       ". The next run checks again.");
}

// The user's own limits (G7). Only the number of deletes of this very plan overrides them, once (G8).
GuardResult over_limit(const GuardInput& input, const Limits& limits, GuardRule rule, std::uint64_t deletes) {
    const bool by_count = rule == GuardRule::max_delete;
    const std::string limit = by_count ? "max_delete of " + text_of(*limits.max_delete)
                                       : "max_delete_percent of " + text_of(*limits.max_delete_percent) + " %";
    std::string message =
        "The limit " + limit + " stops this run. " + both_numbers(input) + "; " + would_delete(input, deletes);
    message += by_count ? "." : " (of " + text_of(input.existing) + ").";
    if (input.allowed_deletes) {
        message += " --allow-deletes " + text_of(*input.allowed_deletes) + " does not name this number.";
    }
    return refusal(
        Verdict::blocked, rule, deletes, std::move(message),
        "If these deletes are right, make a plan, look at it and perform it with `muster apply PLAN --allow-deletes " +
            text_of(deletes) + "`. Else raise the limit" + or_switch_off(input, ", ") + ", or delete contacts by hand first.");
}

std::optional<GuardRule> exceeded_limit(const GuardInput& input, const Limits& limits, std::uint64_t deletes) noexcept {
    if (limits.max_delete && deletes > *limits.max_delete) return GuardRule::max_delete;
    if (limits.max_delete_percent && exceeds_percent(deletes, *limits.max_delete_percent, input.existing)) {
        return GuardRule::max_delete_percent;
    }
    return std::nullopt;
}

GuardResult unreadable_keys(const GuardInput& input, const Limits& limits, std::uint64_t deletes) {
    std::string message = text_of(input.unreadable_keys) + " of " + text_of(input.rows) +
                          (input.rows == 1 ? " row" : " rows") + " of the file " +
                          (input.unreadable_keys == 1 ? "has" : "have") + " no readable key, the limit is " +
                          text_of(limits.unreadable_keys_percent) +
                          " %; any of the contacts that seem to be missing could stand there. " + both_numbers(input) +
                          "; " + would_delete(input, deletes) + ".";
    // A clear cannot spare single contacts (sync-semantics.md 8.3), so there is nothing to withhold.
    return refusal(input.replaces_all ? Verdict::blocked : Verdict::withheld, GuardRule::unreadable_keys, deletes,
                   std::move(message),
                   "Give these rows their key, or raise the limit unreadable_keys_percent, and run again.");
}

GuardResult first_run(const GuardInput& input, std::uint64_t deletes) {
    return refusal(
        input.replaces_all ? Verdict::blocked : Verdict::withheld, GuardRule::first_run, deletes,
        "This is the first run of this definition and nobody has looked at its deletes. " + both_numbers(input) + "; " +
            would_delete(input, deletes) + ".",
        "Look at the deletes with `muster plan SYNC -o PLAN` and perform them with `muster apply PLAN`; later runs "
        "then delete on their own.");
}

GuardResult allowed(const GuardInput& input, std::uint64_t deletes, bool overridden) {
    GuardResult result;
    result.deletes = deletes;
    if (input.existing == 0) {
        result.message = "The destination holds no contacts in scope (0 existing, 0 matched): nothing can be deleted.";
        return result;
    }
    result.message = "The 10 % rule is kept. " + both_numbers(input) + "; ";
    result.message += input.replaces_all ? "all of them are removed, and " + text_of(deletes) + " fewer written again." : contacts(deletes) + " would be deleted.";
    if (overridden) {
        result.message += " --allow-deletes " + text_of(*input.allowed_deletes) + " overrides the limit for this plan.";
    }
    return result;
}

}  // namespace

std::string_view name_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::allowed: return "allowed";
        case Verdict::withheld: return "withheld";
        case Verdict::blocked: return "blocked";
    }
    return "blocked";
}

std::string_view name_of(GuardRule rule) noexcept {
    switch (rule) {
        case GuardRule::none: return "";
        case GuardRule::ten_percent: return "ten_percent";
        case GuardRule::max_delete: return "max_delete";
        case GuardRule::max_delete_percent: return "max_delete_percent";
        case GuardRule::unreadable_keys: return "unreadable_keys";
        case GuardRule::truncated: return "truncated";
        case GuardRule::first_run: return "first_run";
    }
    return "";
}

GuardResult guard(const GuardInput& input, const Limits& limits) {
    if (!input.deletes && !input.replaces_all) return {};
    // Against a mere count, more contacts can match than exist (sync-semantics.md 8.3): then nothing is missing.
    const std::uint64_t deletes = input.existing > input.matched ? input.existing - input.matched : 0;
    if (input.truncated) return truncated(input, deletes);
    if (input.existing > 0 && input.matched <= input.existing / 10) return ten_percent(input, deletes);

    const std::optional<GuardRule> limit = exceeded_limit(input, limits, deletes);
    const bool overridden = limit && input.allowed_deletes == deletes;
    if (limit && !overridden) return over_limit(input, limits, *limit, deletes);

    // Where every contact of the destination is in the file, none is missing; a clear that knows only the count of contacts
    // cannot tell whose they are.
    const bool at_risk = input.replaces_all ? input.existing > 0 : deletes > 0;
    if (at_risk && exceeds_percent(input.unreadable_keys, limits.unreadable_keys_percent, input.rows)) {
        return unreadable_keys(input, limits, deletes);
    }
    if (at_risk && input.first_run && !input.attended) return first_run(input, deletes);
    return allowed(input, deletes, overridden);
}

}  // namespace muster
