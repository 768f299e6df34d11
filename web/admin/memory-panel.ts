import { byId } from './by-id.js';
import { remembersNothing } from './memory.js';
import type { State } from './state.js';

function sentence({ memory, recalled, words }: State): string {
    switch (memory) {
        case 'none': return '';
        case 'recalled': return recalled ? `Chosen before, on ${words.day(recalled.when)}, for a file with these columns.` : '';
        case 'kept': return 'Remembered in this browser for files with these columns: names only, nothing of the rows.';
        case 'forgotten': return 'Forgotten. The columns go where Muster suggests.';
        case 'off': return 'Nothing is remembered in this browser, and what was is forgotten.';
    }
}

export interface MemoryEvents {
    onForget(): void;
    onNothing(wish: boolean): void;
}

/** What this browser remembers of the columns, and the ways to make it forget and not to have it remember. */
export function showMemory(state: State, events: MemoryEvents): void {
    const text = sentence(state);
    if (byId('memory').textContent !== text) byId('memory').textContent = text;
    byId('memory-forget').hidden = state.memory !== 'recalled' && state.memory !== 'kept';
    byId('memory-forget').onclick = events.onForget;
    const box = byId<HTMLInputElement>('memory-off');
    box.checked = remembersNothing();
    box.onchange = () => events.onNothing(box.checked);
}
