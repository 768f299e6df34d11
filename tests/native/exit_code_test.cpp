#include "native/commands/exit_code.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::native;

TEST_CASE("the numbers of the exit codes are those that the manual lists") {
    CHECK(static_cast<int>(ExitCode::done) == 0);
    CHECK(static_cast<int>(ExitCode::failed) == 1);
    CHECK(static_cast<int>(ExitCode::usage) == 2);
    CHECK(static_cast<int>(ExitCode::input_rejected) == 3);
    CHECK(static_cast<int>(ExitCode::no_permission) == 4);
    CHECK(static_cast<int>(ExitCode::temporary) == 5);
    CHECK(static_cast<int>(ExitCode::partly_applied) == 6);
    CHECK(static_cast<int>(ExitCode::blocked) == 7);
    CHECK(static_cast<int>(ExitCode::stale_plan) == 8);
    CHECK(static_cast<int>(ExitCode::changes_present) == 10);
    CHECK(static_cast<int>(ExitCode::interrupted) == 130);
}

TEST_CASE("each kind of error has its exit code") {
    const struct {
        Code code;
        ExitCode expected;
    } cases[] = {
        {Code::usage, ExitCode::usage},
        {Code::syntax_error, ExitCode::usage},
        {Code::literal_secret, ExitCode::usage},
        {Code::field_unknown, ExitCode::usage},
        {Code::column_not_found, ExitCode::usage},
        {Code::file_empty, ExitCode::input_rejected},
        {Code::file_unreadable, ExitCode::input_rejected},
        {Code::file_changed, ExitCode::input_rejected},
        {Code::decompression_failed, ExitCode::input_rejected},
        {Code::date_order_ambiguous, ExitCode::input_rejected},
        {Code::too_few_rows, ExitCode::input_rejected},
        {Code::permission_denied, ExitCode::no_permission},
        {Code::destination_unreachable, ExitCode::temporary},
        {Code::service_unavailable, ExitCode::temporary},
        {Code::answer_missing, ExitCode::temporary},
        {Code::answer_unreadable, ExitCode::failed},
        {Code::destination_busy, ExitCode::temporary},
        {Code::guard_blocked, ExitCode::blocked},
        {Code::limit_exceeded, ExitCode::blocked},
        {Code::plan_stale, ExitCode::stale_plan},
        {Code::plan_expired, ExitCode::stale_plan},
        {Code::interrupted, ExitCode::interrupted},
        {Code::disk_full, ExitCode::failed},
        {Code::not_found, ExitCode::failed},
        {Code::internal_error, ExitCode::failed},
    };
    for (const auto& c : cases) {
        CAPTURE(name_of(c.code));
        CHECK(exit_code_of(c.code) == c.expected);
    }
}

TEST_CASE("each outcome of a run has its exit code") {
    CHECK(exit_code_of(Outcome::done, 0, {}) == ExitCode::done);
    CHECK(exit_code_of(Outcome::done_with_rejects, 0, {}) == ExitCode::done);
    CHECK(exit_code_of(Outcome::done, 1, {}) == ExitCode::partly_applied);
    CHECK(exit_code_of(Outcome::skipped, 0, {}) == ExitCode::done);
    CHECK(exit_code_of(Outcome::withheld, 0, {}) == ExitCode::partly_applied);
    CHECK(exit_code_of(Outcome::blocked, 0, {}) == ExitCode::blocked);
    CHECK(exit_code_of(Outcome::stale, 0, {}) == ExitCode::stale_plan);
    CHECK(exit_code_of(Outcome::failed, 0, {}) == ExitCode::failed);
    CHECK(exit_code_of(Outcome::failed, 0, Code::destination_busy) == ExitCode::temporary);
    CHECK(exit_code_of(Outcome::failed, 0, Code::file_unreadable) == ExitCode::input_rejected);
    CHECK(exit_code_of(Outcome::interrupted, 0, {}) == ExitCode::interrupted);
}
