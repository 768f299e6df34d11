import type { Issue } from './types.js';

/**
 * What every promise of this package is rejected with. `code` is one of the stable issue codes (`file_empty`,
 * `field_mapped_twice`, …) or one of the package's own: `aborted`, `closed`, `module_failed`, `worker_failed`.
 */
export class MusterError extends Error {
    readonly code: string;
    /** Everything that is wrong, where there is more than one thing. */
    readonly issues: readonly Issue[];

    constructor(code: string, message: string, issues: readonly Issue[] = []) {
        super(message);
        this.name = 'MusterError';
        this.code = code;
        this.issues = issues;
    }
}

/** An error in the form that crosses to another thread: browsers do not clone classes. */
export interface PlainError {
    code: string;
    message: string;
    issues: readonly Issue[];
}

export function toMusterError(error: unknown): MusterError {
    if (error instanceof MusterError) return error;
    if (error instanceof DOMException && error.name === 'AbortError') return aborted();
    if (error instanceof DOMException && /^Not(Readable|Found)Error$/.test(error.name)) {
        return new MusterError('file_unreadable', 'The file can no longer be read. It may have changed or moved since it was chosen. Choose it again.');
    }
    if (error instanceof WebAssembly.RuntimeError) {
        return new MusterError('internal_error', 'Reading the file has failed: it may need more memory than the browser gives. ' +
            'Reload the page to try again; the command line program reads files of any size.');
    }
    return new MusterError('internal_error', error instanceof Error ? error.message : String(error));
}

export function toPlainError(error: unknown): PlainError {
    const { code, message, issues } = toMusterError(error);
    return { code, message, issues };
}

export function fromPlainError(error: PlainError): MusterError {
    return new MusterError(error.code, error.message, error.issues);
}

export function aborted(): MusterError {
    return new MusterError('aborted', 'The work was cancelled.');
}
