import { type FormatChoices, MusterError, type Session, openSession } from '@muster/import';
import { columnChoices, documentOf, nothingLost, sendColumn, takeOver, takeProblem } from '../src/element/choices.js';
import { ColumnsPanel } from '../src/element/columns-panel.js';
import { download, fileName, h } from '../src/element/dom.js';
import { listenForChoices, listenForDrops, listenForPasting } from '../src/element/drop.js';
import { FormatPanel } from '../src/element/format-panel.js';
import { type IssueQuery, allIssues, issuesOnPage, showIssues } from '../src/element/issues-panel.js';
import { type WayTo, showPlan, showPlanChoices } from '../src/element/plan-panel.js';
import { showRejected } from '../src/element/rejected-panel.js';
import { rowsOnPage, showRows } from '../src/element/rows-panel.js';
import { StatusLine } from '../src/element/status.js';
import { Words } from '../src/element/words.js';
import { byId } from './by-id.js';
import { showMemory } from './memory-panel.js';
import { forget, recall, remember, rememberNothing, remembersNothing } from './memory.js';
import { showSave } from './save-panel.js';
import { type State, keyOf } from './state.js';

const words = new Words();
const texts = words.texts.element;
const line = new StatusLine({
    bar: byId('status-bar'), status: byId('status'), progress: byId<HTMLProgressElement>('progress'), cancel: byId('cancel'),
}, () => words);

let state: State | null = null;
let running: AbortController | null = null;
/** Grows with every file, so that answers about an earlier one are dropped. */
let generation = 0;

function asMusterError(error: unknown): MusterError {
    return error instanceof MusterError ? error : new MusterError('internal_error', String(error));
}

function showFileError(error: MusterError | null): void {
    const place = byId('file-error');
    place.hidden = error === null;
    place.textContent = error?.message ?? '';
    if (error) place.dataset['code'] = error.code;
}

/** Ends a check whose answer is no longer wanted. */
function giveUp(): void {
    running?.abort();
    running = null;
    line.hideProgress();
}

async function openFile(file: File): Promise<void> {
    const mine = ++generation;
    giveUp();
    state?.session.close();
    state = null;
    byId('sections').hidden = true;
    showFileError(null);
    line.show(words.say(texts.opening, { name: file.name }));
    byId('file-name').hidden = false;
    byId('file-name').textContent = words.say(words.texts.file.nameAndSize, { name: file.name, size: words.size(file.size) });
    try {
        const session = await openSession(file);
        if (mine !== generation) return session.close();
        await begin(session, {}, mine);
        if (mine !== generation) return;
        byId('format-title').focus();
        await recheck();
    } catch (error) {
        if (mine !== generation) return;
        line.show('');
        showFileError(asMusterError(error));
    }
}

/** Shows everything that follows from how the file is read. */
async function begin(session: Session, format: FormatChoices, mine: number): Promise<void> {
    const plain = await session.suggestMapping();
    const recalled = recall(plain.header);
    const [suggestion, readings, preview] = await Promise.all([
        recalled ? session.suggestMapping(undefined, recalled.choices) : plain, session.readings(), session.preview(rowsOnPage),
    ]);
    if (mine !== generation) return;
    const before = state;
    const now: State = {
        words, session, schema: null, format, sniff: session.sniff, plain, suggestion, recalled, earlier: recalled?.choices ?? null, preview: preview.rows, readings, told: new Map(),
        decided: false, memory: remembersNothing() ? 'off' : recalled ? 'recalled' : 'none',
        columns: columnChoices(suggestion), decimal: 'auto', key: keyOf(suggestion, recalled), update: true, deleteMissing: false, existing: null, keysProblem: null,
        lost: nothingLost(), firstColumn: 0, allColumns: false, edits: [], result: null, problem: null,
    };
    if (before) {
        takeOver(before, now);
        now.decided = before.decided;
    }
    state = now;
    byId('sections').hidden = false;
    void showRows(byId('rows'), now, 1, preview.rows, turnTo);
    showChoices();
}

const formatPanel = new FormatPanel(byId('format'), {
    onFormat: (change) => void (state && changeFormat(change(state.format))),
    onDecimal(decimal) {
        if (state) state.decimal = decimal;
        decide();
    },
});

const columnsPanel = new ColumnsPanel(byId('columns'), {
    onField(column, choice) {
        if (!state) return;
        sendColumn(state, column, choice);
        state.decided = true;
        decide();
    },
    onKey(key) {
        if (!state) return;
        state.key = key;
        state.decided = true;
        decide();
    },
    onAll() {
        if (state) state.allColumns = true;
        showChoices();
    },
});

function showChoices(): void {
    if (!state) return;
    formatPanel.show(state);
    showColumnChoices();
    showPlanChoices(byId('plan-choices'), state, {
        onKeysFile: changeKeys,
        onMode(mode) {
            if (state) Object.assign(state, mode);
            decide();
        },
    });
    showOutcome();
}

function showColumnChoices(): void {
    if (!state) return;
    showMemory(state, { onForget: forgetChoices, onNothing: changeMemory });
    columnsPanel.show(state);
}

/** Everything is on one page here. */
const wayTo: WayTo = (place, text) => h('a', { href: `#${place}-title` }, text);

function showOutcome(): void {
    if (!state) return;
    showPlan(byId('plan'), state, wayTo);
    showSave(byId('save'), state);
    showRejected(byId('rejected'), state, () => void downloadRejected());
    if (!state.result) showIssues(byId('issues'), state, null, allIssues, showKind);
}

function decide(): void {
    showChoices();
    void recheck();
}

async function changeFormat(format: FormatChoices): Promise<void> {
    if (!state) return;
    giveUp();
    const { session } = state;
    try {
        await session.setFormat(format);
        showFileError(null);
        await begin(session, format, generation);
        await recheck();
    } catch (error) {
        showFileError(asMusterError(error));
    }
}

/** Goes back to what Muster suggests by itself. */
function forgetChoices(): void {
    if (!state?.plain.header) return;
    forget(state.plain.header);
    Object.assign(state, {
        suggestion: state.plain, recalled: null, earlier: null, decided: false, memory: 'forgotten', columns: columnChoices(state.plain), key: state.plain.key,
    } satisfies Partial<State>);
    decide();
    byId('columns-title').focus();
}

/** Remembers what a person has decided, once the file could be checked so. */
function keepChoices(current: State): void {
    const { plain: { header }, decided, key, result } = current;
    if (decided && header !== null && key !== null && result && remember(header, key, result)) current.memory = 'kept';
    showMemory(current, { onForget: forgetChoices, onNothing: changeMemory });
}

/** What is chosen on the page stays in force for this file. */
function changeMemory(nothing: boolean): void {
    if (!state) return;
    rememberNothing(nothing);
    state.memory = nothing ? 'off' : 'none';
    keepChoices(state);
}

async function changeKeys(file: File | null): Promise<void> {
    if (!state) return;
    giveUp();
    try {
        state.existing = await state.session.setExisting(file);
        showFileError(null);
    } catch (error) {
        showFileError(new MusterError(asMusterError(error).code, words.say(texts.keysUnusable, { message: asMusterError(error).message })));
    }
    decide();
}

async function turnTo(first: number): Promise<void> {
    if (!state) return;
    const mine = generation;
    const page = await state.session.rows(first, first + rowsOnPage - 1);
    if (state && mine === generation) await showRows(byId('rows'), state, page.first, page.rows, turnTo);
}

async function showKind(query: IssueQuery): Promise<void> {
    if (!state) return;
    const mine = generation;
    const { code, column, first } = query;
    const page = await state.session.issues({ first, count: issuesOnPage }, { ...(code && { code }), ...(column && { column }) });
    if (state && mine === generation) showIssues(byId('issues'), state, page, query, showKind);
}

/** Reads and checks the whole file under what is chosen now; a check that is still running is given up. */
async function recheck(): Promise<void> {
    giveUp();
    if (!state) return;
    const current = state;
    current.result = null;
    current.problem = null;
    if (current.key === null) {
        line.show(texts.decisionNeeded);
        showOutcome();
        return;
    }
    const controller = new AbortController();
    running = controller;
    line.showProgress(texts.checking, 0, () => controller.abort());
    showOutcome();
    let said: string;
    try {
        current.result = await current.session.check(documentOf(current), {
            ...(current.earlier && { earlier: current.earlier }),
            signal: controller.signal,
            onProgress: ({ bytes, total }) => {
                if (running === controller) line.showProgress(texts.checking, bytes / total, () => controller.abort());
            },
        });
        if (running !== controller || state !== current) return;
        said = await finished(current);
        if (running !== controller || state !== current) return;
    } catch (error) {
        if (running !== controller || state !== current) return;
        const problem = asMusterError(error);
        takeProblem(current, problem);
        const cancelled = problem.code === 'aborted';
        said = cancelled ? texts.cancelled : texts.toSettle;
    }
    giveUp();
    showOutcome();
    line.show(said);
}

/** Shows what the check has found; answers what is said of it when all of that is there. */
async function finished(current: State): Promise<string> {
    const { counts, issues } = current.result!.check;
    keepChoices(current);
    if (current.readings.length > 0) showColumnChoices();
    await showKind(allIssues);
    await turnTo(1);
    return words.checked(counts, issues.total);
}

/** Reads the file again for the rows that were refused, and gives them to the person. */
async function downloadRejected(): Promise<void> {
    giveUp();
    if (!state?.result) return;
    const { session, result } = state;
    const controller = new AbortController();
    running = controller;
    const show = (share: number): void => line.showProgress(texts.collecting, share, () => controller.abort());
    show(0);
    try {
        const rows = await session.rejectedRows({
            signal: controller.signal,
            onProgress: ({ bytes, total }) => {
                if (running === controller) show(bytes / total);
            },
        });
        if (running !== controller) return;
        const name = `${fileName(result.document.name)}.rejected.csv`;
        download(name, rows);
        line.show(words.plural(texts.collected, result.check.counts.rejected, { name }));
    } catch (error) {
        if (running !== controller) return;
        const { code, message } = asMusterError(error);
        line.show(code === 'aborted' ? texts.notCollected : words.say(texts.notCollectable, { message }));
    }
    giveUp();
}

const { pastedName } = words.texts.file;
const take = (file: File): void => void openFile(file);
listenForChoices({
    input: byId<HTMLInputElement>('file'), pasteButton: byId('paste-open'), pastePanel: byId('paste-panel'),
    pasteText: byId<HTMLTextAreaElement>('paste-text'), pasteRead: byId('paste-read'), pastedName,
}, take);
listenForDrops(document, () => byId('drop'), take);
listenForPasting(document, () => pastedName, take);
