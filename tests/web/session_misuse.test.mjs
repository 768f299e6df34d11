// What a host page does wrong with a session is one class of errors with stable codes, whatever it was: one suite for both clients.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dist, launch, openPage, serve } from './support.mjs';

let browser;
let server;
let page;

before(async () => {
    browser = await launch();
    server = await serve(dist);
    ({ page } = await openPage(browser, `${server.address}blank`));
    await page.evaluate(async () => {
        const [worker, core] = await Promise.all(['/index.js', '/core.js'].map((entry) => import(entry)));
        const wasm = new Uint8Array(await (await fetch('/muster.wasm')).arrayBuffer());
        globalThis.clients = { worker: worker.openSession, core: (input, options) => core.openSession(input, wasm, options) };
        globalThis.contacts = new Blob(['E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n']);
        globalThis.document_ = {
            name: 'Test', source: { url: 'file:contacts.csv' }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
            key: { field: 'email' }, mapping: 'auto',
        };
        /** The codes of what is tried, each by its name. */
        globalThis.codes = async (tries) => {
            const result = {};
            for (const [name, attempt] of Object.entries(tries)) {
                result[name] = await (async () => attempt())().then(() => 'no failure', (error) => (error.name === 'MusterError' ? error.code : `${error.name}: ${error.message}`));
            }
            return result;
        };
    });
});

after(async () => {
    await browser.close();
    await server.close();
});

for (const client of ['worker', 'core']) {
    test(`${client}: what is no file, or a stream that fails, is not opened`, async () => {
        const found = await page.evaluate(async (name) => {
            const open = clients[name];
            const locked = contacts.stream();
            locked.getReader();
            const controller = new AbortController();
            setTimeout(() => controller.abort(), 50);
            const session = await open(new DataView(await contacts.arrayBuffer()));
            const { bytes } = session;
            session.close();
            return { bytes, ...await codes({
                undefined: () => open(undefined), null: () => open(null), number: () => open(42), text: () => open('a;b\n1;2\n'), object: () => open({}), list: () => open([1]),
                failing: () => open(new ReadableStream({ start: (stream) => stream.error(new Error('connection lost')) })),
                locked: () => open(locked),
                'nothing comes': () => open(new ReadableStream(), { signal: controller.signal }),
                'cancelled before': () => open(contacts, { signal: AbortSignal.abort() }),
                'cancelled before, a stream': () => open(contacts.stream(), { signal: AbortSignal.abort() }),
                'cancelled at once': () => {
                    const soon = new AbortController();
                    const opened = open(contacts, { signal: soon.signal });
                    soon.abort();
                    return opened;
                },
            }) };
        }, client);
        const aborted = Object.fromEntries(['nothing comes', 'cancelled before', 'cancelled before, a stream', 'cancelled at once'].map((name) => [name, 'aborted']));
        assert.deepEqual(found, { bytes: 45, undefined: 'usage', null: 'usage', number: 'usage', text: 'usage', object: 'usage', list: 'usage',
            failing: 'file_unreadable', locked: 'file_unreadable', ...aborted });
    });

    test(`${client}: documents, keys and cells that are none are refused, and the session stays as it was`, async () => {
        const found = await page.evaluate(async (name) => {
            const session = await clients[name](contacts);
            const round = { ...document_ };
            round.round = round;
            const result = await codes({
                'no document': () => session.setMapping(undefined), 'a null document': () => session.check(null),
                function: () => session.setMapping({ ...document_, name: () => 1 }), round: () => session.setMapping(round),
                'no format': () => session.setFormat(undefined), 'no date format': () => session.dateFormat(undefined, undefined),
                'no mapping': () => session.plan(contacts),
            });
            await session.check(document_);
            Object.assign(result, await codes({
                'no keys': () => session.plan(null), 'undefined keys': () => session.plan(undefined), 'keys that fail': () => session.plan(new ReadableStream({ start: (stream) => stream.error(1) })),
                'no value': () => session.edit(1, 1, undefined), number: () => session.edit(1, 1, 5), 'half a character': () => session.edit(1, 1, 'Z\ud83d'),
                'half a character everywhere': () => session.replace(2, 'A', '\ud800'), 'half a character sought': () => session.countReplacements(2, '\udc00', 'A'),
                'a whole one': () => session.edit(1, 2, 'Z\ud83d\ude00'),
            }));
            const { rows } = await session.rows(1, 1);
            session.close();
            return { ...result, rows };
        }, client);
        assert.deepEqual(found, {
            'no document': 'member_missing', 'a null document': 'member_missing', function: 'member_missing', round: 'usage',
            'no format': 'usage', 'no date format': 'usage', 'no mapping': 'usage',
            'no keys': 'usage', 'undefined keys': 'usage', 'keys that fail': 'file_unreadable',
            'no value': 'usage', number: 'usage', 'half a character': 'usage', 'half a character everywhere': 'usage', 'half a character sought': 'usage', 'a whole one': 'no failure', rows: [['anna@example.com', 'Z\u{1f600}']],
        });
    });

    test(`${client}: arguments that are none are refused, and never mean everything`, async () => {
        const found = await page.evaluate(async (name) => {
            const session = await clients[name](contacts);
            await session.check(document_);
            const result = await codes({
                'rows below none': () => session.preview(-1), 'half a row': () => session.preview(1.5), 'rows as a text': () => session.preview('3'),
                'unknown rows': () => session.replace('Name', 'a', 'b', { rows: 'foo' }), 'unknown rows to count': () => session.countReplacements('Name', 'a', 'b', { rows: 'foo' }),
                'null options': () => session.replace('Name', 'a', 'b', null),
                'a null page': () => session.issues(null), 'a null filter': () => session.issues({}, null), 'a page before the first': () => session.issues({ first: -1 }),
                'a signal that is none': () => session.validate({ signal: 'x' }),
                'aborted before': () => session.validate({ signal: AbortSignal.abort() }),
            });
            const { matching, total } = await session.issues();
            const stopped = new AbortController();
            const check = session.validate({ signal: stopped.signal, onProgress: () => stopped.abort() });
            setTimeout(() => stopped.abort());
            Object.assign(result, await codes({ stopped: () => check.then(() => session.setMapping(document_), () => undefined), 'issues of no check': () => session.issues() }));
            delete result.stopped;
            const { rows } = await session.rows(1, 2);
            session.close();
            return { result, issues: [matching, total], rows };
        }, client);
        const { 'aborted before': aborted, ...others } = found.result;
        for (const [what, code] of Object.entries(others)) assert.equal(code, 'usage', what);
        assert.equal(aborted, 'aborted');
        assert.deepEqual(found.issues, [1, 1], 'a check that was never begun leaves what the last one has found');
        assert.deepEqual(found.rows, [['anna@example.com', 'Anna'], ['wrong', 'Carl']]);
    });

    test(`${client}: a file that was deleted or changed since it was chosen is told as such`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'muster-misuse-'));
        const file = join(folder, 'contacts.csv');
        const content = `E-Mail;Name\n${'anna@example.com;Anna\n'.repeat(200000)}`;
        await page.evaluate(() => { document.body.innerHTML = '<input type="file" id="file">'; });
        for (const change of [() => rmSync(file), () => writeFileSync(file, 'other')]) {
            writeFileSync(file, content);
            await page.setInputFiles('#file', file);
            await page.evaluate(async (name) => { globalThis.session = await clients[name](document.getElementById('file').files[0]); }, client);
            change();
            assert.deepEqual(await page.evaluate(() => codes({
                rows: () => session.rows(150000, 150001), check: () => session.check(document_), edit: () => session.edit(1, 1, 'x@example.com'),
                export: () => session.export('all').getReader().read(),
            })), { rows: 'file_unreadable', check: 'file_unreadable', edit: 'file_unreadable', export: 'file_unreadable' });
            await page.evaluate(() => session.close());
        }
        rmSync(folder, { recursive: true });
    });
}

test('a worker that cannot be made, for whatever reason, is a failure of the worker', async () => {
    assert.deepEqual(await page.evaluate(() => codes({
        throws: () => clients.worker(contacts, { createWorker: () => { throw new Error('none here'); } }),
        nothing: () => clients.worker(contacts, { createWorker: () => undefined }),
        'of another origin': () => clients.worker(contacts, { createWorker: () => new Worker('http://other.example/worker.js', { type: 'module' }) }),
    })), { throws: 'worker_failed', nothing: 'worker_failed', 'of another origin': 'worker_failed' });
});
