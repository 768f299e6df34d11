import type { Issue, IssuePage } from '@muster/import';
import { fill, h } from './dom.js';
import type { State } from './state.js';
import { count, severities, title } from './words.js';

export const issuesOnPage = 50;

function issueRow(issue: Issue): HTMLElement {
    return h('tr', {},
        h('td', {}, h('span', { class: `severity ${issue.severity}` }, severities[issue.severity] ?? issue.severity)),
        h('td', { class: 'number' }, issue.row ? count(issue.row) : ''),
        h('td', {}, issue.column_name ?? (issue.column ? String(issue.column) : '')),
        h('td', { class: 'value' }, issue.value ?? ''),
        h('td', {}, issue.message, issue.suggestion ? h('span', { class: 'suggestion' }, ` ${issue.suggestion}`) : null));
}

/** The remarks of a check, by code: a button for each kind, and the first of them in full. */
export function showIssues(
    place: HTMLElement, state: State, page: IssuePage | null, code: string, onShow: (code: string, first: number) => void, first = 0,
): void {
    const summary = state.result?.check.issues;
    if (!summary || !page) {
        fill(place, h('p', { class: 'hint' }, 'There are no remarks yet.'));
        return;
    }
    if (summary.total === 0) {
        fill(place, h('p', { class: 'notice good' }, 'Nothing to remark: every row can be read as it stands.'));
        return;
    }
    const kinds: [string, number][] = [['', summary.total], ...Object.entries(summary.by_code).sort(([, a], [, b]) => b - a)];
    const filters = kinds.map(([kind, number]) => h('button', {
        type: 'button', id: `kind-${kind || 'all'}`, class: 'chip', 'aria-pressed': kind === code ? 'true' : 'false',
        click: () => onShow(kind, 0),
    }, `${kind ? title(kind) : 'All'} `, h('span', { class: 'badge' }, count(number))));
    const last = first + page.issues.length;
    fill(place,
        h('div', { class: 'chips', role: 'group', 'aria-label': 'Kinds of remarks' }, ...filters),
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'List of remarks' },
            h('table', { class: 'issues' },
                h('thead', {}, h('tr', {}, ...['Kind', 'Row', 'Column', 'Value', 'What is wrong, and what to do'].map((name) => h('th', { scope: 'col' }, name)))),
                h('tbody', {}, ...page.issues.map(issueRow)))),
        h('p', { class: 'pager' },
            h('button', { type: 'button', id: 'issues-back', disabled: first === 0, click: () => onShow(code, Math.max(0, first - issuesOnPage)) }, 'Earlier remarks'),
            h('span', {}, page.matching === 0 ? 'None kept in full' : `${count(first + 1)} to ${count(last)} of ${count(page.matching)} kept in full`),
            h('button', { type: 'button', id: 'issues-on', disabled: last >= page.matching, click: () => onShow(code, last) }, 'Later remarks')));
}
