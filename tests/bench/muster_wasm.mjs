// node muster_wasm.mjs FILE.csv FILE.json [ROUNDS] [MODULE] -> one line of JSON.
// What `muster sniff --full` costs in WebAssembly: the file's bytes in memory are handed to the module in chunks of 1 MB, rows and
// fields are counted. `ms` is the first round in a fresh process, compilation of the module not included; `best_ms` the best one;
// `best_work_ms` the best one without the copies into the module's memory, which the native reader has no counterpart of.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const [file, summary, rounds = '1', module = path.join(root, 'build/wasm/muster.mjs')] = process.argv.slice(2);
const want = JSON.parse(fs.readFileSync(summary, 'utf8'));
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

let copying = 0;

function handOver(session, part) {
    const start = performance.now();
    session.input(part.length).set(part);
    copying += performance.now() - start;
}

function sniffFull() {
    const session = new muster.ImportSession();
    const head = bytes.subarray(0, chunk);
    handOver(session, head);
    valueOf(session.open(head.length, head.length === bytes.length, '{}'));
    valueOf(session.startFullSniff());
    for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk);
        handOver(session, part);
        valueOf(session.feedFullSniff(part.length));
    }
    const found = JSON.parse(valueOf(session.finishFullSniff()));
    session.delete();
    return { rows: found.rows, fields: found.cells };
}

let first = 0, best = Infinity, bestWork = Infinity, found;
for (let round = 0; round < +rounds; round++) {
    start = performance.now();
    copying = 0;
    found = sniffFull();
    const ms = performance.now() - start;
    if (round === 0) first = ms;
    best = Math.min(best, ms);
    bestWork = Math.min(bestWork, ms - copying);
}
const wrong = ['rows', 'fields'].filter((name) => found[name] !== want[name]).map((name) => `${name}: ${found[name]} != ${want[name]}`);
console.log(JSON.stringify({ peer: 'muster-wasm', mode: 'raw', startup_ms: +startup.toFixed(1), ms: +first.toFixed(1), best_ms: +best.toFixed(1),
    best_work_ms: +bestWork.toFixed(1),
    MBps: +(want.bytes / 1e3 / first).toFixed(0), rss_mb: Math.round(process.resourceUsage().maxRSS / 1024), wrong }));
