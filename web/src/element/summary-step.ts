import { cellsChanged } from './choices.js';
import { fill, h } from './dom.js';
import { modeChoices, showPlan } from './plan-panel.js';
import { showRejected } from './rejected-panel.js';
import { type Host, type Step, wayLink } from './step.js';

/** What an import would do, and the rows that it would refuse. */
export class SummaryStep implements Step {
    private readonly modes = h('div');
    private readonly plan = h('div');
    private readonly rejected = h('div');

    constructor(private readonly host: Host) {}

    get title(): string {
        return this.host.words.texts.plan.title;
    }

    show(): HTMLElement {
        this.update();
        return h('div', {}, this.modes, this.plan, this.rejected, h('slot', { name: 'summary' }));
    }

    update(): void {
        const { choices, words } = this.host;
        if (!choices) return;
        const { existing } = choices;
        fill(this.modes, modeChoices(choices, { onMode: (mode) => {
            Object.assign(choices, mode);
            this.host.decide();
        } }), existing && h('p', { class: 'hint', id: 'compared' }, words.plural(words.texts.plan.compared, existing.existing)),
        choices.edits.length > 0 && h('p', { class: 'hint', id: 'changed' }, words.plural(words.texts.review.changed, cellsChanged(choices.edits))));
        this.outcome();
    }

    outcome(): void {
        const { choices } = this.host;
        if (!choices) return;
        showPlan(this.plan, choices, wayLink(this.host));
        showRejected(this.rejected, choices, () => void this.host.downloadRejected());
    }
}
