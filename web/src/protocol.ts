import type { PlainError } from './errors.js';
import type { CheckRequest, ExportKind, PackedRows, ReadingChange, Replacement } from './session.js';
import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, IssueFilter, IssuePage, Preview, Progress, Schema, Sniff,
    Suggestion,
} from './types.js';

/** How a file stands after cells of it were changed; `kept` as in a session. */
export interface FileState { sniff: Sniff; file: Blob; kept: FormatChoices }

/** What the worker does, by name. Blobs cross by reference; functions and signals stay on their side. */
export interface Operations {
    open: { input: { blob: Blob; choices: FormatChoices }; output: { sniff: Sniff; file: Blob } };
    choose: { input: ReadingChange; output: Sniff };
    preview: { input: number; output: Preview };
    readings: { input: undefined; output: DateReadings[] };
    dateFormat: { input: { column: string; format: string }; output: DateFormat };
    suggestMapping: { input: { schema: Schema | undefined; earlier: readonly EarlierChoice[] | undefined }; output: Suggestion };
    measure: { input: undefined; output: Sniff };
    setExisting: { input: Blob | null; output: Existing | null };
    tryMapping: { input: CheckRequest; output: undefined };
    check: { input: CheckRequest; output: CheckResult };
    issues: { input: { page: { first?: number; count?: number }; filter: IssueFilter }; output: IssuePage };
    rows: { input: { first: number; count: number }; output: PackedRows };
    edit: { input: { row: number; column: number; value: string }; output: FileState };
    replace: { input: Replacement; output: FileState & { cells: number } };
    undo: { input: undefined; output: FileState & { undone: boolean } };
    /** Answers the number under which the next two know the export. */
    startExport: { input: { kind: ExportKind; mapping: CheckRequest | null }; output: number };
    /** null at the end. */
    nextPart: { input: number; output: Uint8Array<ArrayBuffer> | null };
    endExport: { input: number; output: undefined };
}

export type Operation = keyof Operations;

export type Request =
    | { [K in Operation]: { id: number; kind: K; input: Operations[K]['input'] } }[Operation]
    | { id: number; kind: 'cancel' };

export type Response =
    | { id: number; kind: 'done'; output: Operations[Operation]['output'] }
    | { id: number; kind: 'failed'; error: PlainError }
    | { id: number; kind: 'progress'; progress: Progress };
