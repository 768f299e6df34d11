import type { Issue } from '../types.js';
import { h } from './dom.js';
import type { Words } from './words.js';

export type Explained = Pick<Issue, 'code' | 'message' | 'suggestion'>;

/**
 * What is wrong and what to do: in the words of the pack with the core's own, more exact English behind it, or, where the pack has none,
 * the core's message with its suggestion. English is marked as such.
 */
export function explanation(words: Words, { code, message, suggestion }: Explained): [string | HTMLElement, HTMLElement | null] {
    const own = words.texts.advice[code];
    const exact = own === undefined ? suggestion : `${message}${suggestion ? ` ${suggestion}` : ''}`;
    return [own ?? h('span', { lang: 'en' }, message), exact ? h('span', { class: 'suggestion', lang: 'en' }, ` ${exact}`) : null];
}
