import { byId } from './dom.js';

/** One line that is also read aloud. */
export function showStatus(text: string): void {
    byId('status-bar').hidden = text === '';
    if (byId('status').textContent !== text) byId('status').textContent = text;
}

let cancel: (() => void) | null = null;

export function showProgress(what: string, share: number, onCancel: () => void): void {
    const percent = Math.floor(share * 100);
    cancel = onCancel;
    byId<HTMLProgressElement>('progress').value = percent;
    byId('progress').hidden = false;
    byId('cancel').hidden = false;
    byId('cancel').onclick = () => cancel?.();
    // Read aloud in quarters only, so that it does not talk without end.
    showStatus(`${what} … ${percent - percent % 25} %`);
}

export function hideProgress(): void {
    cancel = null;
    byId('progress').hidden = true;
    byId('cancel').hidden = true;
}
