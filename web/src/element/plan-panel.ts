import type { MusterError } from '../errors.js';
import type { CheckResult, Counts, Guard } from '../types.js';
import { type Choices, deletes, generatedKey, tooManyRefused } from './choices.js';
import { fill, h, svg } from './dom.js';
import { explanation } from './explanation.js';
import type { Words } from './words.js';

export interface PlanEvents {
    onKeysFile(file: File | null): void;
    onMode(mode: { update?: boolean; deleteMissing?: boolean }): void;
}

function tick(id: string, label: string, checked: boolean, disabled: boolean, onChange: (checked: boolean) => void): HTMLElement {
    const box = h('input', { type: 'checkbox', id, checked, disabled, change: () => onChange(box.checked) });
    return h('p', { class: 'tick-box' }, box, h('label', { for: id }, label));
}

/** The two boxes of an import, and the file that says what is there already. */
export function showPlanChoices(place: HTMLElement, choices: Choices, events: PlanEvents): void {
    fill(place, modeChoices(choices, events), keysChoice(choices, events));
}

/** What may be done to contacts that exist. */
export function modeChoices(choices: Choices, events: Pick<PlanEvents, 'onMode'>): HTMLElement {
    const texts = choices.words.texts.plan;
    const generated = choices.key === generatedKey;
    return h('div', { class: 'modes' },
        tick('mode-update', texts.update, choices.update, generated, (update) => events.onMode({ update })),
        tick('mode-delete', texts.deleteMissing, deletes(choices), generated,
            (deleteMissing) => events.onMode({ deleteMissing })));
}

function keysChoice({ existing, words }: Choices, events: PlanEvents): HTMLElement {
    const texts = words.texts.plan;
    const keys = h('input', { type: 'file', id: 'keys-file', class: 'hidden-file', change: () => events.onKeysFile(keys.files?.[0] ?? null) });
    return h('div', { class: 'keys' },
        h('p', {}, existing ? words.plural(texts.compared, existing.existing) : texts.giveKeys),
        !existing && h('pre', { tabindex: 0, 'aria-label': texts.keysCommand },
            h('code', {}, 'muster contacts keys --into sqlite:contacts.db -o contacts.keys')),
        h('p', { class: 'actions' },
            h('label', { class: 'button', for: 'keys-file' }, existing ? texts.chooseOtherKeys : texts.chooseKeys), keys,
            existing && h('button', { type: 'button', id: 'keys-forget', click: () => events.onKeysFile(null) }, texts.forgetKeys)));
}

interface Share {
    name: string;
    value: number;
    kind: string;
}

function shares(names: Words['texts']['plan']['shares'], counts: Counts, compared: boolean, removed: number): Share[] {
    const rest = { name: names.refused, value: counts.rejected, kind: 'refused' };
    const skipped = { name: names.skipped, value: counts.skipped, kind: 'skipped' };
    if (!compared) return [{ name: names.ready, value: counts.records, kind: 'added' }, skipped, rest];
    return [
        { name: names.added, value: counts.insert, kind: 'added' },
        // Of cells that are empty, and of fields that the file lacks, only the destination knows that nothing changes.
        { name: counts.update === 0 ? names.changed : names.changedAtMost, value: counts.update, kind: 'changed' },
        { name: names.unchanged, value: counts.unchanged, kind: 'unchanged' },
        { name: names.removed, value: removed, kind: 'removed' },
        skipped,
        rest,
    ];
}

function picture(words: Words, parts: readonly Share[]): Node {
    const { share, nothing } = words.texts.plan;
    const total = parts.reduce((sum, part) => sum + part.value, 0);
    if (total === 0) return h('p', { class: 'hint' }, nothing);
    const bar = svg('svg', { class: 'bar', viewBox: '0 0 1000 24', preserveAspectRatio: 'none', role: 'img', part: 'picture',
        'aria-label': parts.filter((part) => part.value > 0).map(({ name, value }) => words.say(share, { name, n: value })).join(', ') });
    let x = 0;
    for (const part of parts) {
        const width = part.value / total * 1000;
        if (width > 0) bar.append(svg('rect', { class: `fill-${part.kind}`, x: x.toFixed(2), y: 0, width: Math.max(width - 2, 1).toFixed(2), height: 24, rx: 3 }));
        x += width;
    }
    return bar;
}

function verdict(words: Words, guard: Guard): HTMLElement {
    const kind = { allowed: 'good', withheld: 'warning', blocked: 'error' }[guard.verdict];
    const own = words.texts.plan.rules[guard.rule as keyof Words['texts']['plan']['rules']];
    return h('div', { class: `notice ${kind}`, part: 'verdict', id: 'verdict', 'data-verdict': guard.verdict, 'data-rule': guard.rule },
        h('h3', {}, words.texts.plan.verdicts[guard.verdict]),
        // The core's own suggestion speaks of commands.
        own !== undefined && h('p', {}, own),
        guard.message && h('p', { lang: 'en' }, guard.message),
        own === undefined && guard.suggestion && h('p', { lang: 'en' }, guard.suggestion));
}

const blocked = (words: Words, rule: string, ...why: string[]): HTMLElement =>
    h('div', { class: 'notice error', part: 'verdict', id: 'verdict', 'data-verdict': 'blocked', 'data-rule': rule },
        h('h3', {}, words.texts.plan.verdicts.blocked), ...why.map((text) => h('p', {}, text)));

/** Without the keys nobody knows what would be deleted. */
const withoutKeys = (words: Words, { message }: MusterError): HTMLElement => blocked(words, 'keys_unusable', message, words.texts.plan.keysOrNoDeletes);

/** Makes what leads to where something is settled. */
export type WayTo = (place: 'columns' | 'format', text: string) => Node;

/** Where a problem is settled; the issue's own suggestion speaks of documents and options. */
function wayOut(code: string, { readings, words: { texts: { plan } } }: Choices, wayTo: WayTo): Node | null {
    if (code === 'date_order_ambiguous' && readings.length > 0) return wayTo('columns', plan.chooseReading);
    if (code === 'not_utf_8') return wayTo('format', plan.chooseEncoding);
    if (code === 'number_format_ambiguous') return wayTo('format', plan.chooseDecimal);
    return null;
}

/** What has to be settled before the file can be checked, with the ways to do so; null: nothing. */
export function problemNotice(choices: Choices, wayTo: WayTo): HTMLElement | null {
    const { problem, words } = choices;
    if (problem === null) return null;
    if (problem.code === 'aborted') return h('p', { class: 'hint' }, words.texts.element.cancelled);
    const issues = problem.issues.length > 0 ? problem.issues : [{ code: problem.code, message: problem.message, suggestion: null }];
    return h('div', { class: 'notice error', part: 'problem', id: 'problem', 'data-code': problem.code },
        h('h3', {}, words.texts.plan.settleFirst),
        h('ul', {}, ...issues.map((issue) => {
            const way = wayOut(issue.code, choices, wayTo);
            return h('li', {}, ...explanation(words, way ? { ...issue, suggestion: null } : issue), ' ', way);
        })));
}

/** That nobody has said what tells contacts apart, with the way to do so; null: somebody has. */
export function keyNotice({ key, words }: Choices, wayTo: WayTo): HTMLElement | null {
    return key === null ? h('p', { class: 'notice warning', id: 'key-first' }, words.texts.plan.keyFirst, ' ', wayTo('columns', words.texts.plan.chooseKey)) : null;
}

function planResult(words: Words, result: CheckResult, choices: Choices): Node[] {
    const { check, keys, guard } = result;
    const { keysProblem } = choices;
    const texts = words.texts.plan;
    const deleting = deletes(choices);
    const removed = deleting && guard?.verdict !== 'withheld' ? guard?.deletes ?? 0 : 0;
    const parts = shares(texts.shares, check.counts, keys !== null, removed);
    const { rows, records: ready, skipped, rejected: refused } = check.counts;
    const nodes: Node[] = [
        h('dl', { class: 'tiles' }, ...parts.map(({ name, value, kind }) =>
            h('div', { class: `tile ${kind}`, part: 'tile', 'data-count': kind }, h('dt', {}, name), h('dd', {}, words.count(value))))),
        picture(words, parts),
        h('p', { class: 'facts' }, words.say(texts.facts, { rows: words.plural(words.texts.units.rows, rows), ready, skipped, refused })),
    ];
    if (tooManyRefused(result)) nodes.push(blocked(words, 'rows_rejected', texts.tooManyRefused));
    else if (keysProblem && deleting) nodes.push(withoutKeys(words, keysProblem));
    else if (guard) nodes.push(verdict(words, guard));
    else if (deleting) nodes.push(h('p', { class: 'notice warning' }, texts.keysForDeletes));
    if (check.truncation) nodes.push(h('div', { class: 'notice warning' }, h('p', {}, ...explanation(words, check.truncation))));
    return nodes;
}

export function showPlan(place: HTMLElement, choices: Choices, wayTo: WayTo): void {
    const { problem, result, words } = choices;
    if (problem) fill(place, problemNotice(choices, wayTo));
    else if (result) fill(place, ...planResult(words, result, choices));
    else fill(place, keyNotice(choices, wayTo) ?? h('p', { class: 'hint' }, words.texts.plan.reading));
}
