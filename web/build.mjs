// Builds the package and the page into dist/:
//   dist/*.js, *.d.ts, muster.wasm    the npm package
//   dist/admin/                       the page, with muster.wasm beside it
//   dist/admin-strict/                the page for a policy that forbids every request, with the module inside the worker
// The WebAssembly module comes from the folder given as the first argument, by default that of the CMake preset `wasm`.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const wasmFolder = resolve(process.argv[2] ?? join(here, '../build/wasm'));
const dist = join(here, 'dist');
const strictPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'none'";

if (!existsSync(join(wasmFolder, 'muster.wasm'))) {
    console.error(`There is no muster.wasm in ${wasmFolder}. Build it first: cmake --preset wasm && cmake --build --preset wasm`);
    process.exit(1);
}

const common = {
    absWorkingDir: here,
    bundle: true,
    format: 'esm',
    target: ['chrome109', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
    loader: { '.wasm': 'binary' },
    alias: {
        'muster-wasm-glue': join(wasmFolder, 'muster.mjs'),
        'muster-wasm-bytes': join(wasmFolder, 'muster.wasm'),
    },
    logLevel: 'warning',
};

function buildPackage() {
    return build({
        ...common,
        entryPoints: ['src/index.ts', 'src/inline.ts', 'src/core.ts', 'src/worker.ts', 'src/worker-inline.ts'],
        outdir: dist,
    });
}

/** Style sheets become text in a script: they are made into sheets where they are used. */
const styleText = {
    name: 'style-text',
    setup({ onLoad }) {
        onLoad({ filter: /\.css$/ }, async ({ path }) => {
            const { outputFiles } = await build({ ...common, entryPoints: [path], write: false });
            return { contents: outputFiles[0].text, loader: 'text' };
        });
    },
};

/** Packs of texts, each a file of its own: a host loads the one that it shows. */
function buildTexts() {
    return build({ ...common, entryPoints: ['src/texts/de.ts', 'src/texts/fr.ts', 'src/texts/sv.ts'], outdir: join(dist, 'texts'), charset: 'utf8' });
}

/** The element uses the session of the main entry, which lies beside it. */
const besideIndex = {
    name: 'beside-index',
    setup({ onResolve }) {
        onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path: './index.js', external: true }));
    },
};

function buildElement() {
    return build({ ...common, entryPoints: ['src/element.ts'], outdir: dist, plugins: [styleText, besideIndex] });
}

const policyTag = (policy) => `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;

const iconTag = '<link rel="icon" href="icon.svg">\n';

/** With a policy the page loads nothing but what the policy names: no icon either. */
async function buildPage(folder, entry, assets, policy = '') {
    await build({
        ...common,
        entryPoints: ['admin/main.ts', 'admin/style.css'],
        outdir: join(dist, folder),
        alias: { ...common.alias, '@muster/import': join(here, entry) },
    });
    for (const asset of assets) cpSync(join(dist, asset), join(dist, folder, asset));
    const html = readFileSync(join(here, 'admin/index.html'), 'utf8');
    writeFileSync(join(dist, folder, 'index.html'), html
        .replace('<!-- policy -->\n', policy === '' ? '' : policyTag(policy))
        .replace('<!-- icon -->\n', policy === '' ? iconTag : ''));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
cpSync(join(wasmFolder, 'muster.wasm'), join(dist, 'muster.wasm'));
cpSync(join(here, '../LICENSE'), join(dist, 'LICENSE'));
await buildPackage();
await buildElement();
await buildTexts();
await buildPage('admin', 'src/index.ts', ['worker.js', 'muster.wasm']);
cpSync(join(here, 'admin/icon.svg'), join(dist, 'admin/icon.svg'));
await buildPage('admin-strict', 'src/inline.ts', ['worker-inline.js'], strictPolicy);
execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'], { cwd: here, stdio: 'inherit' });
