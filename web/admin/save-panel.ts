import type { SyncDocument } from '@muster/import';
import { download, fileName, fill, h } from '../src/element/dom.js';
import type { State } from './state.js';

/** The sync document: what was decided here, for the program that carries it out. */
export function showSave(place: HTMLElement, state: State): void {
    const document: SyncDocument | undefined = state.result?.document;
    if (!document) {
        fill(place, h('p', { class: 'hint' }, 'When the file has been checked, its settings can be saved here.'));
        return;
    }
    const base = fileName(document.name);
    const name = `${base}.sync.json`;
    fill(place,
        h('p', {}, 'The sync document holds the format, the columns and the choices above, and no contacts. The command line program carries out what you saw here:'),
        h('pre', { tabindex: 0, 'aria-label': 'Commands that use the document' }, h('code', {}, `muster plan ${name} -o ${base}.plan\nmuster apply ${base}.plan`)),
        h('p', { class: 'actions' }, h('button', { type: 'button', id: 'save-document', class: 'primary',
            click: () => download(name, new Blob([`${JSON.stringify(document, null, 2)}\n`], { type: 'application/json' })) }, `Save ${name}`)));
}
