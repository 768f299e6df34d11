import { fill, h } from './dom.js';
import type { State } from './state.js';
import { count } from './words.js';

/** The way to the rows that were refused, where there are any: to be corrected and given in again. */
export function showRejected(place: HTMLElement, state: State, onDownload: () => void): void {
    const rejected = state.result?.check.counts.rejected ?? 0;
    if (rejected === 0) {
        fill(place);
        return;
    }
    fill(place,
        h('p', { class: 'actions' }, h('button', { type: 'button', id: 'rejected-download', 'aria-describedby': 'rejected-hint',
            click: onDownload }, `Download rejected rows (${count(rejected)})`)),
        h('p', { class: 'hint', id: 'rejected-hint' }, 'A CSV file to correct and give in again: the columns as they are, then row, ' +
            'column, code and message. Passwords are left out, and nothing in it runs as a formula.'));
}
