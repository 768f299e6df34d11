#include "native/commands/context.hpp"

#include "muster/json.hpp"

namespace muster::native {

ExitCode fail(Context& context, Form form, std::span<const Issue> errors, std::string_view document) {
    for (const Issue& error : errors) {
        context.messages.error(error, document);
    }
    if (form == Form::json && errors.front().code != Code::usage) {
        JsonWriter json;
        json.begin_object().key("errors").begin_array();
        for (const Issue& error : errors) {
            write_issue(json, error);
        }
        json.end_array().end_object();
        context.out.line(json.text());
    }
    return exit_code_of(errors.front().code);
}

ExitCode fail(Context& context, Form form, const Issue& error, std::string_view document) {
    return fail(context, form, std::span(&error, 1), document);
}

}  // namespace muster::native
