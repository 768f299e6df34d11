import { MusterError, type Input, type Schema, type Session, type SyncDocument, openSession } from '../index.js';
import { formatOf } from '../session.js';
import type { CheckResult, Counts, Guard, Sniff } from '../types.js';
import { type Change, type Choices, type ReplacementEdit, columnChoices, documentOf, formatFollowing, mayFinish, nothingLost, sameFormat, takeOver, takeProblem } from './choices.js';
import { download, fill, fileName, h, setOrRemove } from './dom.js';
import { drawn } from './drawing.js';
import type { TextsPack } from './english.js';
import { listenForDrops, listenForPasting } from './drop.js';
import { FileStep } from './file-step.js';
import { FormatStep } from './format-step.js';
import { MappingStep } from './mapping-step.js';
import type { Host, Step, StepName } from './step.js';
import { stepNames } from './step.js';
import { ReviewStep } from './review-step.js';
import { firstRowsOf } from './rows-panel.js';
import { StatusLine } from './status.js';
import { SummaryStep } from './summary-step.js';
import { Theme } from './theme.js';
import { ToldError, asMusterError, explained } from './told-error.js';
import { WarmWorker } from './warm-worker.js';
import { Words } from './words.js';

export interface ReadyDetail { name: string; bytes: number; sniff: Sniff }
export interface ChangeDetail { step: StepName; /** What was decided so far; null while no file is open. */ document: SyncDocument | null }
export interface ErrorDetail { code: string; message: string }

/** What a host carries out: the document with everything filled in, and what it would do. */
export interface CompleteDetail {
    document: SyncDocument;
    counts: Counts;
    /** null: the host has not said what exists. */
    guard: Guard | null;
    result: CheckResult;
    /** Cells that were changed here: the document is for `file`, not for the one that was chosen. */
    edits: readonly Change[];
    /** The file that the document is for, byte for byte: unpacked, with the changed cells, and with the passwords that are in it. */
    file: Blob;
}

const makeStep: Record<StepName, (host: Host) => Step> = {
    file: (host) => new FileStep(host), format: (host) => new FormatStep(host), mapping: (host) => new MappingStep(host),
    review: (host) => new ReviewStep(host), summary: (host) => new SummaryStep(host),
};

/** Issues kept in full for the rows that are marked. */
const keptIssues = 5000;

// On a server there are no elements: the module can be imported there, and does nothing.
const Base = (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as unknown as typeof HTMLElement);

const ownProperties = ['fields', 'existing', 'settings', 'texts', 'createWorker', 'theme'] as const;

/** A key that is held presses a button once. */
function dropRepeated(event: Event): void {
    const { key, repeat } = event as KeyboardEvent;
    if (repeat && (key === 'Enter' || key === ' ')) event.preventDefault();
}

/**
 * `<muster-import>`: a person chooses a contact file, sees how it is read, sends its columns to fields, looks through the rows and
 * sees what an import would do. Nothing is sent anywhere; the host takes the sync document from the event `muster-complete`.
 */
export class MusterImportElement extends Base implements Host {
    static readonly observedAttributes = ['fields', 'theme'];

    choices: Choices | null = null;
    words = new Words();

    // Properties that a page sets have accessors: a field of the class would replace what was set before the element was defined.
    private workerMaker: (() => Worker) | null = null;
    private given: Partial<SyncDocument> = {};
    /** The settings that the open file was last examined with, as text: a page may change its object in place. */
    private taken = '{}';
    private schema: Schema | null = null;
    /** What could not be done, as long as it is to be shown. */
    private reported: MusterError | null = null;
    /** Why the text given for `fields` cannot be used. */
    private fieldsFault: MusterError | null = null;
    private keys: Input | null = null;
    /** Grows with the keys, so that answers about earlier ones are dropped. */
    private keysRound = 0;
    private current: StepName = 'file';
    private running: AbortController | null = null;
    /** Grows with every file, so that answers about an earlier one are dropped. */
    private generation = 0;
    private opening = false;
    /** The last change of cells or of the format that was begun or waits. */
    private changing: Promise<unknown> = Promise.resolve();
    /** How many of them there are: what was checked is of the file before them. */
    private pending = 0;
    private readonly warm = new WarmWorker(() => this.makeWorker());
    private look: Theme | null = null;
    /** Those that were shown; null: nothing is shown yet. */
    private steps: Partial<Record<StepName, Step>> | null = null;
    private line: StatusLine | null = null;
    private readonly place = { nav: null as HTMLElement | null, error: null as HTMLElement | null, card: null as HTMLElement | null, again: null as HTMLElement | null };

    /** The fields of the destination; null: those of a new contact database. Counts for the next file. A text is JSON, as in the attribute. */
    get fields(): Schema | null {
        return this.schema;
    }

    set fields(fields: Schema | string | null | undefined) {
        const before = this.fieldsFault;
        this.fieldsFault = null;
        try {
            const given = (typeof fields === 'string' ? JSON.parse(fields) as Schema : fields) ?? null;
            if (given !== null && !Array.isArray(given.fields)) throw new Error('An object with the member "fields" is expected.');
            this.schema = given;
            if (before) this.report(null);
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            this.fieldsFault = new ToldError(this.words, 'fields_unreadable', this.words.texts.element.fieldsUnusable, message);
            // Whoever listens does so at the latest when the element is in the page.
            if (this.steps) this.report(this.fieldsFault);
        }
    }

    /** `light` or `dark`; anything else: as the system is. The attribute of that name: frameworks set whichever there is. */
    get theme(): string | null {
        return this.getAttribute('theme');
    }

    set theme(theme: string | null | undefined) {
        setOrRemove(this, 'theme', theme ?? undefined);
    }

    /** What the destination holds: the file that `muster contacts keys` writes. */
    get existing(): Input | null {
        return this.keys;
    }

    set existing(keys: Input | null | undefined) {
        this.keys = keys ?? null;
        ++this.keysRound;
        void this.useExisting();
    }

    /** Members of the sync document that the person is not asked about, for example `destination` and `limits`. */
    get settings(): Partial<SyncDocument> {
        return this.given;
    }

    set settings(settings: Partial<SyncDocument> | null | undefined) {
        this.given = settings ?? {};
        if (!this.choices) return;
        const text = JSON.stringify(this.given);
        // A framework may set what is equal each time that it draws.
        if (text === this.taken) return;
        const before = formatOf((JSON.parse(this.taken) as Partial<SyncDocument>).source);
        const now = formatOf(this.given.source);
        this.taken = text;
        this.settle();
        this.giveUp();
        this.undecide();
        if (sameFormat(before, now)) {
            this.changed();
            void this.recheck();
        } else {
            void this.changeFormat((format) => formatFollowing(format, before, now));
        }
    }

    /** Makes the worker of a session; by default it is the script at the attribute `worker`, or the one beside the package. */
    get createWorker(): (() => Worker) | null {
        return this.workerMaker;
    }

    set createWorker(make: (() => Worker) | null | undefined) {
        this.workerMaker = make ?? null;
    }

    /** A pack of texts; what it lacks is English. */
    get texts(): TextsPack {
        return this.words.texts;
    }

    set texts(pack: TextsPack | null | undefined) {
        this.words = new Words(pack ?? {});
        if (this.choices) this.choices.words = this.words;
        this.settle();
        if (!this.steps) return;
        this.build();
    }

    get step(): StepName {
        return this.current;
    }

    /** The file under examination; null: none. */
    get session(): Session | null {
        return this.choices?.session ?? null;
    }

    connectedCallback(): void {
        for (const name of ownProperties) this.upgrade(name);
        if (!this.look) {
            this.look = new Theme(this);
            this.listen();
        }
        if (!this.steps) this.build();
        if (this.fieldsFault) this.report(this.fieldsFault);
    }

    /** Not when it is only moved. */
    disconnectedCallback(): void {
        queueMicrotask(() => {
            if (this.isConnected) return;
            this.reset();
            this.warm.end();
        });
    }

    attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
        if (name === 'theme') this.look?.apply();
        else this.fields = value;
    }

    /** Opens a file as if the person had chosen it. Where it cannot be used, the one before stays. */
    async open(input: Input, name = input instanceof File ? input.name : ''): Promise<void> {
        const mine = ++this.generation;
        this.opening = true;
        this.giveUp();
        this.hideAgain();
        this.report(null);
        if (this.choices || this.current !== 'file') this.showStep('file');
        this.line?.show(this.words.say(this.words.texts.element.opening, { name }));
        let session: Session | null = null;
        try {
            // Other fields than the page meant would be filled.
            if (this.fieldsFault) throw this.fieldsFault;
            const format = formatOf(this.settings.source);
            session = await openSession(input, { name, format, createWorker: () => this.warm.take() });
            if (mine !== this.generation) return;
            const round = this.keysRound;
            const existing = await this.tellExisting(session);
            const choices = await this.beginAsGiven(session, format);
            choices.existing = existing;
            if (mine !== this.generation) return;
            this.forget();
            this.choices = choices;
            this.taken = JSON.stringify(this.given);
            this.line?.show('');
            this.showStep('format', true);
            this.announce<ReadyDetail>('muster-ready', { name: session.name, bytes: session.bytes, sniff: session.sniff });
            if (this.choices === choices) this.changed();
            await (round === this.keysRound ? this.recheck() : this.useExisting());
        } catch (error) {
            if (mine !== this.generation) return;
            this.line?.show('');
            this.report(asMusterError(error));
            this.goOn();
        } finally {
            if (this.session !== session) session?.close();
            if (mine === this.generation) this.opening = false;
        }
    }

    /** Closes the file and goes back to the first step. */
    reset(): void {
        ++this.generation;
        this.opening = false;
        this.forget();
        this.line?.show('');
        if (this.steps) this.goTo('file');
    }

    /** Goes to a step; without a file there is only the first. Throws where there is no step of that name. */
    goTo(step: StepName): void {
        if (!stepNames.includes(step)) throw new MusterError('usage', `There is no step "${step}".`);
        if (step !== 'file' && !this.choices) return;
        this.settle();
        if (!this.fieldsFault && !this.choices?.keysProblem) this.report(null);
        this.showStep(step, true);
        this.changed();
    }

    changed(): void {
        this.announce<ChangeDetail>('muster-change', { step: this.current, document: this.choices && documentOf(this.choices, this.settings) });
    }

    /** Shows the step again and checks the file anew, after something was decided. */
    decide(): void {
        this.showStep(this.current);
        this.changed();
        void this.recheck();
    }

    changeFormat(change: (format: Choices['format']) => Choices['format']): Promise<void> {
        return this.inTurn(undefined, () => this.readAnew(change));
    }

    async inTurn<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
        const { session } = this;
        const turn = this.changing.then(() => (this.session === session ? work() : otherwise));
        this.changing = turn.catch(() => undefined);
        ++this.pending;
        this.showTurns(this.current);
        try {
            return await turn;
        } finally {
            --this.pending;
            this.showTurns(this.current);
        }
    }

    /** Reads the file again for the rows that were refused, and gives them to the person. */
    async downloadRejected(): Promise<void> {
        const { choices } = this;
        const result = choices?.result;
        if (!choices || !result) return;
        const { texts: { element: texts } } = this.words;
        const name = `${fileName(result.document.name)}.rejected.csv`;
        await this.run(texts.collecting, async (options) => {
            download(name, await choices.session.rejectedRows(options));
            return this.words.plural(texts.collected, result.check.counts.rejected, { name });
        }, ({ code, message }) => (code === 'aborted' ? texts.notCollected : this.words.say(texts.notCollectable, { message })));
    }

    async editCell(row: number, column: number, value: string): Promise<void> {
        await this.change((session) => session.edit(row, column, value));
    }

    async countReplacements({ column, find, value, whole, rows }: ReplacementEdit): Promise<number> {
        return await this.choices?.session.countReplacements(column, find, value, { whole, rows }) ?? 0;
    }

    async replaceCells({ column, find, value, whole, rows }: ReplacementEdit): Promise<number> {
        return await this.change((session) => session.replace(column, find, value, { whole, rows })) ?? 0;
    }

    async undoChange(): Promise<void> {
        await this.change((session) => session.undo());
    }

    complete(): void {
        const { choices } = this;
        const result = choices?.result;
        if (!result || this.pending > 0 || !mayFinish(choices)) return;
        const { edits, session: { file } } = choices;
        this.line?.show(this.words.texts.element.finished);
        this.announce<CompleteDetail>('muster-complete', { document: result.document, counts: result.check.counts, guard: result.guard, result, edits, file });
    }

    report(error: MusterError | null): void {
        this.reported = error;
        this.showReported();
        if (error) this.announce<ErrorDetail>('muster-error', { code: error.code, message: error.message });
    }

    /** Nowhere, as long as the element is not in a page. */
    private showReported(): void {
        const { place: { error: place }, reported } = this;
        if (!place) return;
        place.hidden = reported === null;
        fill(place, ...(reported ? explained(this.words, reported) : []));
        place.dataset['code'] = reported?.code ?? '';
    }

    /** A property that was set before the element was defined hides the accessor of the class. */
    private upgrade(name: (typeof ownProperties)[number]): void {
        const own = Object.getOwnPropertyDescriptor(this, name);
        const accessor = Object.getOwnPropertyDescriptor(MusterImportElement.prototype, name);
        if (!own || !accessor) return;
        delete (this as Record<string, unknown>)[name];
        (this as Record<string, unknown>)[name] = own.value;
    }

    /** A file is taken wherever it comes over the element, as long as it is asked for. */
    private listen(): void {
        const take = (file: File): void => void this.open(file);
        listenForDrops(this, () => this.shadowRoot?.getElementById('drop') ?? null, take);
        listenForPasting(this, () => (this.current === 'file' ? this.words.texts.file.pastedName : null), take);
    }

    private makeWorker(): Worker {
        const given = this.getAttribute('worker');
        if (this.createWorker) return this.createWorker();
        return given === null ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
            : new Worker(new URL(given, document.baseURI), { type: 'module' });
    }

    private build(): void {
        const { texts } = this.words;
        const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
        this.look?.attach(root);
        this.steps?.[this.current]?.leave?.();
        const first = this.steps === null;
        this.steps = {};
        this.place.nav = this.navigation();
        this.place.error = h('div', { class: 'notice error', id: 'file-error', part: 'error', role: 'alert', hidden: true });
        this.place.card = h('section', { class: 'card', part: 'card', 'aria-labelledby': 'step-title' });
        const controls = {
            bar: h('div', { class: 'status-bar', part: 'status', hidden: true }), status: h('p', { id: 'status', role: 'status' }),
            progress: h('progress', { id: 'progress', max: 100, value: 0, 'aria-label': texts.element.reading, hidden: true }),
            cancel: h('button', { type: 'button', id: 'cancel', part: 'button', hidden: true }, texts.element.cancel),
        };
        this.place.again = h('button', { type: 'button', id: 'again', part: 'button', hidden: true, click: () => void this.recheck() }, texts.element.again);
        controls.bar.append(controls.status, controls.progress, controls.cancel, this.place.again);
        this.line = new StatusLine(controls, () => this.words);
        // Whoever comes near with the pointer, the focus or a file will want the worker soon; but not while a file takes the processor.
        const warm = (): void => void (this.current === 'file' && !this.opening && this.warm.start());
        root.replaceChildren(h('div', { class: 'muster', part: 'root', lang: this.words.locale, pointerover: warm, focusin: warm, dragover: warm },
            h('slot', { name: 'intro' }, h('p', { class: 'promise' }, texts.element.promise)),
            this.place.nav, controls.bar, this.place.error, this.place.card, h('slot', { name: 'outro' })));
        this.showReported();
        this.showNavigation();
        if (first) void this.showLater();
        else this.showStep(this.current);
        if (!this.running) this.sayAgain();
    }

    /** What comes first in a page is drawn in two frames: its fonts take their time. */
    private async showLater(): Promise<void> {
        await drawn();
        if (!this.place.card?.hasChildNodes()) this.showStep(this.current);
    }

    private showStep(step: StepName, arrive = false): void {
        const { card } = this.place;
        const same = card?.dataset['step'] === step;
        if (!same) this.steps?.[this.current]?.leave?.();
        this.current = step;
        // Before the element is in the page there is nothing to show it in.
        if (!this.steps || !card) return;
        this.showNavigation();
        const shown = this.steps[step] ??= makeStep[step](this);
        const title = h('h2', { id: 'step-title', tabindex: -1, part: 'title' }, shown.title);
        if (same && shown.update) {
            shown.update();
            if (arrive) this.shadowRoot?.getElementById('step-title')?.focus();
        } else if (arrive) {
            // To take the focus an element is laid out, with all that is there: so nothing else is yet.
            card.replaceChildren(title);
            title.focus();
            card.append(shown.show(), this.turns(step));
        } else {
            fill(card, title, shown.show(), this.turns(step));
        }
        card.dataset['step'] = step;
        this.showTurns(step);
    }

    private navigation(): HTMLElement {
        const { steps: names, element: texts } = this.words.texts;
        return h('nav', { 'aria-label': texts.stepsLabel }, h('ol', { class: 'steps', part: 'steps' }, ...stepNames.map((name) =>
            h('li', {}, h('button', { type: 'button', id: `step-${name}`, click: () => this.goTo(name) }, names[name])))));
    }

    private showNavigation(): void {
        for (const name of stepNames) {
            const button = this.place.nav?.querySelector<HTMLButtonElement>(`#step-${name}`);
            if (!button) continue;
            const current = name === this.current;
            button.disabled = name !== 'file' && !this.choices;
            setOrRemove(button, 'aria-current', current ? 'step' : undefined);
            button.setAttribute('part', current ? 'step step-current' : 'step');
        }
    }

    private turns(step: StepName): HTMLElement {
        const { element: texts } = this.words.texts;
        const at = stepNames.indexOf(step);
        const back = stepNames[at - 1];
        const next = stepNames[at + 1];
        return h('div', { class: 'turns' },
            back && h('button', { type: 'button', id: 'back', part: 'button', click: () => this.goTo(back) }, texts.back),
            next ? h('button', { type: 'button', id: 'next', class: 'primary', part: 'button button-primary', click: () => this.goTo(next) }, texts.next)
                : h('button', { type: 'button', id: 'finish', class: 'primary', part: 'button button-primary', keydown: dropRepeated, click: (event) => (event as MouseEvent).detail > 1 || this.complete() }, texts.finish));
    }

    private showTurns(step: StepName): void {
        const root = this.shadowRoot;
        const next = root?.querySelector<HTMLButtonElement>('#next');
        const finish = root?.querySelector<HTMLButtonElement>('#finish');
        if (next) next.disabled = step === 'file' && !this.choices;
        if (finish) finish.disabled = !this.choices || this.pending > 0 || !mayFinish(this.choices);
    }

    private announce<Detail>(type: string, detail: Detail): void {
        this.dispatchEvent(new CustomEvent<Detail>(type, { detail, bubbles: true, composed: true }));
    }

    private forget(): void {
        this.giveUp();
        this.hideAgain();
        this.steps?.[this.current]?.leave?.();
        this.choices?.session.close();
        this.choices = null;
        this.report(null);
    }

    private async readAnew(change: (format: Choices['format']) => Choices['format']): Promise<void> {
        const { choices } = this;
        if (!choices) return;
        this.giveUp();
        const { session } = choices;
        const format = change(choices.format);
        try {
            await session.setFormat(format);
            if (this.session !== session) return;
            this.report(null);
            const now = await this.begin(session, format, choices.schema);
            const before = this.choices;
            if (before?.session !== session) return;
            takeOver(before, now);
            this.choices = now;
            this.decide();
        } catch (error) {
            if (this.session !== session) return;
            this.report(asMusterError(error));
            this.showStep(this.current);
            this.goOn();
        }
    }

    /** Changes cells, and checks the file anew. */
    private async change<T>(work: (session: Session) => Promise<T>): Promise<T | undefined> {
        const { choices } = this;
        if (!choices) return undefined;
        this.giveUp();
        try {
            return await work(choices.session);
        } finally {
            if (this.choices === choices) this.decide();
        }
    }

    /** Keeps what is being typed, as when a person leaves the field: the page itself does not take the focus away. */
    private settle(): void {
        this.steps?.[this.current]?.settle?.();
    }

    private hideAgain(): void {
        if (this.place.again) this.place.again.hidden = true;
    }

    private giveUp(): void {
        this.running?.abort();
        this.running = null;
        this.line?.hideProgress();
    }

    /** Finds out everything that follows from how the file is read. */
    private async begin(session: Session, format: Choices['format'], schema: Choices['schema']): Promise<Choices> {
        const [suggestion, readings, preview] = await Promise.all([
            session.suggestMapping(schema ?? undefined), session.readings(), session.preview(firstRowsOf(session.columns.length)),
        ]);
        const { settings: { mode } } = this;
        return {
            words: this.words, session, schema, format, sniff: session.sniff, preview: preview.rows, plain: suggestion, suggestion, earlier: null, readings, told: new Map(),
            columns: columnChoices(suggestion), decimal: 'auto', key: suggestion.key, update: mode?.update ?? true, deleteMissing: mode?.delete_missing ?? false,
            existing: null, keysProblem: null, lost: nothingLost(), firstColumn: 0, allColumns: false, edits: [], result: null, problem: null,
        };
    }

    /** The same for a file that is being opened, read as the page says by now. */
    private async beginAsGiven(session: Session, format: Choices['format']): Promise<Choices> {
        const choices = await this.begin(session, format, this.schema);
        const now = formatOf(this.given.source);
        if (sameFormat(format, now)) return choices;
        await session.setFormat(now);
        return this.beginAsGiven(session, now);
    }

    /** With the file that was open before another could not be used. */
    private goOn(): void {
        if (this.choices?.result) this.sayAgain();
        else void this.recheck();
    }

    /** What a check has come to. */
    private sayAgain(): void {
        const { choices, words } = this;
        const { element: texts } = words.texts;
        if (!choices) return;
        const { key, problem, result } = choices;
        if (problem?.code === 'aborted') this.offerAgain();
        if (result) this.line?.show(words.checked(result.check.counts, result.check.issues.total));
        else if (problem) this.line?.show(problem.code === 'aborted' ? texts.cancelled : texts.toSettle);
        else if (key === null) this.line?.show(texts.decisionNeeded);
    }

    private async tellExisting(session: Session): Promise<Choices['existing']> {
        // A stream can be read once, but may be wanted for many files.
        const given = this.keys;
        try {
            const keys = given instanceof ReadableStream ? await new Response(given).blob() : given;
            if (this.keys === given) this.keys = keys;
            return await session.setExisting(keys);
        } catch (error) {
            const { code, message } = asMusterError(error);
            throw new ToldError(this.words, code, this.words.texts.element.keysUnusable, message);
        }
    }

    private async useExisting(): Promise<void> {
        const { session } = this;
        if (!session) return;
        this.settle();
        const round = this.keysRound;
        this.giveUp();
        this.undecide();
        let existing: Choices['existing'] = null;
        let problem: MusterError | null = null;
        try {
            existing = await this.tellExisting(session);
        } catch (error) {
            problem = asMusterError(error);
        }
        const { choices } = this;
        if (choices?.session !== session || round !== this.keysRound) return;
        // What was told before is not what exists.
        if (problem) await session.setExisting(null).catch(() => undefined);
        if (this.choices?.session !== session || round !== this.keysRound) return;
        if (problem || this.choices.keysProblem) this.report(problem);
        Object.assign(this.choices, { existing, keysProblem: problem } satisfies Partial<Choices>);
        this.decide();
    }

    /** What the last check has found no longer counts. */
    private undecide(): void {
        const { choices } = this;
        if (!choices) return;
        choices.result = null;
        choices.problem = null;
        this.showOutcome(choices);
    }

    /** Reads and checks the whole file under what is chosen now; a check that is still running is given up. */
    private async recheck(): Promise<void> {
        this.giveUp();
        const { choices, words: { texts: { element: texts } } } = this;
        if (!choices) return;
        this.undecide();
        if (choices.key === null) return this.line?.show(texts.decisionNeeded);
        await this.run(texts.checking, async (options) => {
            // Reading the file takes the processor: what a person waits for is drawn before.
            await this.steps?.[this.current]?.drawing;
            const result = await choices.session.check(documentOf(choices, this.settings), {
                ...options, maxIssues: keptIssues, ...(choices.schema && { schema: choices.schema }),
            });
            // One that was given up just as it had ended is of a file that has changed since; one that a person cancelled too late counts.
            if (this.running?.signal === options.signal) choices.result = result;
            const { counts, issues } = result.check;
            return this.words.checked(counts, issues.total);
        }, (problem) => {
            takeProblem(choices, problem);
            if (problem.code !== 'aborted') return texts.toSettle;
            this.offerAgain();
            return texts.cancelled;
        });
        this.showOutcome(choices);
    }

    private showOutcome(choices: Choices): void {
        if (this.choices !== choices) return;
        this.steps?.[this.current]?.outcome?.();
        this.showTurns(this.current);
    }

    /** While the button to cancel is still there: the focus goes from one to the other. */
    private offerAgain(): void {
        const { again } = this.place;
        if (!again) return;
        again.hidden = false;
        if (this.shadowRoot?.activeElement?.id === 'cancel') again.focus();
    }

    /** Does something long that can be cancelled; what comes of it is said, unless something else was begun meanwhile. */
    private async run(
        what: string, work: (options: { signal: AbortSignal; onProgress(progress: { bytes: number; total: number }): void }) => Promise<string>,
        failed: (error: MusterError) => string,
    ): Promise<void> {
        this.giveUp();
        const controller = new AbortController();
        const wanted = (): boolean => this.running === controller;
        this.running = controller;
        this.hideAgain();
        const show = (share: number): void => this.line?.showProgress(what, share, () => controller.abort());
        show(0);
        let said: string;
        try {
            said = await work({ signal: controller.signal, onProgress: ({ bytes, total }) => void (wanted() && show(bytes / total)) });
        } catch (error) {
            if (!wanted()) return;
            said = failed(asMusterError(error));
        }
        if (!wanted()) return;
        this.giveUp();
        this.line?.show(said);
    }
}

/** Registers the element; a name is taken once. A browser wants a class of its own for each. */
export function defineMusterImport(name = 'muster-import'): void {
    const registry = (globalThis as { customElements?: CustomElementRegistry }).customElements;
    if (registry && !registry.get(name)) registry.define(name, class extends MusterImportElement {});
}
