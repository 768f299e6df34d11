import type { MusterError } from '../errors.js';
import { type Session, formatOf, otherThan } from '../session.js';
import type {
    CheckResult, Column, DateReadings, EarlierChoice, Existing, FieldMapping, FormatChoices, OpenReading, Schema, Sniff, Suggestion, SyncDocument, ValueType,
} from '../types.js';
import type { Words } from './words.js';

export interface ColumnChoice {
    /** Field of the contact; empty: the column is not imported. */
    field: string;
    newField: boolean;
    /** The date format that a person chose: a reading of an ambiguous column, or one that was typed. */
    format: string;
    /** What a person or the format makes of the column, where that is not what was found. */
    type?: ValueType;
}

/** A cell that was changed; rows and columns are from 1. */
export interface Edit {
    row: number;
    column: number;
    before: string;
    value: string;
}

/** A text that was replaced in a column (from 1), in all rows or those in which the check had found a fault there. */
export interface ReplacementEdit {
    column: number;
    find: string;
    value: string;
    whole: boolean;
    rows: 'all' | 'faulty';
    /** How many were changed. */
    cells: number;
}

export type Change = Edit | ReplacementEdit;

export const cellsChanged = (changes: readonly Change[]): number => changes.reduce((sum, change) => sum + ('cells' in change ? change.cells : 1), 0);

export interface Lost {
    columns: Map<string, ColumnChoice>;
    /** A field; null: none was lost. */
    key: string | null;
}

export const nothingLost = (): Lost => ({ columns: new Map(), key: null });

/** Everything that a person has decided about a file, and what came of it. */
export interface Choices {
    words: Words;
    session: Session;
    /** The fields of the destination; null: those of a new contact database. */
    schema: Schema | null;
    format: FormatChoices;
    /** How the file was read when these choices began. */
    sniff: Sniff;
    /** What Muster suggests by itself. */
    plain: Suggestion;
    /** The same with what was chosen before. */
    suggestion: Suggestion;
    /** What was chosen for a file with this header before. */
    earlier: readonly EarlierChoice[] | null;
    /** The first rows as they are read. */
    preview: readonly (readonly string[])[];
    readings: DateReadings[];
    /** What a check has said of the readings of a column's dates. */
    told: Map<string, readonly OpenReading[]>;
    columns: Map<string, ColumnChoice>;
    /** What a decimal number is written with, where somebody said so. */
    decimal: 'auto' | 'point' | 'comma';
    /** Field by which contacts are told apart; null: not decided yet. */
    key: string | null;
    update: boolean;
    deleteMissing: boolean;
    existing: Existing | null;
    /** Why what the host has given of them cannot be used; null: it can, or there is none. */
    keysProblem: MusterError | null;
    /** What was chosen for columns, and for the key, that the file does not have as it is read now. */
    lost: Lost;
    /** The first column of the rows that are shown, from 0: of wide files not all are. */
    firstColumn: number;
    /** Whether more columns are shown than fit a page. */
    allColumns: boolean;
    /** What was changed in cells here, the last at the end; the file itself stays as it is. */
    edits: Change[];
    result: CheckResult | null;
    problem: MusterError | null;
}

/** A file with thousands of columns must not freeze the page. */
export const columnsOnPage = 100;

/** Stands for a key that every row gets anew. */
export const generatedKey = '\0generated';

export function columnChoices(suggestion: Suggestion): Map<string, ColumnChoice> {
    return new Map(suggestion.mapping.map(({ column, field, new_field }) => [column, { field, newField: new_field, format: '' }]));
}

const sameChoice = (a: ColumnChoice | undefined, b: ColumnChoice | undefined): boolean =>
    (a?.field ?? '') === (b?.field ?? '') && (a?.newField ?? false) === (b?.newField ?? false) && (a?.format ?? '') === (b?.format ?? '') && a?.type === b?.type;

/** The name that each column of `before` has now. Where only the header or the encoding is read another way, names change but not places. */
function namesNow({ sniff: before }: Choices, { sniff: now }: Choices): (name: string) => string | undefined {
    const names = new Set(now.columns.map(({ name }) => name));
    const old = new Map(before.columns.map(({ name }, i) => [name, i]));
    const samePlaces = before.delimiter === now.delimiter && before.columns.length === now.columns.length;
    return (name) => {
        if (names.has(name)) return name;
        const there = samePlaces ? now.columns[old.get(name) ?? -1]?.name : undefined;
        return there === undefined || old.has(there) ? undefined : there;
    };
}

/** Takes over what was decided about the file before it was read another way. What has no column now is kept in `lost`, for the case that it comes back. */
export function takeOver(before: Choices, now: Choices): void {
    const { decimal, update, deleteMissing, existing, keysProblem, edits } = before;
    Object.assign(now, { decimal, update, deleteMissing, existing, keysProblem, edits } satisfies Partial<Choices>);
    const suggested = columnChoices(before.suggestion);
    const nameNow = namesNow(before, now);
    const decided = before.sniff.columns.filter(({ name }) => !sameChoice(before.columns.get(name), suggested.get(name)))
        .map(({ name }): [string, ColumnChoice] => [name, before.columns.get(name) ?? { field: '', newField: false, format: '' }]);
    for (const [name, choice] of [...before.lost.columns, ...decided]) {
        const here = nameNow(name);
        if (here === undefined) now.lost.columns.set(name, choice);
        else now.columns.set(here, choice);
    }
    for (const [name, readings] of before.told) {
        const here = nameNow(name);
        if (here !== undefined) now.told.set(here, readings);
    }
    const chosen = before.key ?? before.lost.key;
    const decidedKey = chosen !== before.suggestion.key;
    const wanted = decidedKey ? chosen : now.key;
    const fed = wanted === null || wanted === generatedKey || fedFields(now).has(wanted);
    now.key = fed ? wanted : null;
    if (!fed && decidedKey) now.lost.key = wanted;
}

/** Takes up why a check could not be made. */
export function takeProblem(choices: Choices, problem: MusterError): void {
    choices.problem = problem;
    for (const { column_name, readings } of problem.issues) if (column_name !== null && readings) choices.told.set(column_name, readings);
}

/** Whether a run would stop because of its refused rows, as the limits of the document say. */
export function tooManyRefused({ document: { limits }, check: { counts: { rejected, rows } } }: CheckResult): boolean {
    const most = limits?.max_rejected_percent;
    return (limits?.on_rejected === 'stop' && rejected > 0) || (typeof most === 'number' && rejected * 100 > most * rows);
}

/** Whether contacts that the file lacks are deleted. With keys that are new each time that would be all of them. */
export const deletes = ({ deleteMissing, key }: Choices): boolean => deleteMissing && key !== generatedKey;

/** Whether what was given may be handed over: nothing is deleted as long as nobody knows what is there. */
export const mayFinish = (choices: Choices): boolean => {
    const { result, keysProblem } = choices;
    return result !== null && result.guard?.verdict !== 'blocked' && !tooManyRefused(result) && !(keysProblem !== null && deletes(choices));
};

/** Sends a column elsewhere. A key that its column no longer feeds goes along with it. */
export function sendColumn(choices: Choices, column: string, choice: ColumnChoice): void {
    const before = choices.columns.get(column)?.field;
    choices.columns.set(column, choice);
    const moved = before && choices.key === before && choice.field !== before;
    if (moved && !fedFields(choices).has(before)) choices.key = choice.field || null;
}

/** The columns that feed each field. */
export function fedFields({ session, columns }: Choices): Map<string, Column[]> {
    const fed = new Map<string, Column[]>();
    for (const column of session.sniff.columns) {
        const field = columns.get(column.name)?.field;
        if (field) fed.set(field, [...fed.get(field) ?? [], column]);
    }
    return fed;
}

export function mappingOf(choices: Choices): FieldMapping[] {
    const mapping: FieldMapping[] = [];
    for (const column of choices.session.sniff.columns) {
        const choice = choices.columns.get(column.name);
        if (!choice?.field) continue;
        const suggested = choices.suggestion.mapping.find((entry) => entry.column === column.name && entry.field === choice.field);
        mapping.push({
            column: column.name,
            field: choice.field,
            ...(choice.newField && { new_field: true }),
            // A length is found out, as a type is; with a type that somebody has chosen it would reject rows.
            ...(choice.newField && suggested?.max_length && !choice.type && { max_length: suggested.max_length }),
            ...(suggested?.type && { type: suggested.type }),
            ...(choice.type && { type: choice.type }),
            ...(choice.format && { type: choice.type ?? column.type, format: choice.format }),
            ...(suggested?.sensitive && { sensitive: true }),
        });
    }
    return mapping;
}

export const sameFormat = (a: FormatChoices, b: FormatChoices): boolean => Object.keys({ ...otherThan(a, b), ...otherThan(b, a) }).length === 0;

/** The choices of the format when a page says `now` instead of `before`: of what it says as before a person may have chosen otherwise. */
export function formatFollowing(format: FormatChoices, before: FormatChoices, now: FormatChoices): FormatChoices {
    const withdrawn = Object.entries(before).filter(([name, value]) => !(name in now) && format[name as keyof FormatChoices] === value);
    const left = Object.entries(format).filter(([name]) => !withdrawn.some(([gone]) => gone === name));
    return { ...Object.fromEntries(left), ...otherThan(before, now) };
}

/** The document of these choices; what they do not speak of is as in `settings`. What those say of the format is in the choices from the beginning. */
export function documentOf(choices: Choices, settings: Partial<SyncDocument> = {}): SyncDocument {
    const { name } = choices.session;
    const given = formatOf(settings.source);
    const others = Object.entries(settings.source ?? {}).filter(([member]) => !(member in given));
    return {
        name: name.replace(/(\.csv|\.tsv|\.txt)?(\.gz)?$/i, '') || 'Contacts',
        destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
        ...settings,
        source: { url: `file:${name.replaceAll('%', '%25') || 'contacts.csv'}`, ...Object.fromEntries(others), ...choices.format },
        key: choices.key === generatedKey ? { generate: 'random_9_digits' } : { field: choices.key ?? '' },
        mapping: mappingOf(choices),
        ...(choices.decimal !== 'auto' && { decimal: choices.decimal }),
        mode: { insert: true, ...settings.mode, update: choices.update, delete_missing: deletes(choices) },
    };
}
