import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, IssuePage, Preview, Progress, RowPage, Schema, Sniff, Suggestion,
    SyncDocument,
} from './types.js';

/** What a session reads. A gzip file is recognised and unpacked; a zip archive is refused. */
export type Input = Blob | ReadableStream<Uint8Array> | Uint8Array | ArrayBuffer;

export interface RunOptions {
    /** Ends the work; the promise is rejected with code `aborted` and the session stays usable. */
    signal?: AbortSignal;
    onProgress?: (progress: Progress) => void;
}

export interface CheckOptions extends RunOptions {
    /** The fields of the destination; absent: those of a new contact database. */
    schema?: Schema;
    /**
     * Whether no completed run of this document is known; true by default, as for a new document. Only then are deletes of
     * an unattended run withheld.
     */
    firstRun?: boolean;
    /** Whether a person has seen the deletes of the plan that is carried out; false by default, as for `muster plan`. */
    attended?: boolean;
    /**
     * What was chosen for a file with the same header: for a mapping that says "auto", and for the order of dates that read both
     * ways and are not decided by the file.
     */
    earlier?: readonly EarlierChoice[];
    /** How many issues are kept in full (1000); all are counted. */
    maxIssues?: number;
}

/** One file under examination. Nothing of it leaves the browser. */
export interface Session {
    readonly name: string;
    /** Size after decompression. */
    readonly bytes: number;
    /** How the file is read at present. */
    readonly sniff: Sniff;
    /** Reads the file another way; the check is forgotten. */
    setFormat(choices: FormatChoices): Promise<Sniff>;
    preview(rows?: number): Promise<Preview>;
    /** The ambiguous date columns in both readings. */
    readings(): Promise<DateReadings[]>;
    /** How a date format is understood, in any of the notations that a mapping takes, and how the column's examples read with it. */
    dateFormat(column: string, format: string): Promise<DateFormat>;
    /** `earlier` is what was chosen for a file with the same header (`Suggestion.header`); it comes first. */
    suggestMapping(schema?: Schema, earlier?: readonly EarlierChoice[]): Promise<Suggestion>;
    /** Reads to the end for the numbers of rows, cells and ragged rows. */
    measure(options?: RunOptions): Promise<Sniff>;
    /** Tells what the destination holds: the file that `muster contacts keys` writes, or null to forget it. */
    setExisting(keys: Input | null): Promise<Existing | null>;
    /** Reads and checks the whole file; writes nothing anywhere. */
    check(document: SyncDocument, options?: CheckOptions): Promise<CheckResult>;
    /**
     * The rows that the last check has rejected, as CSV in UTF-8: the original columns, then row, column, code and message. No cell
     * runs as a formula, and those of sensitive columns are left out. It is the file that `muster check --errors` writes; the rows
     * are read again for it.
     */
    rejectedRows(options?: RunOptions): Promise<Blob>;
    issues(query?: { first?: number; count?: number; code?: string }): Promise<IssuePage>;
    /** Rows from anywhere in the file, up to where a check has come. */
    rows(first: number, count: number): Promise<RowPage>;
    close(): void;
}
