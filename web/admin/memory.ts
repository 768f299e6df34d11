import type { CheckResult, EarlierChoice } from '@muster/import';

/** What was chosen for the columns of a header: their names and those of fields, and date formats; nothing of the rows. */
export interface Remembered {
    /** As `Suggestion.header` gives it. */
    header: string;
    /** When it was chosen, RFC 3339. */
    when: string;
    /** The field that tells contacts apart, as on the page. */
    key: string;
    choices: EarlierChoice[];
}

const place = 'muster.choices';
const refusal = 'muster.remember-nothing';
const most = 50;

/** Where a file has no header after all, its first row would be taken for names. */
const looksLikeValue = /@|\d{5}/;

const isChoice = (value: Partial<EarlierChoice> | null): boolean => typeof value?.column === 'string' &&
    [value.field, value.format].every((text) => text === null || typeof text === 'string');

const isRemembered = (value: Partial<Remembered> | null): value is Remembered => typeof value?.header === 'string' &&
    typeof value.when === 'string' && !Number.isNaN(Date.parse(value.when)) && typeof value.key === 'string' &&
    Array.isArray(value.choices) && value.choices.every(isChoice);

/** The newest last. Empty where the browser refuses its storage, as some do in private windows. */
function all(): Remembered[] {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
        return Array.isArray(kept) ? kept.filter(isRemembered) : [];
    } catch {
        return [];
    }
}

/** Keeps as many of them as may be and fit, the newest first of all; false where the browser keeps none. */
function keep(entries: readonly Remembered[]): boolean {
    for (let kept = entries.slice(-most); ; kept = kept.slice(1)) {
        try {
            if (kept.length > 0) localStorage.setItem(place, JSON.stringify(kept));
            else localStorage.removeItem(place);
            return kept.length > 0;
        } catch {
            if (kept.length === 0) return false;
        }
    }
}

/** Of this visit, where the browser refuses its storage. */
let wishedHere = false;

/** Whether a person has asked that nothing be remembered here. */
export function remembersNothing(): boolean {
    try {
        return wishedHere || localStorage.getItem(refusal) !== null;
    } catch {
        return wishedHere;
    }
}

/** Takes that wish, which also forgets everything, or takes it back. */
export function rememberNothing(wish: boolean): void {
    wishedHere = wish;
    try {
        if (wish) localStorage.removeItem(place);
        if (wish) localStorage.setItem(refusal, 'yes');
        else localStorage.removeItem(refusal);
    } catch {
        return;
    }
}

export const recall = (header: string | null): Remembered | null =>
    remembersNothing() ? null : all().find((entry) => entry.header === header) ?? null;

export function forget(header: string): void {
    keep(all().filter((entry) => entry.header !== header));
}

/** Remembers what a check did with the columns; null where it cannot or must not, or the names may be values. */
export function remember(header: string, key: string, { check }: CheckResult): Remembered | null {
    if (remembersNothing()) return null;
    const choices = [
        ...check.columns.map(({ column, field, format }) => ({ column, field, format })),
        ...check.unmapped.columns.map((column) => ({ column, field: null, format: null })),
    ];
    if (choices.some(({ column }) => looksLikeValue.test(column))) return null;
    const entry = { header, when: new Date().toISOString(), key, choices };
    return keep([...all().filter((other) => other.header !== header), entry]) ? entry : null;
}
