// How files are unpacked before they are read, by a real browser's DecompressionStream.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { launch } from './support.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
let browser;
let page;

before(async () => {
    const { outputFiles } = await require('esbuild').build({
        entryPoints: [fileURLToPath(new URL('../../web/src/source.ts', import.meta.url))],
        bundle: true, write: false, format: 'iife', globalName: 'source', target: 'es2022',
    });
    browser = await launch();
    page = await browser.context.newPage();
    await page.evaluate(`${outputFiles[0].text}; globalThis.source = source`);
});

after(() => browser.close());

/** The unpacked text, or "code: message". */
const unpacked = (content, limits) => page.evaluate(async ([base64, given]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    try {
        return await (await source.unpacked(new Blob([bytes]), undefined, given ?? undefined)).text();
    } catch (error) {
        return `${error.code}: ${error.message}`;
    }
}, [Buffer.from(content).toString('base64'), limits ?? null]);

const lines = (count, start = 0) => Array.from({ length: count }, (_, i) => `row ${(i * 7919 + start) % 100003};${i}\n`).join('');
const zeros = Buffer.alloc(512);

test('a gzip file of one member or several is unpacked, padding ignored', async () => {
    const text = lines(100000);
    const half = text.length / 2 | 0;
    // Bytes that look like the start of a member, stored as they are, must not be taken for one.
    const decoy = `x${String.fromCharCode(0x1f)}`;
    const stored = gzipSync(Buffer.concat([Buffer.from(decoy), gzipSync('inner', { level: 0 }), Buffer.from('y')]), { level: 0 });
    const cases = {
        one: [gzipSync(text), text],
        two: [Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]), text],
        many: [Buffer.concat(Array.from({ length: 60 }, (_, i) => gzipSync(lines(50, i)))), Array.from({ length: 60 }, (_, i) => lines(50, i)).join('')],
        padded: [Buffer.concat([gzipSync(text), zeros]), text],
        'two, padded': [Buffer.concat([gzipSync('a;b\n'), gzipSync('c;d\n'), zeros]), 'a;b\nc;d\n'],
        'with an empty one at the end': [Buffer.concat([gzipSync('a;b\n'), gzipSync('')]), 'a;b\n'],
        'empty, padded': [Buffer.concat([gzipSync(''), zeros]), ''],
        'not packed': [text.slice(0, 100), text.slice(0, 100)],
    };
    for (const [name, [content, expected]] of Object.entries(cases)) assert.ok(await unpacked(content) === expected, name);
    assert.equal((await unpacked(Buffer.concat([stored, gzipSync('z')]))).slice(-2), 'yz');
});

test('a gzip file that is damaged, cut off or followed by other data is refused', async () => {
    const packed = gzipSync(lines(20000));
    const flipped = Buffer.from(packed);
    flipped[packed.length >> 1] ^= 0x55;
    const checksum = Buffer.from(packed);
    checksum[packed.length - 6] ^= 1;
    for (const [name, content] of Object.entries({
        flipped, checksum, cut: packed.subarray(0, packed.length >> 1), 'cut by a byte': packed.subarray(0, -1), header: packed.subarray(0, 5),
        text: Buffer.concat([packed, Buffer.from('text')]), 'second cut': Buffer.concat([packed, packed.subarray(0, 900)]),
        'second damaged': Buffer.concat([packed, flipped, packed]),
    })) assert.match(await unpacked(content), /^decompression_failed: The gzip file is damaged or was cut off/, name);
});

test('a small file that unpacks into a huge one is stopped, exactly beyond 200 times', async () => {
    assert.deepEqual(await page.evaluate(() => source.unpackLimits), { maxRatio: 200, freeBytes: 100 * 1024 * 1024 });
    const packed = gzipSync(Buffer.alloc(3000000, 'a'));
    const ratio = 3000000 / packed.length;
    assert.equal((await unpacked(packed, { maxRatio: ratio, freeBytes: 2999999 })).length, 3000000);
    assert.match(await unpacked(packed, { maxRatio: ratio * 0.9999, freeBytes: 2999999 }), /^decompression_failed: .* times its size/);
    assert.equal((await unpacked(packed, { maxRatio: 1, freeBytes: 3000000 })).length, 3000000);
    const several = Buffer.concat([packed, packed]);
    assert.match(await unpacked(several, { maxRatio: 200, freeBytes: 5999999 }), /^decompression_failed: .*more than 200 times/);
});

test('a zip archive is refused with what to do', async () => {
    assert.match(await unpacked(Buffer.from('PK\x03\x04....')), /^file_unreadable: .*zip archive.*unpack the archive/);
    assert.equal(await unpacked('PK;name\n1;a\n'), 'PK;name\n1;a\n');
});
