import type { Column } from '../types.js';
import type { ReplacementEdit } from './choices.js';
import { h, option } from './dom.js';
import type { Words } from './words.js';

export interface ReplaceEvents {
    /** How many cells would change. */
    count(replacement: ReplacementEdit): Promise<number>;
    /** How many cells were changed. */
    replace(replacement: ReplacementEdit): Promise<number>;
}

/** A text replaced in a whole column. How many cells that changes is shown before it can be done. */
export class ReplacePanel {
    readonly element: HTMLElement;
    private readonly column: HTMLSelectElement;
    private readonly find = this.input('replace-find');
    private readonly value = this.input('replace-value');
    private readonly rows: HTMLSelectElement;
    private readonly whole = h('input', { type: 'checkbox', id: 'replace-whole' });
    private readonly count: HTMLButtonElement;
    private readonly act: HTMLButtonElement;
    private readonly said = h('p', { id: 'replace-said', class: 'facts', role: 'status' });
    /** What was counted, as long as nothing is said otherwise. */
    private counted: ReplacementEdit | null = null;

    constructor(private readonly words: Words, columns: readonly Column[], private readonly events: ReplaceEvents) {
        const texts = words.texts.review.replacing;
        this.column = h('select', { id: 'replace-column' }, ...columns.map(({ name }, i) => option(String(i + 1), name, i === 0)));
        this.rows = h('select', { id: 'replace-rows' }, option('all', texts.allRows, true), option('faulty', texts.faultyRows, false));
        this.count = h('button', { type: 'button', id: 'replace-count', part: 'button', click: () => void this.countCells() }, texts.count);
        this.act = h('button', { type: 'button', id: 'replace-act', class: 'primary', part: 'button button-primary', hidden: true, click: () => void this.replace() });
        const field = (label: string, control: HTMLElement): HTMLElement => h('div', { class: 'field' }, h('label', { for: control.id }, label), control);
        this.element = h('div', { input: () => this.forget(), keydown: (event) => this.press(event as KeyboardEvent) },
            h('div', { class: 'fields' }, field(texts.column, this.column), field(texts.find, this.find), field(texts.value, this.value), field(texts.rows, this.rows)),
            h('p', { class: 'tick-box' }, this.whole, h('label', { for: 'replace-whole' }, texts.whole)),
            h('p', { class: 'hint' }, texts.hint),
            h('p', { class: 'actions' }, this.count, this.act), this.said);
    }

    private input(id: string): HTMLInputElement {
        return h('input', { id, type: 'text', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
    }

    private press(event: KeyboardEvent): void {
        if (event.key !== 'Enter' || (event.target !== this.find && event.target !== this.value)) return;
        event.preventDefault();
        void this.countCells();
    }

    private forget(): void {
        this.counted = null;
        this.act.hidden = true;
        this.said.textContent = '';
    }

    private async countCells(): Promise<void> {
        const asked: ReplacementEdit = { column: Number(this.column.value), find: this.find.value, value: this.value.value, whole: this.whole.checked,
            rows: this.rows.value === 'faulty' ? 'faulty' : 'all', cells: 0 };
        const { replacing: texts } = this.words.texts.review;
        this.forget();
        this.counted = asked;
        try {
            asked.cells = await this.events.count(asked);
        } catch (error) {
            if (this.counted === asked) this.fail(error);
            return;
        }
        if (this.counted !== asked) return;
        this.said.textContent = this.words.plural(texts.counted, asked.cells);
        this.act.textContent = this.words.plural(texts.act, asked.cells);
        this.act.hidden = asked.cells === 0;
    }

    private async replace(): Promise<void> {
        const { counted } = this;
        if (counted === null) return;
        this.forget();
        this.count.focus();
        try {
            this.said.textContent = this.words.plural(this.words.texts.review.replacing.done, await this.events.replace(counted));
        } catch (error) {
            this.fail(error);
        }
    }

    private fail(error: unknown): void {
        const message = error instanceof Error ? error.message : String(error);
        this.said.textContent = this.words.say(this.words.texts.review.replacing.failed, { message });
    }
}
