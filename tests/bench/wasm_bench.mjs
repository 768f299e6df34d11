// What the benchmarks of the WebAssembly module share: node BENCH FILE.csv FILE.json [ROUNDS] [MODULE].
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
const [file, summary, rounds = '1', module = path.join(here, '../../build/wasm/muster.mjs')] = process.argv.slice(2);
/** What the generator says of the file, and the file itself, which is handed over in chunks. */
export const want = JSON.parse(fs.readFileSync(summary, 'utf8'));
export const bytes = new Uint8Array(fs.readFileSync(file));
export const chunk = 1 << 20;

const start = performance.now();
const { default: createMuster } = await import(pathToFileURL(module));
export const muster = await createMuster({ wasmBinary: fs.readFileSync(module.replace(/\.mjs$/, '.wasm')) });
export const startup = performance.now() - start;

export function valueOf(answer) {
    if (!answer.ok) throw new Error(answer.message);
    return answer.json;
}

/** Hands the file over chunk by chunk to `take`. */
export function eachChunk(handOver, take) {
    for (let at = 0; at < bytes.length; at += chunk) {
        const part = bytes.subarray(at, at + chunk);
        handOver(part);
        valueOf(take(part.length));
    }
}

/** Runs the job in all rounds: the answer, and the milliseconds of each round. */
export function timed(job) {
    const times = [];
    let found;
    for (let round = 0; round < +rounds; round++) {
        const start = performance.now();
        found = job();
        times.push(performance.now() - start);
    }
    return { found, times };
}

export function print(mode, times, figures, pairs) {
    const wrong = Object.entries(pairs).filter(([, [got, wanted]]) => got !== wanted).map(([name, [got, wanted]]) => `${name}: ${got} != ${wanted}`);
    console.log(JSON.stringify({ peer: 'muster-wasm', mode, startup_ms: +startup.toFixed(1), ms: +times[0].toFixed(1),
        best_ms: +Math.min(...times).toFixed(1), ...figures, rss_mb: Math.round(process.resourceUsage().maxRSS / 1024), wrong }));
}
