import { type Choices, columnsOnPage } from './choices.js';
import { fill, h } from './dom.js';
import type { Words } from './words.js';

export const rowsOnPage = 20;

/** A cell of megabytes would take seconds to lay out; only its beginning is to be seen anyway. */
export const shortened = (cell: string): string => (cell.length > 300 ? `${cell.slice(0, 300)}…` : cell);

/** A page of rows as they are read, and buttons to the next ones where `onPage` is given. */
export function showRows(
    place: HTMLElement, choices: Choices, first: number, rows: readonly (readonly string[])[], onPage: ((first: number) => void) | null,
): void {
    const { words, session: { sniff: { columns } } } = choices;
    const texts = words.texts.rows;
    const names = columns.slice(0, columnsOnPage).map((column) => column.name);
    const head = h('tr', {}, h('th', { scope: 'col', class: 'number' }, texts.row), ...names.map((name) => h('th', { scope: 'col' }, name)));
    const body = rows.map((cells, i) => h('tr', { class: cells.length === columns.length ? '' : 'ragged' },
        h('th', { scope: 'row', class: 'number' }, words.count(first + i)), ...cells.slice(0, columnsOnPage).map((cell) => h('td', {}, shortened(cell)))));
    fill(place,
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.region },
            h('table', { class: 'rows' }, h('thead', {}, head), h('tbody', {}, ...body))),
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
