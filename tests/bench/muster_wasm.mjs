// node muster_wasm.mjs FILE.csv FILE.json [ROUNDS] [MODULE] -> one line of JSON.
// What `muster sniff --full` costs in WebAssembly: the file's bytes in memory are handed to the module in chunks of 1 MB, rows and
// fields are counted. `ms` is the first round in a fresh process, compilation of the module not included; `best_ms` the best one;
// `best_work_ms` the best one without the copies into the module's memory, which the native reader has no counterpart of.
import { bytes, chunk, eachChunk, muster, print, timed, valueOf, want } from './wasm_bench.mjs';

const copies = [];  // milliseconds of each round

function sniffFull() {
    const session = new muster.ImportSession();
    let copying = 0;
    const handOver = (part) => {
        const start = performance.now();
        session.input(part.length).set(part);
        copying += performance.now() - start;
    };
    const head = bytes.subarray(0, chunk);
    handOver(head);
    valueOf(session.open(head.length, head.length === bytes.length, '{}'));
    valueOf(session.startFullSniff());
    eachChunk(handOver, (n) => session.feedFullSniff(n));
    const found = JSON.parse(valueOf(session.finishFullSniff()));
    session.delete();
    copies.push(copying);
    return { rows: found.rows, fields: found.cells };
}

const { found, times } = timed(sniffFull);
const bestWork = Math.min(...times.map((ms, round) => ms - copies[round]));
print('raw', times, { best_work_ms: +bestWork.toFixed(1), MBps: +(want.bytes / 1e3 / times[0]).toFixed(0) }, {
    rows: [found.rows, want.rows],
    fields: [found.fields, want.fields],
});
