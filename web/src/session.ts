import { MusterError, aborted } from './errors.js';
import { collect, toBlob } from './source.js';
import type {
    CheckResult, Column, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, IssueFilter, IssuePage, Plan, Preview, Progress,
    RowPage, Schema, Sniff, Suggestion, SyncDocument,
} from './types.js';

/** What a session reads. A gzip file is recognised and unpacked; a zip archive is refused. */
export type Input = Blob | ReadableStream<Uint8Array> | Uint8Array | ArrayBuffer;

export interface RunOptions {
    /** Ends the work; the promise is rejected with code `aborted` and the session stays usable. */
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
}

export interface MappingOptions {
    /** The fields of the destination; absent: those of a new contact database. */
    schema?: Schema;
    /**
     * What was chosen for a file with the same header: for a mapping that says "auto", and for the order of dates that read both
     * ways and are not decided by the file.
     */
    earlier?: readonly EarlierChoice[];
}

export interface ValidateOptions extends RunOptions {
    /**
     * Whether no completed run of this document is known; true by default, as for a new document. Only then are deletes of
     * an unattended run withheld.
     */
    firstRun?: boolean;
    /** Whether a person has seen the deletes of the plan that is carried out; false by default, as for `muster plan`. */
    attended?: boolean;
    /** How many issues are kept in full (1000); all are counted. */
    maxIssues?: number;
}

export interface CheckOptions extends MappingOptions, ValidateOptions {}

/**
 * What can be taken out of a checked file, as CSV in UTF-8 without the cells of sensitive columns:
 * - `valid`: the records that an import would be given, under the names of their fields, with values as they would be stored
 *   (dates in ISO form and so on); as many as `counts.records`;
 * - `rejected`: the rejected rows, as `muster check --errors` writes them: the original columns, then row, column, code and
 *   message. A person opens this file, so that no cell of it runs as a formula;
 * - `all`: every row as it is read, below the header. It needs no check; where a mapping was set that no longer fits the file as it is read, it is
 *   refused, as nobody knows then which columns are sensitive.
 */
export type ExportKind = 'valid' | 'rejected' | 'all';

/** Which cells of a column a text is replaced in. */
export interface ReplaceOptions extends RunOptions {
    /** `faulty`: only those in which the last check has found an error or a warning. */
    rows?: 'all' | 'faulty';
    /** Only cells that are just the text, not all that contain it. */
    whole?: boolean;
}

/** One file under examination. Nothing of it leaves the browser. Rows and columns count from 1. */
export interface Session {
    readonly name: string;
    /** Size after decompression. */
    readonly bytes: number;
    /** The file as it is read now, byte for byte: unpacked, and with the cells that were changed. Passwords are in it as they are in the file. */
    readonly file: Blob;
    /** How the file is read at present. */
    readonly sniff: Sniff;
    /** The columns of `sniff`. */
    readonly columns: readonly Column[];
    /** Reads the file another way, by just these choices; what a check has found is forgotten. */
    setFormat(choices: FormatChoices): Promise<Sniff>;
    /** As `setFormat`, with the other choices as they are; so do the next two. */
    setEncoding(encoding: string): Promise<Sniff>;
    setDialect(dialect: Pick<FormatChoices, 'delimiter' | 'quote' | 'escape' | 'preamble_rows'>): Promise<Sniff>;
    setHeader(header: boolean | 'auto'): Promise<Sniff>;
    preview(rows?: number): Promise<Preview>;
    /** The ambiguous date columns in both readings. */
    readings(): Promise<DateReadings[]>;
    /** How a date format is understood, in any of the notations that a mapping takes, and how the column's examples read with it. */
    dateFormat(column: string, format: string): Promise<DateFormat>;
    /** `earlier` is what was chosen for a file with the same header (`Suggestion.header`); it comes first. */
    suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion>;
    /**
     * Says what is to become of the columns, as a sync document. Rejected with everything that is wrong with the document or does
     * not fit the file; then the mapping before it stays.
     */
    setMapping(document: SyncDocument, options?: MappingOptions): Promise<void>;
    /** What `setMapping` or `check` was given; after a check with everything filled in that it has found out. */
    readonly mapping: SyncDocument | null;
    /** Reads to the end for the numbers of rows, cells and ragged rows. */
    measure(options?: RunOptions): Promise<Sniff>;
    /** Reads and checks the whole file under the mapping that was set; writes nothing anywhere. */
    validate(options?: ValidateOptions): Promise<CheckResult>;
    /** `setMapping` and `validate` in one. */
    check(document: SyncDocument, options?: CheckOptions): Promise<CheckResult>;
    /**
     * What an import would do to the contacts that exist, and the guard's verdict, as `muster plan` gives it. `existing` is the file
     * or stream that `muster contacts keys` writes.
     */
    plan(existing: Input, options?: ValidateOptions): Promise<Plan>;
    /**
     * Tells what the destination holds, for all checks that follow; null forgets it. Where it is rejected, what was told before stays; so it does
     * for `plan`.
     */
    setExisting(keys: Input | null): Promise<Existing | null>;
    /** A page of the issues that the last check has kept; by default the first 100. */
    issues(page?: { first?: number; count?: number }, filter?: IssueFilter): Promise<IssuePage>;
    /** Rows from anywhere in the file, both included, read again from there; fewer where the file ends before. */
    rows(from: number, to: number): Promise<RowPage>;
    /**
     * Replaces one cell; a column is a name or a number from 1. The file itself stays: the session reads as if the cell held the value,
     * in the format that it has now. What a check has found is forgotten. Rejected where the value cannot be written in that format.
     */
    edit(row: number, column: number | string, value: string): Promise<void>;
    /**
     * Replaces a text wherever it stands in the cells of a column, letter for letter; an empty text means the cells that are empty. Rejected
     * where a row cannot be written with the new value, with its number; then nothing is replaced. Resolves with the number of cells
     * that were changed. Otherwise as `edit`.
     */
    replace(column: number | string, find: string, value: string, options?: ReplaceOptions): Promise<number>;
    /** How many cells `replace` would change. */
    countReplacements(column: number | string, find: string, value: string, options?: ReplaceOptions): Promise<number>;
    /** Takes back the last `edit` or `replace`; false where there is none. */
    undo(): Promise<boolean>;
    /** The stream is read while it is made; cancelling it ends the work. Its errors are instances of MusterError. */
    export(kind: ExportKind, options?: RunOptions): ReadableStream<Uint8Array<ArrayBuffer>>;
    /** All of `export('rejected')`. */
    rejectedRows(options?: RunOptions): Promise<Blob>;
    close(): void;
}

/** How the file is to be read from now on: by a person's choices, and by what a document says. */
export interface ReadingChange {
    choices?: FormatChoices;
    said?: FormatChoices;
}

/** What stays kept of `kept` then: of what it does not speak. */
export function keptBeside({ choices, said }: ReadingChange, kept: FormatChoices): FormatChoices {
    const spoken = { ...said, ...choices };
    return Object.fromEntries(Object.entries(kept).filter(([name]) => !(name in spoken)));
}

/** What a check is asked for: what crosses to the worker. */
export interface CheckRequest extends MappingOptions, Omit<ValidateOptions, keyof RunOptions> {
    document: SyncDocument;
}

/** A text to be replaced in a column, which counts from 1. */
export interface Replacement {
    column: number;
    find: string;
    value: string;
    whole: boolean;
    rows: 'all' | 'faulty';
    /** Nothing is changed. */
    countOnly: boolean;
}

/** Rows as they cross borders: the text of all cells, and for each row its number of cells and the end of each in the text. */
export interface PackedRows {
    text: string;
    ends: Uint32Array<ArrayBuffer>;
}

function unpackedRows({ text, ends }: PackedRows): string[][] {
    const rows: string[][] = [];
    let start = 0;
    for (let at = 0; at < ends.length;) {
        const cells: string[] = [];
        for (let left = ends[at++]!; left > 0; --left) {
            const end = ends[at++]!;
            cells.push(text.slice(start, end));
            start = end;
        }
        rows.push(cells);
    }
    return rows;
}

/** How a file is read, as choices of just that. */
export const readingOf = ({ encoding, delimiter, quote, escape, has_header, preamble_rows }: Sniff): Required<FormatChoices> =>
    ({ encoding, delimiter: delimiter ?? '', quote: quote ?? '', escape: escape ?? '', header: has_header, preamble_rows });

/** The choices in `wanted` that are not those in `found`. */
export const otherThan = (found: FormatChoices, wanted: FormatChoices): FormatChoices =>
    Object.fromEntries(Object.entries(wanted).filter(([name, value]) => found[name as keyof FormatChoices] !== value));

/** What a document says of how the file is read. */
export function formatOf(source: SyncDocument['source'] | undefined): FormatChoices {
    const members = ['encoding', 'delimiter', 'quote', 'escape', 'header', 'preamble_rows'] as const;
    const said = members.map((member) => [member, source?.[member]] as const).filter(([, value]) => value !== undefined && value !== 'auto');
    return Object.fromEntries(said.map(([member, value]) => [member, value ?? '']));
}

/** As JSON has it: what frameworks make of a page's objects cannot be given to a worker. */
export function plain<T>(value: T): T {
    try {
        return value === undefined ? value : JSON.parse(JSON.stringify(value)) as T;
    } catch (error) {
        throw new MusterError('usage', `What was given cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
}

/** Half of a character would become another one. */
function mustBeWhole(text: unknown): void {
    if (typeof text !== 'string' || /\p{Cs}/u.test(text)) throw new MusterError('usage', 'The value is no whole text.');
}

function mustBeObject(value: unknown, what: string): void {
    if (typeof value !== 'object' || value === null) throw new MusterError('usage', `${what} must be an object.`);
}

function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
        async pull(controller) {
            const { done, value } = await chunks.next();
            if (done) controller.close();
            else controller.enqueue(value);
        },
        async cancel() {
            await chunks.return(undefined);
        },
    }, { highWaterMark: 0 });
}

/** What a session on this thread and one in a worker have in common. */
export abstract class SessionBase implements Session {
    abstract readonly name: string;
    abstract readonly bytes: number;
    abstract readonly file: Blob;
    abstract readonly sniff: Sniff;
    private set: CheckRequest | null = null;
    /** The document of `set` as the last check has completed it. */
    private resolved: SyncDocument | null = null;
    private documents: Promise<unknown> = Promise.resolve();
    /** The choices that will be in force once those under way are; null: none are. */
    private asked: FormatChoices | null = null;

    /** The choices in force. */
    protected abstract readonly format: FormatChoices;
    /** What the document says where that is another way than was found; choices come before it. */
    protected abstract readonly said: FormatChoices;
    /** What is read as before although cells were changed by which it would be found otherwise; nothing that was chosen. */
    protected abstract readonly kept: FormatChoices;
    abstract readings(): Promise<DateReadings[]>;
    abstract suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion>;
    abstract measure(options?: RunOptions): Promise<Sniff>;
    abstract setExisting(keys: Input | null): Promise<Existing | null>;
    abstract close(): void;

    /** What is left out stays as it is once this is done. */
    protected abstract choose(change: ReadingChange): Promise<Sniff>;
    protected abstract firstRows(rows: number): Promise<Preview>;
    protected abstract understand(column: string, format: string): Promise<DateFormat>;
    protected abstract findIssues(page: { first?: number; count?: number }, filter: IssueFilter): Promise<IssuePage>;
    /** Rejected where the document or its mapping is wrong. */
    protected abstract tryMapping(request: CheckRequest): Promise<void>;
    protected abstract runCheck(request: CheckRequest, run: RunOptions): Promise<CheckResult>;
    protected abstract editCell(row: number, column: number, value: string): Promise<void>;
    protected abstract replaceCells(replacement: Replacement, run: RunOptions): Promise<number>;
    protected abstract undoChange(): Promise<boolean>;
    protected abstract packedRows(first: number, count: number): Promise<PackedRows>;
    /** `mapping` is what was set last: its sensitive columns are left out. */
    protected abstract exported(kind: ExportKind, mapping: CheckRequest | null, run: RunOptions): AsyncGenerator<Uint8Array<ArrayBuffer>>;

    get columns(): readonly Column[] {
        return this.sniff.columns;
    }

    get mapping(): SyncDocument | null {
        return this.resolved ?? this.set?.document ?? null;
    }

    async setFormat(choices: FormatChoices): Promise<Sniff> {
        mustBeObject(choices, 'The choices of the format');
        return this.choose({ choices: plain(choices), said: {} });
    }

    async preview(rows = 20): Promise<Preview> {
        if (!Number.isSafeInteger(rows) || rows < 0) throw new MusterError('usage', 'The number of rows is a whole number from 0.');
        return this.firstRows(rows);
    }

    async dateFormat(column: string, format: string): Promise<DateFormat> {
        if (typeof column !== 'string' || typeof format !== 'string') throw new MusterError('usage', 'A column and a date format are texts.');
        return this.understand(column, format);
    }

    async issues(page: { first?: number; count?: number } = {}, filter: IssueFilter = {}): Promise<IssuePage> {
        mustBeObject(page, 'The page of issues');
        mustBeObject(filter, 'The filter of issues');
        for (const number of [page.first ?? 0, page.count ?? 0]) {
            if (!Number.isSafeInteger(number) || number < 0) throw new MusterError('usage', 'The first issue and their number are whole numbers from 0.');
        }
        return this.findIssues(plain(page), plain(filter));
    }

    setEncoding(encoding: string): Promise<Sniff> {
        return this.alsoFormat({ encoding });
    }

    setDialect(dialect: Pick<FormatChoices, 'delimiter' | 'quote' | 'escape' | 'preamble_rows'>): Promise<Sniff> {
        return this.alsoFormat(dialect);
    }

    setHeader(header: boolean | 'auto'): Promise<Sniff> {
        return this.alsoFormat({ header });
    }

    setMapping(document: SyncDocument, options: MappingOptions = {}): Promise<void> {
        return this.inOrder(async () => {
            const request = { ...options, document };
            await this.tryMapping(this.inFormat(request));
            await this.readAsSaid(document);
            this.set = request;
            this.resolved = null;
        });
    }

    async validate(options: ValidateOptions = {}): Promise<CheckResult> {
        if (this.set === null) throw new MusterError('usage', 'The file cannot be validated before a mapping was set.');
        const { schema, earlier, document } = this.set;
        return this.check(document, { ...(schema && { schema }), ...(earlier && { earlier }), ...options });
    }

    async check(document: SyncDocument, options: CheckOptions = {}): Promise<CheckResult> {
        const { signal, onProgress, ...others } = options;
        if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw new MusterError('usage', 'The signal is none.');
        if (signal?.aborted) throw aborted();
        const { said } = this;
        await this.inOrder(async () => {
            if (this.isReadAsSaid(document)) return;
            await this.tryMapping(this.inFormat({ ...others, document }));
            await this.readAsSaid(document);
        });
        const request = this.inFormat({ ...others, document });
        let result: CheckResult;
        try {
            result = await this.runCheck(request, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
        } catch (error) {
            // The mapping before it stays, and so does the reading that goes with it.
            if (this.said !== said) await this.choose({ said });
            throw error;
        }
        const { schema, earlier } = others;
        this.set = { ...(schema && { schema }), ...(earlier && { earlier }), document };
        this.resolved = result.document;
        return result;
    }

    async plan(existing: Input, options: ValidateOptions = {}): Promise<Plan> {
        if (this.set === null) throw new MusterError('usage', 'The import cannot be planned before a mapping was set.');
        await this.setExisting(await toBlob(existing, options.signal));
        const result = await this.validate(options);
        const plan = result as Omit<Plan, 'counts'>;
        return { ...plan, counts: { ...result.check.counts, delete: plan.guard.deletes } };
    }

    async rows(from: number, to: number): Promise<RowPage> {
        if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1) {
            throw new MusterError('usage', 'Rows are whole numbers from 1.');
        }
        const count = Math.max(0, to - from + 1);
        return { first: from, rows: unpackedRows(await this.packedRows(from, count)) };
    }

    async edit(row: number, column: number | string, value: string): Promise<void> {
        if (!Number.isSafeInteger(row) || row < 1) throw new MusterError('usage', 'The file has no such row.');
        mustBeWhole(value);
        await this.editCell(row, this.columnNumber(column), value);
        this.resolved = null;
    }

    async replace(column: number | string, find: string, value: string, options: ReplaceOptions = {}): Promise<number> {
        const cells = await this.replaceIn(column, find, value, options, false);
        if (cells > 0) this.resolved = null;
        return cells;
    }

    countReplacements(column: number | string, find: string, value: string, options: ReplaceOptions = {}): Promise<number> {
        return this.replaceIn(column, find, value, options, true);
    }

    async undo(): Promise<boolean> {
        const undone = await this.undoChange();
        if (undone) this.resolved = null;
        return undone;
    }

    export(kind: ExportKind, options: RunOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
        return streamOf(this.exported(kind, this.set && this.inFormat(this.set), options));
    }

    async rejectedRows(options: RunOptions = {}): Promise<Blob> {
        return new Blob([await collect(this.export('rejected', options))], { type: 'text/csv;charset=utf-8' });
    }

    private async alsoFormat(choices: FormatChoices): Promise<Sniff> {
        const asked = { ...(this.asked ?? { ...this.kept, ...this.format }), ...choices };
        this.asked = asked;
        try {
            return await this.choose({ choices: plain(asked) });
        } finally {
            if (this.asked === asked) this.asked = null;
        }
    }

    private isReadAsSaid(document: SyncDocument): boolean {
        const said = formatOf((document as SyncDocument | null)?.source);
        if (Object.keys(this.said).length > 0) return JSON.stringify(said) === JSON.stringify(this.said);
        return Object.keys(otherThan(readingOf(this.sniff), said)).every((name) => name in this.format);
    }

    /** Rows and columns are those of the check: of one number each. */
    private async readAsSaid(document: SyncDocument): Promise<void> {
        if (!this.isReadAsSaid(document)) await this.choose({ said: formatOf(document.source) });
    }

    /** Documents are taken one after the other, each with the reading that it says. */
    private inOrder<T>(job: () => Promise<T>): Promise<T> {
        const result = this.documents.then(job);
        this.documents = result.catch(() => undefined);
        return result;
    }

    private columnNumber(column: number | string): number {
        const number = typeof column === 'number' ? column : this.columns.findIndex(({ name }) => name === column) + 1;
        if (!Number.isSafeInteger(number) || number < 1) throw new MusterError('usage', 'The file has no such column.');
        return number;
    }

    private async replaceIn(column: number | string, find: string, value: string, options: ReplaceOptions, countOnly: boolean): Promise<number> {
        mustBeObject(options, 'The options of a replacement');
        const { rows = 'all', whole = false, ...run } = options;
        if (rows !== 'all' && rows !== 'faulty') throw new MusterError('usage', 'The rows are "all" or "faulty".');
        mustBeWhole(find);
        mustBeWhole(value);
        return this.replaceCells({ column: this.columnNumber(column), find, value, whole, rows, countOnly }, run);
    }

    /** What was chosen for the session comes before what the document says of the format, and that before what is kept. */
    private inFormat(request: CheckRequest): CheckRequest {
        const { document } = request;
        // What is wrong with a document that is none, the core tells.
        const said = (document as SyncDocument | null)?.source!;
        const spoken = formatOf(said);
        const kept = Object.entries(this.kept).filter(([name]) => !(name in spoken));
        return plain({ ...request, document: { ...document, source: { ...said, ...Object.fromEntries(kept), ...this.format } } });
    }
}
