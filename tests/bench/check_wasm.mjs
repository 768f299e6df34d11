// node check_wasm.mjs FILE.csv FILE.json [ROUNDS] [MODULE] -> one line of JSON.
// What check_bench measures natively, in WebAssembly: the whole check of a generated file, from its bytes in memory to counts and
// issues, in chunks of 1 MB. `ms` is the first round in a fresh process, compilation of the module not included; `best_ms` the best
// one. Duplicates are compared with those among valid rows, which is what a check counts.
import fs from 'node:fs';
import path from 'node:path';
import { bytes, chunk, eachChunk, here, muster, print, timed, valueOf, want } from './wasm_bench.mjs';

const document = fs.readFileSync(path.join(here, 'validate.sync.json'), 'utf8');

function check() {
    const session = new muster.ImportSession();
    const handOver = (part) => session.input(part.length).set(part);
    const head = bytes.subarray(0, chunk);
    handOver(head);
    valueOf(session.open(head.length, head.length === bytes.length, '{}'));
    if (JSON.parse(valueOf(session.startCheck(document, '{}'))).needs_survey) {
        eachChunk(handOver, (n) => session.survey(n));
        valueOf(session.finishSurvey());
    }
    eachChunk(handOver, (n) => session.feed(n));
    const found = JSON.parse(valueOf(session.finish())).check;
    session.delete();
    return found;
}

const { found, times } = timed(check);
const count = (...codes) => codes.reduce((sum, code) => sum + (found.issues.by_code[code] ?? 0), 0);
print('validate', times, { duplicate_among_valid: found.counts.skipped }, {
    rows: [found.counts.rows, want.rows],
    bad_email: [count('invalid_email', 'key_missing'), want.bad_email],
    bad_phone: [count('invalid_phone'), want.bad_phone],
    bad_dates: [count('invalid_date', 'required_empty'), want.bad_signup + want.bad_birth],
    bad_score: [count('invalid_number'), want.bad_score],
});
