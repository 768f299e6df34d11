import { MusterError } from '../index.js';
import { explanation } from './explanation.js';
import type { Words } from './words.js';

/** An error that a sentence of the pack tells, with the core's message in the place of `{message}`. */
export class ToldError extends MusterError {
    constructor(words: Words, code: string, readonly sentence: string, readonly exact: string) {
        super(code, words.say(sentence, { message: exact }));
    }
}

export const asMusterError = (error: unknown): MusterError => (error instanceof MusterError ? error : new MusterError('internal_error', String(error)));

/** What is shown of an error. */
export function explained(words: Words, error: MusterError): (string | Node)[] {
    const told = error instanceof ToldError;
    const [message, more] = explanation(words, { code: error.code, message: told ? error.exact : error.message, suggestion: null });
    return [...(told ? words.around(error.sentence, { message }) : [message]), ...(more ? [more] : [])];
}
