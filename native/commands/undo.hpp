// `muster runs undo`: the last run taken back, as a plan that is shown first.
#pragma once

#include <string>

#include "native/commands/context.hpp"
#include "native/store/store.hpp"

namespace muster::native {

struct UndoArguments {
    std::string run;
    bool yes = false;
    Form form = Form::text;
};

ExitCode undo_run(Context& context, const UndoArguments& arguments);

}  // namespace muster::native
