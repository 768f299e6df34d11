/** The controls by which a file comes in. */
export interface FileControls {
    input: HTMLInputElement;
    /** Marked while something is dragged over `scope`. */
    zone: HTMLElement;
    pasteButton: HTMLElement;
    pastePanel: HTMLElement;
    pasteText: HTMLTextAreaElement;
    pasteRead: HTMLElement;
    pastedName: string;
}

/** The ways in: choosing, dropping anywhere in `scope`, and pasting there. */
export function listenForFiles(scope: Document | HTMLElement, controls: FileControls, open: (file: File) => void): void {
    const { input } = controls;
    input.addEventListener('change', () => {
        const file = input.files?.[0];
        if (file) open(file);
        input.value = '';  // so that the same file can be chosen again after it was changed
    });
    listenForDrops(scope, controls.zone, open);
    listenForPasting(scope, controls, open);
}

function listenForDrops(scope: EventTarget, zone: HTMLElement, open: (file: File) => void): void {
    const mark = (over: boolean): void => void zone.classList.toggle('over', over);
    scope.addEventListener('dragover', (event) => {
        event.preventDefault();
        mark(true);
    });
    scope.addEventListener('dragleave', (event) => {
        const { relatedTarget } = event as DragEvent;
        if (!(relatedTarget instanceof Node && scope instanceof Node && scope.contains(relatedTarget))) mark(false);
    });
    scope.addEventListener('drop', (event) => {
        event.preventDefault();
        mark(false);
        const file = (event as DragEvent).dataTransfer?.files[0];
        if (file) open(file);
    });
}

function listenForPasting(scope: EventTarget, controls: FileControls, open: (file: File) => void): void {
    const { pasteButton, pastePanel, pasteText } = controls;
    const openText = (pasted: string): void => open(new File([pasted], controls.pastedName, { type: 'text/csv' }));
    pasteButton.addEventListener('click', () => {
        pastePanel.hidden = !pastePanel.hidden;
        pasteButton.setAttribute('aria-expanded', String(!pastePanel.hidden));
        if (!pastePanel.hidden) pasteText.focus();
    });
    controls.pasteRead.addEventListener('click', () => openText(pasteText.value));
    scope.addEventListener('paste', (event) => {
        if (event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement) return;
        const { clipboardData } = event as ClipboardEvent;
        const file = clipboardData?.files[0];
        const pasted = clipboardData?.getData('text/plain') ?? '';
        if (file) open(file);
        else if (pasted.trim() !== '') openText(pasted);
    });
}
