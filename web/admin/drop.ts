import { byId } from './dom.js';

/** The ways in: choosing, dropping anywhere on the page, and pasting. */
export function listenForFiles(open: (file: File) => void): void {
    const input = byId<HTMLInputElement>('file');
    input.addEventListener('change', () => {
        const file = input.files?.[0];
        if (file) open(file);
        input.value = '';  // so that the same file can be chosen again after it was changed
    });
    listenForDrops(open);
    listenForPasting(open);
}

function listenForDrops(open: (file: File) => void): void {
    const zone = byId('drop');
    const mark = (over: boolean): void => void zone.classList.toggle('over', over);
    document.addEventListener('dragover', (event) => {
        event.preventDefault();
        mark(true);
    });
    document.addEventListener('dragleave', (event) => {
        if (event.relatedTarget === null) mark(false);
    });
    document.addEventListener('drop', (event) => {
        event.preventDefault();
        mark(false);
        const file = event.dataTransfer?.files[0];
        if (file) open(file);
    });
}

function listenForPasting(open: (file: File) => void): void {
    const button = byId('paste-open');
    const panel = byId('paste-panel');
    const text = byId<HTMLTextAreaElement>('paste-text');
    const openText = (pasted: string): void => open(new File([pasted], 'pasted.csv', { type: 'text/csv' }));
    button.addEventListener('click', () => {
        panel.hidden = !panel.hidden;
        button.setAttribute('aria-expanded', String(!panel.hidden));
        if (!panel.hidden) text.focus();
    });
    byId('paste-read').addEventListener('click', () => openText(text.value));
    document.addEventListener('paste', (event) => {
        if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
        const file = event.clipboardData?.files[0];
        const pasted = event.clipboardData?.getData('text/plain') ?? '';
        if (file) open(file);
        else if (pasted.trim() !== '') openText(pasted);
    });
}
