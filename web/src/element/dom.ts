// Elements without a framework: text is always set as text, never as markup.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | EventListener>;

export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    apply(element, attributes, children);
    return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
    tag: K, attributes: Attributes = {}, ...children: Child[]
): SVGElementTagNameMap[K] {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    apply(element, attributes, children);
    return element;
}

function apply(element: Element, attributes: Attributes, children: Child[]): void {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === 'function') element.addEventListener(name, value);
        else element.setAttribute(name, value === true ? '' : String(value));
    }
    for (const child of children) if (child) element.append(child);
}

/**
 * Replaces what is in `place`. The control that had the focus gets it back when its name still occurs, and what was unfolded stays
 * so.
 */
export function fill(place: HTMLElement, ...children: Child[]): void {
    const root = place.getRootNode() as Document | ShadowRoot;
    const focused = place.contains(root.activeElement) ? root.activeElement?.id : '';
    const unfolded = [...place.querySelectorAll<HTMLDetailsElement>('details[open][id]')].map(({ id }) => id);
    place.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
    for (const details of place.querySelectorAll<HTMLDetailsElement>('details[id]')) if (unfolded.includes(details.id)) details.open = true;
    if (focused) root.getElementById(focused)?.focus();
}

export function setText(element: HTMLElement, text: string): boolean {
    const other = element.textContent !== text;
    if (other) element.textContent = text;
    return other;
}

export function setOrRemove(element: HTMLElement, name: string, value: string | undefined): void {
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function option(value: string, text: string, selected: boolean): HTMLOptionElement {
    const element = h('option', { value }, text);
    element.selected = selected;
    return element;
}

/**
 * A select of which the options may change while it is used. It stays the same element: a new one would have forgotten what was
 * typed into it so far to choose.
 */
export class Chooser {
    readonly element: HTMLSelectElement;
    /** The options that it has. */
    private options = '';

    constructor(id: string, onChoice: (value: string) => void) {
        this.element = h('select', { id, change: () => onChoice(this.element.value) });
    }

    show(options: readonly (readonly [value: string, text: string])[], chosen: string): void {
        const { element } = this;
        const wanted = options.flat().join('\0');
        if (wanted !== this.options) this.change(options);
        this.options = wanted;
        if (element.value !== chosen) element.value = chosen;
    }

    private change(options: readonly (readonly [value: string, text: string])[]): void {
        const { element } = this;
        while (element.options.length > options.length) element.remove(options.length);
        options.forEach(([value, text], i) => {
            const before = element.options[i];
            if (!before) return element.append(option(value, text, false));
            if (before.value !== value) before.value = value;
            if (before.text !== text) before.text = text;
        });
    }
}

export function download(name: string, content: Blob): void {
    const address = URL.createObjectURL(content);
    h('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** What a file may be called everywhere. */
export const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
