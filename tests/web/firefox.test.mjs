// The main path in Debian's Firefox: the element and the page, from the file to the finished document.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { firefox, patience, root, serve } from './support.mjs';

let browser;
let server;
let folder;

before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-firefox-'));
    server = await serve(root);
    browser = await firefox(join(folder, 'profile'));
});

after(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
});

const people = 'E-Mail;Name;Born\nanna@example.com;Anna;24.12.1990\nbert@example.com;Bert;13.01.1985\nwrong;Carl;03.04.1977\n';

/** A page of which all complaints are kept. */
async function open(address) {
    const page = await browser.newPage();
    const complaints = [];
    page.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(address);
    return { page, complaints };
}

async function choose(page, name, content, selector) {
    const path = join(folder, name);
    writeFileSync(path, content);
    await (await page.waitForSelector(selector)).uploadFile(path);
}

const inElement = (page, read) => page.evaluate(`(${read})(document.querySelector('muster-import').shadowRoot)`);
const until = (page, read) => page.waitForFunction(`(${read})(document.querySelector('muster-import').shadowRoot)`, { timeout: patience });
const click = async (page, id) => (await page.waitForSelector(`>>> #${id}`)).click();

test('the element leads from the file to the finished document', async () => {
    const { page, complaints } = await open(`${server.address}examples/element/`);
    await choose(page, 'people.csv', people, '>>> #file');
    await until(page, (root) => /^Checked 3 rows: 2 ready, 1 refused/.test(root.getElementById('status').textContent));
    assert.deepEqual(await inElement(page, (root) => [...root.querySelectorAll('.rows tbody tr:first-child td')].map(({ textContent }) => textContent)),
        ['anna@example.com', 'Anna', '24.12.1990']);
    await click(page, 'step-mapping');
    await until(page, (root) => root.querySelectorAll('.column').length === 3);
    await click(page, 'step-review');
    await until(page, (root) => root.querySelector('.cell[data-mark="error"]') !== null);
    await click(page, 'kind-invalid_email');
    await (await page.waitForSelector('>>> #grid')).focus();
    for (const key of ['ArrowRight', 'F2']) await page.keyboard.press(key);
    await page.keyboard.type('carl@example.com');
    await page.keyboard.press('Enter');
    await until(page, (root) => /^Checked 3 rows: 3 ready, 0 refused/.test(root.getElementById('status').textContent));
    await click(page, 'step-summary');
    await until(page, (root) => root.querySelector('.tile[data-count="added"] dd')?.textContent === '3');
    await click(page, 'finish');
    await page.waitForFunction('document.getElementById("answer").textContent.startsWith("3 contacts are ready, 0 rows were refused.")');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('rows far down in a large file are there, and a text is replaced in all of them', async () => {
    const { page, complaints } = await open(`${server.address}examples/element/`);
    const rows = Array.from({ length: 100000 }, (_, i) => `p${i + 1}@example.com;Name ${i % 7};${i % 28 + 1}.12.1990`);
    await choose(page, 'many.csv', `E-Mail;Name;Born\n${rows.join('\n')}\n`, '>>> #file');
    await until(page, (root) => /^Checked 100,000 rows: 100,000 ready/.test(root.getElementById('status').textContent));
    await click(page, 'step-review');
    await (await page.waitForSelector('>>> #grid')).focus();
    await page.keyboard.down('Control');
    await page.keyboard.press('End');
    await page.keyboard.up('Control');
    await until(page, (root) => root.getElementById('cell-value').textContent === 'Row 100,000, Born: 12.12.1990');
    await (await page.waitForSelector('>>> #replace summary')).click();
    await (await page.waitForSelector('>>> #replace-column')).select('2');
    await (await page.waitForSelector('>>> #replace-find')).type('Name 3');
    await click(page, 'replace-count');
    await until(page, (root) => root.getElementById('replace-said').textContent === '14,286 cells would change.');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the page checks a file and shows what an import would do', async () => {
    const { page, complaints } = await open(`${server.address}web/dist/admin/`);
    await choose(page, 'people.csv', people, '#file');
    await page.waitForFunction('/^Checked 3 rows: 2 ready, 1 refused/.test(document.getElementById("status").textContent)', { timeout: patience });
    assert.equal(await page.evaluate('document.querySelector(".tile[data-count=\'added\'] dd").textContent'), '2');
    assert.deepEqual(complaints, []);
    await page.close();
});
