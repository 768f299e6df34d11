import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Builds this page into a folder. */
export async function buildHere(folder) {
    const here = fileURLToPath(new URL('.', import.meta.url));
    await build({ absWorkingDir: here, entryPoints: ['main.js', 'index.html'], loader: { '.html': 'copy' }, bundle: true, format: 'esm', minify: true, outdir: folder, logLevel: 'warning' });
    // esbuild does not follow addresses of workers and assets: they have to lie beside the script.
    for (const asset of ['worker', 'muster.wasm']) {
        const path = fileURLToPath(import.meta.resolve(`@muster/import/${asset}`));
        copyFileSync(path, join(folder, path.split('/').at(-1)));
    }
}
