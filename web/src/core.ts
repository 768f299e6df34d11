import { LocalSession } from './local.js';
import { moduleFromBytes } from './module.js';
import type { OpenOptions } from './client.js';
import type { Input, Session } from './session.js';

export * from './public.js';

/** Opens a file on the calling thread, for environments without workers; `wasm` are the bytes of muster.wasm. */
export async function openSession(
    input: Input, wasm: Uint8Array<ArrayBuffer>, options: Pick<OpenOptions, 'format' | 'signal'> = {},
): Promise<Session> {
    return LocalSession.open(await moduleFromBytes(wasm), input, options.format, options.signal);
}
