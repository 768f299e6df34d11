import createModule, { type MusterModule } from 'muster-wasm-glue';
import { MusterError } from './errors.js';

type Instantiate = (imports: WebAssembly.Imports) => Promise<WebAssembly.Instance>;

async function create(instantiate: Instantiate): Promise<MusterModule> {
    return new Promise((resolve, reject) => {
        const fail = (error: unknown): void => {
            const reason = error instanceof Error ? error.message : String(error);
            reject(new MusterError('module_failed', `The WebAssembly module could not be started: ${reason}`));
        };
        createModule({
            instantiateWasm(imports, receive) {
                instantiate(imports).then(receive).catch(fail);
                return {};
            },
        }).then(resolve, fail);
    });
}

/** Starts the module from its address. */
export function moduleFromAddress(address: URL): Promise<MusterModule> {
    return create(async (imports) => {
        const response = await fetch(address, { credentials: 'same-origin' });
        if (!response.ok) throw new Error(`${address.pathname} was answered with ${response.status}`);
        // Servers that do not know the type of .wasm files rule out streaming.
        if (response.headers.get('Content-Type')?.startsWith('application/wasm')) {
            return (await WebAssembly.instantiateStreaming(response, imports)).instance;
        }
        return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance;
    });
}

/** Starts the module from its bytes, without any request. */
export function moduleFromBytes(bytes: Uint8Array<ArrayBuffer>): Promise<MusterModule> {
    return create(async (imports) => (await WebAssembly.instantiate(bytes, imports)).instance);
}
