import { type Choices, columnsOnPage } from './choices.js';
import { columnWidths } from './column-widths.js';
import { fill, h } from './dom.js';
import type { Words } from './words.js';

export const rowsOnPage = 20;

/** Rows that are made in one task; the others follow, so that the page never stands still. */
const rowsAtOnce = 20;

/** Rows at the beginning, where there is room for more than a page; of wide files fewer, as each cell takes its time. */
export const firstRows = 100;
const firstCells = 2600;
export const firstRowsOf = (columns: number): number => Math.max(rowsOnPage, Math.min(firstRows, Math.floor(firstCells / Math.max(1, Math.min(columns, columnsOnPage)))));

/** A cell of megabytes would take seconds to lay out; only its beginning is to be seen anyway. */
export const shortened = (cell: string): string => (cell.length > 300 ? `${cell.slice(0, 300)}…` : cell);

/** A page of rows as they are read, and buttons to the next ones where `onPage` is given. */
export function showRows(
    place: HTMLElement, choices: Choices, first: number, rows: readonly (readonly string[])[], onPage: ((first: number) => void) | null,
): void {
    const { words, session: { sniff: { columns } } } = choices;
    const texts = words.texts.rows;
    const shown = columns.slice(0, columnsOnPage);
    // The roles are those of the tags, which some browsers forget where a table is not laid out as one.
    const head = h('tr', { role: 'row' }, h('th', { scope: 'col', role: 'columnheader', class: 'number' }, texts.row),
        ...shown.map(({ name }) => h('th', { scope: 'col', role: 'columnheader' }, name)));
    const row = (cells: readonly string[], i: number): HTMLElement => h('tr', { role: 'row', class: cells.length === columns.length ? '' : 'ragged' },
        h('th', { scope: 'row', role: 'rowheader', class: 'number' }, words.count(first + i)),
        ...cells.slice(0, columnsOnPage).map((cell) => h('td', { role: 'cell' }, shortened(cell))));
    const body = h('tbody', { role: 'rowgroup' });
    const add = (from: number): void => {
        body.append(...rows.slice(from, from + rowsAtOnce).map((cells, i) => row(cells, from + i)));
        if (from + rowsAtOnce < rows.length) setTimeout(() => add(from + rowsAtOnce));
    };
    add(0);
    const table = h('table', { class: 'rows', role: 'table' }, h('thead', { role: 'rowgroup' }, head), body);
    const { template, least } = columnWidths(shown);
    table.style.setProperty('--template', template);
    table.style.setProperty('--least', `${least}px`);
    fill(place,
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.region }, table),
        columns.length > columnsOnPage && h('p', { class: 'hint' }, words.say(texts.someColumns, { shown: columnsOnPage, all: columns.length })),
        onPage && pager(words, first, rows.length, choices.result?.check.counts.rows, onPage));
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
