import { type FormatChoices, MusterError, type Session, openSession } from '@muster/import';
import { showColumns } from './columns-panel.js';
import { byId, download, fileName } from './dom.js';
import { listenForFiles } from './drop.js';
import { showFormat } from './format-panel.js';
import { showMemory } from './memory-panel.js';
import { forget, recall, remember, rememberNothing, remembersNothing } from './memory.js';
import { issuesOnPage, showIssues } from './issues-panel.js';
import { showPlan, showPlanChoices } from './plan-panel.js';
import { showRejected } from './rejected-panel.js';
import { rowsOnPage, showRows } from './rows-panel.js';
import { showSave } from './save-panel.js';
import { type State, columnChoices, documentOf, keyOf } from './state.js';
import { hideProgress, showProgress, showStatus } from './status.js';
import { count, plural, size } from './words.js';

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
    hideProgress();
}

async function openFile(file: File): Promise<void> {
    const mine = ++generation;
    giveUp();
    state?.session.close();
    state = null;
    byId('sections').hidden = true;
    showFileError(null);
    showStatus(`Opening ${file.name} …`);
    byId('file-name').hidden = false;
    byId('file-name').textContent = `${file.name}, ${size(file.size)}`;
    try {
        const session = await openSession(file);
        if (mine !== generation) return session.close();
        await begin(session, {}, mine);
        if (mine !== generation) return;
        byId('format-title').focus();
        await recheck();
    } catch (error) {
        if (mine !== generation) return;
        showStatus('');
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
    state = {
        session, format, plain, suggestion, recalled, decided: false, readings,
        memory: remembersNothing() ? 'off' : recalled ? 'recalled' : 'none',
        columns: columnChoices(suggestion), decimal: before?.decimal ?? 'auto', key: keyOf(suggestion, recalled),
        update: before?.update ?? true, deleteMissing: before?.deleteMissing ?? false, existing: before?.existing ?? null,
        allColumns: false, result: null, problem: null,
    };
    byId('sections').hidden = false;
    showRows(byId('rows'), state, 1, preview.rows, turnTo);
    showChoices();
}

function showChoices(): void {
    if (!state) return;
    showFormat(byId('format'), state, {
        onFormat: changeFormat,
        onDecimal(decimal) {
            if (state) state.decimal = decimal;
            decide();
        },
    });
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
    showColumns(byId('columns'), state, {
        onField(column, choice) {
            if (!state) return;
            const before = state.columns.get(column)?.field;
            state.columns.set(column, choice);
            state.decided = true;
            if (before && state.key === before && choice.field !== before) state.key = choice.field || null;
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
}

function showOutcome(): void {
    if (!state) return;
    showPlan(byId('plan'), state);
    showSave(byId('save'), state);
    showRejected(byId('rejected'), state, () => void downloadRejected());
    if (!state.result) showIssues(byId('issues'), state, null, '', showKind);
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
        suggestion: state.plain, recalled: null, decided: false, memory: 'forgotten', columns: columnChoices(state.plain), key: state.plain.key,
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
        state.existing = null;
        showFileError(new MusterError(asMusterError(error).code, `The keys cannot be used. ${asMusterError(error).message}`));
    }
    decide();
}

async function turnTo(first: number): Promise<void> {
    if (!state) return;
    const mine = generation;
    const page = await state.session.rows(first, rowsOnPage);
    if (state && mine === generation) showRows(byId('rows'), state, page.first, page.rows, turnTo);
}

async function showKind(code: string, first: number): Promise<void> {
    if (!state) return;
    const mine = generation;
    const page = await state.session.issues({ code, first, count: issuesOnPage });
    if (state && mine === generation) showIssues(byId('issues'), state, page, code, showKind, first);
}

/** Reads and checks the whole file under what is chosen now; a check that is still running is given up. */
async function recheck(): Promise<void> {
    giveUp();
    if (!state) return;
    const current = state;
    current.result = null;
    current.problem = null;
    if (current.key === null) {
        showStatus('One decision is needed: which column tells contacts apart?');
        showOutcome();
        return;
    }
    const controller = new AbortController();
    running = controller;
    showProgress('Checking every row', 0, () => controller.abort());
    showOutcome();
    try {
        current.result = await current.session.check(documentOf(current), {
            ...(current.recalled && { earlier: current.recalled.choices }),
            signal: controller.signal,
            onProgress: ({ bytes, total }) => {
                if (running === controller) showProgress('Checking every row', bytes / total, () => controller.abort());
            },
        });
        if (running !== controller || state !== current) return;
        await finished(current);
    } catch (error) {
        if (running !== controller || state !== current) return;
        current.problem = asMusterError(error);
        const cancelled = current.problem.code === 'aborted';
        showStatus(cancelled ? 'Cancelled. Change anything to check again.' : 'Something has to be settled before the file can be imported.');
    }
    giveUp();
    showOutcome();
}

async function finished(current: State): Promise<void> {
    const { counts, issues } = current.result!.check;
    keepChoices(current);
    if (current.readings.length > 0) showColumnChoices();
    showStatus(`Checked ${plural(counts.rows, 'row', 'rows')}: ${count(counts.records)} ready, ${count(counts.rejected)} refused, ` +
        `${plural(issues.total, 'remark', 'remarks')}.`);
    await showKind('', 0);
    await turnTo(1);
}

/** Reads the file again for the rows that were refused, and gives them to the person. */
async function downloadRejected(): Promise<void> {
    giveUp();
    if (!state?.result) return;
    const { session, result } = state;
    const controller = new AbortController();
    running = controller;
    const show = (share: number): void => showProgress('Collecting the rejected rows', share, () => controller.abort());
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
        showStatus(`${plural(result.check.counts.rejected, 'rejected row is', 'rejected rows are')} in ${name}.`);
    } catch (error) {
        if (running !== controller) return;
        const { code, message } = asMusterError(error);
        showStatus(code === 'aborted' ? 'Cancelled. The rejected rows were not collected.' : `The rejected rows could not be collected. ${message}`);
    }
    giveUp();
}

listenForFiles((file) => void openFile(file));
