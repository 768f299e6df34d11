import { fileURLToPath } from 'node:url';

export default {
    mode: 'production',
    context: fileURLToPath(new URL('.', import.meta.url)),
    entry: './main.js',
    output: { filename: 'main.js', clean: true },
    performance: { maxAssetSize: 1_000_000 },  // muster.wasm is loaded by the worker, when a person comes near the element
};
