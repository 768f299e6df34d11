// What a host page does with a session, step by step: one suite for the client of the worker and the same-thread core.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { builtFile, dist, launch, openPage, root, serve } from './support.mjs';

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
        globalThis.bytes = (text) => new TextEncoder().encode(text);
        globalThis.document_ = {
            name: 'Test', source: { url: 'file:contacts.csv' }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
            key: { field: 'email' }, mapping: 'auto',
        };
        globalThis.failure = (promise) => promise.then(() => 'no failure', (error) => `${error.name} ${error.code}`);
        globalThis.textOf = async (stream) => {
            const parts = [];
            for await (const part of stream) parts.push(part);
            return new Blob(parts).text();
        };
    });
});

after(async () => {
    await browser.close();
    await server.close();
});

const lines = (text) => text.split('\r\n').slice(0, -1);

for (const client of ['worker', 'core']) {
    test(`${client}: rows are those from the first to the last that is asked for, with or without a check`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(`Id,Text\n${Array.from({ length: 2000 }, (_, i) => `${i + 1},"row ""${i + 1}"""`).join('\n')}\n`));
            const pages = [];
            for (const [from, to] of [[1, 2], [1500, 1500], [1999, 2005], [3000, 3010], [5, 4]]) pages.push(await session.rows(from, to));
            const wrong = [await failure(session.rows(0, 1)), await failure(session.rows(1.5, 2)), await failure(session.rows(1, NaN))];
            session.close();
            return { pages, wrong };
        }, client);
        const row = (number) => [String(number), `row "${number}"`];
        assert.deepEqual(result.pages, [
            { first: 1, rows: [row(1), row(2)] }, { first: 1500, rows: [row(1500)] }, { first: 1999, rows: [row(1999), row(2000)] },
            { first: 3000, rows: [] }, { first: 5, rows: [] },
        ]);
        assert.deepEqual(result.wrong, Array(3).fill('MusterError usage'));
    });

    test(`${client}: the parts of the format are set one by one, and the others stay`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](Uint8Array.from([...'E-Mail|Name;x\na@example.com|Z'].map((c) => c.charCodeAt(0)).concat(0xeb)));
            const steps = [await session.setEncoding('iso-8859-7'), await session.setDialect({ delimiter: '|' }), await session.setHeader(false)]
                .map(({ encoding, delimiter, has_header }) => [encoding, delimiter, has_header]);
            const columns = session.columns.map((column) => column.name);
            const { rows } = await session.preview();
            await session.setFormat({});
            const both = await Promise.all([session.setEncoding('iso-8859-7'), session.setHeader(false), session.setDialect({ delimiter: '|' })]);
            const atOnce = ({ encoding, delimiter, has_header }) => [encoding, delimiter, has_header];
            const together = [atOnce(both[2]), atOnce(session.sniff)];
            await session.setFormat({ delimiter: ';' });
            const after = [session.sniff.delimiter, session.sniff.has_header, session.columns.length];
            session.close();
            return { steps, columns, rows, together, after };
        }, client);
        assert.deepEqual(result.together, Array(2).fill(['ISO-8859-7', '|', false]), 'those that are set at once are all in force');
        assert.deepEqual(result.steps[1].slice(0, 2), ['ISO-8859-7', '|']);
        assert.deepEqual(result.steps[2], ['ISO-8859-7', '|', false]);
        assert.deepEqual(result.columns, ['column 1', 'column 2']);
        assert.deepEqual(result.rows[1], ['a@example.com', 'Zλ']);
        assert.deepEqual(result.after, [';', true, 2]);
    });

    test(`${client}: a mapping is set, validated as often as one likes, and comes back complete`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('E-Mail;Joined\na@example.com;24.12.2024\nwrong;25.12.2024\n'));
            const early = [await failure(session.validate()), await failure(session.plan(bytes(''))), session.mapping];
            await session.setMapping(document_);
            const given = session.mapping;
            const shares = [];
            const first = await session.validate({ onProgress: ({ bytes, total }) => shares.push(bytes / total) });
            const resolved = session.mapping;
            const wrong = { ...document_, mapping: [{ column: 'E-Mail', field: 'email' }, { column: 'Joined', field: 'email' }] };
            const refused = await session.setMapping(wrong).then(() => null, ({ code, issues }) => ({ code, issues: issues.length }));
            const kept = session.mapping;
            const second = await session.validate({ maxIssues: 0 });
            await session.setHeader(false);
            const third = await failure(session.validate());
            session.close();
            return { early, given, resolved, refused, kept, counts: [first, second].map(({ check }) => check.counts.records), third,
                issues: [first, second].map(({ check }) => [check.issues.total, check.issues.first.length]) };
        }, client);
        assert.deepEqual(result.early, ['MusterError usage', 'MusterError usage', null]);
        assert.equal(result.given.mapping, 'auto');
        assert.deepEqual(result.resolved.mapping.map(({ column, format }) => [column, format ?? null]), [['E-Mail', null], ['Joined', 'dd.MM.yyyy']]);
        assert.equal(result.refused.code, 'field_mapped_twice');
        assert.deepEqual(result.kept, result.resolved);
        assert.deepEqual(result.counts, [1, 1]);
        assert.deepEqual(result.issues, [[1, 1], [1, 0]]);
        assert.match(result.third, /^MusterError /);
    });

    test(`${client}: a mapping that is refused leaves what was found under the one before`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n'));
            await session.check(document_);
            const refused = await failure(session.setMapping({ name: 'none' }));
            const { total } = await session.issues();
            const valid = await textOf(session.export('valid'));
            await session.setMapping(document_);
            const unchecked = await failure(session.issues());
            session.close();
            return { refused, total, valid, unchecked, undo: await failure(session.undo()) };
        }, client);
        assert.deepEqual(result, { refused: 'MusterError member_missing', total: 1, valid: 'email;name\r\nanna@example.com;Anna\r\n', unchecked: 'MusterError usage', undo: 'MusterError closed' });
    });

    test(`${client}: issues come in pages, filtered by code, severity and column`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(`E-Mail;Site\n${Array.from({ length: 250 }, (_, i) => `${i % 2 ? 'wrong' : `p${i}@example.com`};no site`).join('\n')}\n`));
            const mapping = [{ column: 'E-Mail', field: 'email' }, { column: 'Site', field: 'site', new_field: true, type: 'url', rules: [{ matches: '^http', level: 'warning' }] }];
            await session.check({ ...document_, mapping });
            const pages = [await session.issues(), await session.issues({ first: 120, count: 10 }, { code: 'invalid_email' }),
                await session.issues({ count: 1 }, { column: 'Site' }), await session.issues({ count: 1 }, { severity: 'information' })];
            const wrong = await failure(session.issues({}, { severity: 'fatal' }));
            session.close();
            return { pages: pages.map(({ issues, matching, total }) => ({ count: issues.length, matching, first: issues[0]?.row ?? null, total })), wrong };
        }, client);
        const [all, emails, sites, none] = result.pages;
        assert.equal(all.count, 100);
        assert.deepEqual([emails.count, emails.matching, emails.first], [5, 125, 242]);
        assert.ok(sites.count === 1 && sites.matching > 0 && sites.matching + emails.matching === all.matching, JSON.stringify(result.pages));
        assert.deepEqual([none.count, none.matching], [0, 0]);
        assert.equal(result.wrong, 'MusterError wrong_type');
    });

    test(`${client}: what was told of the destination stays where other keys are refused`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'muster-api-'));
        const run = (...arguments_) => spawnSync(builtFile('muster'), arguments_, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        writeFileSync(join(folder, 'old.csv'), `E-Mail\n${Array.from({ length: 50 }, (_, i) => `p${i}@example.com`).join('\n')}\n`);
        for (const command of [['import', 'old.csv', '--into', 'sqlite:c.db', '--key', 'email', '--yes'], ['contacts', 'keys', '--into', 'sqlite:c.db', '-o', 'c.keys']]) {
            const { status, stderr } = run(...command);
            assert.equal(status, 0, stderr);
        }
        const keys = readFileSync(join(folder, 'c.keys')).toString('base64');
        rmSync(folder, { recursive: true });
        const result = await page.evaluate(async ([name, keys]) => {
            const session = await clients[name](bytes('E-Mail\np0@example.com\nnew@example.com\n'));
            const document = { ...document_, mode: { delete_missing: true } };
            await session.setExisting(Uint8Array.from(atob(keys), (c) => c.charCodeAt(0)));
            const verdicts = [];
            const check = async () => {
                const { guard, check: { counts } } = await session.check(document);
                verdicts.push([guard?.verdict, guard?.deletes, counts.existing]);
            };
            await check();
            const refused = [];
            for (const wrong of [bytes('no keys\n'), bytes(atob(keys).slice(0, 200)), new ReadableStream({ start: (stream) => stream.error(1) })]) {
                refused.push(await failure(session.setExisting(wrong)), await failure(session.plan(wrong)));
                await check();
            }
            await session.setExisting(null);
            await check();
            session.close();
            return { verdicts, refused };
        }, [client, keys]);
        assert.deepEqual(result.verdicts, [...Array(4).fill(['blocked', 49, 50]), [undefined, undefined, 0]]);
        for (const code of result.refused) assert.match(code, /^MusterError (?!internal_error)\w+$/);
    });

    test(`${client}: rows are read while a check begins and the format is set`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(`E-Mail;Name\n${Array.from({ length: 100000 }, (_, i) => `p${i + 1}@example.com;Name`).join('\n')}\n`));
            await session.check(document_);
            const found = [];
            for (let i = 0; i < 20; ++i) {
                const asked = [session.rows(90000, 90000), i % 2 ? session.check(document_) : session.setMapping(document_), session.rows(99000, 99000)];
                for (const page of await Promise.all(asked)) if (page?.rows) found.push(page.rows[0]?.[0]);
            }
            session.close();
            return found;
        }, client);
        assert.deepEqual([...new Set(result)], ['p90000@example.com', 'p99000@example.com']);
        assert.equal(result.length, 40);
    });

    test(`${client}: the changed file is there byte for byte, passwords and encoding included`, async () => {
        const result = await page.evaluate(async (name) => {
            const latin = (text) => Uint8Array.from([...text].map((c) => c.charCodeAt(0)));
            const content = 'E-Mail;Passwort;Name\r\nanna@example.com;s3cret-1;Zo\xeb\r\nwrong;s3cret-2;Carl\r\n';
            const packed = await new Response(new Blob([latin(content)]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
            const session = await clients[name](packed);
            const read = async () => [...new Uint8Array(await session.file.arrayBuffer())].map((code) => String.fromCharCode(code)).join('');
            const before = await read() === content;
            await session.check(document_);
            await session.edit(2, 1, 'carl@example.com');
            const edited = await read() === content.replace('wrong', 'carl@example.com');
            await session.replace('Name', 'Zo', 'Lo');
            const replaced = await read() === content.replace('wrong', 'carl@example.com').replace('Zo', 'Lo');
            const { size } = session.file;
            const same = size === session.bytes;
            await session.undo();
            await session.undo();
            const back = await read() === content;
            const all = await textOf(session.export('all'));
            session.close();
            return { before, edited, replaced, same, back, hidden: !all.includes('s3cret') };
        }, client);
        assert.deepEqual(result, { before: true, edited: true, replaced: true, same: true, back: true, hidden: true });
    });

    test(`${client}: cells are replaced, in the format that the file has, and what cannot be written in it is refused`, async () => {
        const result = await page.evaluate(async (name) => {
            const latin = (text) => Uint8Array.from([...text].map((c) => c.charCodeAt(0)));
            const rows = Array.from({ length: 3000 }, (_, i) => `p${i + 1}@example.com;"Zo\xeb ""${i + 1}"""`);
            rows[2499] = 'wrong;short;x';
            const session = await clients[name](latin(`E-Mail;Name;Note\r\n${rows.map((row, i) => (i === 2499 ? row : `${row};`)).join('\r\n')}`));
            const seen = [];
            const counts = async () => {
                const { check } = await session.check(document_);
                seen.push([check.counts.rows, check.counts.rejected]);
            };
            await counts();
            await session.edit(2500, 'E-Mail', 'right@example.com');
            const early = await failure(textOf(session.export('rejected')));
            await counts();
            await session.edit(3000, 3, 'a;b "c"\nd');
            await session.edit(1, 2, 'G\xf6ran');
            await session.edit(2, 1, 'wrong');
            const refused = [await failure(session.edit(3, 2, '\u0142')), await failure(session.edit(9999, 1, 'x')), await failure(session.edit(1, 'Town', 'x')),
                await failure(session.edit(0, 1, 'x')), await failure(session.edit(1, 4, 'x'))];
            await counts();
            const [first, last] = [await session.rows(1, 4), await session.rows(2999, 3001)];
            const all = await textOf(session.export('all'));
            const format = [session.sniff.encoding, session.sniff.delimiter, session.sniff.newline];
            session.close();
            return { seen, early, refused, first: first.rows, last: last.rows, lines: all.split('\r\n').length, format };
        }, client);
        assert.deepEqual(result.seen, [[3000, 1], [3000, 0], [3000, 1]]);
        assert.equal(result.early, 'MusterError usage');
        assert.deepEqual(result.refused, ['invalid_value', 'usage', 'usage', 'usage', 'usage'].map((code) => `MusterError ${code}`));
        assert.deepEqual(result.first, [['p1@example.com', 'Göran', ''], ['wrong', 'Zoë "2"', ''], ['p3@example.com', 'Zoë "3"', ''], ['p4@example.com', 'Zoë "4"', '']]);
        assert.deepEqual(result.last, [['p2999@example.com', 'Zoë "2999"', ''], ['p3000@example.com', 'Zoë "3000"', 'a;b "c"\nd']]);
        assert.equal(result.lines, 3002);
        assert.deepEqual(result.format, ['ISO-8859-1', ';', 'crlf']);
    });

    test(`${client}: changed cells never change how the rest of the file is read`, async () => {
        const result = await page.evaluate(async (name) => {
            const counted = async (session) => {
                const { check: { counts }, document } = await session.validate();
                return [counts.records, counts.rejected, Object.keys(document.source).filter((member) => member !== 'url')];
            };
            const changed = async (content, change, document = document_) => {
                const session = await clients[name](bytes(content));
                await session.setMapping(document);
                const counts = [await counted(session)];
                await change(session);
                counts.push(await counted(session));
                const { delimiter } = session.sniff;
                const firstRow = (await session.rows(1, 1)).rows[0];
                await session.undo();
                counts.push(await counted(session));
                session.close();
                return { counts, delimiter, firstRow };
            };
            const list = (row) => `E-Mail;Name\n${Array.from({ length: 60 }, (_, i) => `u${i}@example.com;${row(i)}`).join('\n')}\n`;
            const single = { ...document_, key: { field: 'text' }, mapping: [{ column: 'Text', field: 'text', new_field: true }] };
            const literal = { ...document_, source: { ...document_.source, quote: null } };
            const unnamed = { ...document_, source: { ...document_.source, header: false }, mapping: [{ column: 'column 1', field: 'email' }] };
            return {
                unclosed: await changed(list((i) => (i % 10 === 3 ? `"N${i}` : `N${i}`)), (session) => session.edit(2, 2, 'zz')),
                single: await changed(`Text\n${Array.from({ length: 30 }, (_, i) => `Anna${i}<u${i}>`).join('\n')}\n`, (session) => session.replace('Text', '<', ';<'), single),
                literal: await changed(list((i) => `"N${i}"`), (session) => session.edit(60, 1, 'z@example.com'), literal),
                unnamed: await changed(list((i) => `N${i}`), (session) => session.edit(60, 1, 'z@example.com'), unnamed),
            };
        }, client);
        assert.deepEqual(result.unclosed.counts, Array(3).fill([54, 6, []]), 'rows that are refused stay so, and come back so');
        assert.deepEqual(result.single, { counts: [[30, 0, []], [30, 0, ['delimiter', 'header', 'preamble_rows']], [30, 0, []]], delimiter: null, firstRow: ['Anna0;<u0>'] });
        assert.deepEqual(result.literal.counts, Array(3).fill([60, 0, ['quote']]), 'what the document says of the format still counts');
        assert.deepEqual(result.unnamed.counts, Array(3).fill([60, 1, ['header']]));
    });

    test(`${client}: rows, changes and issues are counted alike, also where the document says how the file is read`, async () => {
        const result = await page.evaluate(async (name) => {
            const list = `E-Mail;Name\n${Array.from({ length: 600 }, (_, i) => `u${i}${i % 100 === 3 ? '#' : '@'}example.com;N${i}`).join('\n')}\n`;
            const session = await clients[name](bytes(list));
            await session.setMapping({ ...document_, source: { ...document_.source, header: false }, mapping: [{ column: 'column 1', field: 'email' }] });
            const columns = session.columns.map((column) => column.name);
            await session.validate();
            const { issues } = await session.issues();
            const cells = await Promise.all(issues.map(async ({ row }) => (await session.rows(row, row)).rows[0][0]));
            const counted = await session.countReplacements(1, '#', '@', { rows: 'faulty' });
            await session.replace(1, '#', '@', { rows: 'faulty' });
            const { check: { counts } } = await session.validate();
            await session.edit(500, 1, 'z@example.com');
            const edited = (await session.file.text()).split('\n')[499];
            await session.setMapping(document_);
            const back = (await session.rows(1, 1)).rows[0][0];
            const refused = await failure(session.setMapping({ ...document_, source: { ...document_.source, header: false }, mapping: [{ column: 'none', field: 'email' }] }));
            const same = session.columns[0].name;
            session.close();
            return { columns, cells, counted, rejected: counts.rejected, edited, back, refused, same };
        }, client);
        assert.deepEqual(result, {
            columns: ['column 1', 'column 2'], cells: ['E-Mail', ...[3, 103, 203, 303, 403, 503].map((i) => `u${i}#example.com`)], counted: 6, rejected: 1,
            edited: 'z@example.com;N498', back: 'u0@example.com', refused: 'MusterError column_not_found', same: 'E-Mail',
        });
    });

    test(`${client}: columns that the mapping calls sensitive are left out before and after a check, and after changes`, async () => {
        const rows = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('E-Mail;Code\nanna@example.com;s3cret-1\nbert@example.com;s3cret-2\n'));
            const all = async () => (await textOf(session.export('all'))).split('\r\n')[1];
            const said = [await all()];
            await session.setMapping({ ...document_, mapping: [{ column: 'E-Mail', field: 'email' }, { column: 'Code', field: 'password', sensitive: true }] });
            said.push(await all());
            await session.validate();
            said.push(await all());
            await session.edit(2, 1, 'q@example.com');
            said.push(await all());
            await session.setEncoding('windows-1252');
            said.push(await all());
            session.close();
            return said;
        }, client);
        assert.deepEqual(rows, ['anna@example.com;s3cret-1', ...Array(4).fill('anna@example.com;')]);
    });

    test(`${client}: objects as frameworks hand them on are taken as what is in them`, async () => {
        const counts = await page.evaluate(async (name) => {
            const watched = (value) => (typeof value !== 'object' || value === null ? value
                : new Proxy(value, { get: (target, member) => watched(target[member]) }));
            const session = await clients[name](bytes('E-Mail;Town\nanna@example.com;Ulm\n'), { format: watched({ header: true }) });
            const schema = watched({ key_field: 'email', fields: [{ name: 'email', type: 'email' }, { name: 'town' }] });
            const { mapping } = await session.suggestMapping(schema);
            await session.setMapping(watched(document_), { schema });
            const { check } = await session.validate();
            const { matching } = await session.issues(watched({ first: 0 }), watched({ severity: 'error' }));
            session.close();
            return [mapping.map(({ field }) => field), check.counts.records, matching];
        }, client);
        assert.deepEqual(counts, [['email', 'town'], 1, 0]);
    });

    test(`${client}: as many rows above the table are taken as a document may say`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes(`${'about the report\n'.repeat(1500)}E-Mail;Name\n${Array.from({ length: 30 }, (_, i) => `p${i}@example.com;Anna\n`).join('')}`));
            await session.setMapping({ ...document_, source: { ...document_.source, delimiter: ';', header: true, preamble_rows: 1500 } });
            await session.edit(1, 2, 'Berta');
            const { check } = await session.validate();
            const { rows } = await session.rows(1, 1);
            session.close();
            return [check.counts.rows, rows];
        }, client);
        assert.deepEqual(result, [30, [['p0@example.com', 'Berta']]]);
    });

    test(`${client}: choices, documents and changes that overlap leave each other alone`, async () => {
        const result = await page.evaluate(async (name) => {
            const list = `E-Mail;Geb\n${Array.from({ length: 40 }, (_, i) => `u${i}@example.com;0${i % 9 + 1}/0${i % 8 + 1}/1980`).join('\n')}\n`;
            const unnamed = { ...document_, source: { ...document_.source, header: false }, mapping: [{ column: 'column 1', field: 'email' }] };
            const named = { ...document_, mapping: [{ column: 'E-Mail', field: 'email' }] };
            const columns = (session) => session.columns.map((column) => column.name);
            const opened = () => clients[name](bytes(list));
            const both = await opened();
            await Promise.all([both.setMapping(unnamed), both.setEncoding('windows-1252')]);
            const overlapping = [both.sniff.encoding, ...columns(both)];
            await Promise.all([both.setMapping(named), both.setMapping(unnamed)]);
            const last = [both.mapping.mapping[0].column, ...columns(both)];
            const anew = await opened();
            await anew.setMapping(unnamed);
            await anew.setFormat({});
            const shown = columns(anew);
            await anew.setMapping(named);
            const dates = { ...unnamed, mapping: [...unnamed.mapping, { column: 'column 2', field: 'geb', type: 'date', new_field: true }] };
            const refused = await failure(anew.check(dates));
            const afterRefusal = [anew.mapping.mapping[0].column, ...columns(anew)];
            const aborted = await failure(anew.check(unnamed, { signal: AbortSignal.abort() }));
            const afterAbort = columns(anew);
            const kept = await clients[name](bytes(`Text\n${Array.from({ length: 30 }, (_, i) => `Anna${i}<u${i}>`).join('\n')}\n`));
            await kept.replace('Text', '<', ';<');
            await kept.check({ ...document_, source: { ...document_.source, header: false }, key: { field: 'text' }, mapping: [{ column: 'column 1', field: 'text', new_field: true }] });
            const { delimiter } = kept.sniff;
            const unwritable = {};
            unwritable.self = unwritable;
            const rejects = await failure(kept.suggestMapping(unwritable));
            for (const session of [both, anew, kept]) session.close();
            return { overlapping, last, shown, refused, afterRefusal, aborted, afterAbort, delimiter, rejects };
        }, client);
        const numbered = ['column 1', 'column 2'];
        assert.deepEqual(result, {
            overlapping: ['windows-1252', ...numbered], last: ['column 1', ...numbered], shown: ['E-Mail', 'Geb'],
            refused: 'MusterError date_order_ambiguous', afterRefusal: ['E-Mail', 'E-Mail', 'Geb'], aborted: 'MusterError aborted', afterAbort: ['E-Mail', 'Geb'],
            delimiter: null, rejects: 'MusterError usage',
        });
    });

    test(`${client}: a value that would make the file something else is refused, and the session goes on`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](bytes('a@example.com;1\nb@example.com;2\n'), { format: { header: false } });
            const refused = await failure(session.edit(1, 1, '%PDF-1.4'));
            const { rows } = await session.rows(1, 1);
            await session.setMapping({ ...document_, mapping: [{ column: 'column 1', field: 'email' }] });
            const { check: { counts } } = await session.validate();
            const undone = await session.undo();
            session.close();
            return { refused, rows, records: counts.records, undone };
        }, client);
        assert.deepEqual(result, { refused: 'MusterError file_unreadable', rows: [['a@example.com', '1']], records: 2, undone: false });
    });

    test(`${client}: a text is replaced in a column, counted before, and taken back as one step`, async () => {
        const result = await page.evaluate(async (name) => {
            const count = 30000;
            const row = (i) => `p${i}@${i % 3 ? 'gmial.com' : 'example.com'};${i % 7 ? 'x' : ''};"a ""${i}"" gmial.com"`;
            const file = `E-Mail;Name;Note\r\n${Array.from({ length: count }, (_, i) => row(i)).join('\r\n')}\r\n`;
            const session = await clients[name](bytes(file));
            const early = await failure(session.replace('E-Mail', 'gmial', 'gmail', { rows: 'faulty' }));
            await session.check(document_, { maxIssues: 10 });
            const shares = [];
            const onProgress = ({ bytes, total }) => shares.push(bytes / total);
            const counted = [await session.countReplacements('E-Mail', 'gmial.com', 'gmail.com', { onProgress }), await session.countReplacements(1, 'gmial.com', 'gmail.com', { rows: 'faulty' }),
                await session.countReplacements('Name', '', '?'), await session.countReplacements('Name', '', '?', { rows: 'faulty' }), await session.countReplacements('Note', 'a', 'b', { whole: true })];
            const untouched = await textOf(session.export('all')) === file;
            await session.edit(2, 'E-Mail', 'edited@gmial.com');
            const { check } = await session.check(document_);
            const faulty = check.issues.by_column.find(({ column }) => column === 1).total;
            const replaced = [await session.replace('E-Mail', 'gmial.com', 'gmail.com', { rows: 'faulty' }), await session.replace('Name', '', 'none', {}), await session.replace('Note', 'nothing', '')];
            const state = [session.bytes, session.sniff.columns.length];
            const after = await textOf(session.export('all'));
            const wanted = file.replaceAll('@gmial.com', '@gmail.com').replaceAll(';;', ';none;').replace('p1@gmail', 'edited@gmail').replaceAll(/(@[^;]*;[^;]*);"a ""(\d+)"" gmial.com"/g, '$1;"a ""$2"" gmial.com"');
            const clean = (await session.check(document_)).check.issues.by_column.filter(({ column }) => column === 1).length;
            const refused = await session.replace('Name', 'x', '\n"').then(() => 'done', ({ code }) => code);
            const undone = [await session.undo(), await session.undo(), await session.undo()];
            if (refused === 'done') undone.push(await session.undo());
            const last = await session.undo();
            const back = await textOf(session.export('all')) === file;
            const controller = new AbortController();
            controller.abort();
            const stopped = await failure(session.countReplacements(1, 'a', 'b', { signal: controller.signal }));
            const wrong = [await failure(session.replace('Town', 'a', 'b')), await failure(session.replace(0, 'a', 'b')), await failure(session.replace(9, 'a', 'b'))];
            session.close();
            return { early, counted, untouched, faulty, replaced, state, same: after === wanted, clean, undone, last, back, stopped, wrong, shares: shares.length };
        }, client);
        assert.equal(result.early, 'MusterError usage');
        assert.deepEqual(result.counted, [20000, 20000, 4286, 0, 0]);
        assert.ok(result.untouched && result.same && result.back);
        assert.equal(result.faulty, 20000);
        assert.deepEqual(result.replaced, [20000, 4286, 0]);
        assert.equal(result.clean, 0);
        assert.deepEqual(result.undone.slice(0, 3), [true, true, true]);
        assert.equal(result.last, false);
        assert.equal(result.stopped, 'MusterError aborted');
        assert.deepEqual(result.wrong, Array(3).fill('MusterError usage'));
    });

    test(`${client}: what the encoding lacks is not replaced anywhere`, async () => {
        const result = await page.evaluate(async (name) => {
            const session = await clients[name](Uint8Array.from([...'E-Mail;Name\na@example.com;Zo\xeb\nb@example.com;Zo\xeb\n'].map((c) => c.charCodeAt(0))));
            const refused = await session.replace('E-Mail', 'b@', '\u0142').then(() => 'done', ({ code, message }) => `${code} ${message}`);
            const { rows } = await session.rows(1, 2);
            const none = await session.undo();
            session.close();
            return { refused, rows, none };
        }, client);
        assert.match(result.refused, /^invalid_value Row 2 cannot be written/);
        assert.deepEqual(result.rows, [['a@example.com', 'Zoë'], ['b@example.com', 'Zoë']]);
        assert.equal(result.none, false);
    });

    test(`${client}: valid rows, rejected rows and all rows come out as streams`, async () => {
        const result = await page.evaluate(async (name) => {
            const count = 60000;
            const row = (i) => `${i % 3 ? `p${i % 40000}@example.com` : 'wrong'};Näme ${i};${1 + i % 28}.${1 + i % 12}.2024`;
            const file = `E-Mail;Name;Joined\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;
            const session = await clients[name](bytes(file));
            const before = [await failure(textOf(session.export('valid'))), (await textOf(session.export('all'))).length];
            const { check } = await session.check(document_);
            const [valid, rejected, all] = await Promise.all(['valid', 'rejected', 'all'].map((kind) => textOf(session.export(kind))));
            const blob = await (await session.rejectedRows()).text();
            const parts = [];
            for await (const part of session.export('all')) parts.push(part.length);
            const reader = session.export('valid').getReader();
            const part = await reader.read();
            await reader.cancel();
            const controller = new AbortController();
            controller.abort();
            const aborted = await failure(textOf(session.export('all', { signal: controller.signal })));
            const usable = (await session.rows(1, 1)).rows;
            session.close();
            return { counts: check.counts, file, valid, rejected, all, same: blob === rejected, before, parts: parts.length, part: part.value.length, aborted, usable,
                closed: await failure(textOf(session.export('all'))) };
        }, client);
        assert.deepEqual(result.before, ['MusterError usage', result.all.length]);
        assert.equal(lines(result.valid).length, 1 + result.counts.records);
        assert.equal(lines(result.valid)[0], 'email;name;joined');
        assert.match(lines(result.valid)[1], /^p\d+@example\.com;Näme \d+;2024-\d\d-\d\d$/);
        assert.equal(new Set(lines(result.valid).map((line) => line.split(';')[0])).size, lines(result.valid).length);
        assert.ok(result.counts.skipped > 5000);
        assert.equal(lines(result.rejected).length, 1 + result.counts.rejected);
        assert.equal(result.all, result.file.replaceAll('\n', '\r\n'));
        assert.ok(result.same);
        assert.ok(result.parts > 1, `${result.parts} parts`);
        assert.ok(result.part > 0 && result.part < result.valid.length);
        assert.deepEqual([result.aborted, result.closed], ['MusterError aborted', 'MusterError closed']);
        assert.deepEqual(result.usable, [['wrong', 'Näme 0', '1.1.2024']]);
    });

    test(`${client}: the numbers of a plan and the guard's verdict are those of the program`, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'muster-plan-'));
        const run = (...arguments_) => spawnSync(builtFile('muster'), arguments_,
            { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        try {
            const csv = (from, to, changed) => `email,name,joined\n${Array.from({ length: to - from }, (_, i) => from + i)
                .map((i) => `${i % 97 ? `p${i}@example.com` : 'wrong'},Name ${i % changed ? i : 'new'},${1 + i % 28}.12.2024`).join('\n')}\n`;
            const document = (file, members) => ({ name: 'plan', source: { url: file }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
                key: { field: 'email' }, mapping: [{ column: 'email', field: 'email' }, { column: 'name', field: 'name' },
                    { column: 'joined', field: 'joined', new_field: true, type: 'date', format: 'd.M.yyyy' }], ...members });
            writeFileSync(join(folder, 'old.csv'), csv(0, 1000, 5000));
            writeFileSync(join(folder, 'old.sync.json'), JSON.stringify(document('old.csv', {})));
            assert.equal(run('run', 'old.sync.json').status, 0);
            for (const fingerprints of [[], ['--fingerprints']]) {
                const written = run('contacts', 'keys', '--into', 'sqlite:contacts.db', ...fingerprints, '-o', 'contacts.keys');
                assert.equal(written.status, 0, written.stderr);
                const keys = readFileSync(join(folder, 'contacts.keys')).toString('base64');
                for (const [from, to, members] of [[500, 1600, {}], [500, 1600, { mode: { delete_missing: true } }], [905, 1000, { mode: { delete_missing: true } }],
                    [0, 1000, { mode: { insert: false, delete_missing: true }, limits: { max_delete: 0 } }]]) {
                    writeFileSync(join(folder, 'new.csv'), csv(from, to, 7));
                    writeFileSync(join(folder, 'new.sync.json'), JSON.stringify(document('new.csv', members)));
                    const planned = JSON.parse(run('plan', 'new.sync.json', '--json').stdout);
                    const plan = await page.evaluate(async ([name, text, document, keys]) => {
                        const session = await clients[name](bytes(text));
                        await session.setMapping(document);
                        const result = await session.plan(new Blob([Uint8Array.from(atob(keys), (c) => c.charCodeAt(0))]).stream());
                        session.close();
                        return result;
                    }, [client, csv(from, to, 7), document('file:new.csv', members), keys]);
                    const known = ['insert', 'delete', 'rejected', 'existing', 'matched', ...(fingerprints.length > 0 ? ['update', 'unchanged'] : [])];
                    for (const member of known) assert.equal(plan.counts[member], planned.counts[member], `${member} of ${from} to ${to}, ${fingerprints}`);
                    for (const member of ['verdict', 'rule', 'message', 'suggestion']) assert.equal(plan.guard[member], planned.guard[member], member);
                    assert.equal(plan.keys.fingerprints, fingerprints.length > 0);
                }
            }
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });

    test(`${client}: two sessions at once keep apart, and one goes on when the other is cancelled or closed`, async () => {
        const result = await page.evaluate(async (name) => {
            const file = (count, word) => bytes(`E-Mail;Name\n${Array.from({ length: count }, (_, i) => `${i % 5 ? `${word}${i}@example.com` : 'wrong'};${word}`).join('\n')}\n`);
            const [first, second, third] = await Promise.all([clients[name](file(50000, 'a')), clients[name](file(30000, 'b')), clients[name](file(200000, 'c'))]);
            const controller = new AbortController();
            const stopped = failure(third.check(document_, { signal: controller.signal, onProgress: () => controller.abort() }));
            const [one, two] = await Promise.all([first.check(document_), second.check(document_)]);
            const rows = await Promise.all([first.rows(40002, 40002), second.rows(2, 2), third.rows(2, 2)]);
            const cancelled = await stopped;
            first.close();
            const again = await second.check(document_);
            third.close();
            second.close();
            return { counts: [one, two, again].map(({ check }) => [check.counts.rows, check.counts.rejected]), rows: rows.map(({ rows }) => rows[0]), cancelled };
        }, client);
        assert.deepEqual(result.counts, [[50000, 10000], [30000, 6000], [30000, 6000]]);
        assert.deepEqual(result.rows, [['a40001@example.com', 'a'], ['b1@example.com', 'b'], ['c1@example.com', 'c']]);
        assert.equal(result.cancelled, 'MusterError aborted');
    });

    test(`${client}: fifty files in a row reach a plateau of memory`, async () => {
        const fresh = await launch();
        try {
            const { page: tab } = await openPage(fresh, `${server.address}blank`);
            await tab.evaluate(async (name) => {
                const { openSession } = await import(name === 'core' ? '/core.js' : '/index.js');
                const wasm = new Uint8Array(await (await fetch('/muster.wasm')).arrayBuffer());
                const line = (i) => `p${i}@example.com;Name of number ${i};24.12.2024\n`;
                const file = new Blob(['E-Mail;Name;Joined\n', ...Array.from({ length: 100000 }, (_, i) => line(i))]);
                globalThis.oneFile = async () => {
                    const session = name === 'core' ? await openSession(file, wasm) : await openSession(file);
                    await session.check({
                        name: 'Test', source: { url: 'file:contacts.csv' }, destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
                        key: { field: 'email' }, mapping: 'auto',
                    });
                    await session.rows(50000, 50100);
                    session.close();
                };
            }, client);
            const sizes = [];
            for (let files = 0; files < 50; files += 10) {
                await tab.evaluate(async () => { for (let i = 0; i < 10; ++i) await oneFile(); });
                await tab.requestGC();
                await tab.waitForTimeout(300);
                sizes.push(residentBytes(await rendererIds(fresh)) / 2 ** 20);
            }
            console.log(`${client}: MB after 10, 20, … files: ${sizes.map((size) => size.toFixed(0)).join(', ')}`);
            const grown = Math.min(...sizes.slice(3)) - Math.min(...sizes.slice(0, 2));
            assert.ok(grown < 24, `${grown.toFixed(0)} MB more after fifty files than after twenty: ${sizes}`);
        } finally {
            await fresh.close();
        }
    });
}

async function rendererIds(browser_) {
    const session = await browser_.context.browser()?.newBrowserCDPSession() ?? await browser_.context.newCDPSession(browser_.context.pages()[0]);
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

function residentBytes(ids) {
    const kilobytes = (id) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]);
    return ids.reduce((sum, id) => sum + kilobytes(id), 0) * 1024;
}

test('importing an entry does nothing: no global, no request, no worker, and it works without a browser', () => {
    for (const entry of ['index.js', 'inline.js', 'core.js']) {
        const script = `
            const before = Object.getOwnPropertyNames(globalThis).join();
            for (const name of ['fetch', 'Worker', 'XMLHttpRequest']) globalThis[name] = () => { throw new Error(name + ' was used'); };
            for (const name of ['fetch', 'Worker', 'XMLHttpRequest']) Object.defineProperty(globalThis, name, { writable: false });
            const { openSession, MusterError } = await import(${JSON.stringify(String(pathToFileURL(join(dist, entry))))});
            const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.split(',').includes(name) && !['Worker', 'XMLHttpRequest'].includes(name));
            console.log(JSON.stringify([typeof openSession, new MusterError('a', 'b') instanceof Error, added]));`;
        const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
        assert.deepEqual([run.stdout.trim(), run.stderr], ['["function",true,[]]', ''], entry);
    }
});

/** The files of a target, of which the last part may have a star. */
function filesOf(target) {
    const [start, end] = join(root, 'web', target).split('*');
    if (end === undefined) return existsSync(start) ? [start] : [];
    return readdirSync(dirname(`${start}x`)).filter((name) => name.endsWith(end));
}

test('every entry of the package is there, and its types come first', () => {
    const { exports, files } = JSON.parse(readFileSync(join(root, 'web/package.json'), 'utf8'));
    assert.deepEqual(files, ['dist', '!dist/admin', '!dist/admin-strict']);
    for (const [entry, target] of Object.entries(exports)) {
        const paths = typeof target === 'string' ? [target] : Object.values(target);
        if (typeof target !== 'string') assert.equal(Object.keys(target)[0], 'types', entry);
        for (const path of paths) assert.ok(filesOf(path).length > 0, path);
    }
    for (const entry of ['.', './core', './inline', './muster.wasm', './worker', './worker-inline']) assert.ok(entry in exports, entry);
});
