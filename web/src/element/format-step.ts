import type { Choices } from './choices.js';
import { fill, h } from './dom.js';
import { drawn } from './drawing.js';
import { FormatPanel } from './format-panel.js';
import { problemNotice } from './plan-panel.js';
import { showRows } from './rows-panel.js';
import { type Host, type Step, wayBeyond } from './step.js';

/** How the file is read, with its first rows below. */
export class FormatStep implements Step {
    drawing = Promise.resolve();
    /** The choices whose first rows are shown; other ones come with another format. */
    private shown: Choices | null = null;
    private readonly controls = h('div');
    private readonly problem = h('div');
    private readonly rows = h('div');
    private readonly panel = new FormatPanel(this.controls, {
        onFormat: (change) => void this.host.changeFormat(change),
        onDecimal: (decimal) => {
            if (this.host.choices) this.host.choices.decimal = decimal;
            this.host.decide();
        },
    });

    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.format.title;
    }

    show(): HTMLElement {
        const { texts } = this.host.words;
        this.rows.replaceChildren();
        this.update();
        this.outcome();
        return h('div', {}, h('p', { class: 'hint' }, texts.format.hint), this.problem, this.controls,
            h('h3', { class: 'part-title' }, texts.rows.title), this.rows);
    }

    update(): void {
        const { choices } = this.host;
        if (!choices) return;
        this.panel.show(choices);
        // Here is room for the reasons.
        for (const reasons of this.controls.querySelectorAll('details')) reasons.open = true;
        if (this.shown !== choices || !this.rows.hasChildNodes()) this.drawing = this.showRows(choices);
        this.shown = choices;
    }

    outcome(): void {
        const { choices } = this.host;
        fill(this.problem, choices && choices.problem?.code !== 'aborted' ? problemNotice(choices, wayBeyond(this.host, 'format')) : null);
    }

    /** Where there were none before, in the frames after that of the controls. */
    private async showRows(choices: Choices): Promise<void> {
        if (!this.rows.hasChildNodes()) await drawn();
        if (this.host.choices === choices && this.controls.isConnected) await showRows(this.rows, choices, 1, choices.preview, null);
    }
}
