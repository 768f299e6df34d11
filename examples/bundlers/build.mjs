// node examples/bundlers/build.mjs -> build/examples/{esbuild,webpack,vite,react,vue}: pages to be served as they are.
// web/dist has to be there (cd web && npm run build), and the packages named here (npm ci).
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import webpack from 'webpack';
import { buildHere } from './esbuild/build.mjs';
import webpackConfig from './webpack/webpack.config.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = join(here, '../../build/examples');

if (!existsSync(join(here, '../../web/dist/element.js'))) {
    console.error('The package is not built: run npm run build in the folder web.');
    process.exit(1);
}

async function buildWebpack() {
    const folder = join(out, 'webpack');
    const stats = await new Promise((resolve, reject) => {
        webpack({ ...webpackConfig, output: { ...webpackConfig.output, path: folder } }, (error, stats) => (error ? reject(error) : resolve(stats)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    copyFileSync(join(here, 'webpack/index.html'), join(folder, 'index.html'));
}

async function buildVite(name) {
    const root = join(here, name);
    await build({ root, configFile: join(root, 'vite.config.js'), logLevel: 'warn', build: { outDir: join(out, name), emptyOutDir: true, reportCompressedSize: false } });
}

mkdirSync(out, { recursive: true });
await buildHere(join(out, 'esbuild'));
await buildWebpack();
for (const name of ['vite', 'react', 'vue']) await buildVite(name);
