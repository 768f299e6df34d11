// The npm package without a page: one suite for the worker client, its inlined form and the same-thread core.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { builtFile, dist, launch, openPage, root, serve } from './support.mjs';

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

/** Files with rejected rows of many kinds, and documents that read them. */
function rejectedCases() {
    const base = { name: 'Test', destination: { kind: 'contact_database', url: 'sqlite:contacts.db' }, key: { field: 'email' }, mapping: 'auto' };
    const odd = 'E-Mail;Name;Joined;Password\r\nanna@example.com;Anna;24.12.2024;secret\r\nwrong;"=1+1 ""x""; y";31.02.2024;secret\r\n' +
        'short@example.com;Zoë\r\nlong@example.com;L;01.01.2024;secret;more\r\n;Nobody;01.01.2024;secret\r\n' +
        'anna@example.com;"Anna\nagain";13.01.2024;secret\r\n@home;@home;13.01.2024;\r\n';
    const many = Array.from({ length: 60000 }, (_, i) => `${i % 2 ? 'no address' : `p${i}@example.com`};Name ${i};24.12.19${String(i % 100).padStart(2, '0')}`);
    const mapping = [{ column: 'E-Mail', field: 'email' }, { column: 'Name', field: 'name', sensitive: true },
        { column: 'Joined', field: 'joined', new_field: true, type: 'date' }];
    return {
        example: [readFileSync(join(root, 'examples/contacts.csv')), base],
        odd: [Buffer.from(odd), base],
        'later rows reject': [Buffer.from(odd), { ...base, mapping, duplicates: 'reject' }],
        'several slices': [Buffer.from(`E-Mail;Name;Joined\n${many.join('\n')}\n`), { ...base, mapping: [mapping[0], mapping[2]] }],
        none: [Buffer.from('E-Mail;Name\nanna@example.com;Anna\n'), base],
    };
}

function rejectedByProgram(content, document) {
    const folder = mkdtempSync(join(tmpdir(), 'muster-rejected-'));
    try {
        writeFileSync(join(folder, 'contacts.csv'), content);
        writeFileSync(join(folder, 'contacts.sync.json'), JSON.stringify({ ...document, source: { url: 'contacts.csv' } }));
        const { status, stderr } = spawnSync(builtFile('muster'), ['check', 'contacts.sync.json', '--errors', 'rejected.csv'],
            { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        assert.ok(status === 0 || status === 3, stderr);
        return readFileSync(join(folder, 'rejected.csv'), 'utf8');
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

for (const client of ['worker', 'inline', 'core']) {
    test(`${client}: rejected rows are the file that the program writes, byte for byte`, async () => {
        for (const [name, [content, document]] of Object.entries(rejectedCases())) {
            const text = await page.evaluate(async ([client, data, document]) => {
                const session = await clients[client](Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
                await session.check({ ...document, source: { url: 'file:contacts.csv' } });
                const rows = await session.rejectedRows();
                session.close();
                return rows.text();
            }, [client, content.toString('base64'), document]);
            const expected = rejectedByProgram(content, document);
            assert.ok(text === expected, `${name}: ${text.length} characters for ${expected.length}`);
            assert.equal(text.includes('secret'), false, name);
            assert.equal(text.includes('duplicate_key_rejected'), name === 'later rows reject', name);
            assert.equal(text.split('\r\n').length > 2, name !== 'none', name);
        }
    });

    test(`${client}: collecting rejected rows leaves the check as it was, and needs one`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(contacts));
            const before = await failure(session.rejectedRows());
            await session.check(sync);
            const controller = new AbortController();
            controller.abort();
            const cancelled = await failure(session.rejectedRows({ signal: controller.signal }));
            const [rows, issues, page] = await Promise.all([session.rejectedRows(), session.issues(), session.rows(2, 2)]);
            await session.setFormat({});
            const after = await failure(session.rejectedRows());
            session.close();
            return { before, cancelled, rows: await rows.text(), type: rows.type, issues: issues.total, page: page.rows, after };
        }, client);
        assert.deepEqual([result.before, result.cancelled, result.after], ['usage', 'aborted', 'usage'].map((code) => `MusterError ${code}`));
        assert.match(result.rows, /^E-Mail;Name;row;column;code;message\r\nwrong;Carl;2;E-Mail;invalid_email;/);
        assert.equal(result.type, 'text/csv;charset=utf-8');
        assert.equal(result.issues, 1);
        assert.deepEqual(result.page, [['wrong', 'Carl']]);
    });

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

    test(`${client}: earlier choices come first and order dates`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('E-Mail;Note;Joined\na@example.com;x;03/04/2024\n'));
            const earlier = [{ column: 'Note', field: null, format: null }, { column: 'Joined', field: 'joined', format: 'MM/dd/yyyy' }];
            const [plain, recalled] = [await session.suggestMapping(), await session.suggestMapping(undefined, earlier)];
            const undecided = await failure(session.check(sync));
            const { check } = await session.check(sync, { earlier });
            session.close();
            return { headers: [plain.header, recalled.header], columns: [plain, recalled].map(({ mapping }) => mapping.map(({ column }) => column)),
                undecided, format: check.columns[1].format };
        }, client);
        assert.match(result.headers[0], /^[0-9a-f]{16}$/);
        assert.equal(result.headers[1], result.headers[0]);
        assert.deepEqual(result.columns, [['E-Mail', 'Note', 'Joined'], ['E-Mail', 'Joined']]);
        assert.equal(result.undecided, 'MusterError date_order_ambiguous');
        assert.equal(result.format, 'MM/dd/yyyy');
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
            const [first, middle, last] = await Promise.all([session.rows(1, 1), session.rows(2500, 2501), session.rows(5000, 5008)]);
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
    assert.deepEqual(complaints, []);
});
