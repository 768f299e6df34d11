import type { Answer, ImportSession, MusterModule } from 'muster-wasm-glue';
import { MusterError } from './errors.js';
import type { CheckOptions, Input, RunOptions, Session } from './session.js';
import { headBytes, slices, toBlob, unpacked } from './source.js';
import type {
    CheckResult, DateFormat, DateReadings, Existing, FormatChoices, Issue, IssuePage, Preview, Progress, RowPage, Schema, Sniff,
    Suggestion, SyncDocument,
} from './types.js';
import { needsRules, zoneRules } from './zone.js';

function valueOf<T>(answer: Answer): T {
    if (answer.ok) return (answer.json === '' ? undefined : JSON.parse(answer.json)) as T;
    const issues = answer.json === '' ? [] : (JSON.parse(answer.json) as { errors: Issue[] }).errors;
    throw new MusterError(answer.code, answer.message, issues);
}

/** Jobs that use the same part of the core, one after the other. */
class Queue {
    private last: Promise<unknown> = Promise.resolve();

    run<T>(job: () => Promise<T>): Promise<T> {
        const result = this.last.then(job, job);
        this.last = result.catch(() => undefined);
        return result;
    }
}

/** Calls back at most every 50 ms, so that progress costs nothing. */
class Meter {
    private bytes = 0;
    private shown = 0;

    constructor(private readonly total: number, private readonly options: RunOptions) {}

    add(bytes: number, counts: () => Omit<Progress, 'bytes' | 'total'>): void {
        this.bytes += bytes;
        const now = performance.now();
        if (this.options.onProgress === undefined || now - this.shown < 50) return;
        this.shown = now;
        this.options.onProgress({ bytes: this.bytes, total: this.total, ...counts() });
    }
}

const noCounts = { rows: 0, rejected: 0, issues: 0 };

/** A session on the thread that calls it: the one inside the worker, and for environments without workers. */
export class LocalSession implements Session {
    private readonly work = new Queue();
    private readonly paging = new Queue();
    private core: ImportSession | null;

    private constructor(core: ImportSession, readonly name: string, private readonly blob: Blob, private current: Sniff) {
        this.core = core;
    }

    static async open(module: MusterModule, input: Input, choices: FormatChoices = {}, signal?: AbortSignal): Promise<LocalSession> {
        const name = input instanceof File ? input.name : '';
        const blob = await unpacked(await toBlob(input, signal), signal);
        const head = new Uint8Array(await blob.slice(0, headBytes).arrayBuffer());
        const core = new module.ImportSession();
        try {
            core.input(head.length).set(head);
            const sniff = valueOf<Sniff>(core.open(head.length, head.length === blob.size, JSON.stringify(choices)));
            return new LocalSession(core, name, blob, sniff);
        } catch (error) {
            core.delete();
            throw error;
        }
    }

    get bytes(): number {
        return this.blob.size;
    }

    get sniff(): Sniff {
        return this.current;
    }

    setFormat(choices: FormatChoices): Promise<Sniff> {
        return this.work.run(async () => {
            this.current = valueOf<Sniff>(this.live().choose(JSON.stringify(choices)));
            return this.current;
        });
    }

    preview(rows = 20): Promise<Preview> {
        return this.work.run(async () => valueOf<Preview>(this.live().preview(rows)));
    }

    readings(): Promise<DateReadings[]> {
        return this.work.run(async () => valueOf<{ columns: DateReadings[] }>(this.live().readings()).columns);
    }

    dateFormat(column: string, format: string): Promise<DateFormat> {
        return this.work.run(async () => valueOf<DateFormat>(this.live().dateFormat(column, format)));
    }

    suggestMapping(schema?: Schema): Promise<Suggestion> {
        return this.work.run(async () => valueOf<Suggestion>(this.live().suggest(schema ? JSON.stringify({ schema }) : '')));
    }

    measure(options: RunOptions = {}): Promise<Sniff> {
        return this.work.run(async () => {
            valueOf(this.live().startFullSniff());
            const meter = new Meter(this.bytes, options);
            await this.feed('feedFullSniff', meter, options.signal, () => noCounts);
            this.current = valueOf<Sniff>(this.live().finishFullSniff());
            return this.current;
        });
    }

    setExisting(keys: Input | null): Promise<Existing | null> {
        return this.work.run(async () => {
            if (keys === null) {
                valueOf(this.live().forgetKeys());
                return null;
            }
            valueOf(this.live().startKeys());
            for await (const bytes of slices(await toBlob(keys))) {
                this.live().input(bytes.length).set(bytes);
                valueOf(this.live().feedKeys(bytes.length));
            }
            return valueOf<Existing>(this.live().finishKeys());
        });
    }

    check(document: SyncDocument, options: CheckOptions = {}): Promise<CheckResult> {
        return this.work.run(async () => {
            const zone = needsRules(document.time_zone) ? zoneRules(document.time_zone) : undefined;
            const request = {
                today: new Date().toISOString().slice(0, 10),
                ...(zone && { zone }),
                ...(options.schema && { schema: options.schema }),
                ...(options.firstRun !== undefined && { first_run: options.firstRun }),
                ...(options.attended !== undefined && { attended: options.attended }),
                ...(options.maxIssues !== undefined && { max_issues: options.maxIssues }),
            };
            const { needs_survey } = valueOf<{ needs_survey: boolean }>(
                this.live().startCheck(JSON.stringify(document), JSON.stringify(request)));
            const meter = new Meter(needs_survey ? 2 * this.bytes : this.bytes, options);
            if (needs_survey) {
                await this.feed('survey', meter, options.signal, () => noCounts);
                valueOf(this.live().finishSurvey());
            }
            await this.feed('feed', meter, options.signal,
                () => valueOf<Omit<Progress, 'bytes' | 'total'>>(this.live().progress()));
            return valueOf<CheckResult>(this.live().finish());
        });
    }

    issues({ first = 0, count = 100, code = '' } = {}): Promise<IssuePage> {
        return this.work.run(async () => valueOf<IssuePage>(this.live().issues(first, count, code)));
    }

    rows(first: number, count: number): Promise<RowPage> {
        return this.paging.run(async () => {
            const { byte } = valueOf<{ byte: number }>(this.live().startRows(first, count));
            let at = byte;
            for await (const bytes of slices(this.blob, byte)) {
                at += bytes.length;
                this.live().input(bytes.length).set(bytes);
                if (valueOf<{ done: boolean }>(this.live().feedRows(bytes.length, at >= this.bytes)).done) break;
            }
            return { first, rows: this.takeRows() };
        });
    }

    close(): void {
        this.core?.delete();
        this.core = null;
    }

    private live(): ImportSession {
        if (this.core === null) throw new MusterError('closed', 'The session is closed.');
        return this.core;
    }

    private async feed(
        step: 'feed' | 'survey' | 'feedFullSniff', meter: Meter, signal: AbortSignal | undefined,
        counts: () => Omit<Progress, 'bytes' | 'total'>,
    ): Promise<void> {
        for await (const bytes of slices(this.blob, 0, signal)) {
            const core = this.live();
            core.input(bytes.length).set(bytes);
            valueOf(core[step](bytes.length));
            meter.add(bytes.length, counts);
        }
    }

    private takeRows(): string[][] {
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.live().rowText());
        const ends = this.live().rowEnds();
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
}
