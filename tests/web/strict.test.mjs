// The page under a policy that forbids every request: the module is inside the worker's script.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checked, chooseFile, dist, launch, openPage, serve, strictPolicy } from './support.mjs';

let browser;
let server;

before(async () => {
    browser = await launch();
    server = await serve(join(dist, 'admin-strict'), { 'Content-Security-Policy': strictPolicy });
});

after(async () => {
    await browser.close();
    await server.close();
});

test('nothing is fetched and nothing is evaluated, and the file is checked', async () => {
    const { page, complaints } = await openPage(browser, server.address);
    await page.evaluate(() => {
        globalThis.violations = [];
        document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(event.violatedDirective));
    });
    await chooseFile(page, 'people.csv', 'E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n');
    assert.match(await checked(page), /^Checked 2 rows: 1 ready, 1 refused/);
    const download = page.waitForEvent('download');
    await page.click('#save-document');
    assert.equal((await download).suggestedFilename(), 'people.sync.json');
    assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
    assert.deepEqual(complaints, []);
    assert.deepEqual(server.requests.map(({ path }) => path).sort(), ['/', '/main.js', '/style.css', '/worker-inline.js']);
    await page.close();
});

test('the policy is in force: a page with a fetched module would not work', async () => {
    const fetched = await serve(join(dist, 'admin'), { 'Content-Security-Policy': strictPolicy });
    const { page } = await openPage(browser, fetched.address);
    await chooseFile(page, 'people.csv', 'E-Mail\nanna@example.com\n');
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file-error', 'data-code'), 'module_failed');
    await page.close();
    await fetched.close();
});
