import type { Choices } from './choices.js';
import { h } from './dom.js';

/** What was chosen for columns that are not there as the file is read now; null: nothing. */
export function lostNotice({ lost: { columns, key }, words }: Choices): HTMLElement | null {
    const texts = words.texts.columns;
    const sentences = [
        ...columns.size > 0 ? [words.say(texts.lostChoices, { columns: words.list([...columns.keys()]) })] : [],
        ...key !== null ? [words.say(texts.lostKey, { field: key })] : [],
    ];
    return sentences.length === 0 ? null : h('div', { class: 'notice warning lost', role: 'status' }, ...sentences.map((sentence) => h('p', {}, sentence)));
}
