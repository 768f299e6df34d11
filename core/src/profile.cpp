#include "muster/profile.hpp"

#include "letters.hpp"
#include "muster/csv_text.hpp"
#include "profile_column.hpp"
#include "rejected_file.hpp"

#include <algorithm>

namespace muster {

class Profiler::State {
public:
    explicit State(std::vector<std::string> names) : given_again_(holds_rejected_rows(names)) {
        const ConceptIndex& concepts = ConceptIndex::instance();
        columns_.reserve(names.size());
        for (std::string& name : names) {
            const Concept meaning = concepts.of(name).meaning;
            const bool sensitive = meaning == Concept::password || is_password_name(name);
            columns_.emplace_back(std::move(name), meaning, sensitive);
        }
    }

    void add(const Row& row) {
        const bool closely = rows_ < rows_looked_at_closely || rows_ % one_row_in == 0;
        ++rows_;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string_view cell = i < row.cells.size() ? row.cells[i] : std::string_view{};
            columns_[i].add(given_again_ ? with_formula(cell) : cell, row.number, closely, scratch_);
        }
    }

    std::vector<ColumnProfile> profiles() const {
        std::vector<ColumnProfile> result;
        result.reserve(columns_.size());
        for (const ColumnEvidence& column : columns_) result.push_back(column.profile());
        return result;
    }

private:
    // What a value is costs far more to find out than to count it, and the first hundreds of values mostly tell. A part of
    // the later rows is looked at as well, as files are often sorted by date or by country.
    static constexpr std::uint64_t rows_looked_at_closely = 500, one_row_in = 16;

    std::vector<ColumnEvidence> columns_;
    bool given_again_;   // the file holds rows that were rejected before
    std::string scratch_;
    std::uint64_t rows_ = 0;
};

Profiler::Profiler(std::vector<std::string> column_names) : state_(std::make_unique<State>(std::move(column_names))) {}
Profiler::~Profiler() = default;
Profiler::Profiler(Profiler&&) noexcept = default;
Profiler& Profiler::operator=(Profiler&&) noexcept = default;

void Profiler::add(const Row& row) { state_->add(row); }
std::vector<ColumnProfile> Profiler::columns() const { return state_->profiles(); }

// Words of password columns are long and of no other meaning, so that one anywhere in the name is enough: a secret shown by
// mistake is worse than a column hidden by mistake. Short ones must be a word of their own.
bool is_password_name(std::string_view header) noexcept {
    static constexpr std::string_view anywhere[] = {
        "password", "passwort", "passwd",  "kennwort",  "losenord",   "passord",     "adgangskode", "kodeord",
        "salasana", "wachtwoord", "paswoord", "motdepasse", "contrasena", "palavrapasse", "slaptazod", "lykilord",
        "adgangsord", "passphrase", "passcode", "zaporka",   "lozinka",   "salasona",     "kodikosprosvasis", "jelszo"};
    static constexpr std::string_view alone[] = {"pwd",   "pass",  "pw",    "mdp",   "clave", "senha", "haslo", "heslo",
                                                 "parola", "geslo", "parole", "parool", "parol", "pin", "sifre"};
    const FoldedWord whole(header);
    const auto holds = [&](std::string_view word) { return whole.view().find(word) != std::string_view::npos; };
    if (std::any_of(std::begin(anywhere), std::end(anywhere), holds)) return true;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= header.size(); ++i) {
        const bool ends = i == header.size() || std::string_view(" _-.,:;/()[]#*").find(header[i]) != std::string_view::npos;
        if (!ends) continue;
        const FoldedWord word(header.substr(start, i - start));
        // pw2, Heslo 1
        const std::string_view unnumbered = word.view().substr(0, word.view().find_last_not_of("0123456789") + 1);
        if (std::find(std::begin(alone), std::end(alone), unnumbered) != std::end(alone)) return true;
        start = i + 1;
    }
    return false;
}

}  // namespace muster
