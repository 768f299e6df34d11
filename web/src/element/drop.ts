/** The controls by which a file comes in. */
export interface FileControls {
    input: HTMLInputElement;
    pasteButton: HTMLElement;
    pastePanel: HTMLElement;
    pasteText: HTMLTextAreaElement;
    pasteRead: HTMLElement;
    pastedName: string;
}

/** Makes a file of text that was pasted. */
const pastedFile = (text: string, name: string): File => new File([text], name, { type: 'text/csv' });

/** Choosing a file, and pasting text into a field. */
export function listenForChoices(controls: FileControls, open: (file: File) => void): void {
    const { input, pasteButton, pastePanel, pasteText } = controls;
    input.addEventListener('change', () => {
        const file = input.files?.[0];
        if (file) open(file);
        input.value = '';  // so that the same file can be chosen again after it was changed
    });
    pasteButton.addEventListener('click', () => {
        pastePanel.hidden = !pastePanel.hidden;
        pasteButton.setAttribute('aria-expanded', String(!pastePanel.hidden));
        if (!pastePanel.hidden) pasteText.focus();
    });
    controls.pasteRead.addEventListener('click', () => open(pastedFile(pasteText.value, controls.pastedName)));
}

const holdsFiles = (event: Event): boolean => (event as DragEvent).dataTransfer?.types.includes('Files') ?? false;

/**
 * Dropping a file anywhere in `scope`; `zone` is marked meanwhile. While there is none (null) no file is taken, but none takes the place of
 * the page either, as a browser would have it.
 */
export function listenForDrops(scope: EventTarget, zone: () => Element | null, open: (file: File) => void): void {
    const mark = (over: boolean): void => void zone()?.classList.toggle('over', over);
    scope.addEventListener('dragover', (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        mark(true);
        if (zone() === null) (event as DragEvent).dataTransfer!.dropEffect = 'none';
    });
    scope.addEventListener('dragleave', (event) => {
        const { relatedTarget } = event as DragEvent;
        if (!(relatedTarget instanceof Node && scope instanceof Node && scope.contains(relatedTarget))) mark(false);
    });
    scope.addEventListener('drop', (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        mark(false);
        const file = (event as DragEvent).dataTransfer?.files[0];
        if (file && zone()) open(file);
    });
}

/**
 * Pasting a file or text anywhere in `scope` but into fields; `name` is that of text, null while nothing is taken. Spreadsheet programs give a
 * picture of the cells beside their text.
 */
export function listenForPasting(scope: EventTarget, name: () => string | null, open: (file: File) => void): void {
    scope.addEventListener('paste', (event) => {
        const given = name();
        const [target] = event.composedPath();
        if (given === null || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return;
        const { clipboardData } = event as ClipboardEvent;
        const files = [...clipboardData?.files ?? []];
        const pasted = clipboardData?.getData('text/plain') ?? '';
        const file = files.find(({ type }) => !type.startsWith('image/'))
            ?? (pasted.trim() === '' ? files[0] : pastedFile(pasted, given));
        if (file) open(file);
    });
}
