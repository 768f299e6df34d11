// Prints "PASSED FAILED SKIPPED" for one suite of tests/run.
//
//     node tally.mjs junit FILE LOG   what `ctest --output-junit` wrote: doctest and Node programs count with every case in them
//     node tally.mjs node  ''   LOG   the closing lines of `node --test`
//     node tally.mjs plain ''   LOG   lines that begin with "ok" and "FAILED"
import fs from 'node:fs';

const [form, file, log] = process.argv.slice(2);

function countCtest(xml) {
    const sum = [0, 0, 0];
    for (const [, attributes, body] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
        const cases = /\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed\s*\|\s*(\d+) skipped/.exec(body ?? '');
        const status = /status="(\w+)"/.exec(attributes)?.[1];
        // A program that crashes after its summary, or before it, still failed once.
        const one = status === 'run' ? [1, 0, 0] : status === 'fail' ? [0, 1, 0] : [0, 0, 1];
        const node = /^[#ℹ] pass \d+$/m.test(body ?? '') ? countNode(body) : null;
        const counts = cases ? cases.slice(1).map(Number) : node ?? one;
        if (status === 'fail' && counts[1] === 0) counts[1] = 1;
        counts.forEach((count, index) => { sum[index] += count; });
    }
    return sum;
}

function countNode(text) {
    const last = (word) => Number([...text.matchAll(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
    return [last('pass'), last('fail') + last('cancelled'), last('skipped') + last('todo')];
}

function countPlain(text) {
    const lines = (word) => text.split('\n').filter((line) => line.startsWith(word)).length;
    return [lines('ok'), lines('FAILED'), 0];
}

const read = (path) => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '');
const counts = form === 'junit' ? countCtest(read(file)) : form === 'node' ? countNode(read(log)) : countPlain(read(log));
console.log(counts.join(' '));
