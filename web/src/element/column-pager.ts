import { columnsOnPage } from './choices.js';
import { h } from './dom.js';
import type { Words } from './words.js';

/** Buttons to the columns before and after those that are shown, which begin at `first` (from 0); null where all of them are there. */
export function columnPager(id: string, words: Words, first: number, all: number, turn: (first: number) => void): HTMLElement | null {
    if (all <= columnsOnPage) return null;
    const { rows: texts } = words.texts;
    const last = Math.min(all, first + columnsOnPage);
    /** The button that was pressed is made anew: it keeps the focus, or hands it to the other one where there is no further way. */
    const pressed = (event: Event, to: number): void => {
        const { id: name } = event.currentTarget as HTMLElement;
        const root = (event.currentTarget as HTMLElement).getRootNode() as Document | ShadowRoot;
        turn(to);
        const buttons = [name, `${id}-back`, `${id}-on`].map((one) => root.getElementById(one) as HTMLButtonElement | null);
        buttons.find((button) => button?.disabled === false)?.focus();
    };
    const button = (name: string, text: string, to: number): HTMLElement => h('button',
        { type: 'button', id: `${id}-${name}`, part: 'button', disabled: to < 0 || to >= all, click: (event) => pressed(event, to) }, text);
    return h('p', { class: 'pager' }, button('back', texts.earlierColumns, first - columnsOnPage),
        h('span', {}, words.say(texts.columnsOf, { first: first + 1, last, all })), button('on', texts.laterColumns, first + columnsOnPage));
}
