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
let inNode;

const bundled = async (format) => (await require('esbuild').build({
    entryPoints: [fileURLToPath(new URL('../../web/src/source.ts', import.meta.url))],
    bundle: true, write: false, format, globalName: 'source', target: 'es2022',
})).outputFiles[0];

before(async () => {
    browser = await launch();
    page = await browser.context.newPage();
    await page.evaluate(`${(await bundled('iife')).text}; globalThis.source = source`);
    inNode = await import(`data:text/javascript;base64,${Buffer.from((await bundled('esm')).contents).toString('base64')}`);
});

after(() => browser.close());

/** The unpacked text, or "code: message". */
const unpacked = (content, limits) => page.evaluate(async ([base64, given]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    try {
        return await (await source.unpacked(new Blob([bytes]), undefined, { ...source.unpackLimits, ...given })).text();
    } catch (error) {
        return `${error.code}: ${error.message}`;
    }
}, [Buffer.from(content).toString('base64'), limits ?? null]);

const unpackedInNode = async (content) => {
    try {
        return await (await inNode.unpacked(new Blob([content]))).text();
    } catch (error) {
        return `${error.code}: ${error.message}`;
    }
};

/** As bgzip packs: the packed length, less one, stands in an extra field of the header. */
const bgzipped = (text) => {
    const packed = gzipSync(text);
    const head = Buffer.from([...packed.subarray(0, 10), 6, 0, 0x42, 0x43, 2, 0, 0, 0]);
    head[3] |= 4;
    head.writeUInt16LE(packed.length + 8 - 1, 16);
    return Buffer.concat([head, packed.subarray(10)]);
};

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
    for (const [name, [content, expected]] of Object.entries(cases)) {
        assert.ok(await unpacked(content) === expected, name);
        assert.ok(await unpackedInNode(content) === expected, `${name}, in Node`);
    }
    assert.equal((await unpacked(Buffer.concat([stored, gzipSync('z')]))).slice(-2), 'yz');
});

test('the zeros that end a member are told from padding', async () => {
    const first = gzipSync('a;b\n');
    for (const length of [0, 1, 255, 256, 65535, 65536, 70000]) {
        const second = gzipSync(Buffer.alloc(length, 'x'));
        for (const padding of [0, 1, 3, 4, 8, 9, 512]) {
            assert.equal((await unpacked(Buffer.concat([first, second, Buffer.alloc(padding)]))).length, 4 + length, `${length} + ${padding}`);
        }
        assert.match(await unpacked(Buffer.concat([first, second.subarray(0, -1)])), /^decompression_failed: /, `${length}, cut by a byte`);
    }
    // Nothing, packed in other ways: one stored block, and two fixed ones.
    for (const data of [[1, 0, 0, 0xff, 0xff], [2, 0x0c, 0]]) {
        const nothing = Buffer.from([...gzipSync('').subarray(0, 10), ...data, ...Buffer.alloc(8)]);
        for (const padding of [0, 1, 512]) assert.equal(await unpacked(Buffer.concat([first, nothing, Buffer.alloc(padding)])), 'a;b\n');
    }
});

test('members end wherever they end in the slices that are read', async () => {
    const slice = await page.evaluate(() => source.sliceBytes);
    const noise = Buffer.from(Array.from({ length: slice - 200 }, (_, i) => (i * 7919 >> 3) & 0x7f));
    const stored = gzipSync(noise, { level: 0 });
    for (let offset = -9; offset <= 5; offset++) {
        // A file name in the header brings the member to the length that is wanted.
        const name = Buffer.alloc(slice + offset - stored.length, 'n');
        name[name.length - 1] = 0;
        const packed = Buffer.concat([stored.subarray(0, 10), name, stored.subarray(10)]);
        packed[3] |= 8;
        assert.ok(await unpacked(Buffer.concat([packed, gzipSync('z')])) === `${noise.toString('latin1')}z`, `offset ${offset}`);
    }
});

test('very many small members are one file', async () => {
    const rows = Array.from({ length: 20000 }, (_, i) => `${i};a\n`);
    for (const pack of [gzipSync, bgzipped]) {
        const packed = Buffer.concat([...rows.map((row) => pack(row)), pack('')]);
        assert.ok(await unpacked(packed) === rows.join(''), pack.name);
    }
});

test('more members than are unpacked in reasonable time are refused with what to do', async () => {
    const packed = Buffer.concat(['a', 'b', 'c'].map((text) => gzipSync(text)));
    assert.equal(await unpacked(packed, { maxMembers: 3 }), 'abc');
    assert.match(await unpacked(packed, { maxMembers: 2 }), /^file_unreadable: .*more than 2 packed files.*Unpack it yourself/);
});

test('a file that can no longer be read is an error of this package', async () => {
    for (const readable of [0, 1, 2, 3]) {
        assert.match(await page.evaluate(async ([base64, left]) => {
            const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const blob = new Blob([bytes]);
            const slice = blob.slice.bind(blob);
            const gone = () => { throw new DOMException('gone', 'NotReadableError'); };
            blob.slice = (...range) => (left-- > 0 ? slice(...range) : { arrayBuffer: async () => gone(), stream: () => new ReadableStream({ pull: gone }) });
            blob.stream = () => blob.slice(0).stream();
            return source.unpacked(blob).then(() => 'read', (error) => `${error.code}: ${error.message}`);
        }, [gzipSync('a').toString('base64') + gzipSync('b').toString('base64'), readable]), /^file_unreadable: The file can no longer be read/, `${readable}`);
    }
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
        'second with a wrong checksum': Buffer.concat([packed, checksum, packed]), 'first with a wrong checksum': Buffer.concat([checksum, packed]),
    })) {
        assert.match(await unpacked(content), /^decompression_failed: The gzip file is damaged or was cut off/, name);
        // Node's unpacker ignores what follows a whole member.
        if (name === 'text') continue;
        assert.match(await unpackedInNode(content), /^decompression_failed: The gzip file is damaged or was cut off/, `${name}, in Node`);
    }
});

test('a small file that unpacks into a huge one is stopped, exactly beyond 200 times', async () => {
    assert.deepEqual(await page.evaluate(() => source.unpackLimits), { maxRatio: 200, freeBytes: 100 * 1024 * 1024, maxMembers: 100000 });
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
