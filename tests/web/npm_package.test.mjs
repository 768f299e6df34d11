// The package as npm gives it to a host: what is in it, its types in a strict project, and what a bundler makes of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { root } from './support.mjs';

const web = join(root, 'web');
const require = createRequire(join(web, 'package.json'));
let project;

before(() => {
    project = mkdtempSync(join(tmpdir(), 'muster-host-'));
    mkdirSync(join(project, 'node_modules/@muster'), { recursive: true });
    symlinkSync(web, join(project, 'node_modules/@muster/import'));
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
});

after(() => rmSync(project, { recursive: true }));

test('the package holds what its entries name and its licence, and not the page', () => {
    const run = spawnSync('npm', ['pack', '--dry-run', '--json', '--offline'], { cwd: web, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const files = JSON.parse(run.stdout)[0].files.map(({ path }) => path);
    const { exports } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'));
    const targets = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
    for (const target of targets) assert.ok(files.includes(target.slice(2).replace('*', 'de')), target);
    assert.ok(files.includes('dist/LICENSE'));
    assert.deepEqual(files.filter((file) => /admin/.test(file)), []);
});

const program = `
import { MusterError, openSession, type Plan, type Session, type SyncDocument } from '@muster/import';
import { openSession as openInline } from '@muster/import/inline';
import { openSession as openHere } from '@muster/import/core';
import { MusterImportElement, type TextsPack } from '@muster/import/element';
import { texts } from '@muster/import/texts/de';

export async function run(file: File, keys: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Plan | null> {
    const session: Session = await openSession(file, { signal, format: { delimiter: ';' } });
    const { mapping, key } = await session.suggestMapping();
    const document: SyncDocument = {
        name: 'x', source: { url: 'file:x.csv' }, destination: { kind: 'contact_database' }, key: { field: key ?? 'email' },
        mapping: mapping.map(({ column, field }) => ({ column, field })),
    };
    try {
        await session.setMapping(document);
        return await session.plan(keys, { signal, onProgress: ({ bytes, total }) => console.log(bytes / total) });
    } catch (error) {
        if (error instanceof MusterError && error.issues[0]?.code === 'field_mapped_twice') return null;
        throw error;
    }
}

const element: MusterImportElement = document.createElement('muster-import');
element.texts = texts;
element.texts = { locale: 'nl', element: { next: 'Verder' } } satisfies TextsPack;
element.existing = undefined;
element.settings = null;
element.addEventListener('muster-complete', ({ detail }) => {
    const matched: number = detail.counts.matched;
    const verdict: 'allowed' | 'withheld' | 'blocked' | undefined = detail.guard?.verdict;
    console.log(matched, verdict, detail.document.name, detail.edits.length);
});
element.addEventListener('muster-error', ({ detail: { code, message } }) => console.log(code satisfies string, message));
// @ts-expect-error: a step of this name does not exist
element.goTo('columns');
console.log(openInline, openHere);
`;

for (const [resolution, module] of [['bundler', 'esnext'], ['nodenext', 'nodenext']]) {
    test(`a strict TypeScript project takes the types, events included, without a declaration of its own: ${resolution}`, () => {
        writeFileSync(join(project, 'host.ts'), program);
        writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ files: ['host.ts'], compilerOptions: {
            strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], module, moduleResolution: resolution, types: [], preserveSymlinks: true,
            skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true,
        } }));
        const run = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', project], { encoding: 'utf8' });
        assert.deepEqual([run.status, run.stdout], [0, '']);
    });
}

/** A program that is right only if the types of the package have just the members that the schema of the documents has. */
function programOf({ properties, $defs }) {
    const members = (schema) => Object.keys(schema).map((name) => `'${name}'`).join(' | ');
    const parts = { SyncDocument: [`SyncDocument`, properties], Source: [`SyncDocument['source']`, $defs.source.properties], Entry: [`FieldMapping`, $defs.entry.properties],
        Rule: [`FieldRule`, $defs.rule.properties], Mode: [`NonNullable<SyncDocument['mode']>`, $defs.mode.properties], Limits: [`NonNullable<SyncDocument['limits']>`, $defs.limits.properties] };
    const types = Object.entries(parts).map(([name, [type, schema]]) =>
        `export type ${name}Members = Same<keyof ${type}, ${members(schema)}>;\nexport const has${name}: ${name}Members = true;\n`);
    const nullable = Object.entries(parts).filter(([name]) => name !== 'SyncDocument').flatMap(([name, [type, schema]]) =>
        Object.entries(schema).filter(([, { type: kinds, anyOf = [], enum: values = [] }]) => [kinds].flat().includes('null') || values.includes(null)
            || anyOf.some((one) => one.type === 'null' || one.enum?.includes(null)))
            .map(([member]) => `export const ${name}_${member}: Partial<${type}> = { ${member}: null };\n`));
    return `import type { FieldMapping, FieldRule, SyncDocument } from '@muster/import';
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
${types.join('')}${nullable.join('')}
export const examples: SyncDocument[] = [
    { name: 'x', source: { url: 'ftps://host/x.csv', user: 'u', password: { env: 'X' } }, destination: { url: 'sqlite:x', busy_seconds: 3, password: { file: 'p' } },
        key: { field: 'a' }, mapping: 'auto', even_if_unchanged: true, schedule: null, notify: null, $schema: 'x', decimal: ',' },
];
`;
}

test('the type of the sync document has the members of its schema', () => {
    writeFileSync(join(project, 'document.ts'), programOf(JSON.parse(readFileSync(join(root, 'docs/sync.schema.json'), 'utf8'))));
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ files: ['document.ts'], compilerOptions: {
        strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], module: 'esnext', moduleResolution: 'bundler', types: [], preserveSymlinks: true, exactOptionalPropertyTypes: true,
    } }));
    const run = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', project], { encoding: 'utf8' });
    assert.deepEqual([run.status, run.stdout], [0, '']);
});

test('a worker of the host that imports the script of the package keeps it, whatever the bundler leaves out', async () => {
    const { build } = require('esbuild');
    for (const [entry, member] of [['worker', 'onmessage'], ['worker-inline', 'onmessage'], ['element', 'muster-import']]) {
        const { outputFiles, warnings } = await build({
            stdin: { contents: `import '@muster/import/${entry}';`, resolveDir: project }, bundle: true, format: 'esm', write: false, logLevel: 'silent', preserveSymlinks: true,
        });
        assert.deepEqual(warnings, [], entry);
        assert.ok(outputFiles[0].text.includes(member), entry);
    }
    const { outputFiles } = await build({
        stdin: { contents: "import '@muster/import';", resolveDir: project }, bundle: true, format: 'esm', write: false, logLevel: 'silent', preserveSymlinks: true,
    });
    assert.equal(outputFiles[0].text.trim().length < 100, true, 'the main entry does nothing when it is imported');
});
