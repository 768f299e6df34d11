import { MusterError } from '../index.js';
import type { Session } from '../session.js';
import type { CheckResult } from '../types.js';
import type { Change, Choices, Edit, ReplacementEdit } from './choices.js';
import { fill, h } from './dom.js';
import { drawn } from './drawing.js';
import { explanation } from './explanation.js';
import { columnFilters, kindFilters } from './issues-panel.js';
import { keyNotice, problemNotice } from './plan-panel.js';
import { Remarks } from './remarks.js';
import { ReplacePanel } from './replace-panel.js';
import { RowGrid, allRows, someRows } from './row-grid.js';
import { type Host, type Step, wayLink } from './step.js';
import { ToldError, asMusterError } from './told-error.js';

/** About the file as a whole; more would hide the rows. */
const generalShown = 5;

/** Every row of the file, with the remarks of the check at its cells. */
export class ReviewStep implements Step {
    private readonly notes = h('div');
    private readonly filters = h('div');
    private readonly shown = h('p', { class: 'facts', id: 'shown', role: 'status' });
    private readonly rows = h('div');
    private grid: RowGrid | null = null;
    private remarks: Remarks | null = null;
    private result: CheckResult | null = null;
    private code = '';
    private column = '';
    /** Whether the rows stay in sight until the next result, as they are the same but for a cell. */
    private keeping = false;
    /** Ends the counting of rows that no check has counted. */
    private measuring: AbortController | null = null;
    /** As the rows that are shown are read. */
    private read: Choices | null = null;
    private readonly undo = h('p', { class: 'actions' });
    private readonly replacing = h('div');

    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.review.title;
    }

    show(): HTMLElement {
        this.outcome();
        return h('div', {}, h('p', { class: 'hint' }, this.host.words.texts.review.hint), this.notes, this.filters, this.shown, this.rows, this.undo, this.replacing);
    }

    update(): void {
        this.outcome();
    }

    outcome(): void {
        const { choices, words } = this.host;
        const result = choices?.result ?? null;
        if (this.keeping && this.grid && choices && choices === this.read) {
            if (choices.problem) fill(this.notes, problemNotice(choices, wayLink(this.host)));
            else if (result !== null && result !== this.result) void this.takeUp(result);
            return;
        }
        if (result !== null && result === this.result) return;
        this.leave();
        this.read = choices;
        if (!choices) return;
        if (result === null) {
            const unsettled = problemNotice(choices, wayLink(this.host)) ?? keyNotice(choices, wayLink(this.host));
            fill(this.notes, unsettled ?? h('p', { class: 'hint' }, words.texts.review.waiting));
            this.showUndo();
            if (unsettled && choices.problem?.code !== 'aborted') void this.loadUnchecked(choices.session);
            return;
        }
        this.result = result;
        void this.load(result);
    }

    settle(): void {
        this.grid?.settle();
    }

    leave(): void {
        this.measuring?.abort();
        this.measuring = null;
        this.grid?.close();
        this.grid = null;
        this.remarks = null;
        this.result = null;
        this.keeping = false;
        this.code = '';
        this.column = '';
        for (const place of [this.notes, this.filters, this.shown, this.rows, this.undo, this.replacing]) place.replaceChildren();
    }

    /** The rows come in the frame after what is above them, as they take their time. */
    private async load(result: CheckResult): Promise<void> {
        const { choices } = this.host;
        if (!choices) return;
        const { session } = choices;
        const remarks = this.remarksOf(session);
        this.remarks = remarks;
        this.showFilters();
        this.sayRows(result, result.check.counts.rows);
        this.showUndo();
        await drawn();
        if (this.remarks !== remarks) return;
        this.grid = this.gridOf(session, result.check.counts.rows);
        this.rows.replaceChildren(this.grid.element);
        this.replacing.replaceChildren(this.replacePanel(session));
        await drawn();
        if (this.remarks !== remarks) return;
        await this.loadRemarks(remarks, result);
        // What was chosen before all remarks were there.
        if (this.remarks === remarks && (this.code !== '' || this.column !== '')) this.showFiltered();
    }

    /** The rows as they are, where something has to be settled before they can be checked: whoever settles it wants to see them. */
    private async loadUnchecked(session: Session): Promise<void> {
        const controller = new AbortController();
        this.measuring = controller;
        try {
            const rows = (await session.measure({ signal: controller.signal })).rows ?? 0;
            if (this.measuring !== controller) return;
            this.grid = this.gridOf(session, rows);
            this.rows.replaceChildren(this.grid.element);
            this.say(this.host.words.plural(this.host.words.texts.review.shown, rows));
        } catch {
            // Left meanwhile, or not readable, which the check has told.
        }
    }

    private gridOf(session: Session, rows: number): RowGrid {
        const { words } = this.host;
        return new RowGrid({
            words, columns: session.sniff.columns, rows,
            read: async (first, count) => (await session.rows(first, first + count - 1)).rows,
            remarks: (row) => this.remarks?.of(row) ?? [],
            onError: (error) => this.say(words.say(words.texts.review.unreadable, { message: error instanceof Error ? error.message : String(error) })),
            onEdit: (row, column, before, value) => void this.edit({ row, column, before, value }),
            onUndo: () => void this.undoLast(),
        });
    }

    /** What is in it is made when it is unfolded for the first time. */
    private replacePanel(session: Session): HTMLElement {
        const { words } = this.host;
        const unfold = (): void => details.append(new ReplacePanel(words, session.sniff.columns, {
            count: (replacement) => this.host.countReplacements(replacement), replace: (replacement) => this.replace(replacement),
        }).element);
        const details = h('details', { id: 'replace', part: 'replace' }, h('summary', {}, words.texts.review.replacing.title));
        details.addEventListener('toggle', unfold, { once: true });
        return details;
    }

    private remarksOf(session: Session): Remarks {
        return new Remarks((first, count, code) => session.issues({ first, count }, code === '' ? {} : { code }));
    }

    /** What a check has come to after a cell was changed: the same rows with other remarks. */
    private async takeUp(result: CheckResult): Promise<void> {
        const { choices } = this.host;
        if (!choices) return;
        this.keeping = false;
        this.result = result;
        this.remarks = this.remarksOf(choices.session);
        await this.loadRemarks(this.remarks, result);
        if (this.result === result) this.leadBack(result);
    }

    /** To all rows, where nothing is left of the kind, or in the column, that was chosen: no button would say what is shown. */
    private leadBack({ check: { issues } }: CheckResult): void {
        const { code, column, grid } = this;
        const left = (code === '' || code in issues.by_code) && (column === '' || issues.by_column.some(({ name }) => name === column));
        if (left || !grid) return;
        this.code = '';
        this.column = '';
        this.showFilters();
        grid.showAll();
        this.sayRows(this.result!, this.result!.check.counts.rows);
    }

    private async edit(edit: Edit): Promise<void> {
        try {
            await this.change(edit, async () => {
                await this.host.editCell(edit.row, edit.column, edit.value);
                this.grid?.change(edit.row, edit.column, edit.value);
            });
        } catch (error) {
            this.sayNotChanged(error);
        }
    }

    /** Rejected where it was not done. */
    private async replace(replacement: ReplacementEdit): Promise<number> {
        return await this.change(replacement, async () => {
            const cells = await this.host.replaceCells(replacement);
            this.grid?.forget();
            return cells;
        }) ?? 0;
    }

    private undoLast(): Promise<void> {
        return this.host.inTurn(undefined, async () => {
            const edits = this.host.choices?.edits ?? [];
            if (edits.length === 0) return;
            this.keeping = this.grid !== null;
            try {
                await this.host.undoChange();
            } catch (error) {
                return this.sayNotChanged(error);
            }
            edits.pop();
            // Rows may have other numbers than when the change was made.
            this.grid?.forget();
            this.showUndo();
        });
    }

    /** Rejected where the file is read another way when it is the turn of the change: its rows and columns are not those that a person has seen. */
    private change<T>(change: Change, work: () => Promise<T>): Promise<T | undefined> {
        const { choices } = this.host;
        this.keeping = this.grid !== null;
        return this.host.inTurn<T | undefined>(undefined, async () => {
            if (this.host.choices !== choices) throw new MusterError('aborted', 'The file has been read another way meanwhile.');
            this.keeping = this.grid !== null;
            const done = await work();
            choices?.edits.push(change);
            this.showUndo();
            return done;
        });
    }

    private sayNotChanged(error: unknown): void {
        const { words } = this.host;
        const { code, message } = asMusterError(error);
        const told = new ToldError(words, code, words.texts.review.notChanged, message);
        // Where the rows were left meanwhile, nobody would see it here.
        if (this.grid === null) this.host.report(told);
        else this.say(told.message);
    }

    private showUndo(): void {
        const { choices, words } = this.host;
        const number = choices?.edits.length ?? 0;
        const { activeElement } = this.undo.getRootNode() as Document | ShadowRoot;
        if (number === 0 && this.undo.contains(activeElement)) this.grid?.focus();
        fill(this.undo, number > 0 && h('button', { type: 'button', id: 'undo', part: 'button', click: () => void this.undoLast() },
            words.plural(words.texts.review.undo, number)));
    }

    private async loadRemarks(remarks: Remarks, result: CheckResult): Promise<void> {
        try {
            await remarks.load(() => this.remarks === remarks);
        } catch {
            return;  // the session was closed meanwhile, and this step with it
        }
        if (this.remarks !== remarks) return;
        this.showNotes(remarks, result);
        this.grid?.refresh();
    }

    private showNotes(remarks: Remarks, result: CheckResult): void {
        const { words } = this.host;
        const texts = words.texts.review;
        const { total } = result.check.issues;
        fill(this.notes,
            total === 0 && h('p', { class: 'notice good' }, words.texts.remarks.none),
            ...remarks.general.slice(0, generalShown).map((issue) => {
                const [message, more] = explanation(words, issue);
                return h('p', { class: 'notice warning' }, ...words.around(texts.ofFile, { message }), more);
            }),
            remarks.kept < total && h('p', { class: 'hint' }, words.say(texts.someKept, { n: remarks.kept, all: total })));
        this.showFilters();
    }

    private showFilters(): void {
        const { words } = this.host;
        const check = this.result?.check;
        if (!check) return;
        // Where nothing is left to choose from, "all rows" leads away from rows that were chosen before.
        if (check.issues.total === 0 && this.code === '' && this.column === '') return void this.filters.replaceChildren();
        fill(this.filters,
            kindFilters(words, check.issues, this.code, [words.texts.review.allRows, check.counts.rows], (code) => this.filter(code, this.column)),
            columnFilters(words, check.issues, this.column, (column) => this.filter(this.code, column)));
    }

    private filter(code: string, column: string): void {
        this.code = code;
        this.column = column;
        this.showFilters();
        this.showFiltered();
    }

    private showFiltered(): void {
        const { grid, remarks, result, code, column } = this;
        if (!grid || !remarks || !result) return;
        const all = code === '' && column === '';
        const set = all ? allRows(result.check.counts.rows) : someRows(remarks.rows(code, column));
        grid.show(set);
        const shown = result.check.issues.by_column.find(({ name }) => name === column);
        if (column !== '' && shown) grid.showColumn(shown.column);
        this.sayRows(result, set.count);
    }

    /** How many rows are shown, and of what kind. */
    private sayRows(result: CheckResult, count: number): void {
        const { host: { words }, code, column } = this;
        const texts = words.texts.review;
        const kind = [...(code ? [words.kind(code)] : []), ...(column ? [column] : [])].join(', ');
        this.say(kind === '' ? words.plural(texts.shown, count)
            : words.say(texts.shownOf, { n: words.plural(texts.shown, count), kind, all: result.check.counts.rows }));
    }

    private say(text: string): void {
        if (this.shown.textContent !== text) this.shown.textContent = text;
    }
}
