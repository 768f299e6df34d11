import type { MusterModule } from 'muster-wasm-glue';
import { MusterError, toPlainError } from './errors.js';
import { LocalSession } from './local.js';
import type { Operation, Operations, Request, Response } from './protocol.js';
import type { RunOptions } from './session.js';

type Output = Operations[Operation]['output'];

/** What is used of a worker's global scope. */
export interface WorkerScope {
    postMessage(message: Response): void;
    onmessage: ((event: MessageEvent<Request>) => void) | null;
}

/** The worker's side: one session, answering requests. */
export function serve(scope: WorkerScope, load: () => Promise<MusterModule>): void {
    const module = load();
    module.catch(() => undefined);  // reported to whoever opens
    const running = new Map<number, AbortController>();
    let session: LocalSession | null = null;

    const respond = (response: Response): void => scope.postMessage(response);

    const opened = (): LocalSession => {
        if (session === null) throw new MusterError('closed', 'No file is open.');
        return session;
    };

    const perform = async (request: Exclude<Request, { kind: 'cancel' }>, run: RunOptions): Promise<Output> => {
        switch (request.kind) {
            case 'open': {
                session = await LocalSession.open(await module, request.input.blob, request.input.choices, run.signal);
                return { sniff: session.sniff, bytes: session.bytes };
            }
            case 'setFormat': return opened().setFormat(request.input);
            case 'preview': return opened().preview(request.input);
            case 'readings': return opened().readings();
            case 'dateFormat': return opened().dateFormat(request.input.column, request.input.format);
            case 'suggestMapping': return opened().suggestMapping(request.input.schema, request.input.earlier);
            case 'measure': return opened().measure(run);
            case 'setExisting': return opened().setExisting(request.input);
            case 'check': return opened().check(request.input.document, { ...request.input.options, ...run });
            case 'rejectedRows': return opened().rejectedRows(run);
            case 'issues': return opened().issues(request.input);
            case 'rows': return opened().rows(request.input.first, request.input.count);
        }
    };

    scope.onmessage = async ({ data: request }: MessageEvent<Request>): Promise<void> => {
        const { id } = request;
        if (request.kind === 'cancel') {
            running.get(id)?.abort();
            return;
        }
        const controller = new AbortController();
        running.set(id, controller);
        try {
            const onProgress: RunOptions['onProgress'] = (progress) => respond({ id, kind: 'progress', progress });
            respond({ id, kind: 'done', output: await perform(request, { signal: controller.signal, onProgress }) });
        } catch (error) {
            respond({ id, kind: 'failed', error: toPlainError(error) });
        } finally {
            running.delete(id);
        }
    };
}
