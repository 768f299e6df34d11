import { openInWorker, type OpenOptions } from './client.js';
import type { Input, Session } from './session.js';

export * from './public.js';

/**
 * Opens a contact file in a worker; nothing of it leaves the browser. Rejected with `file_empty` and the like.
 *
 *     const session = await openSession(file);
 *     const { check } = await session.check({ …, mapping: 'auto' });
 *     session.close();
 */
export function openSession(input: Input, options: OpenOptions = {}): Promise<Session> {
    return openInWorker(input, options, () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));
}
