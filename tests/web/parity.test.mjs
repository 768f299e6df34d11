// The same bytes give the same JSON from the native and the wasm build, for every file of the test corpus, byte for byte.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { answers, loadModule } from './session.mjs';
import { builtFile, root } from './support.mjs';

const largest = 20 * 1024 * 1024;
const notOurs = ['node_modules', 'dist'];   // of the examples that are built

function filesBelow(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (notOurs.includes(entry.name)) return [];
        return entry.isDirectory() ? filesBelow(path) : entry.isFile() && statSync(path).size <= largest ? [path] : [];
    });
}

test('native and wasm give the same answers for every file', async () => {
    const files = ['tests/data', 'examples'].map((folder) => join(root, folder)).filter(existsSync).flatMap(filesBelow);
    const run = spawnSync(builtFile('tests/wasm/muster_session_json'), { input: `${files.join('\n')}\n`, maxBuffer: 2 ** 30, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const lines = run.stdout.trimEnd().split('\n');
    assert.equal(lines.length, files.length);
    const module = await loadModule();
    const differing = [];
    files.forEach((file, i) => {
        const native = JSON.parse(lines[i]);
        const bytes = readFileSync(file);
        const wasm = answers(module, bytes, bytes.length < 100000 ? 997 : 1 << 20);
        for (const [name, answer] of Object.entries(wasm)) {
            const same = ['ok', 'code', 'message', 'json'].every((member) => native[name][member] === answer[member]);
            if (!same) differing.push(`${relative(root, file)}: ${name}`);
        }
    });
    console.log(`${files.length} files compared`);
    assert.deepEqual(differing, []);
});
