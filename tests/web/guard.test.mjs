// The page's verdict is the command line's: same keys, same document, same file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults, builtFile, checked, dist, launch, openPage, screenshot, serve } from './support.mjs';
import { checkFile, loadModule } from './session.mjs';

const folder = mkdtempSync(join(tmpdir(), 'muster-guard-'));
const contacts = (from, to) => `email,name\n${Array.from({ length: to - from }, (_, i) => `p${from + i}@example.com,Name ${from + i}`).join('\n')}\n`;

let muster;
let keysFile;

function run(...arguments_) {
    return spawnSync(muster, arguments_, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
}

function documentFor(file, mode) {
    return JSON.stringify({
        name: 'guard', source: { url: `file:${file}` }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
        key: { field: 'email' },
        mapping: [{ column: 'email', field: 'email' }, { column: 'name', field: 'name' }],
        mode: { insert: true, update: true, ...mode },
    });
}

before(() => {
    muster = builtFile('muster');
    writeFileSync(join(folder, 'all.csv'), contacts(0, 1000));
    writeFileSync(join(folder, 'all.sync.json'), documentFor('all.csv', {}));
    const imported = run('run', 'all.sync.json');
    assert.equal(imported.status, 0, imported.stderr);
    const keys = run('contacts', 'keys', '--into', 'sqlite:contacts.db', '-o', 'contacts.keys');
    assert.equal(keys.status, 0, keys.stderr);
    keysFile = readFileSync(join(folder, 'contacts.keys'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

async function compare(from, to, mode, options = {}) {
    const csv = contacts(from, to);
    writeFileSync(join(folder, 'part.csv'), csv);
    writeFileSync(join(folder, 'part.sync.json'), documentFor('part.csv', mode));
    const planned = run('plan', 'part.sync.json', '--json');
    assert.ok(planned.stdout.startsWith('{'), planned.stderr);
    const plan = JSON.parse(planned.stdout);
    const page = checkFile(await loadModule(), Buffer.from(csv), documentFor('part.csv', mode), keysFile, options);
    for (const member of ['verdict', 'rule', 'message', 'deletes']) assert.equal(page.guard[member], plan.guard[member], member);
    for (const member of ['insert', 'rejected', 'existing', 'matched']) {
        assert.equal(page.check.counts[member], plan.counts[member], member);
    }
    return page.guard.verdict;
}

for (const [name, verdict, from, to, mode] of [
    ['more than ten percent found, on a first run', 'withheld', 899, 1000, { delete_missing: true }],
    ['exactly ten percent found', 'blocked', 900, 1000, { delete_missing: true }],
    ['nothing found', 'blocked', 2000, 2500, { delete_missing: true }],
    ['nothing to delete', 'allowed', 0, 1000, { delete_missing: true }],
    ['new ones only, no deleting', 'allowed', 995, 1010, {}],
]) {
    test(`${name}: the page and the plan say ${verdict}, with the same words and counts`, async () => {
        assert.equal(await compare(from, to, mode), verdict);
    });
}

test('after a completed run more than ten percent is enough: the page and the plan say allowed', async () => {
    writeFileSync(join(folder, 'part.csv'), contacts(0, 1000));
    writeFileSync(join(folder, 'part.sync.json'), documentFor('part.csv', { delete_missing: true }));
    assert.equal(run('run', 'part.sync.json').status, 0);
    assert.equal(await compare(899, 1000, { delete_missing: true }, { first_run: false }), 'allowed');
});

test('a person gives the keys and reads in plain words that the import would be blocked', async () => {
    const browser = await launch();
    const server = await serve(join(dist, 'admin'));
    try {
        const { page, complaints } = await openPage(browser, server.address);
        await page.setInputFiles('#file', { name: 'part.csv', mimeType: 'text/csv', buffer: Buffer.from(contacts(950, 1000)) });
        await checked(page);
        await page.setInputFiles('#keys-file', join(folder, 'contacts.keys'));
        await page.waitForSelector('#verdict[data-verdict="allowed"]');
        await page.check('#mode-delete');
        await page.waitForSelector('#verdict[data-verdict="blocked"]');
        assert.equal(await page.getAttribute('#verdict', 'data-rule'), 'ten_percent');
        assert.match(await page.textContent('#verdict'), /Nothing would be written/);
        assert.equal(await page.textContent('.tile[data-count="removed"] dd'), '950');
        assert.deepEqual(await axeFaults(page), []);
        assert.deepEqual(complaints, []);
        await screenshot(page, 'blocked-light');
        await page.click('#keys-forget');
        await page.waitForSelector('#verdict', { state: 'detached' });
        await page.setInputFiles('#keys-file', { name: 'wrong', mimeType: 'text/plain', buffer: Buffer.from('no keys at all') });
        await page.waitForSelector('#file-error:not([hidden])');
        assert.match(await page.textContent('#file-error'), /keys/);
    } finally {
        await browser.close();
        await server.close();
    }
});
