// Words of the page for things that have a name in the JSON.

const number = new Intl.NumberFormat('en');

export const count = (value: number): string => number.format(value);

export const plural = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export function size(bytes: number): string {
    if (bytes < 1000) return plural(bytes, 'byte', 'bytes');
    const units = ['kB', 'MB', 'GB'];
    let value = bytes / 1000;
    let unit = 0;
    for (; value >= 1000 && unit < units.length - 1; ++unit) value /= 1000;
    return `${new Intl.NumberFormat('en', { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

export const delimiters: readonly (readonly [string, string])[] = [
    [',', 'comma ,'], [';', 'semicolon ;'], ['\t', 'tab'], ['|', 'pipe |'], [' ', 'blank'],
];

export function delimiterName(delimiter: string | null): string {
    if (delimiter === null) return 'none: a single column';
    return delimiters.find(([value]) => value === delimiter)?.[1] ?? delimiter;
}

export const encodings: readonly string[] = [
    'UTF-8', 'UTF-16LE', 'UTF-16BE', 'UTF-32LE', 'UTF-32BE', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253',
    'windows-1254', 'windows-1257', 'ISO-8859-1', 'ISO-8859-2', 'ISO-8859-5', 'ISO-8859-7', 'ISO-8859-9', 'ISO-8859-13',
    'ISO-8859-15', 'macintosh', 'IBM437', 'IBM850',
];

export const newlines: Record<string, string> = {
    lf: 'LF (Unix)', crlf: 'CR LF (Windows)', cr: 'CR (old Mac)', mixed: 'mixed',
};

export const types: Record<string, string> = {
    text: 'text', email: 'e-mail', phone: 'phone', date: 'date', date_time: 'date and time', number: 'number',
    integer: 'whole number', boolean: 'yes/no', country: 'country', language: 'language', url: 'web address', choice: 'choice',
};

export const severities: Record<string, string> = { error: 'Error', warning: 'Warning', information: 'Note' };

/** "date_order_ambiguous" -> "Date order ambiguous". */
export function title(code: string): string {
    const words = code.replaceAll('_', ' ');
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The day of an instant, here. */
export const day = (when: string): string => new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(new Date(when));

/** An ISO date as a person would say it, so that both readings of an ambiguous one are told apart at a glance. */
export function spoken(iso: string): string {
    const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
    if (match === null) return iso;
    const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
    return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date);
}
