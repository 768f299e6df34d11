// node dates_wasm.mjs [N] [ROUNDS] [MODULE]: dates by a pattern given at run time, Muster in WebAssembly beside dayjs, which
// reads and checks strictly. The same texts, one process, rounds that alternate; prints one line of JSON for each, in ns a date.
// "muster" has the texts as bytes, as they come out of a file; "muster, strings" is also given JavaScript strings to encode.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';

dayjs.extend(customParseFormat);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const [count = '200000', rounds = '7', module = path.join(root, 'build/wasm/dates_bench.wasm')] = process.argv.slice(2);
const n = Number(count);

// As peers/node/dates.mjs makes them: one in a hundred is no real date.
function makeTexts() {
    const days = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let x = 123456789;
    const below = (k) => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) % k; };
    const two = (value) => String(value).padStart(2, '0');
    return Array.from({ length: n }, () => {
        let month = 1 + below(12), day = 1 + below(days[month]);
        const year = 1940 + below(85);
        if (below(100) === 0) [day, month] = below(2) ? [day, 13] : [31, 2];
        return `${two(day)}.${two(month)}.${year}`;
    });
}

const { instance } = await WebAssembly.instantiate(fs.readFileSync(module), {
    env: { emscripten_notify_memory_growth() {} },
    wasi_snapshot_preview1: { proc_exit(code) { throw new Error(`exit ${code}`); } },
});
const { malloc, memory, muster_dates: musterDates, _initialize: initialize } = instance.exports;
initialize?.();
const texts = makeTexts();
const encoder = new TextEncoder();
const pattern = malloc(16), text = malloc(n * 16), ends = malloc(n * 4), answers = malloc(n * 4);
new Uint8Array(memory.buffer).set(encoder.encode('dd.MM.yyyy\0'), pattern);

function encode() {
    const bytes = new Uint8Array(memory.buffer, text, n * 16);
    encoder.encodeInto(texts.join(''), bytes);
    const end = new Uint32Array(memory.buffer, ends, n);
    for (let i = 0, at = 0; i < n; ++i) end[i] = at += texts[i].length;
}

const programs = {
    'muster': () => musterDates(pattern, text, ends, n, answers),
    'muster, strings': () => { encode(); return musterDates(pattern, text, ends, n, answers); },
    'dayjs': () => texts.reduce((valid, value) => valid + (dayjs(value, 'DD.MM.YYYY', true).isValid() ? 1 : 0), 0),
};
encode();
const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
const valid = {};
for (let round = 0; round < Number(rounds); ++round) {
    for (const [name, run] of Object.entries(programs)) {
        const start = performance.now();
        valid[name] = run();
        times[name].push((performance.now() - start) * 1e6 / n);
    }
}
for (const [name, all] of Object.entries(times)) {
    all.sort((a, b) => a - b);
    console.log(JSON.stringify({ parser: name, n, ns: +all[all.length >> 1].toFixed(1), best: +all[0].toFixed(1), worst: +all.at(-1).toFixed(1), valid: valid[name] }));
}
process.exitCode = new Set(Object.values(valid)).size === 1 ? 0 : 1;
