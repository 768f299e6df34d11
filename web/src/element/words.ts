import type { Counts } from '../types.js';
import { type Plural, type Texts, type TextsPack, english } from './english.js';

type Values = Record<string, string | number>;

/** Says things in the words of a pack, with numbers and dates as its locale writes them. */
export class Words {
    readonly texts: Texts;
    /** Made when they are first wanted: some take milliseconds, and the first of them long, unless a worker has made one (serve.ts). */
    private readonly made: { numbers?: Intl.NumberFormat; percents?: Intl.NumberFormat; plurals?: Intl.PluralRules; lists?: Intl.ListFormat } = {};

    constructor(pack: TextsPack = {}) {
        this.texts = merged(english, pack);
        Intl.getCanonicalLocales(this.locale);  // one that cannot be used is refused here, not where a number is written
    }

    private get numbers(): Intl.NumberFormat {
        return this.made.numbers ??= new Intl.NumberFormat(this.locale);
    }

    private get percents(): Intl.NumberFormat {
        return this.made.percents ??= new Intl.NumberFormat(this.locale, { style: 'percent' });
    }

    private get plurals(): Intl.PluralRules {
        return this.made.plurals ??= new Intl.PluralRules(this.locale);
    }

    get locale(): string {
        return this.texts.locale;
    }

    count(value: number): string {
        return this.numbers.format(value);
    }

    /** `share` is from 0 to 1. */
    percent(share: number): string {
        return this.percents.format(share);
    }

    /** The template with its words in braces filled in; numbers are written as the locale does. */
    say(template: string, values: Values): string {
        return template.replace(/\{(\w+)\}/g, (braces, name: string) => {
            const value = values[name];
            return value === undefined ? braces : typeof value === 'number' ? this.count(value) : value;
        });
    }

    /** The same with an element in the place of a word. */
    around(template: string, values: Record<string, string | Node>): (string | Node)[] {
        return template.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : values[part] ?? ''));
    }

    plural(forms: Plural, n: number, values: Values = {}): string {
        return this.say(forms[this.plurals.select(n)] ?? forms.other, { ...values, n });
    }

    size(bytes: number): string {
        if (bytes < 1000) return this.plural(this.texts.units.bytes, bytes);
        const units = ['kilobyte', 'megabyte', 'gigabyte'];
        let value = bytes / 1000;
        let unit = 0;
        for (; value >= 1000 && unit < units.length - 1; ++unit) value /= 1000;
        return new Intl.NumberFormat(this.locale, { style: 'unit', unit: units[unit]!, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
    }

    /** The day of an instant, here. */
    day(when: string): string {
        return new Intl.DateTimeFormat(this.locale, { dateStyle: 'long' }).format(new Date(when));
    }

    /** An ISO date as a person would say it, so that both readings of an ambiguous one are told apart at a glance. */
    spoken(iso: string): string {
        const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
        if (match === null) return iso;
        const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
        return new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date);
    }

    /** What a check has come to, in a sentence. */
    checked({ rows, records, rejected }: Counts, remarks: number): string {
        const { element, units } = this.texts;
        return this.say(element.checked, { rows: this.plural(units.rows, rows), ready: records, refused: rejected, remarks: this.plural(units.remarks, remarks) });
    }

    list(items: readonly string[]): string {
        return (this.made.lists ??= new Intl.ListFormat(this.locale, { type: 'conjunction' })).format(items);
    }

    /** "date_order_ambiguous" -> "Date order ambiguous", where the pack has no name for it. */
    kind(code: string): string {
        const words = code.replaceAll('_', ' ');
        return this.texts.issues[code] ?? words.charAt(0).toUpperCase() + words.slice(1);
    }

    delimiter(delimiter: string | null): string {
        const { delimiters } = this.texts.format;
        if (delimiter === null) return delimiters.none;
        const name = delimiterNames.find(([value]) => value === delimiter)?.[1];
        return name ? delimiters[name] : delimiter;
    }
}

export const delimiterNames = [
    [',', 'comma'], [';', 'semicolon'], ['\t', 'tab'], ['|', 'pipe'], [' ', 'blank'],
] as const;

export const encodings: readonly string[] = [
    'UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253',
    'windows-1254', 'windows-1257', 'ISO-8859-1', 'ISO-8859-2', 'ISO-8859-5', 'ISO-8859-7', 'ISO-8859-9', 'ISO-8859-13',
    'ISO-8859-15', 'macintosh', 'IBM437', 'IBM850',
];

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function merged<T extends object>(base: T, pack: object): T {
    const result = { ...base } as Record<string, unknown>;
    for (const [key, value] of Object.entries(pack)) {
        const before = result[key];
        result[key] = isGroup(before) && isGroup(value) ? merged(before, value) : value;
    }
    return result as T;
}
