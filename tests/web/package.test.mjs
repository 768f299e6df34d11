// The npm package without a page: one suite for the worker client, its inlined form and the same-thread core.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dist, launch, openPage, serve } from './support.mjs';

let browser;
let server;
let page;
let complaints;

before(async () => {
    browser = await launch();
    server = await serve(dist);
    ({ page, complaints } = await openPage(browser, `${server.address}blank`));
    await page.evaluate(async () => {
        const [worker, inline, core] = await Promise.all(['/index.js', '/inline.js', '/core.js'].map((entry) => import(entry)));
        const wasm = new Uint8Array(await (await fetch('/muster.wasm')).arrayBuffer());
        globalThis.clients = {
            worker: worker.openSession,
            inline: inline.openSession,
            core: (input, options) => core.openSession(input, wasm, options),
        };
        globalThis.bytes = (text) => new TextEncoder().encode(text);
        globalThis.contacts = 'E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n';
        globalThis.sync = {
            name: 'Test', source: { url: 'file:contacts.csv' }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
            key: { field: 'email' }, mapping: 'auto',
        };
        globalThis.failure = (promise) => promise.then(() => 'no failure', (error) => `${error.name} ${error.code}`);
    });
});

after(async () => {
    await browser.close();
    await server.close();
});

for (const client of ['worker', 'inline', 'core']) {
    test(`${client}: bytes, blobs and streams give the same answers`, async () => {
        const answers = await page.evaluate(async (name) => {
            const data = bytes(contacts);
            const inputs = [data, data.buffer, new Blob([data]), new File([data], 'people.csv'), new Blob([data]).stream(),
                new Blob([data]).stream().pipeThrough(new CompressionStream('gzip'))];
            const results = [];
            for (const input of inputs) {
                const session = await clients[name](input);
                const { check } = await session.check(sync);
                results.push(JSON.stringify({ sniff: session.sniff, bytes: session.bytes, counts: check.counts }));
                session.close();
            }
            return results;
        }, client);
        assert.equal(new Set(answers).size, 1, answers.join('\n'));
        const { sniff, counts } = JSON.parse(answers[0]);
        assert.equal(sniff.delimiter, ';');
        assert.deepEqual([counts.rows, counts.records, counts.rejected], [2, 1, 1]);
    });

    test(`${client}: times become instants by the rules that the browser has for a zone`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('E-Mail;Seen\na@example.com;2024-07-01 10:00\nb@example.com;2024-03-31 02:30\n'));
            const mapping = [{ column: 'E-Mail', field: 'email' },
                { column: 'Seen', field: 'seen', new_field: true, type: 'date_time', format: 'yyyy-MM-dd HH:mm',
                    rules: [{ min: '2024-07-01T08:00:00Z', max: '2024-07-01T08:00:00Z' }] }];
            const { check } = await session.check({ ...sync, mapping, time_zone: 'Europe/Berlin' });
            const unknown = await failure(session.check({ ...sync, mapping, time_zone: 'Mars/Olympus' }));
            session.close();
            return { counts: check.counts, codes: check.issues.by_code, unknown };
        }, client);
        assert.deepEqual([result.counts.records, result.counts.rejected], [1, 1]);
        assert.deepEqual(result.codes, { local_time_skipped: 1 });
        assert.equal(result.unknown, 'MusterError invalid_value');
    });

    test(`${client}: errors are instances of one class with stable codes`, async () => {
        const codes = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(contacts));
            const cancelled = new AbortController();
            cancelled.abort();
            const result = [
                await failure(clients[name](bytes(''))),
                await failure(session.setFormat({ encoding: 'klingon' })),
                await failure(session.check({ ...sync, colour: 1 })),
                await failure(session.setExisting(bytes('no keys'))),
                await failure(session.check(sync, { signal: cancelled.signal })),
            ];
            session.close();
            result.push(await failure(session.preview()));
            return result;
        }, client);
        assert.deepEqual(codes, ['file_empty', 'unknown_encoding', 'member_unknown', 'syntax_error', 'aborted', 'closed'].map((code) => `MusterError ${code}`));
    });

    test(`${client}: a check tells its progress and can be cancelled; the session stays usable`, async () => {
        const result = await page.evaluate(async (name) => {
            const line = 'someone@example.com;Somebody Somewhere With A Long Name\n';
            const session = await clients[name](new Blob(['E-Mail;Name\n', ...Array.from({ length: 400 }, () => line.repeat(1000))]));
            const controller = new AbortController();
            const shares = [];
            const ended = await failure(session.check(sync, {
                signal: controller.signal,
                onProgress: ({ bytes, total, rows }) => {
                    shares.push(bytes / total);
                    if (rows > 0) controller.abort();
                },
            }));
            const rows = (await session.preview(3)).rows.length;
            const { check } = await session.check(sync);
            session.close();
            return { ended, shares, rows, counts: check.counts };
        }, client);
        assert.equal(result.ended, 'MusterError aborted');
        assert.ok(result.shares.length > 0 && result.shares.every((share) => share > 0 && share < 1), String(result.shares));
        assert.equal(result.rows, 3);
        assert.equal(result.counts.rows, 400000);
        assert.equal(result.counts.records + result.counts.skipped + result.counts.rejected, 400000);
    });

    test(`${client}: rows come from anywhere in the file, with every character intact`, async () => {
        const page3 = await page.evaluate(async (name) => {
            const lines = Array.from({ length: 5000 }, (_, i) => `p${i + 1}@example.com;"Zoë 😀\n${i + 1}"`);
            const session = await clients[name](bytes(`E-Mail;Name\n${lines.join('\n')}\n`));
            await session.check(sync);
            const [first, middle, last] = await Promise.all([session.rows(1, 1), session.rows(2500, 2), session.rows(5000, 9)]);
            session.close();
            return [...first.rows, ...middle.rows, ...last.rows];
        }, client);
        assert.deepEqual(page3, [1, 2500, 2501, 5000].map((row) => [`p${row}@example.com`, `Zoë 😀\n${row}`]));
    });
}

test('two sessions at once do not disturb each other', async () => {
    const counts = await page.evaluate(async () => {
        const make = (rows) => bytes(`E-Mail\n${Array.from({ length: rows }, (_, i) => `p${i}@example.com`).join('\n')}\n`);
        const sessions = await Promise.all([clients.worker(make(1000)), clients.worker(make(2000))]);
        const checks = await Promise.all(sessions.map((session) => session.check(sync)));
        for (const session of sessions) session.close();
        return checks.map(({ check }) => check.counts.records);
    });
    assert.deepEqual(counts, [1000, 2000]);
});

test('a worker that cannot start is a clear error', async () => {
    const code = await page.evaluate(() => failure(clients.worker(bytes(contacts), {
        createWorker: () => new Worker('/missing.js', { type: 'module' }),
    })));
    assert.equal(code, 'MusterError worker_failed');
    assert.deepEqual(complaints.filter((text) => !text.includes('404')), []);
});
