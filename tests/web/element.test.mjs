// <muster-import> in a real Chromium, in a page of somebody else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { axeFaults, builtFile, chooseFile, dist, launch, openPage, root, screenshot, serve, strictPolicy } from './support.mjs';

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

const example = () => readFileSync(join(root, 'examples/contacts.csv'));
const small = 'E-Mail;Name;Born\nanna@example.com;Anna;24.12.1990\nbert@example.com;Bert;13.01.1985\nwrong;Carl;03.04.1977\n';
const steps = ['file', 'format', 'mapping', 'review', 'summary'];

/** A page with nothing but the element, which keeps the events of it. */
async function openElement({ attributes = '', setUp = () => undefined, options = {}, at = server, entry = '/web/dist/element.js' } = {}) {
    const { page, complaints } = await openPage(browser, `${at.address}blank`, options);
    await page.evaluate(async ([attributes, entry, setUp]) => {
        document.documentElement.lang = 'en';
        document.body.innerHTML = `<main><h1>Import</h1><muster-import ${attributes}></muster-import></main>`;
        globalThis.importer = document.querySelector('muster-import');
        globalThis.events = [];
        for (const type of ['ready', 'change', 'complete', 'error']) {
            importer.addEventListener(`muster-${type}`, ({ detail }) => events.push({ type, detail }));
        }
        await (0, eval)(`(${setUp})`)();  // before the element is defined, as scripts of a page may do
        await import(entry);
    }, [attributes, entry, String(setUp)]);
    await page.waitForSelector('#step-title');
    return { page, complaints };
}

const eventsOf = (page, type) => page.evaluate((type) => events.filter((event) => event.type === type).map(({ detail }) => detail), type);

/** Waits until the check of the whole file has ended, well or not. */
async function checked(page) {
    await page.waitForFunction(() => {
        const root = document.querySelector('muster-import').shadowRoot;
        return !root.getElementById('file-error').hidden || /^(Checked|Something|One decision|Cancelled)/.test(root.getElementById('status').textContent);
    });
    return page.textContent('#status');
}

async function shown(content, setting) {
    const { page, complaints } = await openElement(setting);
    await chooseFile(page, 'contacts.csv', content);
    return { page, complaints, status: await checked(page) };
}

const focused = (page) => page.evaluate(() => document.querySelector('muster-import').shadowRoot.activeElement?.id);

async function tabTo(page, id) {
    for (let i = 0; i < 80; ++i) {
        if (await focused(page) === id) return;
        await page.keyboard.press('Tab');
    }
    assert.fail(`${id} cannot be reached by Tab`);
}

test('on a server the entry can be imported and does nothing', async () => {
    const { MusterImportElement, defineMusterImport, english } = await import(join(dist, 'element.js'));
    assert.equal(typeof MusterImportElement, 'function');
    assert.equal(defineMusterImport(), undefined);
    assert.equal(english.locale, 'en');
    assert.equal(globalThis.customElements, undefined);
});

test('the element adds at most 40 kB to the package', () => {
    assert.ok(gzipSync(readFileSync(join(dist, 'element.js'))).length <= 40 * 1024);
});

/** Every text of a pack by its path. */
function sentences(pack, path = '') {
    return Object.entries(pack).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}${key}`, value]] : sentences(value, `${path}${key}.`)));
}

for (const language of ['de', 'fr', 'sv']) {
    test(`the texts in ${language} say the same with the same numbers and names`, async () => {
        const { english } = await import(join(dist, 'element.js'));
        const { texts } = await import(join(dist, `texts/${language}.js`));
        const said = new Map(sentences(texts));
        const filled = (text) => [...text.matchAll(/\{\w+\}/g)].map(([word]) => word).sort();
        for (const [path, text] of sentences(english)) assert.deepEqual(filled(said.get(path)), filled(text), path);
        const codes = new Set([...readFileSync(join(root, 'docs/ISSUES.md'), 'utf8').matchAll(/^\| `(\w+)` /gm)].map(([, code]) => code));
        for (const code of Object.keys(texts.issues)) assert.ok(codes.has(code), code);
        const { texts: other } = await import(join(dist, `texts/${language === 'de' ? 'sv' : 'de'}.js`));
        assert.deepEqual(Object.keys(texts.advice), Object.keys(other.advice));
        for (const code of Object.keys(texts.advice)) assert.ok(texts.issues[code], `a name for ${code}`);
        assert.equal(texts.locale, language);
    });
}

test('the element speaks German, Swedish and French all the way', async () => {
    const { page, complaints } = await openElement();
    for (const [language, file, said] of [['de', 'Datei', '2.000 Zeilen geprüft'], ['sv', 'Fil', '2\u00a0000 rader kontrollerade'], ['fr', 'Fichier', '2\u202f000 lignes']]) {
        await page.evaluate(async (language) => {
            importer.reset();
            importer.texts = (await import(`/web/dist/texts/${language}.js`)).texts;
        }, language);
        assert.equal(await page.textContent('#step-file'), file);
        await chooseFile(page, 'contacts.csv', example());
        await page.waitForFunction((said) => importer.shadowRoot.getElementById('status').textContent.startsWith(said), said);
        for (const step of steps.slice(1)) {
            await page.click(`#step-${step}`);
            assert.deepEqual(await axeFaults(page), [], step);
            if (language === 'de') await screenshot(page, `element-${step}-german`);
        }
    }
    assert.equal(await page.getAttribute('.muster', 'lang'), 'fr');
    assert.deepEqual(complaints, []);
    await page.close();
});

for (const [look, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, narrow: { width: 360, height: 740 } })) {
    test(`the example's steps are accessible and fit the page: ${look}`, async () => {
        const { page, complaints } = await openPage(browser, `${server.address}examples/element/`, options);
        const looked = async (step) => {
            assert.deepEqual(await axeFaults(page), [], step);
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(overflow <= 0, `${step}: the page is ${overflow} px too wide`);
            await screenshot(page, `element-${step}-${look}`);
        };
        await page.waitForSelector('#drop');
        await looked('file');
        await chooseFile(page, 'contacts.csv', example());
        assert.match(await checked(page), /^Checked 2,000 rows: [\d,]+ ready, \d+ refused, \d+ remarks\.$/);
        for (const step of steps.slice(1)) {
            await page.click(`#step-${step}`);
            if (step === 'review') {
                await page.click('#kind-invalid_email');
                await page.locator('.grid-body .cell[data-mark="error"]').first().click();
            }
            await looked(step);
        }
        await page.click('#finish');
        assert.match(await page.textContent('#answer'), /^\d+ contacts are ready, \d+ rows were refused\.\n\{/);
        assert.deepEqual(complaints, []);
        await page.close();
    });
}

test('the dark look is readable on a light page', async () => {
    const { page } = await shown(small, { attributes: 'theme="dark"' });
    await page.click('#step-mapping');
    await page.waitForSelector('#column-field-1');
    assert.deepEqual(await axeFaults(page), []);
    await page.close();
});

test('the way from the file to the finished document needs only the keyboard', async () => {
    const { page, complaints } = await openElement();
    // From now on, so that it is in force before the key is pressed.
    const chooser = page.waitForEvent('filechooser');
    await page.waitForSelector('#drop');
    await tabTo(page, 'file');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(small) });
    assert.match(await checked(page), /^Checked 3 rows: 2 ready, 1 refused/);
    assert.equal(await focused(page), 'step-title', 'the heading of the step has the focus, so that it is read');
    await tabTo(page, 'format-delimiter');
    await page.keyboard.press('p');  // pipe
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.querySelectorAll('.rows thead th').length === 2);
    assert.equal(await focused(page), 'format-delimiter', 'the focus stays where it was');
    await page.keyboard.press('Home');  // found
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.querySelectorAll('.rows thead th').length === 4);
    await tabTo(page, 'next');
    await page.keyboard.press('Enter');
    await tabTo(page, 'column-field-2');
    await page.keyboard.press('Home');  // not imported
    await checked(page);
    await tabTo(page, 'next');
    await page.keyboard.press('Enter');
    await tabTo(page, 'kind-invalid_email');
    await page.keyboard.press('Space');
    await tabTo(page, 'grid');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.getElementById('cell-value').textContent === 'Row 3, E-Mail: wrong');
    assert.match(await page.textContent('#cell-remarks'), /^Error: /);
    assert.equal(await page.getAttribute('.cell.active', 'aria-invalid'), 'true');
    assert.equal(await page.getAttribute('#grid', 'aria-activedescendant'), await page.getAttribute('.cell.active', 'id'));
    await tabTo(page, 'next');
    await page.keyboard.press('Enter');
    await tabTo(page, 'finish');
    await page.keyboard.press('Enter');
    const [{ document, counts, guard }] = await eventsOf(page, 'complete');
    assert.deepEqual(document.mapping.map(({ column, field }) => [column, field]), [['E-Mail', 'email'], ['Name', 'name']]);
    assert.deepEqual([counts.records, counts.rejected, guard], [2, 1, null]);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a cell is changed in the grid, checked again and undone, with the keyboard', async () => {
    const { page, complaints } = await shown('E-Mail;Name;Born\nanna@example.com;"Anna; ""A"" ";24.12.1990\nbert@example.com;Bert;13.01.1985\nwrong;"two\nlines";03.04.1977\n');
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="error"]');
    await page.focus('#grid');
    const said = (text) => page.waitForFunction((text) => importer.shadowRoot.getElementById('status').textContent.startsWith(text), text);
    const detail = (text) => page.waitForFunction((text) => importer.shadowRoot.getElementById('cell-value').textContent === text, text);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'F2']) await page.keyboard.press(key);
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-edit-light');
    await page.keyboard.type('carl@example.com');
    await page.keyboard.press('Escape');
    await detail('Row 3, E-Mail: wrong');
    assert.equal(await focused(page), 'grid');
    await page.keyboard.press('Enter');
    await page.keyboard.type('carl@example.com');
    await page.keyboard.press('Enter');
    await said('Checked 3 rows: 3 ready, 0 refused');
    await detail('Row 3, E-Mail: carl@example.com');
    await page.waitForFunction(() => importer.shadowRoot.querySelector('.cell[data-mark="error"]') === null);
    assert.equal(await focused(page), 'grid', 'the focus stays where it was');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('F2');
    assert.equal(await page.inputValue('.cell-editor'), 'two\nlines', 'a line break is kept');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('; "three"');
    await page.keyboard.press('Enter');
    await detail('Row 3, Name: two\nlines; "three"');
    await said('Checked 3 rows: 3 ready');
    const content = await page.evaluate(async () => new Response(importer.session.export('all')).text());
    assert.match(content, /carl@example\.com;"two\nlines; ""three""";03\.04\.1977/);
    assert.match(content, /anna@example\.com;"Anna; ""A"" ";24\.12\.1990/);
    await page.click('#step-summary');
    assert.equal(await page.textContent('#changed'), '2 cells were changed here; the file itself stays as it is.');
    await page.click('#finish');
    assert.deepEqual((await eventsOf(page, 'complete'))[0].edits.map(({ row, column, before }) => [row, column, before]), [[3, 1, 'wrong'], [3, 2, 'two\nlines']]);
    await page.click('#step-review');
    await page.click('#undo');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('undo')?.textContent === 'Undo the change');
    await page.focus('#grid');
    await page.keyboard.press('Control+z');
    await said('Checked 3 rows: 2 ready, 1 refused');
    await page.waitForSelector('.cell[data-mark="error"]');
    assert.equal(await page.locator('#undo').count(), 0);
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what is typed into a cell outlives a small window and is kept when the field is left', async () => {
    const { page, complaints } = await shown('E-Mail;Name\nanna@example.com;Anna\nbert@example.com;Bert\nwrong;Carl\n');
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="error"]');
    await page.focus('#grid');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'F2']) await page.keyboard.press(key);
    await page.keyboard.type('carl@');
    await page.setViewportSize({ width: 1280, height: 90 });
    await page.waitForFunction(() => importer.shadowRoot.getElementById('grid').clientHeight < 68);
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    await page.keyboard.type('example.com');
    assert.equal(await page.inputValue('.cell-editor'), 'carl@example.com');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.click('#step-title');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent.startsWith('Checked 3 rows: 3 ready'));
    assert.equal(await page.textContent('#cell-value'), 'Row 3, E-Mail: carl@example.com');
    await page.dblclick('.grid-body .cell:text-is("Bert")');
    await page.keyboard.type('Berta');
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('cell-value').textContent === 'Row 2, Name: Berta');
    assert.equal(await page.textContent('#undo'), 'Undo the last of 2 changes');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what is typed into a cell goes there, wherever the grid is moved meanwhile', async () => {
    const names = ['E-Mail', ...Array.from({ length: 149 }, (_, i) => `Column ${i + 2}`)];
    const rows = Array.from({ length: 5 }, (_, i) => names.map((_, j) => (j === 0 ? `p${i}@example.com` : `${i} ${j + 1}`)).join(';'));
    const { page } = await shown(`${names.join(';')}\n${rows.join('\n')}\n`);
    await page.click('#step-review');
    await page.dblclick('.grid-body .cell:text-is("1 2")');
    await page.keyboard.type('typed');
    // As a page's own script does, which leaves the focus in the field.
    await page.evaluate(() => importer.shadowRoot.getElementById('columns-on').click());
    await page.waitForSelector('#undo');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent.startsWith('Checked'));
    const content = await page.evaluate(async () => new Response(importer.session.export('all')).text());
    assert.equal(content.split(/\r?\n/)[2].split(';')[1], 'typed');
    assert.equal(content.replace('typed', '1 2').match(/typed/), null);
    assert.match(content, /;1 101;/);
    await page.close();
});

test('a grid that the page has hidden meanwhile is at the same rows when it is shown again', async () => {
    const { page } = await shown(`E-Mail;Name\n${Array.from({ length: 500 }, (_, i) => `p${i + 1}@example.com;Name`).join('\n')}\n`);
    await page.click('#step-review');
    await page.focus('#grid');
    await page.keyboard.press('Control+End');
    const atEnd = () => page.waitForFunction(() => {
        const [grid, cell] = ['#grid', '.cell.active'].map((place) => importer.shadowRoot.querySelector(place).getBoundingClientRect());
        return importer.shadowRoot.querySelector('.cell.active').textContent === 'Name' && cell.top >= grid.top && cell.bottom <= grid.bottom;
    });
    await atEnd();
    for (const hidden of [true, false]) {
        await page.evaluate(async (hidden) => {
            importer.hidden = hidden;
            importer.style.display = hidden ? 'none' : '';
            await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
        }, hidden);
    }
    await atEnd();
    await page.close();
});

test('whoever leaves the rows and returns before they are drawn sees them once, and what was chosen by then', async () => {
    const { page, complaints } = await shown(`E-Mail;Name\n${Array.from({ length: 50 }, (_, i) => `p${i}@example.com;Name`).join('\n')}\nwrong;Carl\n`);
    await page.evaluate(() => {
        for (const step of ['review', 'format', 'review']) importer.goTo(step);
        importer.shadowRoot.getElementById('kind-invalid_email').click();
    });
    await page.waitForFunction(() => importer.shadowRoot.querySelectorAll('.grid-body .grid-row:not([hidden]) .cell[data-mark="error"]').length === 1
        && importer.shadowRoot.querySelectorAll('.grid-body .grid-row:not([hidden])').length === 1);
    assert.equal(await page.getAttribute('#grid', 'aria-rowcount'), '2');
    assert.equal(await page.getAttribute('#kind-invalid_email', 'aria-pressed'), 'true');
    assert.equal(await page.evaluate(() => importer.shadowRoot.querySelectorAll('.grid').length), 1);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a text is replaced in a column, counted before, checked again and undone as one step, with the keyboard', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `p${i}@${i % 3 ? 'gmial.com' : 'example.com'};${i === 4 ? 'gmial.com' : 'x'}`);
    const { page, complaints } = await shown(`E-Mail;Note\n${rows.join('\n')}\n`);
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="warning"]');
    await page.focus('#replace summary');
    await page.keyboard.press('Enter');
    await tabTo(page, 'replace-find');
    await page.keyboard.type('@gmial.com');
    await tabTo(page, 'replace-value');
    await page.keyboard.type('@gmail.com');
    await page.keyboard.press('Enter');
    const said = (text) => page.waitForFunction((text) => importer.shadowRoot.getElementById('replace-said').textContent === text, text);
    await said('200 cells would change.');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-replace-light');
    await page.keyboard.type('x');
    assert.equal(await page.isVisible('#replace-act'), false, 'what was counted no longer holds');
    await page.keyboard.press('Backspace');
    await page.selectOption('#replace-rows', 'faulty');
    await page.check('#replace-whole');
    await page.click('#replace-count');
    await said('0 cells would change.');
    assert.equal(await page.isVisible('#replace-act'), false);
    await page.uncheck('#replace-whole');
    await page.click('#replace-count');
    await said('200 cells would change.');
    assert.equal(await page.textContent('#replace-act'), 'Replace in 200 cells');
    await tabTo(page, 'replace-act');
    await page.keyboard.press('Enter');
    await said('200 cells were changed.');
    assert.equal(await focused(page), 'replace-count', 'the focus is where one can go on');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent === 'Checked 300 rows: 300 ready, 0 refused, 0 remarks.');
    await page.waitForFunction(() => [...importer.shadowRoot.querySelectorAll('.grid-body .grid-row:not([hidden])')].some((row) => row.children[1].textContent === 'p1@gmail.com'));
    await page.waitForFunction(() => importer.shadowRoot.querySelector('.cell[data-mark]') === null);
    await page.click('#step-summary');
    assert.equal(await page.textContent('#changed'), '200 cells were changed here; the file itself stays as it is.');
    await page.click('#finish');
    assert.deepEqual((await eventsOf(page, 'complete'))[0].edits,
        [{ column: 1, find: '@gmial.com', value: '@gmail.com', whole: false, rows: 'faulty', cells: 200 }]);
    await page.click('#step-review');
    await page.click('#undo');
    await page.waitForFunction(() => /^Checked 300 rows: 300 ready, 0 refused, 200 remarks/.test(importer.shadowRoot.getElementById('status').textContent));
    await page.waitForSelector('.cell[data-mark="warning"]');
    assert.equal(await page.locator('#undo').count(), 0);
    assert.equal(await page.evaluate(async () => (await new Response(importer.session.export('all')).text()).split('gmial').length), 202);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('remarks are counted by column, and the rows of one column are shown', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i === 9 || i === 30 ? 'wrong' : `p${i}@example.com`};${i === 20 ? '31.02.1990' : `${i % 28 + 1}.12.1990`}`);
    const { page, complaints } = await shown(`E-Mail;Joined\n${rows.join('\n')}\n`);
    await page.click('#step-review');
    await page.waitForSelector('#remarks-of-2');
    assert.equal((await page.textContent('#remarks-of-1')).trim(), 'E-Mail 2');
    assert.equal((await page.textContent('#remarks-of-2')).trim(), 'Joined 1');
    await page.focus('#remarks-of-2');
    await page.keyboard.press('Enter');
    const shownRows = () => page.locator('.grid-body .grid-row:not([hidden]) .row-number').allTextContents();
    assert.deepEqual(await shownRows(), ['21']);
    assert.equal(await page.textContent('#shown'), '1 row of 40: Joined');
    assert.equal(await focused(page), 'remarks-of-2');
    await page.click('#remarks-of-1');
    assert.deepEqual(await shownRows(), ['10', '31']);
    await page.click('#kind-inferred_type_mismatch');
    assert.deepEqual(await shownRows(), [], 'a kind and a column narrow each other');
    await page.click('#remarks-of-all');
    assert.deepEqual(await shownRows(), ['21']);
    await page.click('#kind-all');
    assert.equal(await page.textContent('#shown'), '40 rows');
    assert.deepEqual(await axeFaults(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what is typed into a closed select counts as one word, though everything below follows each letter', async () => {
    const setUp = () => {
        importer.fields = { key_field: 'email', fields: [{ name: 'email', type: 'email' }, { name: 'name', type: 'text' }, { name: 'nickname', type: 'text' }, { name: 'note', type: 'text' }] };
    };
    const { page, complaints } = await shown(small, { setUp });
    await page.focus('#format-encoding');
    await page.keyboard.type('ISO-8859-7', { delay: 30 });
    await page.waitForFunction(() => importer.session.sniff.encoding === 'ISO-8859-7');
    assert.equal(await page.inputValue('#format-encoding'), 'ISO-8859-7');
    assert.equal(await focused(page), 'format-encoding');
    await checked(page);
    await page.click('#step-mapping');
    await page.focus('#column-field-1');
    await page.keyboard.type('note', { delay: 30 });
    assert.equal(await page.inputValue('#column-field-1'), 'note');
    assert.equal((await eventsOf(page, 'change')).at(-1).document.mapping.find(({ column }) => column === 'Name').field, 'note');
    await page.focus('#column-why-1 summary');
    await page.keyboard.press('Enter');
    await page.focus('#column-type-1');
    await page.keyboard.type('phone', { delay: 30 });
    assert.equal(await page.inputValue('#column-type-1'), 'phone');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('ambiguous dates are shown in both readings, and a person decides', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `p${i}@example.com;${String(i + 1).padStart(2, '0')}/05/2024`);
    const { page, complaints, status } = await shown(`E-Mail;Joined\n${lines.join('\n')}\n`);
    assert.match(status, /^Something has to be settled/);
    await page.click('#step-summary');
    assert.equal(await page.getAttribute('#problem', 'data-code'), 'date_order_ambiguous');
    assert.equal(await page.isEnabled('#finish'), false);
    await page.click('#problem .way');
    assert.equal(await page.getAttribute('#step-mapping', 'aria-current'), 'step');
    assert.match(await page.textContent('#problem'), /Choose the reading at the column\.$/);
    assert.equal(await page.locator('#problem .way').count(), 0, 'there is no way to where one is');
    const readings = await page.locator('.decision label').allTextContents();
    assert.equal(readings.length, 2);
    assert.ok(readings.some((text) => text.includes('January 5, 2024')) && readings.some((text) => text.includes('May 1, 2024')), readings.join('\n'));
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-ambiguous-light');
    await page.focus('.decision input[value="MM/dd/yyyy"]');
    await page.keyboard.press('Space');
    await page.waitForFunction(() => /^Checked 12 rows: 12 ready/.test(document.querySelector('muster-import').shadowRoot.getElementById('status').textContent));
    assert.equal(await page.locator('#problem').count(), 0);
    await page.click('#step-summary');
    await page.click('#finish');
    const [{ document }] = await eventsOf(page, 'complete');
    assert.equal(document.mapping[1].format, 'MM/dd/yyyy');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a wrong guess is overridden, and the rows below follow at once', async () => {
    const { page } = await shown(small);
    assert.ok(await page.locator('.evidence li').count() > 0, 'the guesses have reasons');
    await page.selectOption('#format-header', 'no');
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.querySelector('.rows tbody td')?.textContent === 'E-Mail');
    assert.deepEqual((await eventsOf(page, 'change')).at(-1).document.source.header, false);
    await page.close();
});

test('fields that are fed twice or not at all are explained, and a field can be added', async () => {
    const setUp = () => {
        importer.fields = { key_field: 'email', accepts_new_fields: true, fields: [
            { name: 'email', type: 'email', required: true }, { name: 'name', type: 'text' }, { name: 'company', label: 'Company', type: 'text', required: true }] };
    };
    const { page, complaints } = await shown('E-Mail;Name;Shop\nanna@example.com;Anna;Blume\nbert@example.com;Bert;Baum\n', { setUp });
    await page.click('#step-mapping');
    assert.match(await page.textContent('#mapping-faults'), /“Company” must be filled/);
    await page.selectOption('#column-field-2', 'name');
    assert.match(await page.textContent('#mapping-faults'), /“name” is fed by more than one column: Name and Shop\./);
    await checked(page);
    assert.ok(await page.locator('#problem').count() > 0, 'the check refuses it as well');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-faults-light');
    await page.selectOption('#column-field-2', 'company');
    assert.equal(await page.locator('#mapping-faults').count(), 0);
    assert.match(await checked(page), /^Checked 2 rows: 2 ready/);
    await page.focus('#column-field-1');
    await page.selectOption('#column-field-1', { label: 'new field …' });
    assert.equal(await focused(page), 'column-field-1', 'a choice does not move the focus');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'column-new-1');
    await page.keyboard.type('nickname');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.querySelector('#column-field-1 option:checked').textContent === 'new field: nickname');
    assert.match(await checked(page), /^Checked 2 rows: 2 ready/);
    await page.selectOption('#column-field-0', '');
    assert.match(await page.textContent('#mapping-faults'), /tells contacts apart/);
    assert.match(await page.textContent('#status'), /which column tells contacts apart/);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('what a column holds has its reasons, and can be said otherwise', async () => {
    const { page, complaints } = await shown('E-Mail;Number\nanna@example.com;12\nbert@example.com;13\n');
    await page.click('#step-mapping');
    await page.focus('#column-why-1 summary');
    await page.keyboard.press('Enter');
    assert.ok((await page.locator('#column-why-1 .evidence li').allTextContents()).every((text) => text.endsWith('.')));
    await page.focus('#column-type-1');
    await page.selectOption('#column-type-1', 'text');
    assert.equal(await focused(page), 'column-type-1', 'the reasons stay unfolded, and the focus stays where it was');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-reasons-light');
    assert.match(await checked(page), /^Checked 2 rows: 2 ready/);
    await page.click('#step-summary');
    await page.click('#finish');
    assert.equal((await eventsOf(page, 'complete'))[0].document.mapping[1].type, 'text');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a worker that cannot be started is reported when a file is chosen', async () => {
    const { page } = await openElement({ attributes: 'worker="/nowhere.js"' });
    await page.hover('#drop');
    await page.waitForResponse(() => true, { timeout: 500 }).catch(() => undefined);
    await chooseFile(page, 'small.csv', small);
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file-error', 'data-code'), 'worker_failed');
    await page.close();
});

test('hostile files give a sentence, never a broken element', async () => {
    const random = Buffer.alloc(200000);
    for (let i = 0, x = 1; i < random.length; ++i) random[i] = (x = (x * 1103515245 + 12345) % 2147483648) >> 16;
    const files = {
        empty: Buffer.alloc(0),
        random,
        quotes: Buffer.from('"'.repeat(100000)),
        nul: Buffer.alloc(5000),
        'huge-line': Buffer.from(`email,name\na@example.com,${'x'.repeat(20 * 1024 * 1024)}\nb@example.com,B\n`),
        markup: Buffer.from('email,<img src=x onerror=alert(1)>\na@example.com,<script>alert(1)</script>\nb,"</td><b>"\n'),
        'broken-gzip': Buffer.concat([gzipSync(small).subarray(0, 40), Buffer.from('nonsense')]),
        workbook: Buffer.concat([Buffer.from('PK\x03\x04'), random]),
        'half-character': Buffer.concat([Buffer.from('\ufeffE-Mail;Name\na@example.com;Z', 'utf16le'), Buffer.from([0xd8])]),
        'open-quote': Buffer.from(`E-Mail;Name\na@example.com;"${'x;y\n'.repeat(400000)}`),
        'one-column-of-blanks': Buffer.from(' \n'.repeat(5000)),
        'other-direction': Buffer.from('E-Mail;Name\na@example.com;\u202egnp.exe\nb@example.com;\u0000\u200b\ud800\n'),
        many: Buffer.from(`${Array.from({ length: 2000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(1999)}1\n`),
    };
    const { page, complaints } = await openElement();
    for (const [name, content] of Object.entries(files)) {
        await page.click('#step-file');
        await chooseFile(page, `${name}.csv`, content);
        const status = await checked(page);
        const error = await page.textContent('#file-error');
        assert.ok(status || error, `${name}: nothing was said`);
        assert.doesNotMatch(`${status}${error}`, /undefined|RuntimeError|internal|\[object/i, name);
        if (await page.isEnabled('#step-review')) {
            await page.click('#step-mapping');
            if (!await page.isChecked('#column-key-generated')) await page.check('#column-key-generated');
            await checked(page);
            for (const step of ['review', 'summary']) await page.click(`#step-${step}`);
            assert.doesNotMatch(await page.textContent('#step-title ~ *'), /undefined|\[object/, name);
        }
        await page.evaluate(() => importer.reset());
    }
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a file that cannot be read is refused with its code, in an event too', async () => {
    const { page } = await openElement();
    await chooseFile(page, 'empty.csv', '');
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file-error', 'data-code'), 'file_empty');
    assert.deepEqual((await eventsOf(page, 'error')).map(({ code }) => code), ['file_empty']);
    await chooseFile(page, 'small.csv', small);
    assert.match(await checked(page), /^Checked 3 rows/);
    assert.equal(await page.isVisible('#file-error'), false);
    await page.close();
});

test('text can be pasted, a file dropped, and the host can open one', async () => {
    const { page } = await openElement();
    await page.click('#paste-open');
    await page.fill('#paste-text', small);
    await page.click('#paste-read');
    assert.match(await checked(page), /^Checked 3 rows/);
    await page.click('#step-file');
    const data = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['E-Mail\nanna@example.com\n'], 'dropped.csv'));
        return transfer;
    });
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    await page.waitForFunction(() => /^Checked 1 row:/.test(document.querySelector('muster-import').shadowRoot.getElementById('status').textContent));
    await page.evaluate((text) => importer.open(new Blob([text]), 'given.csv'), small);
    assert.deepEqual((await eventsOf(page, 'ready')).map(({ name, sniff }) => [name, sniff.delimiter]),
        [['pasted.csv', ';'], ['dropped.csv', null], ['given.csv', ';']]);
    await page.close();
});

test('two elements on one page keep out of each other\'s way', async () => {
    const { page, complaints } = await shown(small);
    await page.evaluate(() => document.querySelector('main').append(document.createElement('muster-import')));
    const second = page.locator('muster-import').nth(1);
    await second.locator('#file').setInputFiles({ name: 'two.csv', mimeType: 'text/csv', buffer: Buffer.from('E-Mail\na@example.com\nb@example.com\n') });
    await second.locator('#status', { hasText: /^Checked 2 rows/ }).waitFor();
    assert.match(await page.locator('muster-import').first().locator('#status').textContent(), /^Checked 3 rows/);
    await page.evaluate(() => document.querySelectorAll('muster-import')[1].remove());
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve); }));
    assert.equal(await page.locator('muster-import').first().locator('#step-review').isEnabled(), true);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the guard speaks in plain words where the host gives the keys of what exists', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-element-'));
    const contacts = (from, to) => `email,name\n${Array.from({ length: to - from }, (_, i) => `p${from + i}@example.com,Name ${from + i}`).join('\n')}\n`;
    const run = (...arguments_) => {
        const { status, stderr } = spawnSync(builtFile('muster'), arguments_, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        assert.equal(status, 0, stderr);
    };
    writeFileSync(join(folder, 'all.csv'), contacts(0, 1000));
    run('import', 'all.csv', '--into', 'sqlite:contacts.db', '--key', 'email', '--yes');
    run('contacts', 'keys', '--into', 'sqlite:contacts.db', '-o', 'contacts.keys');
    const keys = [...readFileSync(join(folder, 'contacts.keys'))];
    rmSync(folder, { recursive: true });

    const { page, complaints } = await openElement();
    await page.evaluate((keys) => {
        importer.existing = new Blob([Uint8Array.from(keys)]);
        importer.settings = { mode: { delete_missing: true } };
    }, keys);
    await chooseFile(page, 'part.csv', contacts(900, 1010));
    await checked(page);
    await page.click('#step-summary');
    assert.equal(await page.getAttribute('#verdict', 'data-verdict'), 'blocked');
    assert.match(await page.textContent('#verdict'), /Nothing would be written\./);
    assert.equal(await page.textContent('#compared'), 'Compared with 1,000 existing contacts.');
    assert.equal(await page.textContent('.tile[data-count="added"] dd'), '10');
    assert.equal(await page.textContent('.tile[data-count="removed"] dd'), '900');
    assert.equal(await page.isEnabled('#finish'), false, 'what is blocked is not handed over');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-guard-light');
    await page.uncheck('#mode-delete');
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.getElementById('verdict')?.dataset.verdict === 'allowed');
    await page.click('#finish');
    const [{ document, guard }] = await eventsOf(page, 'complete');
    assert.deepEqual([document.mode?.delete_missing ?? false, guard.verdict], [false, 'allowed']);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('the document and the changed file come to the same counts in the program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-element-'));
    const { page } = await shown(example());
    await page.evaluate(async () => {
        await importer.session.edit(17, 1, 'ingrid.nystroem@mail.example');
        await importer.session.replace('Land', 'Deutschland', 'DE');
    });
    await page.selectOption('#format-decimal', 'comma');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('progress').hidden && /^Checked/.test(importer.shadowRoot.getElementById('status').textContent));
    await page.click('#step-summary');
    await page.click('#finish');
    const [{ document, counts, result }] = await eventsOf(page, 'complete');
    writeFileSync(join(folder, 'contacts.csv'), await page.evaluate(() => new Response(importer.session.export('all')).text()));
    // What is given out is in UTF-8, without lines above its header.
    writeFileSync(join(folder, 'contacts.sync.json'), JSON.stringify({ ...document, source: { ...document.source, encoding: 'UTF-8', preamble_rows: 0 } }));
    const { stdout, stderr } = spawnSync(builtFile('muster'), ['check', 'contacts.sync.json', '--json'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
    rmSync(folder, { recursive: true });
    const told = JSON.parse(stdout || `{"problem":${JSON.stringify(stderr)}}`);
    for (const member of ['rows', 'records', 'rejected', 'skipped']) assert.equal(told.counts?.[member], counts[member], `${member}: ${stderr}`);
    assert.deepEqual(told.issues.by_code, result.check.issues.by_code);
    await page.close();
});

test('rejected rows are given as a file', async () => {
    const { page } = await shown(small);
    await page.click('#step-summary');
    const download = page.waitForEvent('download');
    await page.click('#rejected-download');
    const saved = await download;
    assert.equal(saved.suggestedFilename(), 'contacts.rejected.csv');
    assert.match(readFileSync(await saved.path(), 'utf8'), /^E-Mail;Name;Born;row;column;code;message\r?\nwrong;Carl;03\.04\.1977;3;/);
    await page.waitForFunction(() => document.querySelector('muster-import').shadowRoot.getElementById('status').textContent === '1 rejected row is in contacts.rejected.csv.');
    await page.close();
});

test('the host sets fields by an attribute, words by a pack, and the look by an attribute and properties', async () => {
    const setUp = () => {
        importer.texts = { locale: 'de', steps: { file: 'Datei' }, element: { checked: '{rows} geprüft' }, units: { rows: { one: '{n} Zeile', other: '{n} Zeilen' } } };
    };
    const fields = JSON.stringify({ key_field: 'mail', fields: [{ name: 'mail', label: 'Mail', type: 'email' }] });
    const { page, complaints } = await openElement({ attributes: `theme="dark" style="--muster-accent: #ff8800" fields='${fields}'`, setUp });
    assert.equal(await page.textContent('#step-file'), 'Datei');
    assert.equal(await page.textContent('#step-format'), 'Format', 'what the pack lacks is English');
    assert.equal(await page.evaluate(() => getComputedStyle(importer.shadowRoot.querySelector('.card')).backgroundColor), 'rgb(28, 35, 32)');
    assert.equal(await page.evaluate(() => getComputedStyle(importer.shadowRoot.querySelector('label.primary')).backgroundColor), 'rgb(255, 136, 0)');
    await chooseFile(page, 'small.csv', small);
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent === '3 Zeilen geprüft');
    await page.click('#step-mapping');
    await page.waitForSelector('#column-field-0');
    assert.deepEqual(await page.locator('#column-field-0 option').allTextContents(), ['not imported', 'Mail']);
    await page.evaluate(() => importer.setAttribute('fields', '{'));
    assert.equal((await eventsOf(page, 'error')).at(-1).code, 'fields_unreadable');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('of a file with hundreds of columns the first rows and the grid show a hundred at a time, and go on with keyboard and buttons', async () => {
    const names = Array.from({ length: 250 }, (_, i) => (i === 0 ? 'E-Mail' : i === 219 ? 'Second e-mail' : `Column ${i + 1}`));
    const row = (name, second) => names.map((_, i) => (i === 0 ? `${name}@example.com` : i === 219 ? second : `${name} ${i + 1}`)).join(';');
    const rows = Array.from({ length: 12 }, (_, i) => row(`name${i}`, i === 7 ? 'wrong' : `second${i}@example.com`));
    const setUp = () => {
        importer.fields = { key_field: 'email', fields: [{ name: 'email', type: 'email' }, { name: 'second_email', label: 'Second e-mail', type: 'email' }] };
    };
    const { page, complaints } = await shown(`${names.join(';')}\n${rows.join('\n')}\n`, { setUp });
    const firstRows = () => page.locator('.rows thead th').allTextContents();
    assert.deepEqual([(await firstRows()).length, await page.getAttribute('.rows', 'aria-colcount')], [101, '251']);
    assert.ok(await page.isDisabled('#rows-columns-back'));
    await page.focus('#rows-columns-on');
    await page.keyboard.press('Enter');
    assert.deepEqual((await firstRows()).slice(0, 2), ['Row', 'Column 101']);
    assert.equal(await focused(page), 'rows-columns-on');
    await page.keyboard.press('Enter');
    assert.deepEqual((await firstRows()).slice(-1), ['Column 250']);
    assert.equal(await focused(page), 'rows-columns-back');
    const allRows = () => importer.shadowRoot.querySelectorAll('.rows tbody tr:not([aria-busy])').length === 12;
    await page.waitForFunction(allRows);
    assert.deepEqual(await page.locator('.rows tbody tr:nth-child(8) td').allTextContents(),
        names.slice(200).map((name, i) => (i === 19 ? 'wrong' : `name7 ${i + 201}`)));
    assert.equal(await page.getAttribute('.rows tbody tr:nth-child(8) td:last-child', 'aria-colindex'), '251');
    assert.deepEqual(await axeFaults(page), []);
    await page.click('#step-review');
    await page.waitForSelector('.grid-body .cell');
    const heads = () => page.locator('.grid-head .cell').allTextContents();
    const detail = (text) => page.waitForFunction((text) => importer.shadowRoot.getElementById('cell-value').textContent === text, text);
    assert.equal(await page.getAttribute('#grid', 'aria-colcount'), '251');
    assert.equal((await heads()).length, 101);
    assert.ok(await page.isDisabled('#columns-back'));
    await page.focus('#grid');
    await page.keyboard.press('End');
    await detail('Row 1, Column 250: name0 250');
    assert.deepEqual((await heads()).slice(0, 2), ['Row', 'Column 201']);
    assert.equal(await page.getAttribute('.cell.active', 'aria-colindex'), '251');
    assert.equal(await page.getAttribute('#grid', 'aria-activedescendant'), await page.getAttribute('.cell.active', 'id'));
    await page.click('#columns-back');
    await detail('Row 1, Column 101: name0 101');
    assert.equal(await focused(page), 'columns-back');
    await page.focus('#grid');
    await page.keyboard.press('ArrowLeft');
    await detail('Row 1, Column 100: name0 100');
    assert.equal((await heads())[1], 'E-Mail');
    // A remark that is out of sight is marked at the number of its row, and its column comes into sight with its filter.
    await page.waitForSelector('.row-number[data-mark="error"]');
    await page.click('#remarks-of-220');
    await page.waitForSelector('.cell:not(.row-number)[data-mark="error"]');
    await detail('Row 8, Second e-mail: wrong');
    assert.equal(await page.textContent('.cell[data-mark="error"]'), 'wrong');
    await page.focus('#grid');
    await page.keyboard.press('F2');
    await page.keyboard.type('second7@example.com');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent.startsWith('Checked 12 rows: 12 ready'));
    await page.waitForFunction(() => importer.shadowRoot.getElementById('kind-invalid_email') === null);
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-wide-light');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('shown').textContent === '12 rows');
    await detail('Row 8, Second e-mail: second7@example.com');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('where no frames are drawn, as in the background, a file is read and checked all the same', async () => {
    const { page, complaints } = await openElement({ setUp: () => { globalThis.requestAnimationFrame = () => 0; } });
    const rows = Array.from({ length: 60 }, (_, i) => `p${i}@example.com;Name ${i}`).join('\n');
    await page.setInputFiles('#file', { name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(`E-Mail;Name\n${rows}\n`) });
    await page.waitForFunction(() => /^Checked 60 rows: 60 ready/.test(importer.shadowRoot.getElementById('status').textContent), undefined, { polling: 50 });
    assert.equal(await page.locator('.rows tbody tr:not([aria-busy])').count(), 60);
    await page.evaluate(() => importer.goTo('review'));
    await page.waitForFunction(() => importer.shadowRoot.querySelector('.grid-body .grid-row:not([aria-busy]) .cell:nth-child(2)')?.textContent === 'p0@example.com', undefined, { polling: 50 });
    assert.deepEqual(complaints, []);
    await page.close();
});

test('remarks are explained in the language of the pack, with the exact English words behind them', async () => {
    const { page, complaints } = await openElement({ setUp: async () => { importer.texts = (await import('/web/dist/texts/de.js')).texts; } });
    await chooseFile(page, 'small.csv', small);
    await page.waitForFunction(() => importer.shadowRoot.getElementById('status').textContent.startsWith('3 Zeilen geprüft'));
    await page.click('#step-review');
    await page.waitForSelector('.cell[data-mark="error"]');
    await page.locator('.cell[data-mark="error"]').click();
    await page.waitForFunction(() => importer.shadowRoot.getElementById('cell-remarks').textContent.startsWith('Fehler: Das ist keine E-Mail-Adresse. Korrigieren Sie sie.'));
    assert.match(await page.textContent('#cell-remarks [lang="en"]'), /"wrong"|no @|address/);
    await page.click('#step-summary');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('right to left nothing is cut off', async () => {
    const { page } = await shown(small, { setUp: () => { document.documentElement.dir = 'rtl'; } });
    await page.click('#step-review');
    await page.click('#grid');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => importer.shadowRoot.getElementById('cell-value').textContent.endsWith('anna@example.com'));
    const boxes = await page.evaluate(() => ['.row-number', '.cell[role="columnheader"]:last-child'].map((name) => importer.shadowRoot.querySelector(name).getBoundingClientRect().right));
    assert.ok(boxes[0] > boxes[1], 'the numbers of the rows are at the right');
    assert.deepEqual(await axeFaults(page), []);
    await screenshot(page, 'element-rtl-light');
    await page.close();
});

test('under a policy that forbids every request the worker with the module inside does', async () => {
    const strict = await serve(root, { 'Content-Security-Policy': strictPolicy });
    const { page, complaints } = await openPage(browser, `${strict.address}examples/element/strict.html`);
    await chooseFile(page, 'small.csv', small);
    assert.match(await checked(page), /^Checked 3 rows: 2 ready, 1 refused/);
    for (const step of steps.slice(1)) await page.click(`#step-${step}`);
    assert.deepEqual(complaints, []);
    assert.deepEqual(strict.requests.map(({ path }) => path).filter((path) => path.endsWith('.wasm')), []);
    await page.close();
    await strict.close();
});

test('a check can be cancelled, and the element goes on', async () => {
    const { page } = await openElement();
    const opened = page.evaluate(async () => {
        const part = Array.from({ length: 1000 }, (_, i) => `person${i}@example.com;Name ${i};24.12.1990\n`).join('');
        await importer.open(new Blob(['E-Mail;Name;Born\n', ...Array.from({ length: 3000 }, () => part)]), 'long.csv');
    });
    // In the page itself: from outside the check might be over before the press comes.
    await page.waitForFunction(() => {
        const [progress, cancel] = ['progress', 'cancel'].map((id) => importer.shadowRoot.getElementById(id));
        if (progress.value < 2 || !cancel.checkVisibility()) return false;
        cancel.focus();
        cancel.click();
        return true;
    });
    await opened;
    assert.match(await page.textContent('#status'), /^Cancelled/);
    assert.equal(await page.isVisible('#progress'), false);
    assert.equal(await focused(page), 'again', 'the focus is not lost with the button that had it');
    await page.click('#step-summary');
    assert.equal(await page.isEnabled('#finish'), false);
    await page.click('#again');
    assert.equal(await page.isVisible('#again'), false);
    assert.match(await checked(page), /^Checked 3,000,000 rows/);
    assert.equal(await page.isEnabled('#finish'), true);
    await page.evaluate((text) => importer.open(new Blob([text])), small);
    assert.match(await checked(page), /^Checked 3 rows/);
    await page.close();
});

test('a million rows of 100 MB are scrolled through', async () => {
    const { page, complaints } = await openElement();
    await page.evaluate(async () => {
        const parts = Array.from({ length: 1000 }, (_, i) => Array.from({ length: 1000 }, (_, j) => `p${i * 1000 + j + 1}@example.com;Name ${j};${j % 28 + 1}.12.1990;"${'a note; '.repeat(8)}"\n`).join(''));
        const file = new Blob(['E-Mail;Name;Born;Note\n', ...parts]);
        if (file.size < 100e6) throw new Error(`The file has only ${file.size} bytes.`);
        await importer.open(file, 'million.csv');
    });
    assert.match(await checked(page), /^Checked 1,000,000 rows: 1,000,000 ready/);
    await page.evaluate(() => {
        globalThis.long = [];
        new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => Math.round(duration)))).observe({ type: 'longtask' });
    });
    await page.click('#step-review');
    await page.focus('#grid');
    const value = (text) => page.waitForFunction((text) => importer.shadowRoot.getElementById('cell-value').textContent === text, text);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await value('Row 1,000,000, E-Mail: p1000000@example.com');
    assert.equal(await page.getAttribute('#grid', 'aria-rowcount'), '1000001');
    for (const share of [0.1, 0.75, 0.4, 0.5]) {
        const shown = await page.evaluate(async (share) => {
            const grid = importer.shadowRoot.getElementById('grid');
            grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
            const start = performance.now();
            const inSight = () => [...importer.shadowRoot.querySelectorAll('.grid-body .grid-row:not([hidden])')];
            const first = () => inSight().map((row) => [...row.children].slice(0, 2).map(({ textContent }) => textContent));
            for (;;) {
                await new Promise((resolve) => { setTimeout(resolve, 5); });
                const rows = first();
                const number = Number(rows[0][0].replaceAll(',', ''));
                if (Math.abs(number - share * 1e6) < 100 && inSight().every((row) => row.ariaBusy === null)) return { rows, milliseconds: performance.now() - start };
                if (performance.now() - start > 60000) throw new Error(`The rows at ${share} have not come.`);
            }
        }, share);
        for (const [number, mail] of shown.rows) assert.equal(mail, `p${number.replaceAll(',', '')}@example.com`);
        console.log(`# rows at ${share} after ${Math.round(shown.milliseconds)} ms`);
    }
    const before = Number((await page.textContent('.grid-body .row-number')).replaceAll(',', ''));
    await page.hover('#grid');
    await page.mouse.wheel(0, 340);
    await page.waitForFunction((before) => Number(importer.shadowRoot.querySelector('.grid-body .row-number').textContent.replaceAll(',', '')) === before + 10, before);
    console.log(`# long tasks: ${JSON.stringify(await page.evaluate(() => long))} ms (held to no limit here: tests/bench/element_bench.mjs measures)`);
    assert.deepEqual(complaints, []);
    await page.close();
});
