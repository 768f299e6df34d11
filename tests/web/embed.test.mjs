// The example of the README: the package in a page of one's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFile, launch, openPage, root, serve } from './support.mjs';

test('ten lines check a file in somebody else\'s page', async () => {
    const browser = await launch();
    const server = await serve(root);
    try {
        const { page, complaints } = await openPage(browser, `${server.address}examples/embed.html`);
        await chooseFile(page, 'people.csv', 'E-Mail;Name\nanna@example.com;Anna\nwrong;Carl\n');
        await page.waitForFunction(() => document.getElementById('answer').textContent !== '');
        assert.match(await page.textContent('#answer'), /^UTF-8, 1 ready, 1 refused\nrow 2: /);
        assert.deepEqual(complaints, []);
    } finally {
        await browser.close();
        await server.close();
    }
});
