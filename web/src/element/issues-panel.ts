import type { Issue, IssuePage, IssueSummary } from '../types.js';
import type { Choices } from './choices.js';
import { fill, h } from './dom.js';
import { explanation } from './explanation.js';
import type { Words } from './words.js';

export const issuesOnPage = 50;

function issueRow(words: Words, issue: Issue): HTMLElement {
    return h('tr', {},
        h('td', {}, h('span', { class: `severity ${issue.severity}` }, words.texts.severities[issue.severity])),
        h('td', { class: 'number' }, issue.row ? words.count(issue.row) : ''),
        h('td', {}, issue.column_name ?? (issue.column ? String(issue.column) : '')),
        h('td', { class: 'value' }, issue.value ?? ''),
        h('td', {}, ...explanation(words, issue)));
}

/** A button for each kind of remarks, the most frequent first. An empty code stands for all; `all` is its name and number. */
export function kindFilters(
    words: Words, summary: IssueSummary, code: string, all: readonly [string, number], onKind: (code: string) => void,
): HTMLElement {
    const kinds: [string, number][] = [['', all[1]], ...Object.entries(summary.by_code).sort(([, a], [, b]) => b - a)];
    return h('div', { class: 'chips', role: 'group', 'aria-label': words.texts.remarks.kinds }, ...kinds.map(([kind, number]) => h('button', {
        type: 'button', id: `kind-${kind || 'all'}`, class: 'chip', part: 'button', 'aria-pressed': kind === code ? 'true' : 'false',
        click: () => onKind(kind),
    }, `${kind ? words.kind(kind) : all[0]} `, h('span', { class: 'badge' }, words.count(number)))));
}

/** More columns would hide what follows. */
const columnsNamed = 20;

/** A button for each column with remarks, the most frequent first. An empty name stands for all. */
export function columnFilters(words: Words, { by_column }: IssueSummary, column: string, onColumn: (column: string) => void): HTMLElement | null {
    if (by_column.length === 0 && column === '') return null;
    const { columns, allColumns } = words.texts.remarks;
    const named = [...by_column].sort((a, b) => b.total - a.total).slice(0, columnsNamed);
    const chip = (id: string, name: string, text: string, total: number | null): HTMLElement => h('button', {
        type: 'button', id: `remarks-of-${id}`, class: 'chip', part: 'button', 'aria-pressed': name === column ? 'true' : 'false', click: () => onColumn(name),
    }, `${text} `, total !== null && h('span', { class: 'badge' }, words.count(total)));
    return h('div', { class: 'chips', role: 'group', 'aria-label': columns }, chip('all', '', allColumns, null),
        ...named.map((one) => chip(String(one.column), one.name, one.name, one.total)));
}

/** Which remarks are shown; empty texts stand for all. */
export interface IssueQuery {
    code: string;
    column: string;
    first: number;
}

export const allIssues: IssueQuery = { code: '', column: '', first: 0 };

/** The remarks of a check: a button for each kind and each column, and the first of them in full. */
export function showIssues(
    place: HTMLElement, choices: Choices, page: IssuePage | null, query: IssueQuery, onShow: (query: IssueQuery) => void,
): void {
    const { words } = choices;
    const texts = words.texts.remarks;
    const summary = choices.result?.check.issues;
    if (!summary || !page) {
        fill(place, h('p', { class: 'hint' }, texts.notYet));
        return;
    }
    if (summary.total === 0) {
        fill(place, h('p', { class: 'notice good' }, texts.none));
        return;
    }
    const { first } = query;
    const last = first + page.issues.length;
    const from = (at: number) => (): void => onShow({ ...query, first: at });
    fill(place,
        kindFilters(words, summary, query.code, [texts.all, summary.total], (code) => onShow({ ...query, code, first: 0 })),
        columnFilters(words, summary, query.column, (column) => onShow({ ...query, column, first: 0 })),
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.list },
            h('table', { class: 'issues' },
                h('thead', {}, h('tr', {}, ...Object.values(texts.heads).map((name) => h('th', { scope: 'col' }, name)))),
                h('tbody', {}, ...page.issues.map((issue) => issueRow(words, issue))))),
        h('p', { class: 'pager' },
            h('button', { type: 'button', id: 'issues-back', disabled: first === 0, click: from(Math.max(0, first - issuesOnPage)) }, texts.earlier),
            h('span', {}, page.matching === 0 ? texts.noneKept : words.say(texts.range, { first: first + 1, last, all: page.matching })),
            h('button', { type: 'button', id: 'issues-on', disabled: last >= page.matching, click: from(last) }, texts.later)));
}
