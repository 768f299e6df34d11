// What a person has decided in <muster-import> stays, whatever the page or a later choice does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axeFaults, builtFile, chooseFile, launch, openPage, root, serve } from './support.mjs';

let browser;
let server;

before(async () => {
    browser = await launch();
    server = await serve(root);
});

after(async () => {
    await browser.close();
    await server.close();
});

const small = 'E-Mail;Name;Shop\nanna@example.com;Anna;Blume\nbert@example.com;Bert;Baum\nwrong;Carl;Busch\n';

/** A page with the element, a file in it if one is given, and the events that came. */
async function shown(content, setUp = () => undefined) {
    const { page, complaints } = await openPage(browser, `${server.address}blank`);
    await page.evaluate(async (setUp) => {
        document.documentElement.lang = 'en';
        document.body.innerHTML = '<main><h1>Import</h1><muster-import></muster-import></main>';
        globalThis.importer = document.querySelector('muster-import');
        globalThis.byId = (id) => importer.shadowRoot.getElementById(id);
        globalThis.events = [];
        for (const type of ['ready', 'change', 'complete', 'error']) importer.addEventListener(`muster-${type}`, ({ detail }) => events.push({ type, detail }));
        await (0, eval)(`(${setUp})`)();
        await import('/web/dist/element.js');
    }, String(setUp));
    await page.waitForSelector('#step-title');
    await chooseFile(page, 'contacts.csv', content);
    await checked(page);
    return { page, complaints };
}

/** Waits until a check has ended, well or not. */
const checked = (page) => page.waitForFunction(() => /^(Checked|Something|One decision)/.test(byId('status').textContent) && byId('progress').hidden);

const eventsOf = (page, type) => page.evaluate((type) => events.filter((event) => event.type === type).map(({ detail }) => detail), type);

/** Where the columns go, as the last change says. */
async function mapping(page) {
    const { document } = (await eventsOf(page, 'change')).at(-1);
    return [document.mapping.map(({ column, field }) => `${column}>${field}`).join(' '), document.key.field ?? document.key.generate];
}

test('rows that a run would stop at block the import, and a double click finishes it once', async () => {
    for (const [limits, blocked] of [[{ on_rejected: 'stop' }, true], [{ max_rejected_percent: 33 }, true], [{ max_rejected_percent: 34 }, false]]) {
        const { page } = await shown(small, `() => { importer.settings = { limits: ${JSON.stringify(limits)} }; }`);
        await page.evaluate(() => importer.goTo('summary'));
        await page.waitForSelector('#finish');
        assert.equal(await page.evaluate(() => byId('finish').disabled), blocked);
        const rule = await page.evaluate(() => byId('verdict')?.dataset.rule ?? null);
        assert.equal(rule, blocked ? 'rows_rejected' : null);
        if (!blocked) await page.dblclick('#finish');
        await page.evaluate(() => importer.complete());
        assert.equal((await eventsOf(page, 'complete')).length, blocked ? 0 : 2, 'one by the double click, one by the host');
        await page.close();
    }
});

test('keys that cannot be read block what would delete, and say why and what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-keeps-'));
    const list = (length) => `email,name\n${Array.from({ length }, (_, i) => `p${i}@example.com,Name ${i}`).join('\n')}\n`;
    writeFileSync(join(folder, 'all.csv'), list(100));
    for (const command of [['import', 'all.csv', '--into', 'sqlite:c.db', '--key', 'email', '--yes'], ['contacts', 'keys', '--into', 'sqlite:c.db', '-o', 'c.keys']]) {
        const { status, stderr } = spawnSync(builtFile('muster'), command, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        assert.equal(status, 0, stderr);
    }
    const keys = [...readFileSync(join(folder, 'c.keys'))];
    rmSync(folder, { recursive: true });
    const { page, complaints } = await shown(list(10), () => { importer.settings = { mode: { delete_missing: true } }; });
    const verdict = (rule) => page.waitForFunction((rule) => byId('verdict')?.dataset.rule === rule && byId('progress').hidden, rule);
    await page.click('#step-summary');
    await page.evaluate((keys) => { importer.existing = new Blob([Uint8Array.from(keys)]); }, keys);
    await verdict('ten_percent');
    assert.equal(await page.isEnabled('#finish'), false);
    await page.evaluate(() => { importer.existing = new Blob(['no keys\n']); });
    assert.equal(await page.isEnabled('#finish'), false, 'not even while they are read');
    await verdict('keys_unusable');
    assert.match(await page.textContent('#verdict'), /^The import would be blocked\. Nothing would be written\.The keys cannot be used\. .+Give keys that can be read, or do not delete/);
    assert.equal(await page.isEnabled('#finish'), false);
    assert.match(await page.textContent('#file-error'), /^The keys cannot be used\./);
    assert.equal((await eventsOf(page, 'error')).length, 1);
    await page.evaluate(() => importer.complete());
    assert.deepEqual(await eventsOf(page, 'complete'), [], 'not by the page either');
    assert.deepEqual(await axeFaults(page), []);
    await page.uncheck('#mode-delete');
    await page.waitForFunction(() => !byId('finish').disabled);
    await page.check('#mode-delete');
    await verdict('keys_unusable');
    await page.click('#step-format');
    await page.selectOption('#format-encoding', 'windows-1252');
    await page.waitForFunction(() => importer.session.sniff.encoding === 'windows-1252');
    await checked(page);
    await page.click('#step-summary');
    await verdict('keys_unusable');
    assert.equal(await page.isEnabled('#finish'), false, 'another format changes nothing of it');
    await page.evaluate((keys) => { importer.existing = new Blob([Uint8Array.from(keys)]); }, keys);
    await verdict('ten_percent');
    assert.equal(await page.isVisible('#file-error'), false);
    await page.evaluate((keys) => {
        importer.existing = new Blob(['no keys\n']).stream();
        importer.existing = new Blob([Uint8Array.from(keys)]);
    }, keys);
    await verdict('ten_percent');
    assert.equal((await eventsOf(page, 'error')).length, 1, 'those that were replaced meanwhile do not count');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what was chosen for columns stays when the file is read another way, and what has no column is told and comes back', async () => {
    const { page, complaints } = await shown(small);
    await page.click('#step-mapping');
    await page.selectOption('#column-field-2', '');
    await page.selectOption('#column-field-1', { label: 'new field …' });
    await page.fill('#column-new-1', 'nickname');
    await page.keyboard.press('Enter');
    await page.check('#column-key-1');
    await page.click('#column-why-1 summary');
    await page.selectOption('#column-type-1', 'phone');
    await checked(page);
    const chosen = ['E-Mail>email Name>nickname', 'nickname'];
    assert.deepEqual(await mapping(page), chosen);
    await page.click('#step-format');
    const choose = async (id, value) => {
        const before = (await eventsOf(page, 'change')).length;
        await page.selectOption(`#format-${id}`, value);
        await page.waitForFunction((before) => events.filter(({ type }) => type === 'change').length > before, before);
        await checked(page);
    };
    await choose('encoding', 'windows-1252');
    assert.deepEqual(await mapping(page), chosen);
    assert.equal((await eventsOf(page, 'change')).at(-1).document.mapping[1].type, 'phone');
    assert.equal(await page.locator('.lost').count(), 0);
    await choose('header', 'no');
    assert.deepEqual((await mapping(page))[0].split(' ').slice(-2), ['2>nickname'].flatMap((text) => ['column', text]), 'by its place where there is no header');
    assert.doesNotMatch((await mapping(page))[0], /column 3/);
    await choose('header', 'yes');
    assert.deepEqual(await mapping(page), chosen);
    await choose('delimiter', '|');
    assert.match(await page.textContent('.lost'), /has no such columns as it is read now: Name and Shop\..*\(nickname\) is not there/s);
    assert.equal(await page.textContent('#status'), 'One decision is needed: which column tells contacts apart?');
    assert.deepEqual(await axeFaults(page), []);
    await choose('delimiter', ';');
    assert.deepEqual(await mapping(page), chosen);
    assert.equal(await page.locator('.lost').count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the changed file is handed over with its document, passwords included', async () => {
    const { page, complaints } = await shown('E-Mail;Passwort;Name\nanna@example.com;s3cret-1;Anna\nwrong;s3cret-2;Carl\n');
    await page.evaluate(() => importer.goTo('review'));
    await page.waitForSelector('.cell[data-mark="error"]');
    await page.dblclick('.cell[data-mark="error"]:not(.row-number)');
    await page.keyboard.type('carl@example.com');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 2 rows: 2 ready'));
    await page.click('#step-summary');
    await page.click('#finish');
    const [{ document, counts }] = await eventsOf(page, 'complete');
    const content = await page.evaluate(() => events.find(({ type }) => type === 'complete').detail.file.text());
    assert.ok(content === 'E-Mail;Passwort;Name\nanna@example.com;s3cret-1;Anna\ncarl@example.com;s3cret-2;Carl\n', 'every byte but those of the cell is as it was');
    const folder = mkdtempSync(join(tmpdir(), 'muster-keeps-'));
    writeFileSync(join(folder, 'contacts.csv'), content);
    writeFileSync(join(folder, 'contacts.sync.json'), JSON.stringify(document));
    const { stdout, stderr } = spawnSync(builtFile('muster'), ['check', 'contacts.sync.json', '--json'], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    assert.equal(JSON.parse(stdout || '{}').counts?.records, counts.records, stderr);
    assert.ok(document.mapping.some(({ column, field }) => column === 'Passwort' && field === 'password'));
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what is typed into a cell is kept when the page itself goes on', async () => {
    const goOn = {
        step: () => importer.goTo('summary'),
        keys: () => { importer.existing = null; },
        texts: () => { importer.texts = {}; },
    };
    const { page, complaints } = await shown(small);
    for (const [name, action] of Object.entries(goOn)) {
        await page.evaluate(() => importer.goTo('review'));
        await page.waitForSelector('.grid-body .cell:nth-child(3):not(:empty)');
        await page.locator('.grid-body .grid-row').nth(2).locator('.cell').nth(2).dblclick();
        await page.waitForSelector('.cell-editor');
        await page.keyboard.type(`typed ${name}`);
        await page.evaluate((action) => (0, eval)(`(${action})`)(), String(action));
        await page.waitForFunction(async (name) => (await importer.session.rows(3, 3)).rows[0][1] === `typed ${name}`, name);
        await checked(page);
    }
    await page.evaluate(() => importer.goTo('review'));
    assert.equal(await page.textContent('#undo'), 'Undo the last of 3 changes');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a file that cannot be used leaves the one before with all that was decided', async () => {
    const { page, complaints } = await shown(small);
    await page.click('#step-mapping');
    await page.selectOption('#column-field-2', '');
    await checked(page);
    await page.evaluate(() => importer.session.edit(3, 1, 'carl@example.com'));
    const decided = await mapping(page);
    for (const [content, code] of [['', 'file_empty'], ['PK\u0003\u0004', 'file_unreadable']]) {
        await page.click('#step-file');
        await chooseFile(page, 'useless.csv', content);
        await page.waitForFunction((code) => byId('file-error').dataset.code === code && !byId('file-error').hidden, code);
        assert.match(await page.textContent('#file-name'), /^contacts\.csv/);
        await checked(page);
        await page.click('#step-summary');
        assert.equal(await page.isEnabled('#finish'), true);
        assert.deepEqual(await mapping(page), decided);
    }
    assert.equal((await page.evaluate(() => importer.session.rows(3, 3))).rows[0][0], 'carl@example.com');
    await page.click('#step-file');
    await chooseFile(page, 'other.csv', 'E-Mail\nzoe@example.com\n');
    await page.waitForFunction(() => /^Checked 1 row/.test(byId('status').textContent));
    assert.equal(await page.evaluate(() => importer.session.name), 'other.csv');
    assert.equal(await page.isVisible('#file-error'), false);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the rows lead to what has to be settled first, and back to all rows when the last remark of a kind is corrected', async () => {
    const { page, complaints } = await shown(`Text;Name\n${Array.from({ length: 60 }, (_, i) => `p${i};Name ${i}`).join('\n')}\n`);
    await page.click('#step-review');
    assert.match(await page.textContent('#key-first'), /^Choose first which column tells contacts apart\./);
    await page.waitForFunction(() => byId('shown').textContent === '60 rows' && importer.shadowRoot.querySelector('.grid-body .cell:nth-child(2)')?.textContent === 'p0');
    await page.locator('.grid-body .grid-row').first().locator('.cell').nth(2).dblclick();
    await page.keyboard.type('typed');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#undo');
    assert.equal(await page.isVisible('#grid'), true);
    assert.equal((await page.evaluate(() => importer.session.rows(1, 1))).rows[0][1], 'typed');
    assert.deepEqual(await axeFaults(page), []);
    await page.click('#key-first .way');
    assert.equal(await page.getAttribute('#step-mapping', 'aria-current'), 'step');
    await page.click('#step-file');
    await chooseFile(page, 'contacts.csv', `E-Mail;Name\n${Array.from({ length: 60 }, (_, i) => `${i === 40 ? 'wrong' : `p${i}@gmial.com`};Name ${i}`).join('\n')}\n`);
    await page.waitForFunction(() => /^Checked 60 rows: 59 ready/.test(byId('status').textContent));
    await page.click('#step-review');
    await page.click('#kind-invalid_email');
    await page.dblclick('.cell[data-mark="error"]:not(.row-number)');
    await page.keyboard.type('q@gmial.com');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('shown').textContent === '60 rows');
    assert.equal(await page.getAttribute('#kind-all', 'aria-pressed'), 'true');
    assert.equal(await page.textContent('#cell-value'), 'Row 41, E-Mail: q@gmial.com', 'the cell that was corrected is still there');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the rows stay in sight, with the way back, where the check after a change is cancelled or refused', async () => {
    const { page } = await shown(small);
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="error"]');
    await page.evaluate(() => {
        const { check } = importer.session;
        importer.session.check = () => Promise.reject(Object.assign(new Error('Cancelled.'), { code: 'aborted' }));
        globalThis.checkAgain = () => { importer.session.check = check; };
    });
    await page.dblclick('.cell[data-mark="error"]:not(.row-number)');
    await page.keyboard.type('carl@example.com');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#problem');
    assert.equal(await page.isVisible('#grid'), true);
    await page.evaluate(() => checkAgain());
    await page.click('#undo');
    await page.waitForFunction(() => /^Checked 3 rows: 2 ready/.test(byId('status').textContent));
    assert.equal(await page.locator('#problem').count(), 0);
    await page.close();
});

test('the page hears that a file is ready before it hears of steps', async () => {
    const { page } = await shown(small);
    assert.deepEqual(await page.evaluate(() => events.map(({ type, detail }) => [type, detail.step ?? ''])), [['ready', ''], ['change', 'format']]);
    await page.close();
});

test('a cell that a short row lacks can be filled, what a long row has too much is shown, and a password is typed anew', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `p${i}@example.com;s3cret-${i};x`);
    rows[4] = 'p4@example.com;s3cret-4';
    rows[6] = 'p6@example.com;s3cret-6;x;z;';
    const { page, complaints } = await shown(`E-Mail;Passwort;Name\n${rows.join('\n')}\n`);
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="error"]');
    const cell = (row, column) => page.locator('.grid-body .grid-row').nth(row - 1).locator('.cell').nth(column);
    const detail = (text) => page.waitForFunction((text) => byId('cell-value').textContent === text, text);
    await cell(7, 0).click();
    await detail('Row 7. After the last column the row goes on with: z · empty. This cannot be changed here; correct the file.');
    await cell(5, 3).click();
    await detail('Row 5, Name: no cell, the row ends before');
    await page.keyboard.press('F2');
    await page.keyboard.type('filled');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 30 rows: 29 ready'));
    await detail('Row 5, Name: filled');
    await cell(1, 2).click();
    await page.keyboard.press('F2');
    assert.equal(await page.inputValue('.cell-editor'), '', 'the signs in its place are no password');
    await page.keyboard.press('Enter');
    assert.equal(await page.textContent('#undo'), 'Undo the change', 'nothing typed, nothing changed');
    await page.keyboard.press('F2');
    await page.keyboard.type('other');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('undo').textContent === 'Undo the last of 2 changes' && byId('progress').hidden);
    const typed = await page.evaluate(async () => {
        const content = await importer.session.file.text();
        return [content.includes(';other;x'), importer.shadowRoot.getElementById('grid').textContent.includes('other'), content.includes('p4@example.com;s3cret-4;filled')];
    });
    assert.deepEqual(typed, [true, false, true]);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the readings of ambiguous dates are shown with a date that tells them apart, and dates that conflict are called so', async () => {
    const list = (dates) => `E-Mail;Joined\n${dates.map((date, i) => `p${i}@example.com;${date}`).join('\n')}\n`;
    const { page, complaints } = await shown(list(['01/01/2020', '02/02/2020', '03/03/2020', '04/04/2020', '05/09/2020', '06/06/2020']));
    await page.click('#step-mapping');
    await page.waitForSelector('.decision');
    assert.match(await page.textContent('.decision legend'), /Every date of “Joined” reads both ways/);
    assert.deepEqual((await page.locator('.decision label').allTextContents()).sort(), ['MM/dd/yyyy 05/09/2020 is May 9, 2020', 'dd/MM/yyyy 05/09/2020 is September 5, 2020']);
    await page.click('#step-file');
    await chooseFile(page, 'mixed.csv', list(Array.from({ length: 60 }, (_, i) => (i % 2 ? '02/14/2020' : '13/01/2020'))));
    await page.waitForFunction(() => importer.session?.name === 'mixed.csv' && /^(Something|Checked)/.test(byId('status').textContent));
    await page.click('#step-mapping');
    await page.waitForSelector('.decision');
    assert.match(await page.textContent('.decision legend'), /Some dates of “Joined” are possible only the one way, some only the other/);
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('why a column becomes a new field is said at the column', async () => {
    const { page } = await shown('E-Mail;Zodiac\nanna@example.com;Leo\n');
    await page.click('#step-mapping');
    await page.waitForSelector('#column-field-1');
    const reason = page.locator('.column').nth(1).locator('.reason');
    assert.match(await reason.textContent(), /^No field fits; the column becomes a new one/);
    await page.selectOption('#column-field-1', '');
    await reason.waitFor({ state: 'hidden' });
    await page.close();
});

test('what has to be settled is said at the format as well, and leads to its control', async () => {
    const rows = Array.from({ length: 90000 }, (_, i) => `p${i}@example.com;Name`).join('\n');
    const { page, complaints } = await shown(Buffer.concat([Buffer.from(`E-Mail;Name\n${rows}\nz@example.com;Zo`), Buffer.from([0xeb]), Buffer.from('\n')]));
    assert.equal(await page.getAttribute('#problem', 'data-code'), 'not_utf_8');
    assert.match(await page.textContent('#problem'), /Choose another encoding/);
    assert.doesNotMatch(await page.textContent('#problem'), /--encoding|sync document/);
    assert.equal(await page.locator('#problem .way').count(), 0, 'there is no way to where one is');
    await page.click('#step-summary');
    await page.click('#problem .way');
    await page.selectOption('#format-encoding', 'windows-1252');
    await page.waitForFunction(() => /^Checked 90,001 rows/.test(byId('status').textContent));
    assert.equal(await page.locator('#problem').count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('other texts leave what a check has come to, and the element can have another name', async () => {
    const { page, complaints } = await shown(small);
    await page.evaluate(async () => {
        importer.texts = (await import('/web/dist/texts/de.js')).texts;
        (await import('/web/dist/element.js')).defineMusterImport('other-import');
        document.querySelector('main').append(document.createElement('other-import'));
    });
    assert.match(await page.textContent('muster-import #status'), /^3 Zeilen geprüft: 2 bereit/);
    await page.waitForFunction(() => document.querySelector('other-import').shadowRoot?.getElementById('drop'));
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a new database gets the fields that it gets from a run without the page', async () => {
    const { page, complaints } = await shown(small);
    await page.evaluate(() => importer.goTo('summary'));
    await page.click('#finish');
    const [{ document }] = await eventsOf(page, 'complete');
    await page.close();
    const folder = mkdtempSync(join(tmpdir(), 'muster-keeps-'));
    const run = (...command) => spawnSync(builtFile('muster'), command, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
    const fieldsOf = (database) => JSON.parse(run('contacts', 'fields', '--into', `sqlite:${database}`, '--json').stdout);
    writeFileSync(join(folder, 'contacts.csv'), small);
    writeFileSync(join(folder, 'contacts.sync.json'), JSON.stringify(document));
    assert.equal(run('run', 'contacts.sync.json').status, 0);
    assert.equal(run('import', 'contacts.csv', '--into', 'sqlite:plain.db', '--yes').status, 0);
    assert.deepEqual(fieldsOf('contacts.db'), fieldsOf('plain.db'));
    assert.ok(document.mapping.some(({ column, max_length }) => column === 'Shop' && max_length > 0));
    rmSync(folder, { recursive: true });
    assert.deepEqual(complaints, []);
});

test('rejected rows that are given in again feed what they fed, and their notes nothing', async () => {
    const { page, complaints } = await shown('E-Mail;Name;Shop\nanna@example.com;Anna;Blume\nwrong;Carl;-\n');
    const corrected = await page.evaluate(async () => (await importer.session.rejectedRows()).text());
    assert.ok(corrected.includes("wrong;Carl;'-;2;E-Mail;invalid_email;"));
    const [before] = await mapping(page);
    await page.click('#step-file');
    await chooseFile(page, 'rejected.csv', corrected.replace('wrong', 'carl@example.com'));
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 1 row'));
    assert.equal((await mapping(page))[0], before);
    const valid = await page.evaluate(async () => new Response(importer.session.export('valid')).text());
    assert.equal(valid, 'email;name;shop\r\ncarl@example.com;Carl;-\r\n');
    assert.deepEqual(complaints, []);
    await page.close();
});

/** Changes the first cell of each row to that word and its number. */
async function changeRows(page, count, word) {
    await page.evaluate(() => importer.goTo('review'));
    await page.waitForSelector('.grid-body .cell:nth-child(3):not(:empty)');
    for (let row = 0; row < count; ++row) {
        await page.locator('.grid-body .grid-row').nth(row).locator('.cell').nth(1).dblclick();
        await page.keyboard.type(`${word}${row}@example.com`);
        await page.keyboard.press('Enter');
        await page.waitForFunction(([id, text]) => byId(id).textContent.startsWith(text), [`cell-${row}-1`, word]);
        await checked(page);
    }
}

test('changes that are undone in quick succession are undone one by one, and the grid shows what is there', async () => {
    const { page, complaints } = await shown(`E-Mail;Name\n${Array.from({ length: 30 }, (_, i) => `u${i}@example.com;V${i}`).join('\n')}\n`);
    const rows = () => page.evaluate(async () => ({
        shown: [0, 1, 2, 3].map((row) => byId(`cell-${row}-1`).textContent),
        read: (await importer.session.rows(1, 4)).rows.map(([cell]) => cell),
        undo: byId('undo')?.textContent ?? null,
        focus: importer.shadowRoot.activeElement?.id ?? null,
    }));
    await changeRows(page, 4, 'a');
    await page.evaluate(() => {
        for (let i = 0; i < 3; ++i) byId('grid').dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, composed: true }));
    });
    await page.waitForFunction(() => byId('undo')?.textContent === 'Undo the change' && byId('cell-1-1').textContent === 'u1@example.com');
    await checked(page);
    assert.deepEqual(await rows(), { shown: ['a0@example.com', 'u1@example.com', 'u2@example.com', 'u3@example.com'],
        read: ['a0@example.com', 'u1@example.com', 'u2@example.com', 'u3@example.com'], undo: 'Undo the change', focus: 'grid' });
    await page.focus('#undo');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('undo') === null && byId('cell-0-1').textContent === 'u0@example.com');
    assert.equal((await rows()).focus, 'grid', 'the focus does not leave with the button');
    await checked(page);
    await page.evaluate(() => importer.goTo('summary'));
    await page.click('#finish');
    assert.deepEqual((await eventsOf(page, 'complete'))[0].edits, []);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('an undo takes back what was there at that moment, also where the rows have other numbers since', async () => {
    const { page } = await shown(`E-Mail;Name\n${Array.from({ length: 30 }, (_, i) => `u${i}@example.com;V${i}`).join('\n')}\n`);
    await changeRows(page, 1, 'a');
    await page.evaluate(() => importer.goTo('format'));
    await page.selectOption('#format-header', 'no');
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 31 rows'));
    await page.evaluate(() => importer.goTo('review'));
    await page.waitForFunction(() => byId('cell-1-1')?.textContent === 'a0@example.com');
    await page.click('#undo');
    await page.waitForFunction(() => byId('cell-1-1').textContent === 'u0@example.com');
    assert.equal(await page.textContent('#cell-0-1'), 'E-Mail');
    await page.close();
});

test('keys that are new each time delete nothing, whatever was said before', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => importer.goTo('summary'));
    await page.check('#mode-delete');
    await checked(page);
    await page.evaluate(() => importer.goTo('mapping'));
    await page.check('#column-key-generated');
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 3 rows: 2 ready'));
    await page.evaluate(() => importer.goTo('summary'));
    assert.deepEqual([await page.isChecked('#mode-delete'), await page.isEnabled('#mode-delete')], [false, false]);
    await page.click('#finish');
    const [{ document }] = await eventsOf(page, 'complete');
    assert.deepEqual([document.key.generate, document.mode?.delete_missing ?? false], ['random_9_digits', false]);
    await page.evaluate(() => importer.goTo('mapping'));
    await page.check('#column-key-0');
    await checked(page);
    await page.evaluate(() => importer.goTo('summary'));
    assert.equal(await page.isChecked('#mode-delete'), true, 'what was chosen counts again');
    await page.close();
});

test('nobody has to say how dates are read that are text, or are left out', async () => {
    const ambiguous = `E-Mail;Joined\n${Array.from({ length: 20 }, (_, i) => `p${i}@example.com;0${i % 9 + 1}/0${i % 3 + 4}/1980`).join('\n')}\n`;
    for (const [select, value] of [['#column-type-1', 'text'], ['#column-field-1', '']]) {
        const { page } = await shown(ambiguous);
        await page.evaluate(() => importer.goTo('mapping'));
        await page.waitForSelector('.decision');
        await page.evaluate(() => { byId('column-why-1').open = true; });
        await page.selectOption(select, value);
        await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 20 rows: 20 ready'));
        assert.equal(await page.locator('.decision').count(), 0, select);
        await page.close();
    }
});

test('a choice of the format that is refused is not shown as if it counted, and what was said of it goes with the step', async () => {
    const { page } = await shown('a@example.com\nb@example.com\n');
    await page.selectOption('#format-preamble', '5');
    await page.waitForSelector('#file-error:not([hidden])');
    await page.waitForFunction(() => byId('format-preamble').selectedIndex === 0);
    await checked(page);
    await page.evaluate(() => importer.goTo('summary'));
    assert.equal(await page.isVisible('#file-error'), false);
    assert.equal(await page.isEnabled('#finish'), true);
    await page.close();
});

test('a cell that is opened and left is not changed, and its line breaks stay of their kind', async () => {
    const { page } = await shown(`E-Mail;Address\r\n${Array.from({ length: 20 }, (_, i) => `u${i}@example.com;"Way ${i}\r\n1234 Town"`).join('\r\n')}\r\n`);
    await page.evaluate(() => importer.goTo('review'));
    await page.waitForSelector('.grid-body .cell:nth-child(3):not(:empty)');
    await page.locator('#cell-0-2').dblclick();
    await page.keyboard.press('Enter');
    await page.locator('#cell-1-2').dblclick();
    await page.evaluate(() => importer.shadowRoot.querySelector('.cell-editor').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, composed: true })));
    assert.equal(await page.locator('.cell-editor').count(), 1, 'an input method goes on');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('ship');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => byId('undo')?.textContent === 'Undo the change');
    assert.deepEqual((await page.evaluate(() => importer.session.rows(1, 2))).rows.map(([, address]) => address), ['Way 0\r\n1234 Town', 'Way 1\r\n1234 Township']);
    await page.close();
});

test('the readings of short years and of times are told apart by a date that the check has found anywhere in the file', async () => {
    for (const [ending, telling] of [['/20', '07/05/20'], ['/2020 10:00', '07/05/2020 10:00']]) {
        const dates = Array.from({ length: 300 }, (_, i) => (i === 250 ? telling : `0${i % 9 + 1}/0${i % 9 + 1}${ending}`));
        const { page } = await shown(`E-Mail;Joined\n${dates.map((date, i) => `p${i}@example.com;${date}`).join('\n')}\n`);
        await page.evaluate(() => importer.goTo('mapping'));
        await page.waitForFunction((telling) => [...importer.shadowRoot.querySelectorAll('.decision label')].filter((label) => label.textContent.includes(telling)).length === 2, telling);
        const labels = await page.locator('.decision label').allTextContents();
        assert.ok(labels.some((label) => label.includes('July 5, 2020')) && labels.some((label) => label.includes('May 7, 2020')), labels.join());
        await page.locator('.decision input').first().check();
        await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 300 rows: 300 ready'));
        assert.deepEqual(await page.locator('.decision label').allTextContents(), labels, 'they stay when somebody has chosen');
        await page.evaluate(() => importer.goTo('format'));
        await page.selectOption('#format-encoding', 'windows-1252');
        await page.waitForFunction(() => importer.choices.sniff.encoding === 'windows-1252');
        await page.evaluate(() => importer.goTo('mapping'));
        await page.waitForSelector('.decision label');
        assert.deepEqual(await page.locator('.decision label').allTextContents(), labels, 'and when the file is read another way');
        await page.close();
    }
});

test('a column that a person calls dates takes their format, and no type is offered that nobody can complete', async () => {
    const { page } = await shown(`E-Mail;Born\n${Array.from({ length: 30 }, (_, i) => `p${i}@example.com;19${80 + i % 9}_0${i % 9 + 1}_15`).join('\n')}\n`);
    await page.evaluate(() => importer.goTo('mapping'));
    await page.waitForSelector('#column-why-1');
    await page.evaluate(() => { byId('column-why-1').open = true; });
    assert.equal(await page.locator('#column-type-1 option[value="choice"]').count(), 0);
    await page.selectOption('#column-type-1', 'date');
    await page.waitForSelector('#column-format-1', { state: 'attached' });
    await page.evaluate(() => { byId('column-dates-1').open = true; });
    await page.fill('#column-format-1', 'yyyy_MM_dd');
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => byId('status').textContent.startsWith('Checked 30 rows: 30 ready'));
    await page.close();
});

test('the name of a new field leaves the focus at its column, and fields that cannot be written are not offered', async () => {
    const { page } = await shown(small, () => {
        importer.fields = { key_field: 'email', accepts_new_fields: true, fields: [{ name: 'email', type: 'email' }, { name: 'seen', writable: false }] };
    });
    await page.evaluate(() => importer.goTo('mapping'));
    await page.waitForSelector('#column-field-2');
    assert.deepEqual(await page.locator('#column-field-2 option').evaluateAll((options) => options.map(({ value }) => value).filter((value) => value === 'seen')), []);
    await page.selectOption('#column-field-2', '\0add');
    await page.fill('#column-new-2', 'store');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => importer.shadowRoot.activeElement?.id === 'column-field-2');
    assert.match((await mapping(page))[0], /Shop>store/);
    await page.close();
});

test('how quotes are written inside cells is shown, and can be said otherwise', async () => {
    const { page, complaints } = await shown(`E-Mail;Name\n${Array.from({ length: 30 }, (_, i) => `p${i}@example.com;"Anna ""N${i}"""`).join('\n')}\n`);
    assert.equal(await page.locator('#format-escape option').first().textContent(), 'found: doubled');
    await page.selectOption('#format-escape', '\\');
    await page.waitForFunction(() => importer.session.sniff.escape === '\\');
    await checked(page);
    assert.equal((await eventsOf(page, 'change')).at(-1).document.source.escape, '\\');
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a check that a person cancels just as it has ended counts', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => importer.goTo('summary'));
    await page.evaluate(() => {
        const { session } = importer;
        const check = session.check.bind(session);
        session.check = async (...request) => {
            const result = await check(...request);
            byId('cancel').click();
            globalThis.cancelled = true;
            return result;
        };
    });
    await page.click('#mode-update');
    await page.waitForFunction(() => globalThis.cancelled);
    await checked(page);
    assert.equal(await page.isEnabled('#finish'), true);
    await page.close();
});

test('keys other than those that press a button go on from Finish when they are held', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => {
        importer.goTo('summary');
        document.querySelector('main').insertAdjacentHTML('beforeend', '<button id="after">After</button>');
    });
    await page.evaluate(() => byId('back').focus());
    await page.keyboard.down('Tab');
    await page.keyboard.down('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'after');
    await page.close();
});

/** Makes replacements wait until `go()` is called. */
const holdReplacements = (page) => page.evaluate(() => {
    const { session } = importer;
    const replace = session.replace.bind(session);
    const held = new Promise((resolve) => { globalThis.go = resolve; });
    session.replace = async (...request) => {
        await held;
        return replace(...request);
    };
});

async function replaceAll(page, column, find, value) {
    await page.waitForSelector('#replace');
    await page.evaluate(() => { byId('replace').open = true; });
    await page.selectOption('#replace-column', column);
    await page.fill('#replace-find', find);
    await page.fill('#replace-value', value);
    await page.click('#replace-count');
    await page.click('#replace-act');
}

async function typeInto(page, cell, text) {
    await page.waitForSelector('.grid-body .cell:nth-child(3):not(:empty)');
    await page.locator(cell).dblclick();
    await page.waitForSelector('.cell-editor');
    await page.keyboard.type(text);
}

test('a cell that is being changed is written before the file is read another way, by the page or by a person', async () => {
    const { page, complaints } = await shown(small);
    await page.evaluate(() => importer.goTo('review'));
    await typeInto(page, '#cell-0-1', 'new@example.com');
    await page.evaluate(() => { importer.settings = { source: { header: false } }; });
    await page.waitForFunction(() => importer.session.columns[0].name === 'column 1');
    await checked(page);
    assert.deepEqual((await page.evaluate(() => importer.session.rows(1, 2))).rows.map(([first]) => first), ['E-Mail', 'new@example.com']);
    await page.waitForFunction(() => byId('cell-0-1')?.textContent === 'E-Mail', undefined, { timeout: 10000 });
    await page.close();

    const { page: other } = await shown(small);
    await other.evaluate(() => importer.goTo('review'));
    await holdReplacements(other);
    await replaceAll(other, '3', 'B', 'Shop B');
    await typeInto(other, '#cell-0-1', 'new@example.com');
    await other.click('#step-format');
    await other.selectOption('#format-header', 'no');
    await other.evaluate(() => go());
    await other.waitForFunction(() => importer.session.columns[0].name === 'column 1');
    await checked(other);
    assert.deepEqual((await other.evaluate(() => importer.session.rows(1, 2))).rows, [['E-Mail', 'Name', 'Shop'], ['new@example.com', 'Anna', 'Shop Blume']]);
    assert.equal(await other.evaluate(() => importer.choices.edits.length), 2);
    assert.deepEqual(complaints, []);
    await other.close();
});

test('a cell is not changed where the file was read another way before its turn, which is told', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => {
        const { session } = importer;
        const setFormat = session.setFormat.bind(session);
        const held = new Promise((resolve) => { globalThis.go = resolve; });
        session.setFormat = async (format) => {
            await held;
            return setFormat(format);
        };
        importer.goTo('review');
    });
    await page.waitForSelector('.grid-body .cell:nth-child(3):not(:empty)');
    await page.evaluate(() => { void importer.changeFormat((format) => ({ ...format, header: false })); });
    await typeInto(page, '#cell-0-1', 'new@example.com');
    await page.keyboard.press('Enter');
    await page.evaluate(() => go());
    await page.waitForSelector('#file-error:not([hidden])');
    assert.match(await page.textContent('#file-error'), /^The cell could not be changed\./);
    assert.deepEqual((await page.evaluate(() => importer.session.rows(1, 2))).rows.map(([first]) => first), ['E-Mail', 'anna@example.com']);
    await page.close();
});

test('nothing can be finished while cells are being replaced', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => importer.goTo('review'));
    await holdReplacements(page);
    await replaceAll(page, '3', 'B', 'Shop B');
    await page.evaluate(() => importer.goTo('summary'));
    assert.equal(await page.isEnabled('#finish'), false);
    await page.evaluate(() => importer.complete());
    assert.deepEqual(await eventsOf(page, 'complete'), []);
    await page.evaluate(() => go());
    await page.waitForFunction(() => !byId('finish').disabled);
    await page.click('#finish');
    const [{ edits }] = await eventsOf(page, 'complete');
    assert.equal(edits.length, 1);
    assert.match(await page.evaluate(() => events.find(({ type }) => type === 'complete').detail.file.text()), /Anna;Shop Blume/);
    await page.close();
});

const list = `E-Mail;Name\n${Array.from({ length: 30 }, (_, i) => `p${i}@example.com;Name ${i}`).join('\n')}\n`;

/** Waits until the page would hand over the file, with this first column. */
async function readyWith(page, column) {
    await page.waitForFunction((column) => importer.session?.columns[0].name === column && importer.choices.sniff === importer.session.sniff && importer.choices.result, column);
    await checked(page);
}

async function chooseFormat(page, id, value) {
    await page.evaluate(() => importer.goTo('format'));
    await page.selectOption(`#format-${id}`, value);
}

test('what the settings say of the format is a beginning: it can be chosen as found, and is taken while a file opens', async () => {
    const { page, complaints } = await shown(list, () => { importer.settings = { source: { header: false } }; });
    await readyWith(page, 'column 1');
    await chooseFormat(page, 'header', '\0auto');
    await readyWith(page, 'E-Mail');
    assert.match(await page.textContent('#status'), /^Checked 30 rows: 30 ready/);
    assert.equal('header' in (await eventsOf(page, 'change')).at(-1).document.source, false);
    await page.evaluate((list) => {
        importer.settings = null;
        void importer.open(new File([list], 'second.csv'));
        importer.settings = { source: { header: false } };
    }, list);
    await page.waitForFunction(() => importer.session.name === 'second.csv');
    await readyWith(page, 'column 1');
    assert.equal(await page.inputValue('#format-header'), 'no');
    assert.match(await page.textContent('#status'), /^Checked 31 rows/);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what the settings no longer say of the format is found again, and what a person chose stays', async () => {
    const { page } = await shown(list, () => { importer.settings = { source: { header: false } }; });
    await page.evaluate(() => { importer.settings = null; });
    await readyWith(page, 'E-Mail');
    await page.evaluate(() => { importer.settings = { source: { header: false } }; });
    await readyWith(page, 'column 1');
    await chooseFormat(page, 'header', 'yes');
    await readyWith(page, 'E-Mail');
    await page.evaluate(() => { importer.settings = { source: { header: false, encoding: 'windows-1252' } }; });
    await page.waitForFunction(() => importer.session.sniff.encoding === 'windows-1252');
    await readyWith(page, 'E-Mail');
    await page.evaluate(() => { importer.settings = null; });
    await page.waitForFunction(() => importer.session.sniff.encoding === 'UTF-8');
    await readyWith(page, 'E-Mail');
    assert.deepEqual(await page.evaluate(() => importer.choices.format), { header: true });
    await page.close();
});

test('settings count although what they say of the format is refused, and so do those that are changed in place', async () => {
    const { page } = await shown('a@example.com;A\nb@example.com;B\n');
    await page.evaluate(() => {
        importer.goTo('summary');
        globalThis.settings = { destination: { kind: 'contact_database', url: 'sqlite:late.db' }, limits: { max_delete: 3 }, source: { preamble_rows: 5 } };
        importer.settings = settings;
    });
    assert.equal(await page.isEnabled('#finish'), false, 'what was found before was found under other settings');
    await page.waitForSelector('#file-error:not([hidden])');
    await page.waitForFunction(() => !byId('finish').disabled);
    await page.evaluate(() => importer.complete());
    await page.evaluate(() => {
        settings.limits = { max_delete: 7 };
        importer.settings = settings;
    });
    assert.equal((await eventsOf(page, 'change')).at(-1).document.limits.max_delete, 7, 'the document is another, which is told');
    await page.waitForFunction(() => !byId('finish').disabled);
    await page.evaluate(() => importer.complete());
    assert.deepEqual((await eventsOf(page, 'complete')).map(({ document }) => [document.destination.url, document.limits.max_delete]), [['sqlite:late.db', 3], ['sqlite:late.db', 7]]);
    await page.close();
});

test('of an error that the pack tells only what the core has said is marked as English', async () => {
    const { page } = await shown(small);
    await page.evaluate(async () => {
        importer.texts = (await import('/web/dist/texts/de.js')).texts;
        importer.fields = 'no fields';
    });
    const parts = () => page.evaluate(() => [...byId('file-error').childNodes].map((node) => [node.textContent, node.lang ?? null]));
    const [own, core] = await parts();
    assert.deepEqual(own, ['Die Feldliste dieser Seite ist nicht verwendbar: ', null]);
    assert.equal(core[1], 'en');
    await page.evaluate(() => {
        importer.fields = null;
        importer.existing = new Blob(['no keys\n']);
    });
    await page.waitForFunction(() => byId('file-error').textContent.startsWith('Die Schlüssel sind nicht verwendbar. '));
    assert.deepEqual((await parts())[0], ['Die Schlüssel sind nicht verwendbar. ', null]);
    assert.match((await eventsOf(page, 'error')).at(-1).message, /^Die Schlüssel sind nicht verwendbar\. \S/);
    await page.close();
});

test('a cell that cannot be written when the page leaves the rows is told with the code of the core', async () => {
    const { page } = await shown(small);
    await page.evaluate(() => importer.goTo('format'));
    await page.selectOption('#format-encoding', 'windows-1252');
    await page.waitForFunction(() => importer.choices.sniff.encoding === 'windows-1252');
    await page.evaluate(() => importer.goTo('review'));
    await typeInto(page, '#cell-0-2', '\u65e5\u672c');
    await page.evaluate(() => importer.goTo('summary'));
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal((await eventsOf(page, 'error')).at(-1).code, 'invalid_value');
    assert.match(await page.textContent('#file-error'), /^The cell could not be changed\. The row cannot be written /);
    await page.close();
});

test('a check that was cancelled can be made again after the texts have changed', async () => {
    const { page } = await shown(small);
    await page.evaluate(async () => {
        importer.goTo('summary');
        const { session } = importer;
        const check = session.check.bind(session);
        session.check = (document, { signal, ...options }) => {
            session.check = check;
            const stopped = AbortSignal.abort();
            byId('cancel').click();
            return check(document, { ...options, signal: stopped });
        };
        byId('mode-update').click();
    });
    await page.waitForSelector('#again:not([hidden])');
    await page.evaluate(async () => { importer.texts = (await import('/web/dist/texts/de.js')).texts; });
    await page.click('#again');
    await page.waitForFunction(() => !byId('finish').disabled);
    await page.close();
});

test('a file that cannot be used is told also before the element is in the page, and shown there', async () => {
    const { page } = await shown(small);
    await page.evaluate(async () => {
        importer.remove();
        globalThis.importer = document.createElement('muster-import');
        importer.addEventListener('muster-error', ({ detail }) => events.push({ type: 'error', detail }));
        await importer.open(new File([''], 'empty.csv'));
    });
    assert.deepEqual((await eventsOf(page, 'error')).map(({ code }) => code), ['file_empty']);
    await page.evaluate(() => document.querySelector('main').append(importer));
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file-error', 'data-code'), 'file_empty');
    assert.equal((await eventsOf(page, 'error')).length, 1);
    await page.close();
});
