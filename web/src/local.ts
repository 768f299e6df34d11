import type { Answer, ImportSession, MusterModule } from 'muster-wasm-glue';
import { MusterError } from './errors.js';
import type { CheckOptions, Input, RunOptions, Session } from './session.js';
import { headBytes, slices, toBlob, unpacked } from './source.js';
import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, Issue, IssuePage, Preview, Progress, RowPage, Schema, Sniff,
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

/** What a check was asked, as JSON. */
interface Asked {
    document: string;
    request: object;
}

async function openOn(core: ImportSession, blob: Blob, choices: FormatChoices): Promise<Sniff> {
    const head = new Uint8Array(await blob.slice(0, headBytes).arrayBuffer());
    core.input(head.length).set(head);
    return valueOf<Sniff>(core.open(head.length, head.length === blob.size, JSON.stringify(choices)));
}

/** A session on the thread that calls it: the one inside the worker, and for environments without workers. */
export class LocalSession implements Session {
    private readonly work = new Queue();
    private readonly paging = new Queue();
    private readonly collecting = new Queue();
    private core: ImportSession | null;
    /** The last check, when it has come to its end. */
    private checked: Asked | null = null;

    private constructor(
        private readonly module: MusterModule, core: ImportSession, readonly name: string, private readonly blob: Blob,
        private choices: FormatChoices, private current: Sniff,
    ) {
        this.core = core;
    }

    static async open(module: MusterModule, input: Input, choices: FormatChoices = {}, signal?: AbortSignal): Promise<LocalSession> {
        const name = input instanceof File ? input.name : '';
        const blob = await unpacked(await toBlob(input, signal), signal);
        const core = new module.ImportSession();
        try {
            return new LocalSession(module, core, name, blob, choices, await openOn(core, blob, choices));
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
            this.choices = choices;
            this.checked = null;
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

    suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion> {
        return this.work.run(async () => valueOf<Suggestion>(this.live().suggest(JSON.stringify({ schema, earlier }))));
    }

    measure(options: RunOptions = {}): Promise<Sniff> {
        return this.work.run(async () => {
            const core = this.live();
            valueOf(core.startFullSniff());
            await this.feed((size) => core.feedFullSniff(size), new Meter(this.bytes, options), options.signal, () => noCounts);
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
                ...(options.earlier && { earlier: options.earlier }),
                ...(options.firstRun !== undefined && { first_run: options.firstRun }),
                ...(options.attended !== undefined && { attended: options.attended }),
                ...(options.maxIssues !== undefined && { max_issues: options.maxIssues }),
            };
            const asked = { document: JSON.stringify(document), request };
            this.checked = null;
            const result = await this.runCheck(this.live(), asked, new Meter(this.bytes, options), options.signal);
            this.checked = asked;
            return result;
        });
    }

    rejectedRows(options: RunOptions = {}): Promise<Blob> {
        return this.collecting.run(async () => {
            const { checked } = this;
            if (checked === null) throw new MusterError('usage', 'The file has to be checked before its rejected rows can be collected.');
            // A check of its own: the one whose remarks are shown stays as it is, whatever comes of this.
            const core = new this.module.ImportSession();
            try {
                await openOn(core, this.blob, this.choices);
                return await this.collect(core, checked, options);
            } finally {
                core.delete();
            }
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

    private async runCheck(
        core: ImportSession, { document, request }: Asked, meter: Meter, signal: AbortSignal | undefined, onFed = (): void => undefined,
    ): Promise<CheckResult> {
        const { needs_survey } = valueOf<{ needs_survey: boolean }>(core.startCheck(document, JSON.stringify(request)));
        if (needs_survey) {
            meter.expect(this.bytes);
            await this.feed((size) => core.survey(size), meter, signal, () => noCounts, core);
            valueOf(core.finishSurvey());
        }
        await this.feed((size) => {
            const answer = core.feed(size);
            onFed();
            return answer;
        }, meter, signal, () => valueOf<Omit<Progress, 'bytes' | 'total'>>(core.progress()), core);
        const result = valueOf<CheckResult>(core.finish());
        onFed();
        return result;
    }

    /** The text goes from the core into a Blob with every slice, so that it never lies in the memory of the script as a whole. */
    private async collect(core: ImportSession, { document, request }: Asked, options: RunOptions): Promise<Blob> {
        const parts: Blob[] = [];
        const take = (): void => {
            const text = core.rejectedText();
            if (text.length > 0) parts.push(new Blob([text]));
        };
        const meter = new Meter(this.bytes, options);
        await this.runCheck(core, { document, request: { ...request, max_issues: 0, rejected_rows: true } }, meter, options.signal, take);
        if (valueOf<{ needs_reading: boolean }>(core.startRejected()).needs_reading) {
            meter.expect(this.bytes);
            await this.feed((size) => {
                const answer = core.feedRejected(size, false);
                take();
                return answer;
            }, meter, options.signal, () => noCounts, core);
        }
        valueOf(core.feedRejected(0, true));
        take();
        return new Blob(parts, { type: 'text/csv;charset=utf-8' });
    }

    /** Hands the whole file to `step`, on the core of the session or on `core`. */
    private async feed(
        step: (size: number) => Answer, meter: Meter, signal: AbortSignal | undefined, counts: () => Omit<Progress, 'bytes' | 'total'>,
        core = this.live(),
    ): Promise<void> {
        for await (const bytes of slices(this.blob, 0, signal)) {
            this.live();   // throws where the session was closed while the slice was read
            core.input(bytes.length).set(bytes);
            valueOf(step(bytes.length));
            meter.add(bytes.length, counts);
        }
        this.live();
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
