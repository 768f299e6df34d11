import type { Column, Issue } from '../types.js';
import { columnsOnPage } from './choices.js';
import { columnPager } from './column-pager.js';
import { columnWidths, numberWidth } from './column-widths.js';
import { fill, h, setOrRemove, setText } from './dom.js';
import { drawn } from './drawing.js';
import { explanation } from './explanation.js';
import { RowCache } from './row-cache.js';
import { shortened } from './rows-panel.js';
import { VirtualScroll } from './virtual-scroll.js';
import type { Words } from './words.js';

/** As in element.css. */
const rowHeight = 34;

/** Cells that are written at once: the rows after them follow when these are drawn, so that no frame takes long. */
const cellsAtOnce = 90;

/** Cells beyond the columns that are shown of a row. */
const extraShown = 20;

/** Rows of the file by their place in the grid. */
export interface RowSet {
    readonly count: number;
    /** The row of the file, from 1, at a place from 0. */
    numberAt(place: number): number;
}

export const allRows = (count: number): RowSet => ({ count, numberAt: (place) => place + 1 });

export const someRows = (numbers: readonly number[]): RowSet => ({ count: numbers.length, numberAt: (place) => numbers[place] ?? 0 });

export interface GridSource {
    words: Words;
    columns: readonly Column[];
    /** How many rows the file has. */
    rows: number;
    read(first: number, count: number): Promise<readonly (readonly string[])[]>;
    remarks(row: number): readonly Issue[];
    onError(error: unknown): void;
    /** A person gives a cell another value; a column is from 1. */
    onEdit(row: number, column: number, before: string, value: string): void;
    onUndo(): void;
}

interface RowElement {
    row: HTMLElement;
    /** None as long as nothing was written in them. */
    cells: HTMLElement[];
    place: number;
    /** The row of the file, from 1, that is written in the cells; 0: none. */
    written: number;
}

const gravest = (issues: readonly Issue[]): Issue['severity'] | undefined =>
    (['error', 'warning', 'information'] as const).find((severity) => issues.some((issue) => issue.severity === severity));

/** An ARIA grid over any number of rows: only those in sight are elements, and their cells are read from the file. */
export class RowGrid {
    readonly element: HTMLElement;
    private readonly grid: HTMLElement;
    private readonly body: HTMLElement;
    private readonly value = h('p', { id: 'cell-value' });
    private readonly remarks = h('div', { id: 'cell-remarks', role: 'status' });
    private readonly pool: RowElement[] = [];
    /** The cells of a row, to be copied. */
    private pattern = document.createDocumentFragment();
    /** Whether rows are left to be written in the next frame. */
    private behind = false;
    /** The first of those columns that are elements, from 0: at most `columnsOnPage` at a time. */
    private firstColumn = 0;
    private columns: readonly Column[] = [];
    private readonly head = h('div', { class: 'grid-head', role: 'rowgroup' });
    private readonly pager = h('div');
    private readonly cache: RowCache;
    private readonly scroll: VirtualScroll;
    private set: RowSet;
    /** The cell that the keyboard is at: a place, and a column of the file from 1; column 0 is the number of the row. */
    private active = { place: 0, column: 0 };
    /** The field that stands in the active cell while its value is changed. */
    private editor: HTMLTextAreaElement | null = null;
    /** What stands in it is for this cell, wherever the keyboard has gone since. */
    private edited = { row: 0, column: 0, before: '', shown: '' };

    constructor(private readonly source: GridSource) {
        const { words, rows } = source;
        const texts = words.texts.review;
        this.set = allRows(rows);
        this.body = h('div', { class: 'grid-body', role: 'rowgroup' });
        this.grid = h('div', { class: 'grid', id: 'grid', part: 'grid', role: 'grid', tabindex: 0, 'aria-label': texts.grid, 'aria-describedby': 'grid-keys',
            'aria-colcount': source.columns.length + 1, keydown: (event) => this.press(event as KeyboardEvent), click: (event) => this.point(event), dblclick: () => this.startEdit() },
        this.head, this.body);
        this.element = h('div', {}, h('p', { class: 'hint', id: 'grid-keys' }, texts.keys), this.grid, this.pager, h('div', { class: 'cell-detail', part: 'detail' }, this.value, this.remarks));
        this.cache = new RowCache(source.read, rows, () => this.refresh(), source.onError);
        this.scroll = new VirtualScroll(this.grid, this.body, rowHeight, rowHeight, () => this.paint());
        this.layColumns();
        this.show(this.set);
    }

    /** Brings a column of the file, from 1, into sight. */
    showColumn(column: number): void {
        this.go(this.active.place, column);
    }

    /** Shows all rows, and stays at that where the keyboard is. */
    showAll(): void {
        const { place, column } = this.active;
        const row = this.set.numberAt(place);
        this.show(allRows(this.source.rows));
        this.go(row - 1, column);
    }

    /** Shows these rows, from the first. */
    show(set: RowSet): void {
        this.endEdit(true);
        this.set = set;
        this.active = { place: 0, column: 0 };
        this.grid.setAttribute('aria-rowcount', String(set.count + 1));
        this.body.hidden = set.count === 0;
        this.scroll.setRows(set.count);
        this.scroll.moveTo(0);
        this.showDetail();
    }

    /** Paints again, after rows or remarks have come. */
    refresh(): void {
        this.paint();
        this.showDetail();
    }

    /** Shows the value that a cell has now; that of a password is read anew, as the session shows it. */
    change(row: number, column: number, value: string): void {
        if (this.source.columns[column - 1]?.sensitive) return this.forget();
        this.cache.change(row, column - 1, value);
        this.refresh();
    }

    /** Reads all rows anew. */
    forget(): void {
        this.cache.forget();
        this.refresh();
    }

    focus(): void {
        this.grid.focus();
    }

    /** Keeps what is being typed into a cell. */
    settle(): void {
        this.endEdit(true);
    }

    /** What stands in a field at this moment belongs to a file that may be another one already. */
    close(): void {
        this.editor = null;
        this.scroll.close();
    }

    private headRow(): HTMLElement {
        const { rows } = this.source.words.texts;
        return h('div', { class: 'grid-row', role: 'row', 'aria-rowindex': 1 },
            h('div', { class: 'cell row-number', role: 'columnheader', 'aria-colindex': 1 }, rows.row),
            ...this.columns.map(({ name }, i) => h('div', { class: 'cell', role: 'columnheader', 'aria-colindex': this.firstColumn + i + 2, dir: 'auto' }, name)));
    }

    /** Makes the columns from `first` (from 0) on elements, in place of those that were. */
    private layColumns(first = 0): void {
        this.endEdit(true);
        this.firstColumn = first;
        this.columns = this.source.columns.slice(first, first + columnsOnPage);
        this.head.replaceChildren(this.headRow());
        this.body.replaceChildren();
        this.pool.length = 0;
        this.pattern = this.emptyCells();
        fill(this.pager, columnPager('columns', this.source.words, first, this.source.columns.length, (to) => this.go(this.active.place, to + 1)));
        const { template, least } = columnWidths(this.columns);
        this.grid.style.setProperty('--template', template);
        for (const part of this.grid.children) (part as HTMLElement).style.minWidth = `${least}px`;
        this.grid.style.scrollPaddingInlineStart = `${numberWidth}px`;
    }

    private paint(): void {
        const { first, count } = this.scroll.visible();
        const numbers = Array.from({ length: count }, (_, i) => this.set.numberAt(first + i));
        while (this.pool.length < count) this.addRow();
        this.followTo(first);
        this.pool.forEach((element, i) => this.hideRow(element, i >= count, first + i));
        let room = cellsAtOnce;
        const fill = (i: number): void => {
            const element = this.pool[i];
            const number = numbers[i];
            if (element && number !== undefined) room -= this.fillRow(element, first + i, number, room > 0);
        };
        // That of the keyboard comes first.
        const active = this.active.place - first;
        fill(active);
        for (let i = 0; i < count; ++i) if (i !== active) fill(i);
        this.grid.setAttribute('aria-activedescendant', this.idOf(this.active.place, this.active.column));
        this.cache.want(numbers);
        if (room <= 0) void this.catchUp();
    }

    /** Makes rows that have gone out of sight at one end those that come at the other: all between stay the same elements. */
    private followTo(first: number): void {
        const { body, pool } = this;
        const place = pool[0]?.place ?? -1;
        const steps = place < 0 ? 0 : first - place;
        if (steps === 0 || Math.abs(steps) >= pool.length) return;
        const gone = steps > 0 ? pool.splice(0, steps) : pool.splice(steps);
        const rows = gone.map(({ row }) => row);
        if (steps > 0) {
            pool.push(...gone);
            body.append(...rows);
        } else {
            pool.unshift(...gone);
            body.prepend(...rows);
        }
    }

    /** One that is being edited stays, however small the grid has become: hidden, it would lose the focus. */
    private hideRow(element: RowElement, out: boolean, place: number): void {
        const editing = this.isEditing(element);
        if (out && editing && element.place !== place) this.endEdit(true);
        element.row.hidden = out && !(editing && element.place === place);
    }

    private isEditing({ cells }: RowElement): boolean {
        return this.editor !== null && cells.some((cell) => cell.contains(this.editor));
    }

    private async catchUp(): Promise<void> {
        if (this.behind) return;
        this.behind = true;
        await drawn();
        this.behind = false;
        if (this.grid.isConnected) this.paint();
    }

    private emptyCells(): DocumentFragment {
        const cells = document.createDocumentFragment();
        cells.append(h('div', { class: 'cell row-number', role: 'rowheader', 'aria-colindex': 1 }),
            ...this.columns.map((_, i) => h('div', { class: 'cell', role: 'gridcell', 'aria-colindex': this.firstColumn + i + 2, dir: 'auto' })));
        return cells;
    }

    private addRow(): void {
        const row = h('div', { class: 'grid-row', role: 'row' });
        this.body.append(row);
        this.pool.push({ row, cells: [], place: -1, written: 0 });
    }

    /** Answers how many were made. */
    private addCells(element: RowElement): number {
        element.row.append(this.pattern.cloneNode(true));
        element.cells = [...element.row.children] as HTMLElement[];
        return element.cells.length;
    }

    private idOf(place: number, column: number): string {
        return `cell-${place}-${column}`;
    }

    /** Puts a row of the file into an element, with its values if `may`; answers how many cells were made or written. */
    private fillRow(element: RowElement, place: number, number: number, may: boolean): number {
        let written = may && element.cells.length === 0 ? this.addCells(element) : 0;
        const { row, cells } = element;
        const values = may || element.written === number ? this.cache.get(number) : undefined;
        const issues = this.source.remarks(number);
        if (place !== this.active.place && this.isEditing(element)) this.endEdit(true);
        element.place = place;
        row.style.transform = `translateY(${this.scroll.offsetOf(place)}px)`;
        row.setAttribute('aria-rowindex', String(place + 2));
        // What is there already stays out of sight until the cells have come: to lay out something else meanwhile takes as long again.
        setOrRemove(row, 'aria-busy', values === undefined ? 'true' : undefined);
        if (values !== undefined) element.written = number;
        cells.forEach((cell, i) => {
            const column = this.columnAt(i);
            const id = this.idOf(place, column);
            const mark = issues.length === 0 ? undefined : gravest(issues.filter((issue) => this.columnOf(issue) === column));
            if (cell.id !== id) cell.id = id;
            if (column === 0) setText(cell, this.source.words.count(number));
            else if (values !== undefined && !cell.contains(this.editor) && setText(cell, shortened(values[column - 1] ?? ''))) ++written;
            cell.classList.toggle('active', place === this.active.place && column === this.active.column);
            setOrRemove(cell, 'data-mark', mark);
            setOrRemove(cell, 'aria-invalid', mark === 'error' ? 'true' : undefined);
        });
        return written;
    }

    /** A remark about no column, or about one that is not shown, is marked at the number of its row. */
    private columnOf({ column }: Issue): number {
        return column !== null && this.isLaid(column) ? column : 0;
    }

    private isLaid(column: number): boolean {
        return column > this.firstColumn && column <= this.firstColumn + this.columns.length;
    }

    /** The column of the file that a cell of a row is at; 0 is the number of the row. */
    private columnAt(cell: number): number {
        return cell === 0 ? 0 : this.firstColumn + cell;
    }

    private showDetail(): void {
        const { words } = this.source;
        const texts = words.texts.review;
        const { place, column } = this.active;
        if (this.set.count === 0) {
            this.value.textContent = '';
            this.remarks.replaceChildren();
            return;
        }
        const row = this.set.numberAt(place);
        const cells = this.cache.get(row);
        const { columns } = this.source;
        const value = cells?.[column - 1];
        const name = columns[column - 1]?.name ?? '';
        const shown = value === undefined ? (cells ? texts.absent : '…') : shortened(value) || texts.empty;
        const extra = (column === 0 || column === columns.length) && cells ? cells.slice(columns.length) : [];
        this.value.textContent = (column === 0 ? words.say(texts.row, { row }) : words.say(texts.cell, { row, column: name, value: shown }))
            + (extra.length > 0 ? `. ${words.say(texts.extraCells, { values: extra.slice(0, extraShown).map((cell) => shortened(cell) || texts.empty).join(' · ') })}` : '');
        const issues = this.source.remarks(row).filter((issue) => column === 0 || this.columnOf(issue) === column || this.columnOf(issue) === 0);
        const sentences = issues.map((issue) => {
            const [message, more] = explanation(words, issue);
            return h('p', {}, ...words.around(texts.remark, { severity: words.texts.severities[issue.severity], message }), more);
        });
        // What is there already would be read aloud again.
        const spoken = (paragraphs: Iterable<Element>): string => [...paragraphs].map(({ textContent }) => textContent).join('\n');
        if (spoken(this.remarks.children) !== spoken(sentences)) this.remarks.replaceChildren(...sentences);
    }

    private point(event: Event): void {
        if (event.target === this.editor) return;
        const cell = (event.target as Element).closest<HTMLElement>('.grid-body .cell');
        const element = this.pool.find(({ cells }) => cell !== null && cells.includes(cell));
        if (!cell || !element) return;
        this.go(element.place, this.columnAt(element.cells.indexOf(cell)));
    }

    private press(event: KeyboardEvent): void {
        if (event.target === this.editor) return this.pressInEditor(event);
        const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
        if (undo) this.source.onUndo();
        else if (event.key === 'Enter' || event.key === 'F2') this.startEdit();
        else return this.move(event);
        event.preventDefault();
    }

    private pressInEditor(event: KeyboardEvent): void {
        // Keys of an input method end what is composed, not the cell.
        if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        event.stopPropagation();
        this.endEdit(event.key === 'Enter');
        this.grid.focus();
    }

    private get activeCell(): HTMLElement | undefined {
        const { place, column } = this.active;
        return this.pool.find((element) => !element.row.hidden && element.place === place)?.cells[column === 0 ? 0 : column - this.firstColumn];
    }

    /**
     * Only where the whole value is here: what is shown of a long one is its beginning. A cell that its short row lacks is empty until something is
     * typed, and so is that of a password, of which only signs are here.
     */
    private startEdit(): void {
        const { place, column } = this.active;
        const { words, columns } = this.source;
        const row = this.set.numberAt(place);
        const cells = this.cache.get(row);
        const cell = this.activeCell;
        const source = columns[column - 1];
        if (this.editor || source === undefined || cells === undefined || !cell) return;
        const value = source.sensitive ? '' : cells[column - 1] ?? '';
        const label = words.say(words.texts.review.newValue, { row, column: source.name });
        this.editor = h('textarea', { class: 'cell-editor', rows: 1, spellcheck: 'false', 'aria-label': label, blur: () => this.endEdit(true) });
        this.editor.value = value;
        this.edited = { row, column, before: value, shown: this.editor.value };
        cell.replaceChildren(this.editor);
        this.editor.focus();
        this.editor.select();
    }

    /** What was typed is kept however the field is left, but by Escape. */
    private endEdit(keep: boolean): void {
        const { editor, edited: { row, column, before, shown } } = this;
        if (editor === null) return;
        this.editor = null;
        editor.remove();
        this.paint();
        if (!keep || editor.value === shown) return;
        // A field knows line breaks of one kind only.
        this.source.onEdit(row, column, before, before.includes('\r\n') ? editor.value.replaceAll('\n', '\r\n') : editor.value);
    }

    private move(event: KeyboardEvent): void {
        const page = Math.max(1, this.scroll.visible().count - 2);
        const { place, column } = this.active;
        const last = this.source.columns.length;
        const forward = getComputedStyle(this.grid).direction === 'rtl' ? -1 : 1;
        const whole = event.ctrlKey || event.metaKey;
        const moves: Record<string, readonly [number, number]> = {
            ArrowDown: [place + 1, column], ArrowUp: [place - 1, column],
            ArrowRight: [place, column + forward], ArrowLeft: [place, column - forward],
            PageDown: [place + page, column], PageUp: [place - page, column],
            Home: whole ? [0, 0] : [place, 0], End: whole ? [this.set.count - 1, last] : [place, last],
        };
        const move = moves[event.key];
        if (move === undefined || this.set.count === 0) return;
        event.preventDefault();
        this.go(...move);
    }

    private go(place: number, column: number): void {
        this.active = {
            place: Math.max(0, Math.min(this.set.count - 1, place)),
            column: Math.max(0, Math.min(this.source.columns.length, column)),
        };
        const { column: wanted } = this.active;
        if (wanted > 0 && !this.isLaid(wanted)) this.layColumns(Math.floor((wanted - 1) / columnsOnPage) * columnsOnPage);
        this.scroll.reveal(this.active.place);
        this.paint();
        this.activeCell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        this.showDetail();
    }
}
