import { openInWorker, type OpenOptions } from './client.js';
import type { Input, Session } from './session.js';

export * from './public.js';

/** As in the main entry, with the WebAssembly inside the worker's script: for pages that may not fetch anything. */
export function openSession(input: Input, options: OpenOptions = {}): Promise<Session> {
    return openInWorker(input, options, () => new Worker(new URL('./worker-inline.js', import.meta.url), { type: 'module' }));
}
