import type { MusterModule } from 'muster-wasm-glue';
import { MusterError, toPlainError } from './errors.js';
import { LocalSession } from './local.js';
import type { FileState, Operation, Operations, Request, Response } from './protocol.js';
import type { CheckRequest, ExportKind, RunOptions } from './session.js';
import { warmUp } from './warm-up.js';

type Output = Operations[Operation]['output'];

/** What is used of a worker's global scope. */
export interface WorkerScope {
    postMessage(message: Response, transfer?: Transferable[]): void;
    onmessage: ((event: MessageEvent<Request>) => void) | null;
}

/** What is given out piece by piece: each piece is asked for by a request with its own signal and progress. */
class Export {
    private readonly controller = new AbortController();
    private run: RunOptions = {};
    private readonly parts: AsyncGenerator<Uint8Array<ArrayBuffer>>;

    constructor(session: LocalSession, kind: ExportKind, mapping: CheckRequest | null) {
        this.parts = session.exported(kind, mapping, { signal: this.controller.signal, onProgress: (progress) => this.run.onProgress?.(progress) });
    }

    async next(run: RunOptions): Promise<Uint8Array<ArrayBuffer> | null> {
        const abort = (): void => this.controller.abort();
        this.run = run;
        run.signal?.addEventListener('abort', abort);
        try {
            const { done, value } = await this.parts.next();
            return done ? null : value;
        } finally {
            run.signal?.removeEventListener('abort', abort);
        }
    }

    async end(): Promise<undefined> {
        this.controller.abort();
        await this.parts.return(undefined);
    }
}

/** What lies in memory of its own and need not be copied. */
function movable(output: Output): Transferable[] {
    if (output instanceof Uint8Array) return [output.buffer];
    return typeof output === 'object' && output !== null && 'ends' in output ? [output.ends.buffer] : [];
}

/** The worker's side: one session, answering requests. */
export function serve(scope: WorkerScope, load: () => Promise<MusterModule>): void {
    let asked = false;
    const module = load();
    // The first of its kind takes a browser tens of milliseconds, the page's thread as well, but only once for both.
    new Intl.NumberFormat();
    // A failure is reported to whoever opens.
    module.then((loaded) => {
        if (!asked) return warmUp(loaded, () => !asked);
    }).catch(() => undefined);
    const running = new Map<number, AbortController>();
    const exports = new Map<number, Export>();
    let exportCount = 0;
    let session: LocalSession | null = null;

    const respond = (response: Response, transfer: Transferable[] = []): void => scope.postMessage(response, transfer);

    const opened = (): LocalSession => {
        if (session === null) throw new MusterError('closed', 'No file is open.');
        return session;
    };

    const state = (): FileState => ({ sniff: opened().sniff, file: opened().file, kept: opened().kept });

    const perform = async (request: Exclude<Request, { kind: 'cancel' }>, run: RunOptions): Promise<Output> => {
        switch (request.kind) {
            case 'open': {
                session = await LocalSession.open(await module, request.input.blob, request.input.choices, run.signal);
                return { sniff: session.sniff, file: session.file };
            }
            case 'choose': return opened().choose(request.input);
            case 'preview': return opened().preview(request.input);
            case 'readings': return opened().readings();
            case 'dateFormat': return opened().dateFormat(request.input.column, request.input.format);
            case 'suggestMapping': return opened().suggestMapping(request.input.schema, request.input.earlier);
            case 'measure': return opened().measure(run);
            case 'setExisting': return opened().setExisting(request.input);
            case 'tryMapping': {
                await opened().tryMapping(request.input);
                return undefined;
            }
            case 'check': return opened().runCheck(request.input, run);
            case 'issues': return opened().issues(request.input.page, request.input.filter);
            case 'rows': return opened().packedRows(request.input.first, request.input.count);
            case 'edit': {
                const { row, column, value } = request.input;
                await opened().editCell(row, column, value);
                return state();
            }
            case 'replace': {
                const cells = await opened().replaceCells(request.input, run);
                return { ...state(), cells };
            }
            case 'undo': {
                const undone = await opened().undoChange();
                return { ...state(), undone };
            }
            case 'startExport': {
                const { kind, mapping } = request.input;
                exports.set(++exportCount, new Export(opened(), kind, mapping));
                return exportCount;
            }
            case 'nextPart': return await exports.get(request.input)?.next(run) ?? null;
            case 'endExport': {
                const ended = exports.get(request.input);
                exports.delete(request.input);
                return ended?.end();
            }
        }
    };

    scope.onmessage = async ({ data: request }: MessageEvent<Request>): Promise<void> => {
        asked = true;
        const { id } = request;
        if (request.kind === 'cancel') {
            running.get(id)?.abort();
            return;
        }
        const controller = new AbortController();
        running.set(id, controller);
        try {
            const onProgress: RunOptions['onProgress'] = (progress) => respond({ id, kind: 'progress', progress });
            const output = await perform(request, { signal: controller.signal, onProgress });
            respond({ id, kind: 'done', output }, movable(output));
        } catch (error) {
            respond({ id, kind: 'failed', error: toPlainError(error) });
        } finally {
            running.delete(id);
        }
    };
}
