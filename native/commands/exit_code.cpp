#include "native/commands/exit_code.hpp"

namespace muster::native {

// The codes that are not about the file; those about it are by far the most and all mean the same.
ExitCode exit_code_of(Code error) noexcept {
    switch (error) {
        case Code::usage:
        case Code::column_not_found:
        case Code::column_name_ambiguous:
        case Code::field_unknown:
        case Code::field_mapped_twice:
        case Code::field_not_writable:
        case Code::field_exists:
        case Code::key_not_mapped:
        case Code::type_clash:
        case Code::required_field_unmapped:
        case Code::pattern_invalid:
        case Code::expression_invalid:
        case Code::syntax_error:
        case Code::member_unknown:
        case Code::member_missing:
        case Code::member_duplicate:
        case Code::wrong_type:
        case Code::invalid_value:
        case Code::contradiction:
        case Code::literal_secret:
            return ExitCode::usage;

        case Code::permission_denied:
            return ExitCode::no_permission;
        case Code::destination_unreachable:
        case Code::destination_busy:
        case Code::service_unavailable:
        case Code::answer_missing:
            return ExitCode::temporary;
        case Code::deletes_withheld:
            return ExitCode::partly_applied;
        case Code::guard_blocked:
        case Code::limit_exceeded:
            return ExitCode::blocked;
        case Code::plan_stale:
        case Code::plan_expired:
            return ExitCode::stale_plan;
        case Code::interrupted:
            return ExitCode::interrupted;

        case Code::destination_failed:
        case Code::answer_unreadable:
        case Code::not_found:
        case Code::disk_full:
        case Code::keys_exhausted:
        case Code::internal_error:
            return ExitCode::failed;

        default:
            return ExitCode::input_rejected;  // everything about the bytes, rows, cells and keys of the file
    }
}

ExitCode exit_code_of(Outcome outcome, std::uint64_t failed_records, std::optional<Code> cause) noexcept {
    switch (outcome) {
        case Outcome::done:
        case Outcome::done_with_rejects:
            return failed_records > 0 ? ExitCode::partly_applied : ExitCode::done;
        case Outcome::skipped: return ExitCode::done;
        case Outcome::withheld: return ExitCode::partly_applied;
        case Outcome::blocked: return ExitCode::blocked;
        case Outcome::stale: return ExitCode::stale_plan;
        case Outcome::failed: return cause ? exit_code_of(*cause) : ExitCode::failed;
        case Outcome::interrupted: return ExitCode::interrupted;
    }
    return ExitCode::failed;
}

}  // namespace muster::native
