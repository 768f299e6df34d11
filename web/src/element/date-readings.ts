import type { DateReadings } from '../types.js';
import type { Choices } from './choices.js';

/** The date that a text is in a format of numbers with a year of four digits; null where it is none, or the format is another. */
function isoOf(format: string, text: string): string | null {
    if (!/^[dMy\W]+$/.test(format) || !/(^|[^y])yyyy($|[^y])/.test(format)) return null;
    const pattern = format.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
        .replace(/yyyy|M+|d+/g, (part) => (part === 'yyyy' ? '(?<y>\\d{4})' : `(?<${part[0]}>\\d{1,2})`));
    const { y = '', M = '', d = '' } = new RegExp(`^${pattern}$`).exec(text.trim())?.groups ?? {};
    const date = new Date(`${y}-${M.padStart(2, '0')}-${d.padStart(2, '0')}T00:00Z`);
    // The 31st of a shorter month would be one of the next.
    return Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(d) ? null : date.toISOString().slice(0, 10);
}

/** What a text is in each reading. */
function datesOf({ readings }: DateReadings, text: string): (string | null)[] {
    return readings.map(({ format, examples }) => examples.find((example) => example.text === text)?.iso ?? isoOf(format, text));
}

const tells = (dates: readonly (string | null)[]): boolean => dates.every((date) => date !== null) && new Set(dates).size === dates.length;

export interface ReadingExample {
    text: string;
    iso: string;
}

/** For each reading a value of the column that tells it from the others, where the first rows have one: "01/01/2020" does not. */
export function tellingExamples(column: DateReadings, { preview, sniff: { columns } }: Choices): (ReadingExample | undefined)[] {
    const place = columns.findIndex(({ name }) => name === column.column);
    const texts = [...column.readings.flatMap(({ examples }) => examples.map(({ text }) => text)), ...preview.map((row) => row[place] ?? '')];
    const text = texts.find((text) => tells(datesOf(column, text)));
    if (text === undefined) return column.readings.map(({ examples }) => examples[0]);
    return datesOf(column, text).map((iso) => ({ text, iso: iso! }));
}

/** Whether some dates of the column are possible in one reading only, and some in another only. */
export function readingsConflict(column: DateReadings, { problem, result }: Choices): boolean {
    const code = 'date_order_conflicting';
    const shown = column.readings.map(({ examples }) => new Set(examples.map(({ text }) => text)));
    return shown.every((mine, i) => shown.some((other, j) => i !== j && [...mine].some((text) => !other.has(text))))
        || Boolean(problem?.issues.some((issue) => issue.code === code && issue.column_name === column.column))
        || Boolean(result?.check.issues.by_column.some(({ name, by_code }) => name === column.column && code in by_code));
}
