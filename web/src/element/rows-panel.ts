import type { Column } from '../types.js';
import { type Choices, columnsOnPage } from './choices.js';
import { columnPager } from './column-pager.js';
import { columnWidths } from './column-widths.js';
import { fill, h } from './dom.js';
import { inFrames } from './drawing.js';
import type { Words } from './words.js';

export const rowsOnPage = 20;

/** Rows at the beginning, where there is room for more than a page; of wide files fewer, as each cell takes its time. */
export const firstRows = 100;
const firstCells = 2600;
export const firstRowsOf = (columns: number): number => Math.max(rowsOnPage, Math.min(firstRows, Math.floor(firstCells / Math.max(1, Math.min(columns, columnsOnPage)))));

/** Cells that are drawn in one frame, so that the page never stands still, and cells that are only made. */
const cellsDrawn = 84;
const cellsMade = 1300;

/** There is no room for more (`.scroll` in panels.css). Browsers that draw what is out of sight as well are held back until all rows are there. */
const rowsInSight = 12;

/** A cell of megabytes would take seconds to lay out; only its beginning is to be seen anyway. */
export const shortened = (cell: string): string => (cell.length > 300 ? `${cell.slice(0, 300)}…` : cell);

/**
 * A page of rows as they are read, and buttons to the next ones where `onPage` is given. Resolves when all of them are drawn, or others
 * have taken their place.
 */
export function showRows(
    place: HTMLElement, choices: Choices, first: number, rows: readonly (readonly string[])[], onPage: ((first: number) => void) | null,
): Promise<void> {
    const { words, firstColumn, session: { sniff: { columns } } } = choices;
    const texts = words.texts.rows;
    const shown = columns.slice(firstColumn, firstColumn + columnsOnPage);
    const body = h('tbody', { role: 'rowgroup' });
    const pattern = new RowPattern(words, firstColumn, columns);
    const table = h('table', { class: 'rows', role: 'table', 'aria-colcount': columns.length > shown.length ? columns.length + 1 : null },
        h('thead', { role: 'rowgroup' }, pattern.head), body);
    const { template, least } = columnWidths(shown);
    table.style.setProperty('--template', template);
    table.style.setProperty('--least', `${least}px`);
    fill(place,
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.region }, table),
        columnPager('rows-columns', words, firstColumn, columns.length, (column) => {
            choices.firstColumn = column;
            void showRows(place, choices, first, rows, onPage);
        }),
        onPage && pager(words, first, rows.length, choices.result?.check.counts.rows, onPage));
    return addRows(body, rows, shown.length + 1, (i) => pattern.row(first + i, rows[i]!));
}

async function addRows(body: HTMLElement, { length }: readonly unknown[], columns: number, row: (i: number) => HTMLElement): Promise<void> {
    const inSight = Math.min(length, rowsInSight);
    const drawn = Math.max(1, Math.floor(cellsDrawn / columns));
    const wanted = (): boolean => body.isConnected;
    await inFrames(inSight, drawn, (from, to) => body.append(...range(from, to).map(row)), wanted);
    if (!wanted()) return;
    const later: HTMLElement[] = [];
    await inFrames(length - inSight, Math.max(drawn, Math.floor(cellsMade / columns)), (from, to) => {
        const rows = range(inSight + from, inSight + to).map(row);
        for (const one of rows) one.setAttribute('aria-busy', 'true');
        later.push(...rows);
        body.append(...rows);
    }, wanted);
    if (wanted()) await inFrames(later.length, drawn, (from, to) => later.slice(from, to).forEach((one) => one.removeAttribute('aria-busy')), wanted);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Makes rows of the same columns. The roles are those of the tags, which some browsers forget where a table is not laid out as one. */
class RowPattern {
    readonly head: HTMLElement;
    private readonly pattern: HTMLElement;

    constructor(private readonly words: Words, private readonly firstColumn: number, private readonly columns: readonly Column[]) {
        const shown = columns.slice(firstColumn, firstColumn + columnsOnPage);
        this.head = h('tr', { role: 'row' }, h('th', { scope: 'col', role: 'columnheader', class: 'number', 'aria-colindex': this.indexOf(-1) }, words.texts.rows.row),
            ...shown.map(({ name }, i) => h('th', { scope: 'col', role: 'columnheader', 'aria-colindex': this.indexOf(i) }, name)));
        this.pattern = h('tr', { role: 'row' }, h('th', { scope: 'row', role: 'rowheader', class: 'number', 'aria-colindex': this.indexOf(-1) }),
            ...shown.map((_, i) => this.cell(i)));
    }

    row(number: number, cells: readonly string[]): HTMLElement {
        const { firstColumn, columns } = this;
        const row = this.pattern.cloneNode(true) as HTMLElement;
        if (cells.length !== columns.length) row.className = 'ragged';
        let last = row.firstElementChild!;
        last.textContent = this.words.count(number);
        cells.slice(firstColumn, firstColumn + columnsOnPage).forEach((cell, i) => {
            last = last.nextElementSibling ?? row.appendChild(this.cell(i));
            last.textContent = shortened(cell);
        });
        while (last.nextElementSibling) last.nextElementSibling.remove();
        return row;
    }

    private cell(i: number): HTMLElement {
        return h('td', { role: 'cell', 'aria-colindex': this.indexOf(i) });
    }

    /** Needed only where not all columns are there. */
    private indexOf(i: number): number | null {
        return this.columns.length <= columnsOnPage ? null : i < 0 ? 1 : this.firstColumn + i + 2;
    }
}

function pager(words: Words, first: number, count: number, total: number | undefined, onPage: (first: number) => void): HTMLElement {
    const texts = words.texts.rows;
    const last = first + count - 1;
    const range = total === undefined ? words.say(texts.range, { first, last }) : words.say(texts.rangeOf, { first, last, all: total });
    return h('p', { class: 'pager' },
        h('button', { type: 'button', id: 'rows-back', disabled: first <= 1, click: () => onPage(Math.max(1, first - rowsOnPage)) }, texts.earlier),
        h('span', {}, count === 0 ? texts.none : range),
        h('button', { type: 'button', id: 'rows-on', disabled: total === undefined || last >= total, click: () => onPage(last + 1) }, texts.later));
}
