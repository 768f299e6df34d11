import type { CheckResult } from '../types.js';
import { fill, h } from './dom.js';
import { kindFilters } from './issues-panel.js';
import { problemNotice } from './plan-panel.js';
import { Remarks } from './remarks.js';
import { RowGrid, allRows, someRows } from './row-grid.js';
import { type Host, type Step, wayLink } from './step.js';

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

    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.review.title;
    }

    show(): HTMLElement {
        this.outcome();
        return h('div', {}, h('p', { class: 'hint' }, this.host.words.texts.review.hint), this.notes, this.filters, this.shown, this.rows);
    }

    update(): void {
        this.outcome();
    }

    outcome(): void {
        const { choices, words } = this.host;
        const result = choices?.result ?? null;
        if (result !== null && result === this.result) return;
        this.leave();
        if (!choices || result === null) {
            fill(this.notes, choices ? problemNotice(choices, wayLink(this.host)) ?? h('p', { class: 'hint' }, words.texts.review.waiting) : null);
            return;
        }
        this.result = result;
        void this.load(result);
    }

    leave(): void {
        this.grid?.close();
        this.grid = null;
        this.remarks = null;
        this.result = null;
        this.code = '';
        for (const place of [this.notes, this.filters, this.shown, this.rows]) place.replaceChildren();
    }

    private async load(result: CheckResult): Promise<void> {
        const { choices, words } = this.host;
        if (!choices) return;
        const { session } = choices;
        const remarks = new Remarks((first, count, code) => session.issues({ first, count }, code === '' ? {} : { code }));
        this.remarks = remarks;
        this.grid = new RowGrid({
            words, columns: session.sniff.columns, rows: result.check.counts.rows,
            read: async (first, count) => (await session.rows(first, first + count - 1)).rows,
            remarks: (row) => remarks.of(row),
            onError: (error) => this.say(words.say(words.texts.review.unreadable, { message: error instanceof Error ? error.message : String(error) })),
        });
        this.rows.replaceChildren(this.grid.element);
        this.filter('');
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
            ...remarks.general.slice(0, generalShown).map(({ message }) => h('p', { class: 'notice warning' }, words.say(texts.ofFile, { message }))),
            remarks.kept < total && h('p', { class: 'hint' }, words.say(texts.someKept, { n: remarks.kept, all: total })));
        this.showFilters();
    }

    private showFilters(): void {
        const { words } = this.host;
        const check = this.result?.check;
        if (!check || check.issues.total === 0) return;
        fill(this.filters, kindFilters(words, check.issues, this.code, [words.texts.review.allRows, check.counts.rows], (code) => this.filter(code)));
    }

    private filter(code: string): void {
        const { words } = this.host;
        const { grid, remarks, result } = this;
        if (!grid || !remarks || !result) return;
        this.code = code;
        const set = code === '' ? allRows(result.check.counts.rows) : someRows(remarks.rows(code));
        grid.show(set);
        this.showFilters();
        const texts = words.texts.review;
        this.say(code === '' ? words.plural(texts.shown, set.count)
            : words.say(texts.shownOf, { n: words.plural(texts.shown, set.count), kind: words.kind(code), all: result.check.counts.rows }));
    }

    private say(text: string): void {
        if (this.shown.textContent !== text) this.shown.textContent = text;
    }
}
