import type { Column } from '../types.js';
import { sendColumn } from './choices.js';
import { ColumnsPanel } from './columns-panel.js';
import { fill, h } from './dom.js';
import { drawn } from './drawing.js';
import { problemNotice } from './plan-panel.js';
import { type Host, type Step, wayBeyond } from './step.js';

/** Which column goes to which field, and which one tells contacts apart. */
export class MappingStep implements Step {
    private readonly columns = h('div');
    private readonly problem = h('div');
    private readonly panel = new ColumnsPanel(this.columns, {
        onField: (column, choice) => {
            if (this.host.choices) sendColumn(this.host.choices, column, choice);
            this.host.decide();
        },
        onKey: (key) => {
            if (this.host.choices) this.host.choices.key = key;
            this.host.decide();
        },
        onAll: () => {
            if (this.host.choices) this.host.choices.allColumns = true;
            this.update();
        },
    });

    private source: readonly Column[] | null = null;

    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.columns.title;
    }

    show(): HTMLElement {
        const source = this.host.choices?.session.columns ?? null;
        if (source !== this.source) this.columns.replaceChildren();  // nothing of an earlier file is seen
        this.source = source;
        void this.showColumns();
        this.showProblem();
        return h('div', {}, h('p', { class: 'hint' }, this.host.words.texts.columns.hint), this.problem, this.columns);
    }

    /** In the frame after what is above them, as they take their time. */
    private async showColumns(): Promise<void> {
        await drawn();
        this.update();
    }

    update(): void {
        const { choices } = this.host;
        if (choices) this.panel.show(choices);
    }

    outcome(): void {
        const { choices } = this.host;
        if (!choices) return;
        this.showProblem();
        // What the file proves of dates that read both ways is known only now.
        if (choices.readings.length > 0) this.update();
    }

    private showProblem(): void {
        const { choices } = this.host;
        fill(this.problem, choices && choices.problem?.code !== 'aborted' ? problemNotice(choices, wayBeyond(this.host, 'columns')) : null);
    }
}
