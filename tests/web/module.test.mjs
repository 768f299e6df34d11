// What is shipped: the module against its hand-written declarations, and what the scripts may not contain.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { dist, root, wasmFolder } from './support.mjs';
import { loadModule } from './session.mjs';

test('the declarations name exactly what the module has', async () => {
    const module = await loadModule();
    const declarations = readFileSync(join(root, 'web/src/muster-wasm.d.ts'), 'utf8');
    const body = /interface ImportSession \{([^}]*)\}/.exec(declarations)[1];
    const declared = [...body.matchAll(/^\s+(\w+)\(/gm)].map((match) => match[1]).filter((name) => name !== 'delete').sort();
    const exported = Object.getOwnPropertyNames(module.ImportSession.prototype).filter((name) => name !== 'constructor').sort();
    assert.deepEqual(exported, declared);
});

test('an answer has the members that are declared', async () => {
    const session = new (await loadModule()).ImportSession();
    const answer = session.preview(1);
    assert.deepEqual(Object.keys(answer).sort(), ['code', 'json', 'message', 'ok']);
    assert.equal(answer.code, 'usage');
    session.delete();
});

test('no script evaluates text, and only the worker asks for its module', () => {
    for (const folder of ['.', 'admin', 'admin-strict']) {
        for (const name of readdirSync(join(dist, folder)).filter((file) => file.endsWith('.js'))) {
            const text = readFileSync(join(dist, folder, name), 'utf8');
            assert.doesNotMatch(text, /\bnew Function\b|[^.\w]eval\(|WebSocket|sendBeacon|document\.write|innerHTML/, `${folder}/${name}`);
            if (['index.js', 'inline.js', 'main.js'].includes(name)) assert.doesNotMatch(text, /[^.\w]fetch\(|XMLHttpRequest/, `${folder}/${name}`);
            assert.doesNotMatch(text, /https?:\/\/(?!www\.w3\.org\/)/, `${folder}/${name} names an address`);
        }
    }
});

test('the reader scans with SIMD instructions', () => {
    const text = spawnSync('wasm-dis', ['--all-features', join(wasmFolder, 'muster.wasm')], { encoding: 'utf8', maxBuffer: 2 ** 30 });
    assert.equal(text.status, 0, String(text.error ?? text.stderr));
    assert.match(text.stdout, /i8x16\.bitmask/);
    assert.match(text.stdout, /i8x16\.eq/);
});

test('the download stays small', () => {
    const brotli = (file) => brotliCompressSync(readFileSync(join(dist, file))).length;
    const parts = { wasm: brotli('muster.wasm'), worker: brotli('worker.js'), client: brotli('index.js') };
    console.log('brotli bytes:', JSON.stringify({ ...parts, raw_wasm: readFileSync(join(wasmFolder, 'muster.wasm')).length }));
    assert.ok(parts.wasm + parts.worker + parts.client < 291 * 1024);
});

// Every vector instruction starts with the byte FD; these are the ones that find structure: i8x16.eq and i8x16.bitmask.
test('the shipped module holds vector instructions', async () => {
    const bytes = readFileSync(join(wasmFolder, 'muster.wasm'));
    const count = (opcode) => {
        let found = 0;
        for (let at = bytes.indexOf(0xfd); at >= 0; at = bytes.indexOf(0xfd, at + 1)) found += bytes[at + 1] === opcode ? 1 : 0;
        return found;
    };
    const i8x16eq = 0x23;
    const i8x16bitmask = 0x64;
    assert.ok(count(i8x16eq) >= 40, `${count(i8x16eq)} comparisons of 16 bytes`);
    assert.ok(count(i8x16bitmask) >= 30, `${count(i8x16bitmask)} bit masks of 16 bytes`);
});
