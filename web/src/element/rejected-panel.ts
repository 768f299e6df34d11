import type { Choices } from './choices.js';
import { fill, h } from './dom.js';

/** The way to the rows that were refused, where there are any: to be corrected and given in again. */
export function showRejected(place: HTMLElement, { result, words }: Choices, onDownload: () => void): void {
    const rejected = result?.check.counts.rejected ?? 0;
    if (rejected === 0) {
        fill(place);
        return;
    }
    fill(place,
        h('p', { class: 'actions' }, h('button', { type: 'button', id: 'rejected-download', part: 'button', 'aria-describedby': 'rejected-hint',
            click: onDownload }, words.say(words.texts.rejected.download, { n: rejected }))),
        h('p', { class: 'hint', id: 'rejected-hint' }, words.texts.rejected.hint));
}
