// Shows that the include test notices a breach of each rule: small trees, each with one file that breaks one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { breaches } from './includes.mjs';

// A tree without fault.
const sound = {
    'core/include/muster/row.hpp': '#include <string>\n',
    'core/src/tables.hpp': '',
    'core/src/date_grammar.cpp': '#include <boost/spirit/home/x3.hpp>\n',
    'core/src/json.cpp': '#include "simdjson.h"\n#include "muster/row.hpp"\n#include "tables.hpp"\n',
    'wasm/session.hpp': '#include "muster/row.hpp"\n',
    'wasm/bindings.cpp': '#include <emscripten/bind.h>\n#include "session.hpp"\n',
    'native/db/sqlite.hpp': '#include "muster/row.hpp"\n',
    'native/store/store.hpp': '#include "db/sqlite.hpp"\n',
    'native/destinations/destination.hpp': '#include "muster/row.hpp"\n',
    'native/destinations/one/one.hpp': '#include "destinations/destination.hpp"\n',
    'native/destinations/two/two.hpp': '#include "../destination.hpp"\n',
    'native/engine/run.hpp': '#include "destinations/destination.hpp"\n#include "store/store.hpp"\n',
    'native/engine/zone.cpp': '#include <date/tz.h>\n',
    'native/net/soap.cpp': '#include <pugixml.hpp>\n',
    'native/commands/run.cpp': '#include "engine/run.hpp"\n',
    'native/main.cpp': '',
};
const faults = [
    ['core includes native', 'core/src/row.cpp', '#include "native/db/sqlite.hpp"\n', 'core may not know native/db'],
    ['core includes wasm', 'core/src/row.cpp', '#include "wasm/session.hpp"\n', 'core may not know wasm'],
    ['core uses a stream', 'core/src/row.cpp', '#include <iostream>\n', 'core may not use'],
    ['core uses std::function', 'core/src/row.cpp', '#include <functional>\n', 'core may not use'],
    ['wasm includes native', 'wasm/session.cpp', '#include "native/db/sqlite.hpp"\n', 'wasm may not know native/db'],
    ['native looks into core', 'native/engine/run.cpp', '#include "core/src/tables.hpp"\n', 'is public'],
    ['db includes engine', 'native/db/sqlite.cpp', '#include "engine/run.hpp"\n', 'native/db may not know native/engine'],
    ['net includes store', 'native/net/net.cpp', '#include "store/store.hpp"\n', 'native/net may not know native/store'],
    ['store includes destination', 'native/store/store.cpp', '#include "destinations/destination.hpp"\n', 'may not know'],
    ['destination includes another', 'native/destinations/one/one.cpp', '#include "../two/two.hpp"\n', 'do not know each other'],
    ['destination includes store', 'native/destinations/one/one.cpp', '#include "store/store.hpp"\n', 'may not know native/store'],
    ['engine includes a command', 'native/engine/run.cpp', '#include "commands/print.hpp"\n', 'may not know native/commands'],
    ['engine includes one destination', 'native/engine/run.cpp', '#include "destinations/one/one.hpp"\n', 'may not know'],
    ['a command includes one destination', 'native/commands/run.cpp', '#include "destinations/one/one.hpp"\n', 'may not know'],
    ['contacts includes another one', 'native/commands/contacts.cpp', '#include "destinations/one/one.hpp"\n', 'may not know'],
    ['a second X3 file', 'core/src/row.cpp', '#include <boost/spirit/home/x3.hpp>\n', 'Boost.Spirit X3 belong'],
    ['a second simdjson file', 'native/main.cpp', '#include <simdjson.h>\n', 'simdjson belong'],
    ['Emscripten in the session', 'wasm/session.hpp', '#include <emscripten.h>\n', 'Emscripten belong'],
    ['a second tz file', 'native/engine/run.cpp', '#include <date/tz.h>\n', 'tz database belong'],
    ['a second pugixml file', 'native/net/http.cpp', '#include <pugixml.hpp>\n', 'pugixml belong'],
    ['no X3 file', 'core/src/date_grammar.cpp', '', 'Boost.Spirit X3 belong'],
];

function check(extra) {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-layering-'));
    for (const [file, text] of Object.entries({ ...sound, 'native/commands/print.hpp': '', ...extra })) {
        fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
        fs.writeFileSync(path.join(root, file), text);
    }
    const found = breaches(root).join('\n');
    fs.rmSync(root, { recursive: true });
    return found;
}

let bad = 0;
const said = check({});
if (said) { bad += 1; console.log(`The sound tree was refused:\n${said}`); }
for (const [name, file, text, wanted] of faults) {
    const found = check({ [file]: text });
    if (!found.includes(wanted)) { bad += 1; console.log(`Not noticed: ${name}\n${found}`); }
}
console.log(bad ? `${bad} breaches were not noticed` : `all ${faults.length} breaches were noticed`);
process.exit(bad ? 1 : 0);
