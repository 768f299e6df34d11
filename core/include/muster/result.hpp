// The result of a function that can fail: a value, or the issue that says why not.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "muster/issue.hpp"

namespace muster {

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Issue error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }

    // Precondition: ok().
    T& value() & noexcept { return *std::get_if<0>(&state_); }
    const T& value() const& noexcept { return *std::get_if<0>(&state_); }
    T&& value() && noexcept { return std::move(*std::get_if<0>(&state_)); }
    T& operator*() & noexcept { return value(); }
    const T& operator*() const& noexcept { return value(); }
    T* operator->() noexcept { return std::get_if<0>(&state_); }
    const T* operator->() const noexcept { return std::get_if<0>(&state_); }

    // Precondition: !ok().
    const Issue& error() const& noexcept { return *std::get_if<1>(&state_); }
    Issue&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

private:
    std::variant<T, Issue> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Issue error) : error_(std::move(error)) {}

    bool ok() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return ok(); }
    const Issue& error() const& noexcept { return *error_; }
    Issue&& error() && noexcept { return std::move(*error_); }

private:
    std::optional<Issue> error_;
};

}  // namespace muster
