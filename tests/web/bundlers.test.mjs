// examples/bundlers: the package in pages that were built, each in a real Chromium.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chooseFile, launch, openPage, root, serve } from './support.mjs';

const folder = join(root, 'build/examples');
let browser;
let server;

before(async () => {
    browser = await launch();
    server = await serve(folder);
});

after(async () => {
    await browser.close();
    await server.close();
});

for (const name of ['esbuild', 'webpack', 'vite', 'react', 'vue']) {
    test(`${name}: a file is chosen, its rows are seen, and the sync document comes out`, async () => {
        assert.ok(existsSync(join(folder, name, 'index.html')), 'The examples are not built: run node examples/bundlers/build.mjs');
        const { page, complaints } = await openPage(browser, `${server.address}${name}/`);
        await page.waitForSelector('#drop');
        server.requests.length = 0;
        await chooseFile(page, 'people.csv', 'E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n');
        await page.locator('#status', { hasText: /^Checked 2 rows: 1 ready, 1 refused/ }).waitFor();
        assert.deepEqual(await page.locator('.rows tbody td').allTextContents(), ['anna@example.com', 'Anna', 'wrong', 'Carl']);
        assert.ok(server.requests.some(({ path }) => path.endsWith('.wasm')), 'the module is a file of its own, fetched when it is wanted');
        await page.click('#step-review');
        await page.locator('.grid-body .cell', { hasText: 'anna@example.com' }).waitFor();
        await page.click('#step-summary');
        await page.click('#finish');
        await page.waitForSelector('#answer:not(:empty)');
        const document = JSON.parse(await page.textContent('#answer'));
        assert.deepEqual(document.key, { field: 'email' });
        assert.deepEqual(document.mapping.map(({ column, field }) => [column, field]), [['E-Mail', 'email'], ['Name', 'name']]);
        assert.deepEqual(server.requests.filter(({ method }) => method !== 'GET'), []);
        assert.deepEqual(complaints, []);
        await page.close();
    });
}

test('the examples are built from versions that are written down', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'examples/bundlers/package.json'), 'utf8'));
    const { packages } = JSON.parse(readFileSync(join(root, 'examples/bundlers/package-lock.json'), 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        if (version.startsWith('file:')) continue;
        assert.equal(packages[`node_modules/${name}`].version, version, name);
    }
});
