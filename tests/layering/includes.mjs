// Which file may include which: the arrows of the architecture, and the libraries that only one file may see.
//
//     node includes.mjs ROOT    checks core, wasm and native below ROOT
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Layer of a path and the layers it may include besides its own. First match counts.
const services = ['native/net', 'native/db', 'native/files', 'core'];
const layers = [
    ['core', []],
    ['wasm', ['core']],
    ['native/destinations/*', ['native/destinations', ...services]],
    ['native/destinations', services],
    ['native/net', ['core']],
    ['native/db', ['core']],
    ['native/files', ['core']],
    ['native/terminal', ['core']],
    ['native/sources', services],
    ['native/store', services],
    ['native/schedule', services],
    ['native/notify', services],
    ['native/engine', ['native/sources', 'native/destinations', 'native/store', 'native/schedule', 'native/notify', ...services]],
    ['native/commands', ['native/engine', 'native/sources', 'native/destinations', 'native/store', 'native/schedule',
                         'native/notify', 'native/terminal', ...services]],
    ['native', ['native/commands', 'native/terminal', 'core']],
];

// The one file of the registry that lists the destinations, and the program's entry, see what lies below them.
const visibleFromRegistry = /^native\/destinations\/registry\.cpp$/;

// `muster contacts` is the built-in contact database's own command, and the only one that knows a destination.
const ownCommand = { from: /^native\/commands\/contacts(_command)?\.[ch]pp$/, to: /^native\/destinations\/contact_database\// };

// Headers of other people's that exactly one file includes.
const single = [
    { what: 'Boost.Spirit X3', pattern: /^boost\//, file: 'core/src/date_grammar.cpp' },
    { what: 'simdjson', pattern: /^simdjson/, file: 'core/src/json.cpp' },
    { what: 'pugixml', pattern: /^pugixml/, file: 'native/net/soap.cpp' },
    { what: 'the tz database', pattern: /^date\//, file: 'native/engine/zone.cpp' },
    { what: 'Emscripten', pattern: /^emscripten/, file: 'wasm/bindings.cpp' },
];

// Standard headers that core has no use for: what they offer is forbidden there.
const forbiddenInCore = new Set(['iostream', 'istream', 'ostream', 'sstream', 'fstream', 'iomanip', 'ios', 'streambuf', 'locale',
    'clocale', 'codecvt', 'regex', 'functional', 'thread', 'mutex', 'shared_mutex', 'condition_variable', 'future', 'atomic',
    'random', 'filesystem', 'cstdio', 'ctime', 'cctype', 'cwctype', 'csignal', 'stdio.h', 'time.h', 'ctype.h']);

function layerOf(file) {
    const folders = path.posix.dirname(file).split('/');
    if (folders[0] === 'native') {
        if (folders[1] === 'destinations' && folders.length > 2) return 'native/destinations/*';
        return folders.slice(0, 2).join('/');
    }
    return folders[0];
}

function* sources(root, folder) {
    if (!fs.existsSync(path.join(root, folder))) return;
    for (const entry of fs.readdirSync(path.join(root, folder), { withFileTypes: true })) {
        const name = `${folder}/${entry.name}`;
        if (entry.isDirectory()) yield* sources(root, name);
        else if (/\.(cpp|hpp|h)$/.test(entry.name)) yield name;
    }
}

// Where an include of ours leads, or null when it is a library's.
function resolve(root, from, header) {
    const places = [path.posix.dirname(from), 'core/include', layerOf(from) === 'core' ? 'core/src' : 'native', 'wasm', '.'];
    for (const place of places) {
        const file = path.posix.normalize(`${place}/${header}`);
        if (!file.startsWith('..') && fs.existsSync(path.join(root, file))) return file;
    }
    return null;
}

function checkArrow(from, to) {
    if (to.startsWith('core/src/') && !from.startsWith('core/src/')) {
        return `${from} includes ${to}: only core/include/muster is public`;
    }
    const [, allowed] = layers.find(([layer]) => layer === layerOf(from)) ?? [];
    if (!allowed) return `${from} lies in no known layer`;
    const here = layerOf(from), there = layerOf(to);
    if (here === 'native/destinations/*' && there === here) {
        if (to.startsWith('native/destinations/service/')) return null;   // what all services share
        return path.posix.dirname(from).split('/')[2] === path.posix.dirname(to).split('/')[2]
            ? null : `${from} includes ${to}: destinations do not know each other`;
    }
    if (ownCommand.from.test(from) && ownCommand.to.test(to)) return null;
    if (here === there || allowed.includes(there) || (visibleFromRegistry.test(from) && there === 'native/destinations/*')) return null;
    return `${from} includes ${to}: ${here} may not know ${there}`;
}

// All breaches below a folder, one sentence each.
export function breaches(root) {
    const problems = [];
    const seen = new Map(single.map(({ what }) => [what, new Set()]));
    const files = ['core', 'wasm', 'native'].flatMap((folder) => [...sources(root, folder)]);
    for (const file of files) {
        const text = fs.readFileSync(path.join(root, file), 'utf8');
        for (const [, bracket, header] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)) {
            const library = single.find(({ pattern }) => pattern.test(header));
            if (library) seen.get(library.what).add(file);
            if (file.startsWith('core/') && forbiddenInCore.has(header)) problems.push(`${file} includes <${header}>, which core may not use`);
            const target = bracket === '"' || header.startsWith('muster/') ? resolve(root, file, header) : null;
            const problem = target && checkArrow(file, target);
            if (problem) problems.push(problem);
        }
    }
    for (const { what, file } of single) {
        const places = [...seen.get(what)].sort();
        if (places.length !== 1 || places[0] !== file) {
            problems.push(`Headers of ${what} belong into ${file} alone, and are included in: ${places.join(', ') || 'no file'}`);
        }
    }
    if (files.length === 0) problems.push(`No source file was found below ${root}`);
    return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const found = breaches(process.argv[2]);
    console.log(found.length ? found.join('\n') : 'every file keeps to the layers');
    process.exit(found.length ? 1 : 0);
}
