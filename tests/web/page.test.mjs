// The page in a real Chromium: what a person sees and does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { axeFaults, builtFile, checked, chooseFile, dist, launch, openPage, root, screenshot, serve } from './support.mjs';

let browser;
let server;

before(async () => {
    browser = await launch();
    server = await serve(join(dist, 'admin'));
});

after(async () => {
    await browser.close();
    await server.close();
});

const example = () => readFileSync(join(root, 'examples/contacts.csv'));

const small = 'E-Mail;Name;Born\nanna@example.com;Anna;24.12.1990\nbert@example.com;Bert;13.01.1985\nwrong;Carl;03.04.1977\n';

async function shown(file, content, options) {
    const { page, complaints } = await openPage(browser, server.address, options);
    await chooseFile(page, file, content);
    const status = await checked(page);
    return { page, complaints, status };
}

const tile = (page, kind) => page.textContent(`.tile[data-count="${kind}"] dd`);

test('the first sentence says that the file never leaves the browser', async () => {
    const { page, complaints } = await openPage(browser, server.address);
    const text = await page.evaluate(() => document.querySelector('.promise').textContent);
    assert.match(text, /^Your file never leaves this browser/);
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await screenshot(page, 'start-light');
    await page.close();
});

test('a real file shows its format, columns, rows, remarks and counts, and is sent nowhere', async () => {
    server.requests.length = 0;
    const { page, complaints, status } = await shown('contacts.csv', example());
    assert.match(status, /^Checked [\d,]+ rows: [\d,]+ ready, [\d,]+ refused, [\d,]+ remarks\.$/);
    assert.match(await page.textContent('#format-encoding option:checked'), /windows-1252/i);
    assert.match(await page.textContent('#format-delimiter option:checked'), /semicolon/);
    assert.ok(await page.locator('.column').count() > 3);
    assert.equal(await page.locator('#rows tbody tr').count(), 20);
    assert.ok(await page.locator('#issues tbody tr').count() > 0);
    const number = async (kind) => Number((await tile(page, kind)).replaceAll(',', ''));
    const rows = Number(/Checked ([\d,]+)/.exec(status)[1].replaceAll(',', ''));
    assert.equal(await number('added') + await number('skipped') + await number('refused'), rows);
    assert.deepEqual(server.requests.filter(({ method }) => method !== 'GET'), []);
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await screenshot(page, 'contacts-light');
    await page.close();
});

test('the page is usable in the dark and on a narrow screen', async () => {
    for (const [name, options] of [['dark', { colorScheme: 'dark' }], ['narrow', { width: 360, height: 740 }]]) {
        const { page, complaints } = await shown('contacts.csv', example(), options);
        assert.deepEqual(await axeFaults(page), [], name);
        assert.deepEqual(complaints, [], name);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${name}: the page is ${overflow} px too wide`);
        await screenshot(page, `contacts-${name}`);
        await page.close();
    }
});

test('a wrong guess can be overridden and the rest follows', async () => {
    const { page } = await shown('contacts.csv', small);
    assert.equal(await page.locator('.column').count(), 3);
    await page.selectOption('#format-delimiter', '|');
    await page.waitForFunction(() => document.querySelectorAll('.column').length === 1);
    await page.selectOption('#format-delimiter', ';');
    await page.waitForFunction(() => document.querySelectorAll('.column').length === 3);
    await page.selectOption('#format-header', 'no');
    await page.waitForFunction(() => document.querySelector('#rows tbody td')?.textContent === 'E-Mail');
    await page.close();
});

test('rows far down are read again from the file', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `p${i + 1}@example.com;"Name ${i + 1}"`);
    const { page } = await shown('many.csv', `E-Mail;Name\n${lines.join('\n')}\n`);
    for (let i = 0; i < 3; ++i) {
        const before = await page.textContent('#rows .pager span');
        await page.click('#rows-on');
        await page.waitForFunction((text) => document.querySelector('#rows .pager span').textContent !== text, before);
    }
    assert.equal(await page.textContent('#rows .pager span'), 'Rows 61 to 80 of 500');
    assert.equal(await page.textContent('#rows tbody tr:first-child td'), 'p61@example.com');
    await page.close();
});

test('ambiguous dates are shown in both readings, and a person decides', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `p${i}@example.com;${String(i + 1).padStart(2, '0')}/05/2024`);
    const { page, complaints } = await shown('dates.csv', `E-Mail;Joined\n${lines.join('\n')}\n`);
    assert.equal(await page.getAttribute('#problem', 'data-code'), 'date_order_ambiguous');
    const readings = await page.locator('.decision label').allTextContents();
    assert.equal(readings.length, 2);
    assert.ok(readings.some((text) => text.includes('1 May 2024') || text.includes('May 1, 2024')), readings.join('\n'));
    assert.ok(readings.some((text) => text.includes('5 January 2024') || text.includes('January 5, 2024')), readings.join('\n'));
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'ambiguous-light');
    await page.locator('.decision input').first().check();
    await page.waitForSelector('.tile[data-count="added"]');
    assert.equal(await tile(page, 'added'), '12');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the reading that points suggest is marked, and still a person decides', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `p${i}@example.com;${String(i + 1).padStart(2, '0')}.05.2024`);
    const { page } = await shown('dates.csv', `E-Mail;Joined\n${lines.join('\n')}\n`);
    assert.equal(await page.getAttribute('#problem', 'data-code'), 'date_order_ambiguous');
    assert.equal(await page.getAttribute('.decision input:checked', 'value'), 'dd.MM.yyyy');
    assert.deepEqual(await axeFaults(page), []);
    await page.click('.decision button');
    await page.waitForSelector('.tile[data-count="added"]');
    assert.equal(await page.locator('.decision button').count(), 0);
    await page.close();
});

test('a date format can be typed in any notation and is shown as it was understood', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `p${i}@example.com;202405${String(i + 10)}`);
    const { page, complaints } = await shown('dates.csv', `E-Mail;Joined\n${lines.join('\n')}\n`);
    await page.click('.format summary');
    await page.fill('.format input', 'JJJJMMQQQQQQ');
    await page.press('.format input', 'Tab');
    await page.waitForSelector('.format input[aria-invalid="true"]');
    assert.match(await page.textContent('.format [role="status"]'), /\S/);
    await page.fill('.format input', 'JJJJMMTT');
    await page.press('.format input', 'Tab');
    await page.waitForFunction(() => /Understood as yyyyMMdd, for example 20241231\. Here 20240510 is May 10, 2024/.test(document.querySelector('.format [role="status"]')?.textContent ?? ''));
    await page.waitForSelector('.tile[data-count="added"]');
    assert.equal(await tile(page, 'added'), '12');
    assert.equal(await page.getAttribute('.format', 'open'), '');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'format-light');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('numbers that read both ways are remarked upon until somebody says the decimal mark', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `p${i}@example.com;${i + 1}.234`);
    const { page } = await shown('amounts.csv', `E-Mail;Turnover\n${lines.join('\n')}\n`);
    assert.ok(await page.isVisible('#kind-number_format_ambiguous'));
    await page.selectOption('#format-decimal', 'comma');
    await page.waitForSelector('#issues .notice.good');
    assert.equal(await tile(page, 'added'), '12');
    await page.close();
});

test('a mapping fault is explained, and the key can be chosen', async () => {
    const { page } = await shown('people.csv', 'Colour,Town\nred,Ulm\nblue,Bonn\n');
    assert.match(await page.textContent('#status'), /which column tells contacts apart/);
    await page.check('#column-key-generated');
    await page.waitForSelector('.tile[data-count="added"]');
    assert.equal(await tile(page, 'added'), '2');
    await page.check('#column-key-1');
    await page.waitForFunction(() => document.getElementById('column-key-1').checked);
    assert.match(await checked(page), /^Checked 2 rows/);
    await page.close();
});

test('hostile files give a sentence, never a broken page', async () => {
    const random = Buffer.alloc(200000);
    for (let i = 0, x = 1; i < random.length; ++i) random[i] = (x = (x * 1103515245 + 12345) % 2147483648) >> 16;
    const files = {
        empty: Buffer.alloc(0),
        blank: Buffer.from('\n\n  \n'),
        header: Buffer.from('E-Mail;Name\n'),
        random,
        quotes: Buffer.from('"'.repeat(100000)),
        nul: Buffer.alloc(5000),
        'nul-inside': Buffer.from('email,name\na@example.com,\0\0\0\nb@example.com,B\n'),
        'huge-line': Buffer.from(`email,name\na@example.com,${'x'.repeat(20 * 1024 * 1024)}\nb@example.com,B\n`),
        'open-quote': Buffer.from('email,name\na@example.com,"never closed\nb@example.com,B\n'),
        markup: Buffer.from('email,<img src=x onerror=alert(1)>\na@example.com,<script>alert(1)</script>\n'),
        'broken-gzip': Buffer.concat([gzipSync(small).subarray(0, 40), Buffer.from('nonsense')]),
        many: Buffer.from(`${Array.from({ length: 2000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(1999)}1\n`),
    };
    const { page, complaints } = await openPage(browser, server.address);
    for (const [name, content] of Object.entries(files)) {
        await chooseFile(page, `${name}.csv`, content);
        const status = await checked(page);
        const error = await page.textContent('#file-error');
        assert.ok(status || error, `${name}: nothing was said`);
        assert.doesNotMatch(`${status}${error}`, /undefined|RuntimeError|internal|\[object/i, name);
        await page.evaluate(() => { document.getElementById('status').textContent = ''; });
    }
    await chooseFile(page, 'small.csv', small);
    assert.match(await checked(page), /^Checked 3 rows: 2 ready, 1 refused/);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('an empty file is refused with its code', async () => {
    const { page } = await openPage(browser, server.address);
    await chooseFile(page, 'empty.csv', '');
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file-error', 'data-code'), 'file_empty');
    await page.close();
});

test('a gzip file is unpacked', async () => {
    const { page, status } = await shown('small.csv.gz', gzipSync(small));
    assert.match(status, /^Checked 3 rows: 2 ready, 1 refused/);
    await page.close();
});

test('pasted text is a file like any other', async () => {
    const { page } = await openPage(browser, server.address);
    await page.click('#paste-open');
    await page.fill('#paste-text', small);
    await page.click('#paste-read');
    assert.match(await checked(page), /^Checked 3 rows/);
    await page.close();
});

test('a dropped file is read', async () => {
    const { page } = await openPage(browser, server.address);
    const data = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], 'dropped.csv'));
        return transfer;
    }, small);
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    assert.match(await checked(page), /^Checked 3 rows/);
    assert.match(await page.textContent('#file-name'), /^dropped\.csv/);
    await page.close();
});

/** Presses "Cancel" in the page itself, as soon as the bar has moved: from outside the work might be over before the press comes. */
const cancelUnderWay = (page) => page.waitForFunction(() => {
    const cancel = document.getElementById('cancel');
    if (document.getElementById('progress').value < 2 || !cancel.checkVisibility()) return false;
    cancel.click();
    return true;
});

test('a long check can be cancelled, and the page goes on', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `person${i}@example.com;Name ${i};24.12.1990`).join('\n');
    const { page } = await openPage(browser, server.address);
    await page.evaluate((text) => {
        const parts = Array.from({ length: 4000 }, () => text + '\n');
        const transfer = new DataTransfer();
        transfer.items.add(new File(['E-Mail;Name;Born\n', ...parts], 'long.csv'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, rows);
    await cancelUnderWay(page);
    await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('Cancelled'));
    assert.equal(await page.isVisible('#progress'), false);
    await chooseFile(page, 'small.csv', small);
    assert.match(await checked(page), /^Checked 3 rows/);
    await page.close();
});

test('everything can be done with the keyboard', async () => {
    const { page } = await shown('contacts.csv', small);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'format-title');
    await page.focus('#file');
    const visited = new Set();
    for (let i = 0; i < 60; ++i) {
        await page.keyboard.press('Tab');
        visited.add(await page.evaluate(() => document.activeElement.id || document.activeElement.name));
    }
    for (const id of ['paste-open', 'format-encoding', 'format-delimiter', 'column-field-0', 'column-key-0', 'mode-update', 'mode-delete', 'keys-file', 'kind-all', 'rejected-download', 'save-document']) {
        assert.ok(visited.has(id), `${id} cannot be reached by Tab`);
    }
    await page.focus('#mode-delete');
    await page.keyboard.press('Space');
    assert.equal(await page.isChecked('#mode-delete'), true);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'mode-delete', 'the focus stays where it was');
    await page.close();
});

test('the sync document can be saved and holds no contact', async () => {
    const { page } = await shown('people.csv', small);
    const download = page.waitForEvent('download');
    await page.click('#save-document');
    const saved = await download;
    assert.equal(saved.suggestedFilename(), 'people.sync.json');
    const text = readFileSync(await saved.path(), 'utf8');
    const document = JSON.parse(text);
    assert.deepEqual(document.key, { field: 'email' });
    assert.equal(document.mapping[0].column, 'E-Mail');
    assert.ok(!text.includes('anna@example.com'));
    await page.close();
});

test('rejected rows are given as the file that the program writes for the saved document', async () => {
    const { page, complaints } = await shown('contacts.csv', example());
    const refused = await tile(page, 'refused');
    assert.equal(await page.textContent('#rejected-download'), `Download rejected rows (${refused})`);
    const saved = async (button) => {
        const download = page.waitForEvent('download');
        await page.focus(button);
        await page.keyboard.press('Enter');
        const file = await download;
        return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
    };
    const document = await saved('#save-document');
    const rejected = await saved('#rejected-download');
    assert.equal(rejected.name, 'contacts.rejected.csv');
    await page.waitForFunction((text) => document.getElementById('status').textContent === text,
        `${refused} rejected rows are in contacts.rejected.csv.`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'rejected-download', 'the focus stays where it was');
    assert.equal(await page.isVisible('#progress'), false);
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'rejected-light');

    const folder = mkdtempSync(join(tmpdir(), 'muster-page-'));
    writeFileSync(join(folder, 'contacts.csv'), example());
    writeFileSync(join(folder, document.name), document.content);
    const { stderr } = spawnSync(builtFile('muster'), ['check', document.name, '--errors', 'rejected.csv'], { cwd: folder, encoding: 'utf8' });
    assert.equal(readFileSync(join(folder, 'rejected.csv'), 'utf8'), rejected.content.toString(), stderr);
    rmSync(folder, { recursive: true });
    assert.deepEqual(complaints, []);
    await page.close();
});

test('without rejected rows there is nothing to download', async () => {
    const { page } = await shown('people.csv', 'E-Mail;Name\nanna@example.com;Anna\n');
    assert.equal(await page.locator('#rejected-download').count(), 0);
    await page.close();
});

test('collecting rejected rows can be cancelled', async () => {
    const lines = ('wrong;Name\n'.repeat(8) + 'anna@example.com;Anna\n'.repeat(2)).repeat(100);
    const { page } = await openPage(browser, server.address);
    await page.evaluate((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['E-Mail;Name\n', ...Array.from({ length: 1000 }, () => text)], 'long.csv'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, lines);
    assert.match(await checked(page), /800,000 refused/);
    await page.click('#rejected-download');
    await cancelUnderWay(page);
    await page.waitForFunction(() => document.getElementById('status').textContent === 'Cancelled. The rejected rows were not collected.');
    assert.equal(await page.isVisible('#rejected-download'), true);
    await page.close();
});

const visitors = (rows) => `E-Mail;Name;Notiz\n${rows.map((row) => row.join(';')).join('\n')}\n`;
const firstVisit = visitors([['anna@example.com', 'Anna', 'secret one'], ['bert@example.com', 'Bert', 'secret two']]);
const secondVisit = visitors([['carl@example.com', 'Carl', 'x'], ['dora@example.com', 'Dora', 'y'], ['emil@example.com', 'Emil', 'z']]);
const kept = (page) => page.evaluate(() => localStorage.getItem('muster.choices'));
const remembered = (page) => page.waitForFunction(() => /^Remembered in this browser/.test(document.getElementById('memory').textContent));
const shownAgain = (file, content) => shown(file, content, { returning: true });

/** Leaves the note out and takes the name as what tells contacts apart. */
async function decideOnFirstVisit(options) {
    const visit = await shown('visitors.csv', firstVisit, options);
    await visit.page.selectOption('#column-field-2', '');
    await visit.page.check('#column-key-1');
    await visit.page.waitForFunction(() => document.getElementById('column-key-1').checked && /^Checked/.test(document.getElementById('status').textContent));
    return visit;
}

test('what was chosen for the columns is remembered, by names only, and used on the next visit', async () => {
    const first = await decideOnFirstVisit();
    await remembered(first.page);
    assert.deepEqual(await axeFaults(first.page), []);
    await screenshot(first.page, 'memory-kept');
    const stored = await kept(first.page);
    assert.doesNotMatch(stored, /anna|bert|secret|example/i);
    assert.deepEqual(JSON.parse(stored).map(({ key, choices }) => ({ key, choices })), [{ key: 'name', choices: [
        { column: 'E-Mail', field: 'email', format: null }, { column: 'Name', field: 'name', format: null },
        { column: 'Notiz', field: null, format: null }] }]);
    await first.page.close();

    const { page, complaints } = await shownAgain('others.csv', secondVisit);
    assert.match(await page.textContent('#memory'), /^Chosen before, on [A-Z][a-z]+ \d+, \d{4}, for a file with these columns\.$/);
    assert.equal(await page.inputValue('#column-field-2'), '');
    assert.equal(await page.isChecked('#column-key-1'), true);
    const reasons = await page.locator('.column .reason').allTextContents();
    assert.deepEqual(reasons, ['fed it into this field.', 'fed it into this field.', 'left it out.'].map((what) => `An earlier choice for a file with this header ${what}`));
    assert.equal(await tile(page, 'added'), '3');
    assert.equal(await kept(page), stored, 'nothing was decided, so nothing is written');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'memory-recalled');
    await page.selectOption('#column-field-2', { label: 'new field: notiz' });
    await page.waitForFunction(() => /^Checked/.test(document.getElementById('status').textContent));
    await remembered(page);
    assert.equal(JSON.parse(await kept(page)).length, 1);
    assert.deepEqual(complaints, []);
    await page.close();

    const other = await shownAgain('other.csv', 'E-Mail;Town\nanna@example.com;Ulm\n');
    assert.equal(await other.page.textContent('#memory'), '');
    assert.equal(await other.page.isVisible('#memory-forget'), false);
    await other.page.close();
});

test('what is remembered can be forgotten with the keyboard', async () => {
    const first = await decideOnFirstVisit();
    await first.page.close();
    const { page, complaints } = await shownAgain('others.csv', secondVisit);
    await page.focus('#columns-title');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'memory-forget');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'columns-title');
    await page.waitForFunction(() => /^Checked/.test(document.getElementById('status').textContent));
    assert.match(await page.textContent('#memory'), /^Forgotten/);
    assert.equal(await page.isVisible('#memory-forget'), false);
    assert.equal(await kept(page), null);
    assert.equal(await page.isChecked('#column-key-0'), true);
    assert.match(await page.textContent('#column-field-2 option:checked'), /new field: notiz/);
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'memory-forgotten');
    assert.deepEqual(complaints, []);
    await page.close();
    const third = await shownAgain('others.csv', secondVisit);
    assert.equal(await third.page.textContent('#memory'), '');
    await third.page.close();
});

test('a person can have nothing remembered, and takes that back', async () => {
    const first = await decideOnFirstVisit();
    await remembered(first.page);
    await first.page.focus('#memory-forget');
    await first.page.keyboard.press('Tab');
    assert.equal(await first.page.evaluate(() => document.activeElement.id), 'memory-off');
    await first.page.keyboard.press('Space');
    assert.equal(await first.page.textContent('#memory'), 'Nothing is remembered in this browser, and what was is forgotten.');
    assert.equal(await first.page.isVisible('#memory-forget'), false);
    assert.equal(await first.page.isChecked('#column-key-1'), true, 'the choices for this file stay');
    assert.equal(await kept(first.page), null);
    assert.deepEqual(await axeFaults(first.page), []);
    await screenshot(first.page, 'memory-off');
    await first.page.close();

    const { page, complaints } = await shownAgain('others.csv', secondVisit);
    assert.equal(await page.isChecked('#memory-off'), true);
    assert.equal(await page.isChecked('#column-key-0'), true, 'nothing was recalled');
    await page.check('#column-key-1');
    await page.waitForFunction(() => document.getElementById('column-key-1').checked && /^Checked/.test(document.getElementById('status').textContent));
    assert.equal(await kept(page), null);
    await page.uncheck('#memory-off');
    await remembered(page);
    assert.equal(JSON.parse(await kept(page)).length, 1);
    assert.deepEqual(complaints, []);
    await page.close();

    const third = await shownAgain('others.csv', secondVisit);
    assert.equal(await third.page.isChecked('#memory-off'), false);
    assert.equal(await third.page.isChecked('#column-key-1'), true);
    await third.page.close();
});

test('the order of dates is remembered for files that do not tell it themselves', async () => {
    const dated = (dates, mark = '/') => `E-Mail;Joined\n${dates.map((date, i) => `p${i}@example.com;${date.replaceAll('/', mark)}`).join('\n')}\n`;
    const open = ['03/04/2024', '05/06/2024', '07/08/2024'];
    const first = await shown('dates.csv', dated(open));
    await first.page.check('.decision input[value="MM/dd/yyyy"]');
    await remembered(first.page);
    await first.page.close();

    const { page, complaints } = await shownAgain('later.csv', dated(open, '-'));
    assert.equal(await tile(page, 'added'), '3');
    assert.equal(await page.getAttribute('.decision input:checked', 'value'), 'MM-dd-yyyy');
    assert.equal(await page.textContent('.decision .reason'), 'An earlier choice for a file with this header read its dates so.');
    assert.ok(await page.isVisible('#kind-date_order_from_earlier_choice'));
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'memory-dates');
    await page.check('.decision input[value="dd-MM-yyyy"]');
    await remembered(page);
    assert.deepEqual(complaints, []);
    await page.close();

    const proven = await shownAgain('proven.csv', dated([...open, '12/31/2024']));
    assert.equal(await tile(proven.page, 'added'), '4', 'what the file proves comes first');
    await proven.page.close();
});

for (const [refusal, before] of Object.entries({
    'is refused': () => Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('Refused', 'SecurityError'); } }),
    'is full': () => { Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); }; },
    'holds no list': () => localStorage.setItem('muster.choices', 'nonsense'),
    'holds other things': () => localStorage.setItem('muster.choices', '[null,{"header":5},{"header":"x","when":"2026-01-01","key":"email","choices":[{}]}]'),
})) {
    test(`a storage that ${refusal} changes nothing else`, async () => {
        const { page, complaints } = await decideOnFirstVisit({ before });
        assert.equal(await tile(page, 'added'), '2');
        const text = await page.textContent('#memory');
        if (refusal.startsWith('holds')) assert.match(text, /^Remembered/);
        else assert.equal(text, '');
        assert.deepEqual(await axeFaults(page), []);
        assert.deepEqual(complaints, []);
        await page.close();
    });
}

test('only so many headers are remembered, and none whose names may be values', async () => {
    const { page } = await openPage(browser, server.address);
    await page.evaluate(() => localStorage.setItem('muster.choices', JSON.stringify(Array.from({ length: 50 }, (_, i) => (
        { header: `header ${i}`, when: '2026-01-01T00:00:00Z', key: 'email', choices: [{ column: 'E-Mail', field: 'email', format: null }] })))));
    await chooseFile(page, 'visitors.csv', firstVisit);
    await checked(page);
    await page.selectOption('#column-field-2', '');
    await remembered(page);
    const headers = JSON.parse(await kept(page)).map(({ header }) => header);
    assert.equal(headers.length, 50);
    assert.deepEqual([headers[0], headers[48]], ['header 1', 'header 49']);

    await chooseFile(page, 'no-header.csv', 'anna@example.com;Anna\nbert@example.com;Bert\ncarl@example.com;Carl\n');
    await checked(page);
    await page.selectOption('#format-header', 'yes');
    await page.waitForFunction(() => document.querySelector('.column h3')?.textContent === 'anna@example.com');
    await page.check('#column-key-generated');
    await page.waitForFunction(() => document.getElementById('column-key-generated').checked && /^Checked 2/.test(document.getElementById('status').textContent));
    assert.equal(await page.textContent('#memory'), '');
    assert.doesNotMatch(await kept(page), /anna/);
    await page.close();
});
