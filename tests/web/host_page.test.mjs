// <muster-import> as pages of others use it: what they set early, late, wrongly or not at all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { builtFile, chooseFile, launch, openPage, root, serve } from './support.mjs';

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

const small = 'E-Mail;Name\nanna@example.com;Anna\nbert@example.com;Bert\nwrong;Carl\n';

/** A page with the element; `setUp` runs before it is defined. */
async function openElement(attributes = '', setUp = () => undefined) {
    const { page, complaints } = await openPage(browser, `${server.address}blank`);
    await page.evaluate(async ([attributes, setUp]) => {
        document.documentElement.lang = 'en';
        document.body.innerHTML = `<main><h1>Import</h1><muster-import ${attributes}></muster-import></main>`;
        globalThis.importer = document.querySelector('muster-import');
        globalThis.events = [];
        for (const type of ['ready', 'complete', 'error']) importer.addEventListener(`muster-${type}`, ({ detail }) => events.push({ type, detail }));
        await (0, eval)(`(${setUp})`)();
        await import('/web/dist/element.js');
    }, [attributes, String(setUp)]);
    await page.waitForSelector('#step-title');
    return { page, complaints };
}

const errorCodes = (page) => page.evaluate(() => events.filter(({ type }) => type === 'error').map(({ detail }) => detail.code));

const checked = (page) => page.waitForFunction(() => {
    const { shadowRoot } = importer;
    return /^Checked/.test(shadowRoot?.getElementById('status').textContent) && shadowRoot.getElementById('progress').hidden;
});

test('what a page sets before the element is defined counts', async () => {
    const { page, complaints } = await openElement('', () => {
        importer.settings = { name: 'Mine', mode: { update: false, delete_missing: true }, limits: { max_delete: 5 }, destination: { kind: 'contact_database', url: 'sqlite:mine.db' } };
        globalThis.workers = 0;
        importer.createWorker = () => {
            ++workers;
            return new Worker('/web/dist/worker.js', { type: 'module' });
        };
    });
    await chooseFile(page, 'contacts.csv', small);
    await checked(page);
    await page.click('#step-summary');
    assert.deepEqual([await page.isChecked('#mode-update'), await page.isChecked('#mode-delete')], [false, true]);
    await page.click('#finish');
    const { document, workers } = await page.evaluate(() => ({ document: events.find(({ type }) => type === 'complete').detail.document, workers }));
    assert.deepEqual([document.name, document.destination.url, document.limits.max_delete, document.mode.delete_missing, workers], ['Mine', 'sqlite:mine.db', 5, true, 1]);
    assert.deepEqual(complaints, []);
    await page.close();
});

test('settings that come while a file is open count, and what is equal is not checked again', async () => {
    const { page } = await openElement();
    await chooseFile(page, 'contacts.csv', small);
    await checked(page);
    const settings = { destination: { kind: 'contact_database', url: 'sqlite:late.db' }, limits: { on_rejected: 'stop' } };
    await page.evaluate((settings) => {
        const { session } = importer;
        const { check } = session;
        globalThis.checks = 0;
        session.check = (...asked) => {
            ++checks;
            return check.apply(session, asked);
        };
        importer.settings = settings;
    }, settings);
    await checked(page);
    await page.evaluate((settings) => { importer.settings = structuredClone(settings); }, settings);
    await checked(page);
    assert.equal(await page.evaluate(() => checks), 1);
    await page.click('#step-summary');
    assert.equal(await page.isEnabled('#finish'), false, 'one row is refused');
    await page.evaluate((settings) => { importer.settings = { destination: settings.destination }; }, settings);
    await checked(page);
    await page.click('#finish');
    assert.deepEqual(await page.evaluate(() => events.find(({ type }) => type === 'complete').detail.document.destination), settings.destination);
    await page.close();
});

test('what the settings say of the format is shown and in force, early and late', async () => {
    const { page, complaints } = await openElement('', () => { importer.settings = { source: { header: false } }; });
    await chooseFile(page, 'contacts.csv', 'anna@example.com;Anna\nbert@example.com;Bert\ncarl@example.com;Carl\n');
    await checked(page);
    assert.equal(await page.inputValue('#format-header'), 'no');
    assert.deepEqual(await page.evaluate(() => importer.session.columns.map(({ name }) => name)), ['column 1', 'column 2']);
    await page.evaluate(() => { importer.settings = { source: { header: true } }; });
    await page.waitForFunction(() => importer.shadowRoot.getElementById('format-header').value === 'yes' && importer.session.columns[0].name === 'anna@example.com');
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a file that is opened before the element is in the page is shown when it is', async () => {
    const { page, complaints } = await openElement();
    await page.evaluate(async (text) => {
        importer.remove();
        globalThis.importer = document.createElement('muster-import');
        await importer.open(new File([text], 'early.csv'));
        document.querySelector('main').append(importer);
    }, small);
    await checked(page);
    assert.deepEqual(await page.evaluate(() => [importer.step, importer.session.name]), ['format', 'early.csv']);
    await page.locator('.rows tbody td', { hasText: 'anna@example.com' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a key that is held on the button finishes once', async () => {
    const { page } = await openElement();
    await chooseFile(page, 'contacts.csv', small);
    await checked(page);
    await page.click('#step-summary');
    await page.focus('#finish');
    for (let i = 0; i < 3; ++i) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    assert.equal(await page.evaluate(() => events.filter(({ type }) => type === 'complete').length), 1);
    await page.close();
});

test('of cells of a spreadsheet, which come with a picture of them, the text is taken', async () => {
    const { page } = await openElement();
    await page.evaluate(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'E-Mail\tName\r\nanna@example.com\tAnna\r\n');
        clipboardData.items.add(new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], 'image.png', { type: 'image/png' }));
        importer.shadowRoot.getElementById('drop').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }));
    });
    await checked(page);
    assert.equal(await page.evaluate(() => importer.session.name), 'pasted.csv');
    await page.close();
});

test('the document finds a file whose name has a percent sign', async () => {
    const { page } = await openElement();
    await chooseFile(page, '50% of a%41b.csv', small);
    await checked(page);
    await page.click('#step-summary');
    await page.click('#finish');
    const document = await page.evaluate(() => events.find(({ type }) => type === 'complete').detail.document);
    await page.close();
    const folder = mkdtempSync(join(tmpdir(), 'muster-host-'));
    writeFileSync(join(folder, '50% of a%41b.csv'), small);
    writeFileSync(join(folder, 'contacts.sync.json'), JSON.stringify(document));
    const { stdout, stderr } = spawnSync(builtFile('muster'), ['check', 'contacts.sync.json', '--json'], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    assert.equal(JSON.parse(stdout || '{}').counts?.records, 2, stderr);
});

test('null and undefined stand for what is not set', async () => {
    const { page, complaints } = await openElement();
    for (const nothing of ['null', 'undefined']) {
        await page.evaluate((nothing) => {
            for (const name of ['fields', 'existing', 'settings', 'texts', 'createWorker']) importer[name] = nothing === 'null' ? null : undefined;
        }, nothing);
        await page.click('#step-file');
        await chooseFile(page, `${nothing}.csv`, small);
        await checked(page);
        assert.equal(await page.evaluate(() => importer.session.name), `${nothing}.csv`);
        await page.evaluate(() => importer.reset());
    }
    assert.deepEqual([await errorCodes(page), complaints], [[], []]);
    await page.close();
});

test('fields in the markup that cannot be read are said, and no file is opened with other fields', async () => {
    const { page } = await openElement(`fields='{"fields": ['`);
    const said = /^The list of fields given by this page cannot be used/;
    assert.match(await page.textContent('#file-error'), said);
    assert.deepEqual(await errorCodes(page), ['fields_unreadable']);
    await chooseFile(page, 'contacts.csv', small);
    await page.waitForFunction(() => events.length === 2);
    assert.deepEqual(await errorCodes(page), ['fields_unreadable', 'fields_unreadable']);
    assert.match(await page.textContent('#file-error'), said);
    assert.equal(await page.evaluate(() => importer.session), null);
    await page.evaluate(() => importer.setAttribute('fields', '{"key_field":"email","fields":[{"name":"email","type":"email"}]}'));
    assert.equal(await page.isVisible('#file-error'), false);
    await chooseFile(page, 'contacts.csv', small);
    await checked(page);
    await page.close();
});

test('a framework that sets properties sets the theme and the fields as attributes do', async () => {
    const { page, complaints } = await openElement('', () => {
        importer.theme = 'dark';
        importer.fields = '{"key_field":"email","fields":[{"name":"email","type":"email"},{"name":"town","type":"text"}]}';
    });
    const ground = () => page.evaluate(() => getComputedStyle(importer.shadowRoot.querySelector('.muster')).backgroundColor);
    const dark = await ground();
    assert.equal(await page.getAttribute('muster-import', 'theme'), 'dark');
    await page.evaluate(() => { importer.theme = 'light'; });
    assert.notEqual(await ground(), dark);
    await page.evaluate(() => { importer.theme = null; });
    assert.equal(await page.getAttribute('muster-import', 'theme'), null);
    await chooseFile(page, 'contacts.csv', 'E-Mail;Town\nanna@example.com;Ulm\n');
    await checked(page);
    assert.deepEqual(await page.evaluate(() => importer.session.mapping.mapping.map(({ field, new_field }) => [field, new_field ?? false])), [['email', false], ['town', false]]);
    await page.evaluate(() => {
        for (const wrong of ['{', '5', '[]', { fields: 'email' }]) importer.fields = wrong;
    });
    assert.deepEqual(await errorCodes(page), Array(4).fill('fields_unreadable'));
    assert.deepEqual(complaints, []);
    await page.close();
});

test('a step that does not exist is refused and changes nothing', async () => {
    const { page } = await openElement();
    await chooseFile(page, 'contacts.csv', small);
    await checked(page);
    const refused = await page.evaluate(() => {
        try {
            importer.goTo('columns');
        } catch ({ code, message }) {
            return [code, message, importer.step];
        }
        return null;
    });
    assert.deepEqual(refused, ['usage', 'There is no step "columns".', 'format']);
    await page.evaluate(() => importer.goTo('mapping'));
    assert.equal(await page.textContent('#step-title'), 'Columns');
    await page.close();
});

test('a file that is given up while its keys are refused leaves no worker behind', async () => {
    const { page } = await openElement('', () => {
        globalThis.ended = [];
        const { terminate } = Worker.prototype;
        Worker.prototype.terminate = function () {
            ended.push(this);
            terminate.call(this);
        };
        importer.existing = new Blob(['no keys']);
    });
    await chooseFile(page, 'contacts.csv', small);
    await page.waitForSelector('#file-error:not([hidden])');
    assert.deepEqual(await errorCodes(page), ['syntax_error']);
    await page.waitForFunction(() => ended.length === 1);
    await page.close();
});

test('a file is taken wherever it is dropped or pasted while one is asked for, and later never takes the place of the page', async () => {
    const { page } = await openElement();
    const drag = (type, id, kind = 'file') => page.evaluate(([type, id, kind, text]) => {
        const dataTransfer = new DataTransfer();
        if (kind === 'file') dataTransfer.items.add(new File([text], `${id}.csv`));
        else dataTransfer.setData('text/plain', 'words');
        const event = new DragEvent(type, { dataTransfer, bubbles: true, composed: true, cancelable: true });
        importer.shadowRoot.getElementById(id).dispatchEvent(event);
        return event.defaultPrevented;
    }, [type, id, kind, small]);
    assert.equal(await drag('dragover', 'step-title'), true);
    assert.match(await page.getAttribute('#drop', 'class'), /over/);
    assert.equal(await drag('dragover', 'step-title', 'text'), false, 'words may be dragged into fields');
    assert.equal(await drag('drop', 'step-title'), true);
    await checked(page);
    for (const step of ['format', 'mapping', 'review', 'summary']) {
        await page.click(`#step-${step}`);
        assert.deepEqual([await drag('dragover', 'step-title'), await drag('drop', 'step-title')], [true, true], step);
    }
    await page.click('#step-file');
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((text) => navigator.clipboard.writeText(text), small);
    await page.click('#paste-open');
    await page.keyboard.press('Control+V');
    assert.equal(await page.inputValue('#paste-text'), small, 'into a field as anywhere');
    await page.focus('#step-title');
    await page.keyboard.press('Control+V');
    await page.waitForFunction(() => importer.session?.name === 'pasted.csv');
    assert.deepEqual(await page.evaluate(() => events.filter(({ type }) => type === 'ready').map(({ detail }) => detail.name)), ['step-title.csv', 'pasted.csv']);
    await page.close();
});

/** What `muster contacts keys` writes of a database with these contacts. */
function keysOf(contacts) {
    const folder = mkdtempSync(join(tmpdir(), 'muster-host-'));
    writeFileSync(join(folder, 'all.csv'), contacts);
    for (const command of [['import', 'all.csv', '--into', 'sqlite:c.db', '--key', 'email', '--yes'], ['contacts', 'keys', '--into', 'sqlite:c.db', '-o', 'c.keys']]) {
        const { status, stderr } = spawnSync(builtFile('muster'), command, { cwd: folder, encoding: 'utf8', env: { ...process.env, MUSTER_HOME: join(folder, 'home') } });
        assert.equal(status, 0, stderr);
    }
    const keys = [...readFileSync(join(folder, 'c.keys'))];
    rmSync(folder, { recursive: true });
    return keys;
}

/** What is shown of an element that is not marked as another language. */
const unmarked = (page, selector) => page.locator(selector).evaluate((place) => {
    const copy = place.cloneNode(true);
    for (const marked of copy.querySelectorAll('[lang="en"]')) marked.remove();
    return copy.textContent.trim();
});

test('errors and the guard speak the language of the pack, and the exact English behind is marked as English', async () => {
    const { page } = await openElement();
    const address = (i) => `p${i}@example.com,Name ${i}`;
    const list = (length) => `email,name\n${Array.from({ length }, (_, i) => address(i)).join('\n')}\n`;
    await page.evaluate(async (keys) => {
        importer.texts = (await import('/web/dist/texts/de.js')).texts;
        importer.existing = new Blob([Uint8Array.from(keys)]);
        importer.settings = { mode: { delete_missing: true } };
    }, keysOf(list(100)));
    await chooseFile(page, 'empty.csv', '');
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await unmarked(page, '#file-error'), 'Die Datei enthält keinen Text. Exportieren Sie sie noch einmal.');
    assert.match(await page.textContent('#file-error [lang="en"]'), /The file is empty/);
    await chooseFile(page, 'few.csv', list(10));
    await page.waitForFunction(() => /^10 Zeilen geprüft/.test(importer.shadowRoot.getElementById('status').textContent));
    assert.equal(await page.getAttribute('#format-evidence .evidence', 'lang'), 'en');
    await page.click('#step-mapping');
    assert.equal(await page.getAttribute('.column .reason', 'lang'), 'en');
    await page.selectOption('#column-field-1', 'email');
    await page.waitForSelector('#problem');
    assert.match(await unmarked(page, '#problem li'), /^Mehrere Spalten füllen dasselbe Feld\./);
    await page.selectOption('#column-field-1', 'name');
    await page.waitForSelector('#problem', { state: 'detached' });
    await page.click('#step-summary');
    assert.equal(await unmarked(page, '#verdict'), 'Der Import würde angehalten. Nichts würde geschrieben.Die Datei enthält zu wenige der bekannten Kontakte; ' +
        'es würde zu viel gelöscht. Prüfen Sie, ob sie vollständig ist, oder löschen Sie keine Kontakte, die in ihr fehlen.');
    assert.match(await page.textContent('#verdict [lang="en"]'), /The 10 % rule stops this run/);
    for (const [settings, length, rule, said] of [
        [{ mode: { delete_missing: true } }, 90, 'first_run', /^Der Import darf laufen, aber es würde nichts gelöscht\.Noch niemand hat/],
        [{ mode: { delete_missing: true }, limits: { max_delete: 5 } }, 90, 'max_delete', /Es würden mehr Kontakte gelöscht/],
        [{ mode: { delete_missing: true }, limits: { max_delete_percent: 5 } }, 90, 'max_delete_percent', /Es würde ein größerer Teil/],
    ]) {
        await page.evaluate((settings) => { importer.settings = settings; }, settings);
        await page.click('#step-file');
        await chooseFile(page, 'few.csv', list(length));
        await page.waitForFunction((length) => importer.shadowRoot.getElementById('status').textContent.startsWith(`${length} Zeilen geprüft`), length);
        await page.click('#step-summary');
        assert.equal(await page.getAttribute('#verdict', 'data-rule'), rule);
        assert.match(await unmarked(page, '#verdict'), said);
        assert.doesNotMatch(await page.textContent('#verdict'), /muster plan|--allow-deletes/, 'nobody has a command line here');
        assert.equal(await page.textContent('.tile[data-count="removed"] dd'), rule === 'first_run' ? '0' : '10');
    }
    await page.close();
});
