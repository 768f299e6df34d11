import type { DateReadings } from '../types.js';
import type { Choices } from './choices.js';

export interface ReadingExample {
    text: string;
    iso: string;
}

/** A value among the examples that is another day in each reading: "01/01/2020" is not. */
function tellingText({ readings }: DateReadings): string | undefined {
    return readings[0]?.examples.map(({ text }) => text).find((text) => {
        const days = readings.map(({ examples }) => examples.find((example) => example.text === text)?.iso);
        return !days.includes(undefined) && new Set(days).size === days.length;
    });
}

/** For each reading a value of the column that tells it from the others, as the check has found it in the whole file. */
export function tellingExamples(column: DateReadings, { told }: Choices): (ReadingExample | undefined)[] {
    const text = tellingText(column);
    return column.readings.map(({ format, examples }) => told.get(column.column)?.find((reading) => reading.format === format)?.example
        ?? examples.find((example) => example.text === text) ?? examples[0]);
}

/** Whether some dates of the column are possible in one reading only, and some in another only. */
export function readingsConflict(column: DateReadings, { problem, result }: Choices): boolean {
    const code = 'date_order_conflicting';
    const shown = column.readings.map(({ examples }) => new Set(examples.map(({ text }) => text)));
    return shown.every((mine, i) => shown.some((other, j) => i !== j && [...mine].some((text) => !other.has(text))))
        || Boolean(problem?.issues.some((issue) => issue.code === code && issue.column_name === column.column))
        || Boolean(result?.check.issues.by_column.some(({ name, by_code }) => name === column.column && code in by_code));
}
