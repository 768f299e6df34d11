import { fill, h } from './dom.js';
import { type State, columnsOnPage } from './state.js';
import { count } from './words.js';

export const rowsOnPage = 20;

/** A cell of megabytes would take seconds to lay out; only its beginning is to be seen anyway. */
const shortened = (cell: string): string => (cell.length > 300 ? `${cell.slice(0, 300)}…` : cell);

/** A page of rows as they are read, and buttons to the next ones. */
export function showRows(
    place: HTMLElement, state: State, first: number, rows: readonly (readonly string[])[], onPage: (first: number) => void,
): void {
    const { columns } = state.session.sniff;
    const names = columns.slice(0, columnsOnPage).map((column) => column.name);
    const total = state.result?.check.counts.rows;
    const last = first + rows.length - 1;
    const more = total === undefined ? false : last < total;
    const head = h('tr', {}, h('th', { scope: 'col', class: 'number' }, 'Row'), ...names.map((name) => h('th', { scope: 'col' }, name)));
    const body = rows.map((cells, i) => h('tr', { class: cells.length === columns.length ? '' : 'ragged' },
        h('th', { scope: 'row', class: 'number' }, count(first + i)), ...cells.slice(0, columnsOnPage).map((cell) => h('td', {}, shortened(cell)))));
    fill(place,
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Rows of the file' },
            h('table', { class: 'rows' }, h('thead', {}, head), h('tbody', {}, ...body))),
        columns.length > columnsOnPage && h('p', { class: 'hint' }, `The first ${columnsOnPage} of ${count(columns.length)} columns are shown.`),
        h('p', { class: 'pager' },
            h('button', { type: 'button', id: 'rows-back', disabled: first <= 1, click: () => onPage(Math.max(1, first - rowsOnPage)) }, 'Earlier rows'),
            h('span', {}, rows.length === 0 ? 'No rows' : `Rows ${count(first)} to ${count(last)}${total === undefined ? '' : ` of ${count(total)}`}`),
            h('button', { type: 'button', id: 'rows-on', disabled: !more, click: () => onPage(last + 1) }, 'Later rows')));
}
