// The examples of docs/embedding.md, one after the other in one page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { builtFile, dist, launch, openPage, root, serve } from './support.mjs';

function keysOfTheExample() {
    const folder = mkdtempSync(join(tmpdir(), 'muster-embedding-'));
    const run = (...arguments_) => spawnSync(builtFile('muster'), arguments_,
        { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
    try {
        writeFileSync(join(folder, 'contacts.csv'), readFileSync(join(root, 'examples/contacts.csv')));
        const imported = run('import', 'contacts.csv', '--into', 'sqlite:contacts.db', '--yes');
        assert.equal(imported.status, 0, imported.stderr);
        const keys = run('contacts', 'keys', '--fingerprints', '--into', 'sqlite:contacts.db', '-o', 'contacts.keys');
        assert.equal(keys.status, 0, keys.stderr);
        return readFileSync(join(folder, 'contacts.keys'));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

test('the examples for pages of one\'s own do what they say', async () => {
    const text = readFileSync(join(root, 'docs/embedding.md'), 'utf8');
    const examples = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1]);
    assert.equal(examples.length, 10);
    const entries = { '@muster/import': '/index.js', '@muster/import/core': '/core.js' };
    const script = examples.join('\n').replace(/^import \{ (.*?) \} from '(.*?)';$/gm,
        (_, names, entry) => `const { ${names.replaceAll(' as ', ': ')} } = await import('${entries[entry]}');`);
    const browser = await launch();
    const server = await serve(dist);
    try {
        const { page, complaints } = await openPage(browser, `${server.address}blank`);
        const said = await page.evaluate(async ([code, contacts, keys]) => {
            const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const lines = [];
            const console_ = { log: (...values) => lines.push(values.join(' ')) };
            const AsyncFunction = (async () => undefined).constructor;
            const given = { file: new File([bytes(contacts)], 'contacts.csv'), keysFile: new Blob([bytes(keys)]), wasmAddress: '/muster.wasm', console: console_ };
            await new AsyncFunction(...Object.keys(given), code)(...Object.values(given));
            return lines;
        }, [script, readFileSync(join(root, 'examples/contacts.csv')).toString('base64'), keysOfTheExample().toString('base64')]);
        assert.match(said[0], /^contacts\.csv \d+$/);
        for (const line of [/^windows-1252 ; /, /^\d+ ready, [1-9]\d* refused$/, /^20$/, /^corrected@example\.com$/, /^[1-9]\d+ true$/, /^1 new, at most \d+ changed, \d+ equal, 0 to delete$/, /^member_missing /, /^email$/]) {
            assert.ok(said.some((one) => line.test(one)), `${line} in\n${said.join('\n')}`);
        }
        assert.deepEqual(complaints, []);
    } finally {
        await browser.close();
        await server.close();
    }
});
