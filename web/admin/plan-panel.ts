import type { CheckResult, Counts, Guard, MusterError } from '@muster/import';
import { fill, h, svg } from './dom.js';
import { type State, generatedKey } from './state.js';
import { count, plural } from './words.js';

export interface PlanEvents {
    onKeysFile(file: File | null): void;
    onMode(mode: { update?: boolean; deleteMissing?: boolean }): void;
}

function tick(id: string, label: string, checked: boolean, disabled: boolean, onChange: (checked: boolean) => void): HTMLElement {
    const box = h('input', { type: 'checkbox', id, checked, disabled, change: () => onChange(box.checked) });
    return h('p', { class: 'tick-box' }, box, h('label', { for: id }, label));
}

/** The two boxes of an import, and the file that says what is there already. */
export function showPlanChoices(place: HTMLElement, state: State, events: PlanEvents): void {
    const { existing } = state;
    const keys = h('input', { type: 'file', id: 'keys-file', class: 'hidden-file', change: () => events.onKeysFile(keys.files?.[0] ?? null) });
    const generated = state.key === generatedKey;
    fill(place,
        h('div', { class: 'modes' },
            tick('mode-update', 'Update the contacts with changes from the file', state.update, generated,
                (update) => events.onMode({ update })),
            tick('mode-delete', 'Delete contacts not found in the file', state.deleteMissing && !generated, generated,
                (deleteMissing) => events.onMode({ deleteMissing }))),
        h('div', { class: 'keys' },
            h('p', {}, existing
                ? `Compared with ${plural(existing.existing, 'existing contact', 'existing contacts')}.`
                : 'To see what changes, give the keys of your contacts. They are hashes; this command writes them:'),
            !existing && h('pre', { tabindex: 0, 'aria-label': 'Command that writes the keys' },
                h('code', {}, 'muster contacts keys --into sqlite:contacts.db -o contacts.keys')),
            h('p', { class: 'actions' },
                h('label', { class: 'button', for: 'keys-file' }, existing ? 'Choose other keys' : 'Choose the keys file'), keys,
                existing && h('button', { type: 'button', id: 'keys-forget', click: () => events.onKeysFile(null) }, 'Forget the keys'))));
}

interface Share {
    name: string;
    value: number;
    kind: string;
}

function shares(counts: Counts, compared: boolean, exact: boolean, deletes: number): Share[] {
    const rest = { name: 'Refused', value: counts.rejected, kind: 'refused' };
    const skipped = { name: 'Repeated', value: counts.skipped, kind: 'skipped' };
    if (!compared) return [{ name: 'Ready to import', value: counts.records, kind: 'added' }, skipped, rest];
    return [
        { name: 'Added', value: counts.insert, kind: 'added' },
        { name: exact ? 'Changed' : 'Changed, at most', value: counts.update, kind: 'changed' },
        { name: 'Unchanged', value: counts.unchanged, kind: 'unchanged' },
        { name: 'Removed', value: deletes, kind: 'removed' },
        skipped,
        rest,
    ];
}

function picture(parts: readonly Share[]): Node {
    const total = parts.reduce((sum, part) => sum + part.value, 0);
    if (total === 0) return h('p', { class: 'hint' }, 'There is nothing to show.');
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 1000 24', preserveAspectRatio: 'none', role: 'img',
        'aria-label': parts.filter((part) => part.value > 0).map((part) => `${part.name}: ${count(part.value)}`).join(', ') });
    let x = 0;
    for (const part of parts) {
        const width = part.value / total * 1000;
        if (width > 0) bar.append(svg('rect', { class: `fill-${part.kind}`, x: x.toFixed(2), y: 0, width: Math.max(width - 2, 1).toFixed(2), height: 24, rx: 3 }));
        x += width;
    }
    return bar;
}

const verdicts: Record<Guard['verdict'], string> = {
    allowed: 'The import may run.',
    withheld: 'The import may run, but nothing would be deleted.',
    blocked: 'The import would be blocked. Nothing would be written.',
};

function verdict(guard: Guard): HTMLElement {
    const kind = { allowed: 'good', withheld: 'warning', blocked: 'error' }[guard.verdict];
    return h('div', { class: `notice ${kind}`, id: 'verdict', 'data-verdict': guard.verdict, 'data-rule': guard.rule },
        h('h3', {}, verdicts[guard.verdict]),
        guard.message && h('p', {}, guard.message),
        guard.suggestion && h('p', {}, guard.suggestion));
}

/** Where on the page a problem is settled; the issue's own suggestion speaks of documents and options. */
function wayOut(code: string, state: State): Node | null {
    if (code === 'date_order_ambiguous' && state.readings.length > 0) {
        return h('a', { href: '#columns-title' }, 'Choose the reading at the column.');
    }
    if (code === 'number_format_ambiguous') return h('a', { href: '#format-title' }, 'Choose the decimal mark.');
    return null;
}

function problemNotice(problem: MusterError, state: State): HTMLElement {
    const issues = problem.issues.length > 0 ? problem.issues : [{ code: problem.code, message: problem.message, suggestion: null }];
    return h('div', { class: 'notice error', id: 'problem', 'data-code': problem.code },
        h('h3', {}, 'This has to be settled first'),
        h('ul', {}, ...issues.map(({ code, message, suggestion }) => h('li', {}, `${message} `, wayOut(code, state) ?? suggestion))));
}

function planResult(result: CheckResult, deleteMissing: boolean): Node[] {
    const { check, keys, guard } = result;
    const deletes = deleteMissing ? guard?.deletes ?? 0 : 0;
    const parts = shares(check.counts, keys !== null, keys?.fingerprints ?? true, deletes);
    const nodes: Node[] = [
        h('dl', { class: 'tiles' }, ...parts.map(({ name, value, kind }) =>
            h('div', { class: `tile ${kind}`, 'data-count': kind }, h('dt', {}, name), h('dd', {}, count(value))))),
        picture(parts),
        h('p', { class: 'facts' }, `${plural(check.counts.rows, 'row', 'rows')} read: ${count(check.counts.records)} ready, ` +
            `${count(check.counts.skipped)} repeated, ${count(check.counts.rejected)} refused.`),
    ];
    if (guard) nodes.push(verdict(guard));
    else if (deleteMissing) nodes.push(h('p', { class: 'notice warning' }, 'Give the keys of your contacts to see what would be deleted, and whether that is allowed.'));
    if (check.truncation) nodes.push(h('p', { class: 'notice warning' }, check.truncation.message));
    return nodes;
}

export function showPlan(place: HTMLElement, state: State): void {
    if (state.problem) fill(place, problemNotice(state.problem, state));
    else if (state.result) fill(place, ...planResult(state.result, state.deleteMissing));
    else fill(place, h('p', { class: 'hint' }, state.key === null ? 'Choose first which column tells contacts apart.' : 'The file is being read …'));
}
