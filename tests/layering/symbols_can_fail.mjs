// Shows that the symbol test notices an object that breaks each rule, and an exception that is out of date.
//
//     node symbols_can_fail.mjs NM OFFENDING_OBJECT
import assert from 'node:assert/strict';
import path from 'node:path';
import { faults } from './symbols.mjs';

const [nm, file] = process.argv.slice(2);
const object = path.basename(file);

const found = faults(nm, file, '');
for (const kind of ['input or output', 'clock', 'environment', 'locale', 'threads', 'randomness', 'a stream', 'the process']) {
    assert.ok(found.some((fault) => fault.endsWith(`: ${kind}`)), `not noticed: ${kind}`);
}
assert.deepEqual(faults(nm, file, '', [object]), [], 'an object of other people is left out');

const fopen = `${object} needs fopen: input or output`;
assert.ok(found.includes(fopen));
assert.ok(!faults(nm, file, `${object} fopen because the test says so`).includes(fopen), 'an exception was not honoured');
assert.ok(faults(nm, file, `${object} fork because of nothing`).some((fault) => fault.includes("fork' is not needed any more")));
console.log('every rule was noticed');
