import type { Suggestion } from '@muster/import';
import { type Choices, generatedKey } from '../src/element/choices.js';
import type { Remembered } from './memory.js';

/** What was decided about the file, and what this browser remembers of it. */
export interface State extends Choices {
    /** What was chosen for a file with this header before. */
    recalled: Remembered | null;
    /** Whether a person has chosen a field or a key since. */
    decided: boolean;
    memory: 'none' | 'recalled' | 'kept' | 'forgotten' | 'off';
}

/** The key that was chosen before, where it is still fed. */
export function keyOf(suggestion: Suggestion, recalled: Remembered | null): string | null {
    const usable = recalled && (recalled.key === generatedKey || suggestion.mapping.some(({ field }) => field === recalled.key));
    return usable ? recalled.key : suggestion.key;
}
