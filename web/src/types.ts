/** What a session answers: the same JSON that the command line program writes. */

export type ValueType =
    | 'text' | 'email' | 'phone' | 'date' | 'date_time' | 'number' | 'integer' | 'boolean'
    | 'country' | 'language' | 'url' | 'choice';

export type DateOrder = 'none' | 'dmy' | 'mdy' | 'ymd';
export type Severity = 'information' | 'warning' | 'error';

/** One thing that a person should know. Rows and columns count from 1; members that do not apply are null. */
export interface Issue {
    code: string;
    severity: Severity;
    row: number | null;
    line: number | null;
    column: number | null;
    column_name: string | null;
    byte: number | null;
    pointer: string | null;
    value: string | null;
    message: string;
    suggestion: string | null;
    /** date_order_ambiguous: the readings between which somebody has to choose. */
    readings?: OpenReading[];
}

/** One way to read the dates of a column. */
export interface OpenReading {
    order: 'dmy' | 'mdy' | 'ymd';
    /** In LDML letters. */
    format: string;
    /** A value of the column and the date that it is in this way; null for columns whose values are not shown. */
    example: { text: string; iso: string } | null;
    /** What the mark between the numbers suggests. It decides nothing. */
    preselected: boolean;
}

export interface IssueSummary {
    total: number;
    by_code: Record<string, number>;
    /** Those about one column, in the order of the file; columns count from 1. */
    by_column: { column: number; name: string; total: number; by_code: Record<string, number> }[];
    first: Issue[];
}

export interface Column {
    name: string;
    type: ValueType;
    format: string | null;
    /** Ambiguous dates: the second reading. */
    other_format: string | null;
    order: DateOrder;
    ambiguous: boolean;
    /** A password column: never shown. */
    sensitive: boolean;
    values: number;
    empty: number;
    distinct: number;
    max_code_points: number;
    /** Of the type, per mille. */
    confidence: number;
    examples: string[];
    evidence: string[];
    /** Digits that may be dates: what to say if they are. */
    hint: string | null;
}

export interface Dialect {
    delimiter: string | null;
    quote: string | null;
    escape: string | null;
    newline: 'lf' | 'crlf' | 'cr' | 'mixed';
    has_header: boolean;
    preamble_rows: number;
    comment: string | null;
}

/**
 * How the file would be read, with the evidence for each guess; confidences are per mille. `rows`, `cells` and
 * `ragged_rows` are null unless the file was read to its end.
 */
export interface Sniff extends Dialect {
    encoding: string;
    bom: boolean;
    rows: number | null;
    cells: number | null;
    ragged_rows: number | null;
    columns: Column[];
    confidence: number;
    encoding_confidence: number;
    evidence: string[];
    candidates: (Dialect & { confidence: number; evidence: string[] })[];
    issues: IssueSummary;
}

export interface Preview {
    columns: string[];
    rows: string[][];
    first_row: number;
    issues: IssueSummary;
}

/**
 * The members of `source` in a sync document that say how the file is to be read: absent or "auto" is detected; null or an empty text means
 * none. A delimiter may be a word, such as "semicolon".
 */
export interface FormatChoices {
    encoding?: string;
    delimiter?: string | null;
    quote?: string | null;
    escape?: string | null;
    header?: boolean | 'auto';
    preamble_rows?: number | 'auto';
}

/** A date format as it was understood. */
export interface DateFormat {
    /** In LDML letters, or a word such as `iso8601`. */
    format: string;
    kind: 'date' | 'date_time' | 'time';
    /** A value that fits. */
    example: string;
    /** The examples of the column; `iso` is null where one is refused. */
    values: { text: string; iso: string | null }[];
}

/** An ambiguous date column read in each of its ways. */
export interface DateReadings {
    column: string;
    /** `preselected`: what the mark between the numbers suggests. It decides nothing. */
    readings: { format: string; preselected: boolean; examples: { text: string; iso: string }[] }[];
}

export interface SchemaField {
    name: string;
    label?: string;
    type?: ValueType;
    max_length?: number;
    /** What max_length counts; code points unless it is said. */
    length_unit?: 'code_points' | 'bytes' | 'utf_16';
    required?: boolean;
    writable?: boolean;
    sensitive?: boolean;
    choices?: string[];
}

/** The fields that a destination accepts. */
export interface Schema {
    fields: SchemaField[];
    key_field?: string;
    accepts_new_fields?: boolean;
}

export interface SuggestedMapping {
    column: string;
    field: string;
    type: ValueType | null;
    format: string | null;
    new_field: boolean;
    sensitive: boolean;
    /** Of a new field of text, where its values are short enough for a limit. */
    max_length?: number;
    confidence: number;
    reason: string;
}

/** What was chosen for a column of a header; the fields and formats of a check are such choices. Names only, nothing of the rows. */
export interface EarlierChoice {
    column: string;
    /** null: the column was left out. */
    field: string | null;
    /** The pattern of dates; else null. */
    format: string | null;
}

export interface Suggestion {
    mapping: SuggestedMapping[];
    key: string | null;
    /** The same for every file with columns of these names, in any order and spelling; null without a header. */
    header: string | null;
    accepts_new_fields: boolean;
    fields: { name: string; label: string; type: ValueType; required: boolean; writable: boolean }[];
}

/** Checks of the value that would be stored; each that is given is made. */
export interface FieldRule {
    min?: string | number | null;
    max?: string | number | null;
    /** A regular expression that must occur in the value: docs/expressions.md has the syntax. */
    matches?: string | null;
    one_of?: (string | number)[];
    required?: boolean;
    /** No two keys of the file have the same value. */
    unique?: boolean;
    /** Together with `field`: how the value has to stand to that of another field of the row. */
    compare?: '<' | '<=' | '>' | '>=' | '=' | '!=' | null;
    field?: string | null;
    level?: 'error' | 'warning' | 'information';
}

export interface FieldMapping {
    column: string;
    field: string;
    type?: ValueType | null;
    format?: string | null;
    decimal?: DecimalMark;
    empty?: 'keep' | 'clear';
    required?: boolean;
    new_field?: boolean;
    sensitive?: boolean;
    /** In characters; 0 (as when absent): as many as the field takes. A new field gets this limit. */
    max_length?: number;
    email_syntax?: 'rfc' | 'whatwg';
    choices?: string[];
    rules?: FieldRule[];
}

export type DecimalMark = 'auto' | 'point' | 'comma' | '.' | ',';

/** Where the program finds a secret: a document never holds one itself. */
export type Secret = { env: string } | { file: string } | { command: string[] };

/** Where the file is, and how it is read. What is absent is detected, as is "auto". */
export interface SyncSource extends FormatChoices {
    url: string;
    user?: string | null;
    password?: Secret | null;
    short_rows?: 'reject' | 'keep';
    strict_newlines?: boolean;
    trailer?: string | null;
    minimum_rows?: number;
}

/** Where the contacts go. */
export interface SyncDestination {
    /** `contact_database` where it is absent. */
    kind?: string;
    url?: string | null;
    connection?: string | null;
    /** Others belong to the kind of destination, such as `busy_seconds` or `password`. */
    [member: string]: unknown;
}

/** A saved synchronisation (`*.sync.json`), as the command line program reads it. */
export interface SyncDocument {
    /** For editors. */
    $schema?: string | null;
    name: string;
    source: SyncSource;
    destination: SyncDestination;
    key: { field: string } | { generate: 'random_9_digits' };
    mapping: 'auto' | FieldMapping[];
    null_words?: string[];
    decimal?: DecimalMark;
    default_country?: string | null;
    default_order?: 'dmy' | 'mdy' | 'ymd' | null;
    time_zone?: string | null;
    pivot?: number;
    duplicates?: 'last' | 'first' | 'reject';
    near_duplicates?: boolean;
    mode?: { insert?: boolean; update?: boolean; delete_missing?: boolean; scope?: 'all' | 'own'; delete_form?: string | null };
    limits?: {
        max_delete?: number | 'off';
        max_delete_percent?: number | 'off';
        unreadable_keys_percent?: number | 'off';
        on_rejected?: 'skip' | 'stop';
        max_rejected_percent?: number | 'off';
    };
    /** Import although neither the file nor the definition has changed since the last completed run. */
    even_if_unchanged?: boolean;
    schedule?: null;
    notify?: null;
}

/** They add up: rows = records + rejected + skipped; records = insert + update + unchanged + failed. */
export interface Counts {
    insert: number;
    update: number;
    unchanged: number;
    delete: number;
    rejected: number;
    skipped: number;
    failed: number;
    records: number;
    rows: number;
    existing: number;
    matched: number;
    unreadable_keys: number;
}

export interface Guard {
    verdict: 'allowed' | 'withheld' | 'blocked';
    rule: string | null;
    message: string | null;
    suggestion: string | null;
    deletes: number;
}

/** How one entry of the mapping was read after all was found out. */
export interface CheckedColumn {
    column: string;
    /** From 1. */
    number: number;
    field: string;
    new_field: boolean;
    type: ValueType;
    /** By the mapping or the destination: a cell that does not fit rejects its row. */
    declared: boolean;
    /** Dates: the pattern in force in LDML letters, as it was given (null: found out), and a value that fits. */
    format: string | null;
    given_format: string | null;
    example: string | null;
    /** How two-digit years are read, in a sentence. */
    years: string | null;
    decimal: 'point' | 'comma' | null;
    empty: 'keep' | 'clear';
    evidence: string | null;
    /** The first rows that prove the order of a date column. */
    proof_rows: number[];
    /** How many cells were read as something else, and the first different ones; none of a column that is kept secret. */
    conversions: { changed: number; examples: { row: number; from: string; to: string }[] };
}

/** `type` and `max_length` are those of a new field; confidence is per mille. */
export interface SuggestedColumn {
    column: string;
    field: string;
    new_field: boolean;
    type: ValueType | null;
    max_length: number;
    confidence: number;
    reason: string;
}

/** Columns of the file that feed no field, and fields that no column feeds. */
export interface Unmapped {
    columns: string[];
    fields: string[];
}

export interface Check {
    source: { encoding: string; delimiter: string | null; has_header: boolean; bytes: number; rows: number };
    columns: CheckedColumn[];
    /** Why the columns are mapped so, where the document says "auto"; else empty. */
    suggestion: SuggestedColumn[];
    unmapped: Unmapped;
    counts: Counts;
    issues: IssueSummary;
    truncation: Issue | null;
}

/** What the destination holds, from the file that `muster contacts keys` writes. */
export interface Existing {
    existing: number;
    /**
     * Without fingerprints a matched contact counts as an update, though its values may be equal; with them it does so where cells are empty that
     * change nothing, or where the file lacks fields.
     */
    fingerprints: boolean;
}

export interface CheckResult {
    check: Check;
    keys: Existing | null;
    guard: Guard | null;
    /** The document with everything that was found out filled in. */
    document: SyncDocument;
}

/** A check against the contacts that exist. */
export interface Plan extends CheckResult {
    counts: Counts;
    keys: Existing;
    guard: Guard;
}

export interface Progress {
    /** Bytes read of `total`, over all readings: a file is read twice when dates have to be compared first. */
    bytes: number;
    total: number;
    rows: number;
    rejected: number;
    issues: number;
}

/** Which issues; what is absent matches all. `column` is a name. */
export interface IssueFilter {
    code?: string;
    severity?: Severity;
    column?: string;
}

export interface IssuePage {
    issues: Issue[];
    /** Kept issues that match the filter; `total` counts every issue of the file. */
    matching: number;
    total: number;
}

/** Rows from anywhere in the file; `first` counts from 1. */
export interface RowPage {
    first: number;
    rows: string[][];
}
