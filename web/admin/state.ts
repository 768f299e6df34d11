import type {
    CheckResult, DateReadings, Existing, FieldMapping, FormatChoices, MusterError, Session, Suggestion, SyncDocument, ValueType,
} from '@muster/import';
import type { Remembered } from './memory.js';

export interface ColumnChoice {
    /** Field of the contact; empty: the column is not imported. */
    field: string;
    newField: boolean;
    /** The date format that a person chose: a reading of an ambiguous column, or one that was typed. */
    format: string;
    /** What the format makes of the column, where that is not what was found. */
    type?: ValueType;
}

/** Everything that a person has decided on the page, and what came of it. */
export interface State {
    session: Session;
    format: FormatChoices;
    /** What Muster suggests by itself. */
    plain: Suggestion;
    /** The same with what was chosen before. */
    suggestion: Suggestion;
    /** What was chosen for a file with this header before. */
    recalled: Remembered | null;
    /** Whether a person has chosen a field or a key since. */
    decided: boolean;
    memory: 'none' | 'recalled' | 'kept' | 'forgotten' | 'off';
    readings: DateReadings[];
    columns: Map<string, ColumnChoice>;
    /** What a decimal number is written with, where somebody said so. */
    decimal: 'auto' | 'point' | 'comma';
    /** Field by which contacts are told apart; null: every row gets a new key. */
    key: string | null;
    update: boolean;
    deleteMissing: boolean;
    existing: Existing | null;
    /** Whether more columns are shown than fit a page. */
    allColumns: boolean;
    result: CheckResult | null;
    problem: MusterError | null;
}

/** A file with thousands of columns must not freeze the page. */
export const columnsOnPage = 100;

export const generatedKey = '\0generated';

export function columnChoices(suggestion: Suggestion): Map<string, ColumnChoice> {
    return new Map(suggestion.mapping.map(({ column, field, new_field }) => [column, { field, newField: new_field, format: '' }]));
}

/** The key that was chosen before, where it is still fed. */
export function keyOf(suggestion: Suggestion, recalled: Remembered | null): string | null {
    const usable = recalled && (recalled.key === generatedKey || suggestion.mapping.some(({ field }) => field === recalled.key));
    return usable ? recalled.key : suggestion.key;
}

export function mappingOf(state: State): FieldMapping[] {
    const mapping: FieldMapping[] = [];
    for (const column of state.session.sniff.columns) {
        const choice = state.columns.get(column.name);
        if (!choice?.field) continue;
        const suggested = state.suggestion.mapping.find((entry) => entry.column === column.name && entry.field === choice.field);
        mapping.push({
            column: column.name,
            field: choice.field,
            ...(choice.newField && { new_field: true }),
            ...(suggested?.type && { type: suggested.type }),
            ...(choice.format && { type: choice.type ?? column.type, format: choice.format }),
            ...(suggested?.sensitive && { sensitive: true }),
        });
    }
    return mapping;
}

export function documentOf(state: State): SyncDocument {
    const { name } = state.session;
    return {
        name: name.replace(/(\.csv|\.tsv|\.txt)?(\.gz)?$/i, '') || 'Contacts',
        source: { url: `file:${name || 'contacts.csv'}`, ...state.format },
        destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
        key: state.key === generatedKey ? { generate: 'random_9_digits' } : { field: state.key ?? '' },
        mapping: mappingOf(state),
        ...(state.decimal !== 'auto' && { decimal: state.decimal }),
        mode: { insert: true, update: state.update, delete_missing: state.deleteMissing },
    };
}
