import type { Words } from './words.js';

export interface StatusControls {
    bar: HTMLElement;
    status: HTMLElement;
    progress: HTMLProgressElement;
    cancel: HTMLElement;
}

/** One line that is also read aloud, with the progress of what is under way. */
export class StatusLine {
    private onCancel: (() => void) | null = null;

    constructor(private readonly controls: StatusControls, private readonly words: () => Words) {
        controls.cancel.addEventListener('click', () => this.onCancel?.());
    }

    show(text: string): void {
        const { bar, status } = this.controls;
        bar.hidden = text === '';
        if (status.textContent !== text) status.textContent = text;
    }

    showProgress(what: string, share: number, onCancel: () => void): void {
        const percent = Math.floor(share * 100);
        const { progress, cancel } = this.controls;
        const words = this.words();
        this.onCancel = onCancel;
        progress.value = percent;
        progress.hidden = false;
        cancel.hidden = false;
        // Read aloud in quarters only, so that it does not talk without end.
        this.show(words.say(words.texts.element.progress, { what, percent: words.percent((percent - percent % 25) / 100) }));
    }

    hideProgress(): void {
        this.onCancel = null;
        this.controls.progress.hidden = true;
        this.controls.cancel.hidden = true;
    }
}
