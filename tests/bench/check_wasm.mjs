// node check_wasm.mjs FILE.csv FILE.json [ROUNDS] [MODULE] -> one line of JSON.
// What check_bench measures natively, in WebAssembly: the whole check of a generated file, from its bytes in memory to counts and
// issues, in chunks of 1 MB. `ms` is the first round in a fresh process, compilation of the module not included; `best_ms` the best
// one. Duplicates are compared with those among valid rows, which is what a check counts.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [file, summary, rounds = '1', module = path.join(here, '../../build/wasm/muster.mjs')] = process.argv.slice(2);
const want = JSON.parse(fs.readFileSync(summary, 'utf8'));
const document = fs.readFileSync(path.join(here, 'validate.sync.json'), 'utf8');
const bytes = new Uint8Array(fs.readFileSync(file));
const chunk = 1 << 20;

let start = performance.now();
const { default: createMuster } = await import(pathToFileURL(module));
const muster = await createMuster({ wasmBinary: fs.readFileSync(module.replace(/\.mjs$/, '.wasm')) });
const startup = performance.now() - start;

function valueOf(answer) {
    if (!answer.ok) throw new Error(answer.message);
    return answer.json;
}

function eachChunk(session, take) {
    for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk);
        session.input(part.length).set(part);
        valueOf(take(part.length));
    }
}

function check() {
    const session = new muster.ImportSession();
    const head = bytes.subarray(0, chunk);
    session.input(head.length).set(head);
    valueOf(session.open(head.length, head.length === bytes.length, '{}'));
    if (JSON.parse(valueOf(session.startCheck(document, '{}'))).needs_survey) {
        eachChunk(session, (n) => session.survey(n));
        valueOf(session.finishSurvey());
    }
    eachChunk(session, (n) => session.feed(n));
    const found = JSON.parse(valueOf(session.finish())).check;
    session.delete();
    return found;
}

let first = 0, best = Infinity, found;
for (let round = 0; round < +rounds; round++) {
    start = performance.now();
    found = check();
    const ms = performance.now() - start;
    if (round === 0) first = ms;
    best = Math.min(best, ms);
}
const count = (...codes) => codes.reduce((sum, code) => sum + (found.issues.by_code[code] ?? 0), 0);
const pairs = { rows: [found.counts.rows, want.rows], bad_email: [count('invalid_email', 'key_missing'), want.bad_email],
    bad_phone: [count('invalid_phone'), want.bad_phone],
    bad_dates: [count('invalid_date', 'required_empty'), want.bad_signup + want.bad_birth],
    bad_score: [count('invalid_number'), want.bad_score] };
const wrong = Object.entries(pairs).filter(([, [got, wanted]]) => got !== wanted).map(([name, [got, wanted]]) => `${name}: ${got} != ${wanted}`);
console.log(JSON.stringify({ peer: 'muster-wasm', mode: 'validate', startup_ms: +startup.toFixed(1), ms: +first.toFixed(1), best_ms: +best.toFixed(1),
    duplicate_among_valid: found.counts.skipped, rss_mb: Math.round(process.resourceUsage().maxRSS / 1024), wrong }));
