import type { Answer, ImportSession, MusterModule } from 'muster-wasm-glue';
import { EditedBlob } from './edited-blob.js';
import { MusterError, aborted, toMusterError } from './errors.js';
import {
    SessionBase, keptBeside, otherThan, plain, readingOf, type CheckRequest, type ExportKind, type Input, type PackedRows, type ReadingChange, type Replacement,
    type RunOptions,
} from './session.js';
import { growingSlices, headBytes, slices, toBlob, unpacked } from './source.js';
import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, Issue, IssueFilter, IssuePage, Preview, Progress, Schema, Sniff,
    Suggestion,
} from './types.js';
import { needsRules, zoneRules } from './zone.js';

export function valueOf<T>(answer: Answer): T {
    if (answer.ok) return (answer.json === '' ? undefined : JSON.parse(answer.json)) as T;
    const issues = answer.json === '' ? [] : (JSON.parse(answer.json) as { errors: Issue[] }).errors;
    throw new MusterError(answer.code, answer.message, issues);
}

/** Jobs that use the same part of the core, one after the other. */
class Queue {
    private last: Promise<unknown> = Promise.resolve();

    run<T>(job: () => Promise<T>): Promise<T> {
        const result = this.last.then(job, job).catch((error: unknown) => { throw toMusterError(error); });
        this.last = result.catch(() => undefined);
        return result;
    }
}

/** Calls back at most every 50 ms, so that progress costs nothing. */
class Meter {
    private bytes = 0;
    private shown = 0;

    constructor(private total: number, private readonly options: RunOptions) {}

    /** The file is read once more than was thought. */
    expect(bytes: number): void {
        this.total += bytes;
    }

    add(bytes: number, counts: () => Omit<Progress, 'bytes' | 'total'>): void {
        this.bytes += bytes;
        const now = performance.now();
        if (this.options.onProgress === undefined || now - this.shown < 50) return;
        this.shown = now;
        this.options.onProgress({ bytes: this.bytes, total: this.total, ...counts() });
    }
}

const noCounts = { rows: 0, rejected: 0, issues: 0 };

/** What a check was asked, as the core takes it. */
interface Asked {
    document: string;
    request: { max_issues?: number; export?: ExportKind };
}

/** What takes a change back: the file before it, or the bytes that an edit has replaced. */
type Undo = Blob | { from: number; bytes: number; before: Blob };

/** Issues that the core keeps where nothing is said, and at most. */
const keptIssues = { usual: 1000, most: 1_000_000 };

function askedFor({ document, schema, earlier, firstRun, attended, maxIssues }: CheckRequest): Asked {
    const zone = needsRules(document.time_zone) ? zoneRules(document.time_zone) : undefined;
    const request = {
        today: new Date().toISOString().slice(0, 10),
        ...(zone && { zone }),
        ...(schema && { schema }),
        ...(earlier && { earlier }),
        ...(firstRun !== undefined && { first_run: firstRun }),
        ...(attended !== undefined && { attended }),
        ...(maxIssues !== undefined && { max_issues: maxIssues }),
    };
    return { document: JSON.stringify(document), request };
}

export function give(core: ImportSession, bytes: Uint8Array<ArrayBuffer>): number {
    core.input(bytes.length).set(bytes);
    return bytes.length;
}

const headOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.slice(0, headBytes).arrayBuffer());

async function openOn(core: ImportSession, blob: Blob, choices: FormatChoices, read = headOf(blob)): Promise<Sniff> {
    const head = await read;
    return valueOf<Sniff>(core.open(give(core, head), head.length === blob.size, JSON.stringify(choices)));
}

/** The file as it is now, handed to a core from its start to its end. */
class Pass {
    private readonly meter: Meter;

    /** `live` throws where the session was closed meanwhile. */
    constructor(readonly core: ImportSession, private readonly blob: Blob, private readonly run: RunOptions, private readonly live: () => void) {
        this.meter = new Meter(blob.size, run);
    }

    /** Once more than was thought. */
    expectAnother(): void {
        this.meter.expect(this.blob.size);
    }

    async *steps(step: (size: number) => Answer, counts = (): Omit<Progress, 'bytes' | 'total'> => noCounts): AsyncGenerator<undefined> {
        for await (const bytes of slices(this.blob, 0, this.run.signal)) {
            this.live();
            valueOf(step(give(this.core, bytes)));
            this.meter.add(bytes.length, counts);
            yield;
        }
        this.live();
    }

    async whole(step: (size: number) => Answer, counts?: () => Omit<Progress, 'bytes' | 'total'>): Promise<void> {
        for await (const _ of this.steps(step, counts));
    }

    /** Gives out what is written at each step. */
    async *written(step: (size: number) => Answer): AsyncGenerator<Uint8Array<ArrayBuffer>> {
        for await (const _ of this.steps(step)) {
            if (this.core.exportText().length > 0) yield this.core.exportText().slice();
        }
    }
}

type Job = <T>(job: () => Promise<T>) => Promise<T>;

/** `alone` sees to it that the core is at nothing that the start of a check would end. */
async function startCheck(pass: Pass, { document, request }: Asked, alone: Job = (job) => job()): Promise<void> {
    const { core } = pass;
    const { needs_survey } = await alone(async () => valueOf<{ needs_survey: boolean }>(core.startCheck(document, JSON.stringify(request))));
    if (!needs_survey) return;
    pass.expectAnother();
    await pass.whole((size) => core.survey(size));
    valueOf(core.finishSurvey());
}

async function* allRows(pass: Pass, asked: Asked | null): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { core } = pass;
    // The mapping may name sensitive columns.
    if (asked !== null) valueOf(core.startCheck(asked.document, JSON.stringify(asked.request)));
    valueOf(core.startAll());
    yield* pass.written((size) => core.feedAll(size, false));
    valueOf(core.feedAll(0, true));
    yield core.exportText().slice();
}

async function* checkedRows(
    pass: Pass, kind: 'valid' | 'rejected', { document, request }: Asked, lost: Float64Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { core } = pass;
    await startCheck(pass, { document, request: { ...request, max_issues: 0, export: kind } });
    if (kind === 'valid') valueOf(core.setLostRows(give(core, new Uint8Array(lost.buffer))));
    yield* pass.written((size) => core.feed(size));
    valueOf(core.finish());
    yield core.exportText().slice();
    if (kind === 'valid') return;
    if (valueOf<{ needs_reading: boolean }>(core.startRejected()).needs_reading) {
        pass.expectAnother();
        yield* pass.written((size) => core.feedRejected(size, false));
    }
    valueOf(core.feedRejected(0, true));
    yield core.exportText().slice();
}

/** A session on the thread that calls it: the one inside the worker, and for environments without workers. */
export class LocalSession extends SessionBase {
    private readonly work = new Queue();
    private readonly paging = new Queue();
    private core: ImportSession | null;
    /** The last check, when it has come to its end. */
    private checked: Asked | null = null;
    /** What the core was told of the destination. */
    private keys: Blob | null = null;
    /** Why it no longer knows that. */
    private keysFault: MusterError | null = null;
    /** What `checked` has found of a column. */
    private faulty: { checked: Asked; column: number; rows: Float64Array<ArrayBuffer> } | null = null;
    /** Of the file as it was opened; the last at the end. */
    private readonly changes: Undo[] = [];
    private keptReading: FormatChoices = {};
    private saidReading: FormatChoices = {};

    private constructor(
        private readonly module: MusterModule, core: ImportSession, readonly name: string, private blob: Blob,
        private choices: FormatChoices, private current: Sniff,
    ) {
        super();
        this.core = core;
    }

    static async open(module: MusterModule, input: Input, choices: FormatChoices = {}, signal?: AbortSignal): Promise<LocalSession> {
        const name = input instanceof File ? input.name : '';
        const given = await toBlob(input, signal);
        const head = headOf(given);
        head.catch(() => undefined);  // reported by whoever wants it
        const blob = await unpacked(given, signal);
        const core = new module.ImportSession();
        try {
            const sniff = await openOn(core, blob, choices, blob === given ? head : headOf(blob));
            if (signal?.aborted) throw aborted();
            return new LocalSession(module, core, name, blob, choices, sniff);
        } catch (error) {
            core.delete();
            throw toMusterError(error);
        }
    }

    get bytes(): number {
        return this.blob.size;
    }

    get file(): Blob {
        return this.blob;
    }

    get sniff(): Sniff {
        return this.current;
    }

    get format(): FormatChoices {
        return this.choices;
    }

    get said(): FormatChoices {
        return this.saidReading;
    }

    get kept(): FormatChoices {
        return this.keptReading;
    }

    choose(change: ReadingChange): Promise<Sniff> {
        return this.alone(async () => {
            const { choices = this.choices, said = this.saidReading } = change;
            const kept = keptBeside(change, this.keptReading);
            this.current = valueOf<Sniff>(this.live().choose(JSON.stringify({ ...said, ...choices, ...kept })));
            this.choices = choices;
            this.saidReading = said;
            this.keptReading = kept;
            this.checked = null;
            return this.current;
        });
    }

    protected firstRows(rows: number): Promise<Preview> {
        return this.work.run(async () => valueOf<Preview>(this.live().preview(rows)));
    }

    readings(): Promise<DateReadings[]> {
        return this.work.run(async () => valueOf<{ columns: DateReadings[] }>(this.live().readings()).columns);
    }

    protected understand(column: string, format: string): Promise<DateFormat> {
        return this.work.run(async () => valueOf<DateFormat>(this.live().dateFormat(column, format)));
    }

    suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion> {
        return this.work.run(async () => valueOf<Suggestion>(this.live().suggest(JSON.stringify(plain({ schema, earlier })))));
    }

    measure(options: RunOptions = {}): Promise<Sniff> {
        return this.work.run(async () => {
            const core = this.live();
            valueOf(core.startFullSniff());
            await this.pass(core, options).whole((size) => core.feedFullSniff(size));
            this.current = valueOf<Sniff>(this.live().finishFullSniff());
            return this.current;
        });
    }

    setExisting(keys: Input | null): Promise<Existing | null> {
        return this.work.run(async () => {
            const given = keys && await toBlob(keys);
            try {
                const existing = await this.tellKeys(given);
                this.keys = given;
                this.keysFault = null;
                return existing;
            } catch (error) {
                await this.tellKeysAgain();
                throw error;
            }
        });
    }

    private async tellKeys(keys: Blob | null): Promise<Existing | null> {
        valueOf(this.live().forgetKeys());
        if (keys === null) return null;
        valueOf(this.live().startKeys());
        for await (const bytes of slices(keys)) {
            const core = this.live();
            valueOf(core.feedKeys(give(core, bytes)));
        }
        return valueOf<Existing>(this.live().finishKeys());
    }

    /** Those of before, after others were refused. Where they can no longer be read nothing is checked as if there were none. */
    private async tellKeysAgain(): Promise<void> {
        this.keysFault = null;
        try {
            await this.tellKeys(this.keys);
        } catch (error) {
            this.keysFault = toMusterError(error);
        }
    }

    tryMapping(request: CheckRequest): Promise<void> {
        return this.alone(async () => {
            const asked = askedFor(request);
            this.live();
            // On a core of its own: where the mapping is refused, what was found under the one before stays.
            const core = new this.module.ImportSession();
            try {
                await openOn(core, this.blob, this.reading);
                valueOf(core.startCheck(asked.document, JSON.stringify(asked.request)));
                this.checked = null;
            } finally {
                core.delete();
            }
        });
    }

    runCheck(request: CheckRequest, run: RunOptions): Promise<CheckResult> {
        return this.work.run(async () => {
            const asked = askedFor(request);
            if (run.signal?.aborted) throw aborted();
            if (this.keysFault) throw this.keysFault;
            const core = this.live();
            const pass = this.pass(core, run);
            this.checked = null;
            await startCheck(pass, asked, (job) => this.paging.run(async () => {
                this.live();
                return job();
            }));
            await pass.whole((size) => core.feed(size), () => valueOf<Omit<Progress, 'bytes' | 'total'>>(core.progress()));
            const result = valueOf<CheckResult>(core.finish());
            this.checked = asked;
            return result;
        });
    }

    protected findIssues({ first = 0, count = 100 }: { first?: number; count?: number }, filter: IssueFilter): Promise<IssuePage> {
        return this.work.run(async () => {
            this.live();
            // None would look like a file without faults.
            if (this.checked === null) throw new MusterError('usage', 'The file has to be checked before its issues are known.');
            return valueOf<IssuePage>(this.live().issues(first, count, JSON.stringify(filter)));
        });
    }

    editCell(row: number, column: number, value: string): Promise<void> {
        return this.alone(async () => {
            const { blob } = this;
            const { byte } = valueOf<{ byte: number }>(this.live().startEdit(row, column, value));
            const { from, to } = await this.findRow(blob, byte);
            const bytes = this.live().editedRow().slice();
            await this.takeUp(new Blob([blob.slice(0, from), bytes, ...(to === null ? [] : [blob.slice(to)])]));
            this.changes.push({ from, bytes: bytes.length, before: blob.slice(from, to ?? blob.size) });
        });
    }

    /** Answers how many cells were changed, or would be. */
    replaceCells(replacement: Replacement, run: RunOptions): Promise<number> {
        return this.alone(async () => {
            const { blob } = this;
            const rows = replacement.rows === 'faulty' ? await this.faultyRows(replacement.column, run) : null;
            const { cells, edited } = await this.replaced(replacement, rows, run);
            if (replacement.countOnly || cells === 0) return cells;
            await this.takeUp(edited);
            this.changes.push(blob);
            return cells;
        });
    }

    undoChange(): Promise<boolean> {
        return this.alone(async () => {
            this.live();
            const { blob } = this;
            const last = this.changes.at(-1);
            if (last === undefined) return false;
            await this.takeUp(last instanceof Blob ? last : new Blob([blob.slice(0, last.from), last.before, blob.slice(last.from + last.bytes)]));
            this.changes.pop();
            return true;
        });
    }

    /** When neither a check nor a page of rows is being read. */
    private alone<T>(job: () => Promise<T>): Promise<T> {
        return this.work.run(() => this.paging.run(job));
    }

    /** Goes on with a file in which only cells have changed. That must not change how it is read. */
    private async takeUp(blob: Blob): Promise<void> {
        this.checked = null;
        try {
            const [sniff, kept] = await this.openAsNow(blob);
            this.current = sniff;
            this.keptReading = kept;
            this.blob = blob;
        } catch (error) {
            await openOn(this.live(), this.blob, this.reading);
            throw error;
        }
    }

    /** Answers also what has to be said for that: nothing where the same is found again, as what is said means more than what is found. */
    private async openAsNow(blob: Blob): Promise<[Sniff, FormatChoices]> {
        const wanted = readingOf(this.current);
        let kept: FormatChoices = {};
        for (;;) {
            const sniff = await openOn(this.live(), blob, { ...this.saidReading, ...this.choices, ...kept });
            const others = otherThan(kept, otherThan(readingOf(sniff), wanted));
            if (Object.keys(others).length === 0) return [sniff, kept];
            kept = { ...kept, ...others };
        }
    }

    /** The choices by which the file is read the way it is. */
    private get reading(): FormatChoices {
        return { ...this.saidReading, ...this.choices, ...this.keptReading };
    }

    /** On a core of its own: the rows that a check finds stay known until they change. */
    private async replaced(
        { column, find, value, whole, countOnly }: Replacement, rows: Float64Array<ArrayBuffer> | null, run: RunOptions,
    ): Promise<{ cells: number; edited: Blob }> {
        const core = new this.module.ImportSession();
        const edited = new EditedBlob(this.blob);
        let cells = 0;
        const step = (size: number, last: boolean): void => {
            ({ cells } = valueOf<{ cells: number }>(core.feedReplace(size, last)));
            const text = core.replacedText().slice();
            const changes = core.replacedRows().slice();
            let done = 0;
            for (let at = 0; at < changes.length; at += 3) {
                const end = done + changes[at + 2]!;
                edited.replace(changes[at]!, changes[at + 1]!, text.subarray(done, end));
                done = end;
            }
        };
        try {
            await openOn(core, this.blob, this.reading);
            valueOf(core.startReplace(JSON.stringify({ column, find, value, whole, count_only: countOnly, only_rows: rows !== null })));
            if (rows !== null) valueOf(core.setReplaceRows(give(core, new Uint8Array(rows.buffer))));
            const meter = new Meter(this.blob.size, run);
            for await (const bytes of slices(this.blob, 0, run.signal)) {
                this.live();
                edited.read(bytes);
                step(give(core, bytes), false);
                meter.add(bytes.length, () => noCounts);
            }
            this.live();
            step(0, true);
            return { cells, edited: edited.finish() };
        } finally {
            core.delete();
        }
    }

    /** The rows in which the last check has found a fault of a column. They are looked for again where it has not kept all issues. */
    private async faultyRows(column: number, run: RunOptions): Promise<Float64Array<ArrayBuffer>> {
        const { checked, faulty } = this;
        if (checked === null) throw new MusterError('usage', 'The file has to be checked before its faulty rows are known.');
        if (faulty?.checked === checked && faulty.column === column) return faulty.rows;
        const { issues } = valueOf<{ issues: number }>(this.live().progress());
        if (issues > keptIssues.most) throw new MusterError('limit_exceeded', 'The file has more than a million remarks. Replace in all rows.');
        const rows = issues <= (checked.request.max_issues ?? keptIssues.usual) ? this.live().faultyRows(column).slice()
            : await this.findFaultyRows(column, checked, issues, run);
        this.faulty = { checked, column, rows };
        return rows;
    }

    private async findFaultyRows(column: number, { document, request }: Asked, issues: number, run: RunOptions): Promise<Float64Array<ArrayBuffer>> {
        const core = new this.module.ImportSession();
        try {
            const pass = this.pass(core, run);
            await openOn(core, this.blob, this.reading);
            await startCheck(pass, { document, request: { ...request, max_issues: issues } });
            await pass.whole((size) => core.feed(size));
            valueOf(core.finish());
            return core.faultyRows(column).slice();
        } finally {
            core.delete();
        }
    }

    /** Where the row stands that an edit was started for. */
    private async findRow(blob: Blob, start: number): Promise<{ from: number; to: number | null }> {
        let at = start;
        for await (const bytes of growingSlices(blob, start)) {
            at += bytes.length;
            const core = this.live();
            const found = valueOf<{ done: false } | { done: true; from: number; to: number | null }>(core.feedEdit(give(core, bytes), at >= blob.size));
            if (found.done) return found;
        }
        throw new MusterError('usage', 'The file has no such row.');
    }

    packedRows(first: number, count: number): Promise<PackedRows> {
        return this.paging.run(async () => {
            const { blob } = this;
            const { byte } = valueOf<{ byte: number }>(this.live().startRows(first, count));
            let at = byte;
            for await (const bytes of growingSlices(blob, byte)) {
                at += bytes.length;
                const core = this.live();
                if (valueOf<{ done: boolean }>(core.feedRows(give(core, bytes), at >= blob.size)).done) break;
            }
            const core = this.live();
            const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(core.rowText());
            return { text, ends: core.rowEnds().slice() };
        });
    }

    /** On a core of its own: what the session shows stays as it is, whatever comes of this. */
    async *exported(kind: ExportKind, mapping: CheckRequest | null, run: RunOptions): AsyncGenerator<Uint8Array<ArrayBuffer>> {
        const lost = this.live().lostRows().slice();
        const { checked } = this;
        const core = new this.module.ImportSession();
        try {
            const pass = this.pass(core, run);
            await openOn(core, this.blob, this.reading);
            if (kind === 'all') yield* allRows(pass, mapping && askedFor(mapping));
            else if (checked !== null) yield* checkedRows(pass, kind, checked, lost);
            else throw new MusterError('usage', 'The file has to be checked before rows of it can be given out.');
        } catch (error) {
            throw toMusterError(error);
        } finally {
            core.delete();
        }
    }

    close(): void {
        this.core?.delete();
        this.core = null;
    }

    private live(): ImportSession {
        if (this.core === null) throw new MusterError('closed', 'The session is closed.');
        return this.core;
    }

    private pass(core: ImportSession, run: RunOptions): Pass {
        return new Pass(core, this.blob, run, () => this.live());
    }
}
