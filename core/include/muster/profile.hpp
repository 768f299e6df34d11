// What each column of a file holds: inferred type and format, empties, examples.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "muster/reader.hpp"
#include "muster/value.hpp"

namespace muster {

struct ColumnProfile {
    std::string name;
    Type type = Type::text;
    std::string format;               // date, date_time: pattern; number: "1234.56" or "1234,56" style word, else empty
    std::string other_format;         // ambiguous dates: the second reading
    std::vector<std::string> readings;   // ambiguous dates: the patterns of all readings, two or three
    DateOrder order = DateOrder::none;
    DecimalMark decimal = DecimalMark::unknown;
    DateOrder habit = DateOrder::none;   // ambiguous dates: the order to show first (DateVerdict::habit)
    bool ambiguous = false;           // dates or numbers that read two ways
    bool sensitive = false;           // a password column: never previewed, no examples, no statistics of values
    std::uint64_t values = 0;         // cells that are not empty
    std::uint64_t empty = 0;
    std::uint64_t distinct = 0;       // exact below 512, then an estimate within about 5 %
    std::size_t max_bytes = 0;
    std::size_t max_code_points = 0;
    int confidence = 0;               // of the type, per mille
    std::vector<std::string> examples;    // at most 3, different, shortened
    std::vector<std::string> evidence;    // sentences
    std::string hint;                     // numbers that may be dates: what to say if they are; else empty
    std::vector<Type> resembles;      // of text: types that a tenth of the values have the form of, so that the rest may be faults
    bool reads_as_dates = false;      // no value, or at least half of them under one date format: enough where somebody says "date"
};

// Sees rows, then tells the columns. Memory does not grow with the number of rows.
class Profiler {
public:
    explicit Profiler(std::vector<std::string> column_names);
    ~Profiler();
    Profiler(Profiler&&) noexcept;
    Profiler& operator=(Profiler&&) noexcept;

    void add(const Row& row);
    std::vector<ColumnProfile> columns() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

// True for headers of password columns in the languages we know ("Password", "Passwort", "Lösenord", ...), also as part of
// a longer name ("user_password_hash").
bool is_password_name(std::string_view header) noexcept;

}  // namespace muster
