import { byId } from './dom.js';
import type { State } from './state.js';
import { day } from './words.js';

function sentence({ memory, recalled }: State): string {
    switch (memory) {
        case 'none': return '';
        case 'recalled': return recalled ? `Chosen before, on ${day(recalled.when)}, for a file with these columns.` : '';
        case 'kept': return 'Remembered in this browser for files with these columns: names only, nothing of the rows.';
        case 'forgotten': return 'Forgotten. The columns go where Muster suggests.';
    }
}

/** What this browser remembers of the columns, and the way to make it forget. */
export function showMemory(state: State, onForget: () => void): void {
    const text = sentence(state);
    if (byId('memory').textContent !== text) byId('memory').textContent = text;
    byId('memory-forget').hidden = state.memory !== 'recalled' && state.memory !== 'kept';
    byId('memory-forget').onclick = onForget;
}
