import type { PlainError } from './errors.js';
import type { CheckOptions } from './session.js';
import type {
    CheckResult, DateFormat, DateReadings, EarlierChoice, Existing, FormatChoices, IssuePage, Preview, Progress, RowPage, Schema, Sniff, Suggestion,
    SyncDocument,
} from './types.js';

/** What the worker does, by name. Blobs cross by reference; functions and signals stay on their side. */
export interface Operations {
    open: { input: { blob: Blob; choices: FormatChoices }; output: { sniff: Sniff; bytes: number } };
    setFormat: { input: FormatChoices; output: Sniff };
    preview: { input: number | undefined; output: Preview };
    readings: { input: undefined; output: DateReadings[] };
    dateFormat: { input: { column: string; format: string }; output: DateFormat };
    suggestMapping: { input: { schema: Schema | undefined; earlier: readonly EarlierChoice[] | undefined }; output: Suggestion };
    measure: { input: undefined; output: Sniff };
    setExisting: { input: Blob | null; output: Existing | null };
    check: { input: { document: SyncDocument; options: Omit<CheckOptions, 'signal' | 'onProgress'> }; output: CheckResult };
    rejectedRows: { input: undefined; output: Blob };
    issues: { input: { first?: number; count?: number; code?: string } | undefined; output: IssuePage };
    rows: { input: { first: number; count: number }; output: RowPage };
}

export type Operation = keyof Operations;

export type Request =
    | { [K in Operation]: { id: number; kind: K; input: Operations[K]['input'] } }[Operation]
    | { id: number; kind: 'cancel' };

export type Response =
    | { id: number; kind: 'done'; output: Operations[Operation]['output'] }
    | { id: number; kind: 'failed'; error: PlainError }
    | { id: number; kind: 'progress'; progress: Progress };
