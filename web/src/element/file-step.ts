import { h } from './dom.js';
import { listenForChoices } from './drop.js';
import type { Host, Step } from './step.js';

/** Choosing and pasting; what is dropped or pasted anywhere else comes to the element itself. */
export class FileStep implements Step {
    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.file.title;
    }

    show(): HTMLElement {
        const { words, choices } = this.host;
        const texts = words.texts.file;
        const input = h('input', { class: 'hidden-file', type: 'file', id: 'file', accept: '.csv,.tsv,.txt,.tab,.psv,.gz,text/csv,text/plain' });
        const pasteButton = h('button', { type: 'button', id: 'paste-open', part: 'button', 'aria-expanded': 'false', 'aria-controls': 'paste-panel' }, texts.paste);
        const zone = h('div', { class: 'drop', id: 'drop', part: 'drop' },
            h('p', { class: 'drop-text' }, h('strong', {}, texts.drop), ' ', h('span', {}, texts.kinds)),
            h('p', { class: 'actions' }, h('label', { class: 'button primary', part: 'button button-primary', for: 'file' }, texts.choose), input, pasteButton));
        const pasteText = h('textarea', { id: 'paste-text', rows: 6, spellcheck: 'false' });
        const pasteRead = h('button', { type: 'button', id: 'paste-read', class: 'primary', part: 'button button-primary' }, texts.pasteRead);
        const pastePanel = h('div', { id: 'paste-panel', hidden: true },
            h('label', { for: 'paste-text' }, texts.pasteLabel), pasteText, h('p', { class: 'actions' }, pasteRead));
        listenForChoices({ input, pasteButton, pastePanel, pasteText, pasteRead, pastedName: texts.pastedName }, (file) => void this.host.open(file));
        return h('div', {}, zone, pastePanel,
            choices && h('p', { class: 'file-name', id: 'file-name' },
                words.say(texts.nameAndSize, { name: choices.session.name || texts.pastedName, size: words.size(choices.session.bytes) })),
            h('slot', { name: 'file' }));
    }
}
