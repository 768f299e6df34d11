// A full disk and a killed process: the database is as before, and running again completes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { contacts, exported, folder, importInto, people, run, runAndKill } from './harness.mjs';

function tinyDisk(t, size) {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]).status === 0;
    t.after(() => {
        if (mounted) spawnSync('umount', ['-l', place]);
        fs.rmdirSync(place);
    });
    return mounted ? place : null;
}

test('a full disk while the database is written: a clear message, no contact lost or half-written', (t) => {
    const disk = tinyDisk(t, '600k');
    if (!disk) return t.skip('only root may mount a small disk');
    const cwd = folder(t);
    const url = `sqlite:${path.join(disk, 'contacts.db')}`;
    const into = (file) => run(cwd, 'import', file, '--into', url, '--key', 'email', '--update', '--yes');

    fs.writeFileSync(path.join(cwd, 'people.csv'), people(500));
    const first = into('people.csv');
    assert.equal(first.status, 0, first.shown);

    fs.writeFileSync(path.join(cwd, 'people.csv'), people(50_000, 'Weimar'));
    const second = into('people.csv');
    assert.ok([1, 5].includes(second.status), second.shown);
    assert.match(second.stderr, /disk|space/i);
    assert.equal(contacts(cwd, url), 500);

    // What was there can still be read and written.
    fs.writeFileSync(path.join(cwd, 'people.csv'), people(500));
    const third = into('people.csv');
    assert.equal(third.status, 0, third.shown);
    assert.ok(!exported(cwd, url).includes('Weimar'), 'a value of the refused file was written');
    return undefined;
});

test('kill -9 while a plan is applied leaves the database as before, and applying again completes', async (t) => {
    const before = 2_000;
    const after = 60_000;
    const sync = {
        name: 'People', source: { url: 'file:people.csv' }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
        key: { field: 'email' }, mapping: 'auto',
    };
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'people.csv'), people(before));
    const start = importInto(cwd, 'people.csv');
    assert.equal(start.status, 0, start.shown);
    fs.writeFileSync(path.join(cwd, 'people.csv'), people(after, 'Weimar'));
    fs.writeFileSync(path.join(cwd, 'people.sync.json'), JSON.stringify(sync));
    const planned = run(cwd, 'plan', 'people.sync.json', '-o', 'plan.json');
    assert.equal(planned.status, 0, planned.shown);

    // How long it takes undisturbed, on a copy: the kills are spread over that time.
    const copy = folder(t);
    for (const entry of fs.readdirSync(cwd)) fs.cpSync(path.join(cwd, entry), path.join(copy, entry), { recursive: true });
    const started = Date.now();
    const whole = run(copy, 'run', 'people.sync.json');
    assert.equal(whole.status, 0, whole.shown);
    const duration = Date.now() - started;

    let killed = 0;
    for (let part = 1; part <= 12; part += 1) {
        const { signal } = await runAndKill(cwd, Math.max(1, Math.round((duration * part) / 12.5)), 'apply', 'plan.json');
        const found = contacts(cwd);
        if (signal !== 'SIGKILL' || found === after) {
            assert.equal(found, after);
            break;
        }
        killed += 1;
        assert.equal(found, before, `killed in part ${part}`);
        assert.ok(!exported(cwd).includes('Weimar'), `half-done in part ${part}`);
    }
    assert.ok(killed > 0, 'the process was never killed in time');

    if (contacts(cwd) !== after) {
        const again = run(cwd, 'apply', 'plan.json');
        assert.equal(again.status, 0, again.shown);
    }
    assert.equal(contacts(cwd), after);
});
