import { MusterError, aborted, fromPlainError } from './errors.js';
import type { FileState, Operation, Operations, Request, Response } from './protocol.js';
import {
    SessionBase, keptBeside, plain, type CheckRequest, type ExportKind, type Input, type PackedRows, type ReadingChange, type Replacement,
    type RunOptions, type Session,
} from './session.js';
import { toBlob } from './source.js';
import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, IssueFilter, IssuePage, Preview, Schema, Sniff, Suggestion,
} from './types.js';

export interface OpenOptions {
    /** Shown to people; by default the name of the File. */
    name?: string;
    format?: FormatChoices;
    signal?: AbortSignal;
    /** Makes the worker; by default the one that lies beside this module. */
    createWorker?: () => Worker;
}

interface Pending {
    resolve(output: unknown): void;
    reject(error: MusterError): void;
    onProgress: RunOptions['onProgress'];
}

const workerFailed = (reason: string): MusterError =>
    new MusterError('worker_failed', `The background worker could not be started or has failed${reason}.`);

/** Sends requests to a worker and matches the answers. */
class Connection {
    private readonly pending = new Map<number, Pending>();
    private nextId = 1;
    private failure: MusterError | null = null;

    constructor(private readonly worker: Worker) {
        worker.onmessage = ({ data }: MessageEvent<Response>) => this.receive(data);
        worker.onerror = (event) => {
            event.preventDefault();
            this.end(workerFailed(event.message ? `: ${event.message}` : ''));
        };
    }

    call<K extends Operation>(kind: K, input: Operations[K]['input'], run: RunOptions = {}): Promise<Operations[K]['output']> {
        const { signal, onProgress } = run;
        if (this.failure !== null) return Promise.reject(this.failure);
        if (signal?.aborted) return Promise.reject(aborted());
        const id = this.nextId++;
        const cancel = (): void => this.worker.postMessage({ id, kind: 'cancel' } satisfies Request);
        return new Promise<Operations[K]['output']>((resolve, reject) => {
            this.pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress });
            signal?.addEventListener('abort', cancel);
            try {
                this.worker.postMessage({ id, kind, input });
            } catch (error) {
                this.pending.delete(id);
                reject(new MusterError('usage', String(error)));
            }
        }).finally(() => signal?.removeEventListener('abort', cancel));
    }

    end(error: MusterError): void {
        this.failure ??= error;
        this.worker.terminate();
        for (const { reject } of this.pending.values()) reject(error);
        this.pending.clear();
    }

    private receive(response: Response): void {
        const pending = this.pending.get(response.id);
        if (pending === undefined) return;
        if (response.kind === 'progress') {
            pending.onProgress?.(response.progress);
            return;
        }
        this.pending.delete(response.id);
        if (response.kind === 'done') pending.resolve(response.output);
        else pending.reject(fromPlainError(response.error));
    }
}

class WorkerSession extends SessionBase {
    private keptReading: FormatChoices = {};
    private saidReading: FormatChoices = {};

    constructor(
        private readonly connection: Connection, readonly name: string, private content: Blob, private current: Sniff,
        private choices: FormatChoices,
    ) {
        super();
    }

    get sniff(): Sniff {
        return this.current;
    }

    get bytes(): number {
        return this.content.size;
    }

    get file(): Blob {
        return this.content;
    }

    protected get format(): FormatChoices {
        return this.choices;
    }

    protected get said(): FormatChoices {
        return this.saidReading;
    }

    protected get kept(): FormatChoices {
        return this.keptReading;
    }

    protected async choose(change: ReadingChange): Promise<Sniff> {
        this.current = await this.connection.call('choose', change);
        this.choices = change.choices ?? this.choices;
        this.saidReading = change.said ?? this.saidReading;
        this.keptReading = keptBeside(change, this.keptReading);
        return this.current;
    }

    protected firstRows(rows: number): Promise<Preview> {
        return this.connection.call('preview', rows);
    }

    readings(): Promise<DateReadings[]> {
        return this.connection.call('readings', undefined);
    }

    protected understand(column: string, format: string): Promise<DateFormat> {
        return this.connection.call('dateFormat', { column, format });
    }

    async suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion> {
        return this.connection.call('suggestMapping', plain({ schema, earlier }));
    }

    async measure(options: RunOptions = {}): Promise<Sniff> {
        this.current = await this.connection.call('measure', undefined, options);
        return this.current;
    }

    async setExisting(keys: Input | null): Promise<Existing | null> {
        return this.connection.call('setExisting', keys === null ? null : await toBlob(keys));
    }

    protected async tryMapping(request: CheckRequest): Promise<void> {
        await this.connection.call('tryMapping', request);
    }

    protected runCheck(request: CheckRequest, run: RunOptions): Promise<CheckResult> {
        return this.connection.call('check', request, run);
    }

    protected findIssues(page: { first?: number; count?: number }, filter: IssueFilter): Promise<IssuePage> {
        return this.connection.call('issues', { page, filter });
    }

    protected async editCell(row: number, column: number, value: string): Promise<void> {
        this.take(await this.connection.call('edit', { row, column, value }));
    }

    protected async replaceCells(replacement: Replacement, run: RunOptions): Promise<number> {
        const state = await this.connection.call('replace', replacement, run);
        this.take(state);
        return state.cells;
    }

    protected async undoChange(): Promise<boolean> {
        const state = await this.connection.call('undo', undefined);
        this.take(state);
        return state.undone;
    }

    protected packedRows(first: number, count: number): Promise<PackedRows> {
        return this.connection.call('rows', { first, count });
    }

    protected async *exported(kind: ExportKind, mapping: CheckRequest | null, run: RunOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
        const number = await this.connection.call('startExport', { kind, mapping }, run);
        try {
            for (;;) {
                const part = await this.connection.call('nextPart', number, run);
                if (part === null) return;
                yield part;
            }
        } finally {
            this.connection.call('endExport', number).catch(() => undefined);
        }
    }

    private take({ sniff, file, kept }: FileState): void {
        this.current = sniff;
        this.content = file;
        this.keptReading = kept;
    }

    close(): void {
        this.connection.end(new MusterError('closed', 'The session is closed.'));
    }
}

function connect(createWorker: () => Worker): Connection {
    try {
        return new Connection(createWorker());
    } catch (error) {
        throw workerFailed(`: ${String(error)}`);
    }
}

/** Opens a file in a worker of its own; close the session to end it. */
export async function openInWorker(input: Input, options: OpenOptions, createWorker: () => Worker): Promise<Session> {
    const name = options.name ?? (input instanceof File ? input.name : '');
    const blob = await toBlob(input, options.signal);
    const choices = plain(options.format ?? {});
    const connection = connect(options.createWorker ?? createWorker);
    try {
        const { sniff, file } = await connection.call('open', { blob, choices },
            options.signal ? { signal: options.signal } : {});
        return new WorkerSession(connection, name, file, sniff, choices);
    } catch (error) {
        connection.end(error as MusterError);
        throw error;
    }
}
