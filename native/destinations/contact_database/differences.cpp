#include "differences.hpp"

#include <algorithm>

#include "stored_value.hpp"

namespace muster::native {
namespace {

void mask(std::string_view& value) noexcept {
    if (!value.empty()) value = masked_value;
}

// False: `each` wants no more.
Result<bool> pass_on(Statement& select, std::span<const ComparedField> fields, bool key_is_sensitive,
                     const std::function<bool(const Difference&)>& each) {
    while (true) {
        auto row = select.step();
        if (!row) return row.error();
        if (!*row) return true;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const ComparedField& field = fields[i];
            const int at = static_cast<int>(2 * i) + 1;
            Difference found{select.text(0), field.name, value_text(select, at, field.type), value_text(select, at + 1, field.type),
                             key_is_sensitive};
            if (found.before == found.after) continue;
            if (field.sensitive) {
                mask(found.before);
                mask(found.after);
            }
            if (!each(found)) return false;
        }
    }
}

}  // namespace

Result<void> each_difference(Database& database, std::span<const ComparedField> fields, bool key_is_sensitive, const DifferencesSql& sql,
                             const std::function<bool(const Difference&)>& each) {
    for (std::size_t first = 0; first < fields.size(); first += fields_at_once) {
        const std::size_t count = std::min(fields_at_once, fields.size() - first);
        auto select = database.prepare(sql(first, count));
        if (!select) return select.error();
        auto more = pass_on(*select, fields.subspan(first, count), key_is_sensitive, each);
        if (!more) return more.error();
        if (!*more) return {};
    }
    return {};
}

}  // namespace muster::native
