// What the name of a column or field means. Internal to core.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Concept : std::uint8_t {
    none, email, first_name, last_name, name, full_name, middle_name, salutation, academic_title, gender, phone, mobile, fax,
    company, department, job_title, street, house_number, address, postal_code, city, region, country, language,
    birth_date, age, signup_date, consent, consent_date, url, id, login, password, notes,
    tags, score, source, status, currency, tax_number, customer_number, company_number, person_number,
    order_count, total_spent, last_login,
};

struct ConceptWords {
    Concept meaning;
    std::string_view words;   // separated by | and shortened, as core/tools/synonyms.mjs says; with ? before those that mean other things too
};
// The table: names in use, language by language.
extern const std::span<const ConceptWords> concept_words;
// Words around a name that leave its meaning: "customer email". Separated by |.
extern const std::string_view neutral_qualifiers;
// Words that say it is another one of the kind: "shipping city", "email 2". Separated by |.
extern const std::string_view secondary_qualifiers;
// Words that say it is somebody else's or of a thing: "spouse name", "product name". Separated by |.
extern const std::string_view foreign_qualifiers;

// Looks names up. A look-up does not allocate beyond short strings.
class ConceptIndex {
public:
    // The only one; the table is read when it is first needed.
    static const ConceptIndex& instance();

    struct Meaning {
        Concept meaning = Concept::none;
        int certainty = 0;   // per mille: 1000 the very name, less with qualifiers around it. Of none: that it is known to be another thing
    };
    Meaning of(std::string_view header) const;

private:
    ConceptIndex();

    struct Entry {
        std::string word;
        Meaning meaning;
    };
    Meaning exact(std::string_view folded) const noexcept;
    Meaning of_firm(Meaning found, const std::vector<std::string>& words) const;
    Meaning behind_neutral_words(const std::vector<std::string>& words) const;
    Meaning of_words(const std::vector<std::string>& words) const;
    std::optional<Meaning> of_alternatives(std::string_view header) const;
    Meaning at_the_end(std::string_view header, const std::vector<std::string>& words) const;

    std::vector<Entry> entries_;
    std::vector<std::string> neutral_;
    std::vector<std::string> secondary_;
    std::vector<std::string> foreign_;
};

// The words of a header, folded: at blanks, marks and where capitals begin ("BillingEmail" gives billing, email).
std::vector<std::string> header_words(std::string_view header);

}  // namespace muster
