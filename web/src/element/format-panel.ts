import type { FormatChoices } from '../types.js';
import type { Choices } from './choices.js';
import { Chooser, fill, h } from './dom.js';
import { lostNotice } from './lost-notice.js';
import { type Words, delimiterNames, encodings } from './words.js';

const auto = '\0auto';

export interface FormatEvents {
    onFormat(change: (format: FormatChoices) => FormatChoices): void;
    onDecimal(decimal: Choices['decimal']): void;
}

interface Control {
    id: string;
    label: string;
    found: string;
    values: readonly (readonly [string, string])[];
    /** The chosen value; undefined: as found. */
    chosen: string | undefined;
    change(value: string | undefined): void;
}

/** Makes one choice of the format; undefined: it is detected again. */
const choosing = <K extends keyof FormatChoices>(name: K, value: FormatChoices[K] | undefined) => ({ [name]: _before, ...others }: FormatChoices): FormatChoices =>
    (value === undefined ? others : { ...others, [name]: value });

/** A sign that was chosen; null stands for none, as an empty text does. */
const orNone = (sign: string | null | undefined): string | undefined => sign === null ? '' : sign;

function controls(choices: Choices, events: FormatEvents): Control[] {
    const { session: { sniff }, format, decimal, words } = choices;
    const texts = words.texts.format;
    const set = <K extends keyof FormatChoices>(name: K, value: FormatChoices[K] | undefined): void =>
        events.onFormat(choosing(name, value));
    return [
        {
            id: 'encoding', label: texts.encoding,
            found: sniff.bom ? words.say(texts.marked, { encoding: sniff.encoding }) : sniff.encoding,
            values: encodings.map((name) => [name, name]), chosen: format.encoding, change: (value) => set('encoding', value),
        },
        {
            id: 'delimiter', label: texts.delimiter, found: words.delimiter(sniff.delimiter),
            values: delimiterNames.map(([value, name]) => [value, texts.delimiters[name]]),
            chosen: orNone(format.delimiter), change: (value) => set('delimiter', value),
        },
        {
            id: 'quote', label: texts.quote, found: sniff.quote ?? texts.quotes.none,
            values: [['"', texts.quotes.double], ["'", texts.quotes.single], ['', texts.quotes.none]],
            chosen: orNone(format.quote), change: (value) => set('quote', value),
        },
        {
            id: 'escape', label: texts.escape,
            found: sniff.escape === null ? texts.escapes.none : sniff.escape === '\\' ? texts.escapes.backslash : texts.escapes.doubled,
            values: [[sniff.quote ?? '"', texts.escapes.doubled], ['\\', texts.escapes.backslash], ['', texts.escapes.none]],
            chosen: orNone(format.escape), change: (value) => set('escape', value),
        },
        {
            id: 'header', label: texts.header, found: sniff.has_header ? texts.headers.yes : texts.headers.no,
            values: Object.entries(texts.headers),
            chosen: typeof format.header === 'boolean' ? (format.header ? 'yes' : 'no') : undefined,
            change: (value) => set('header', value === undefined ? undefined : value === 'yes'),
        },
        {
            id: 'preamble', label: texts.preamble, found: String(sniff.preamble_rows),
            values: Array.from({ length: 11 }, (_, i) => [String(i), String(i)] as const),
            chosen: typeof format.preamble_rows === 'number' ? String(format.preamble_rows) : undefined,
            change: (value) => set('preamble_rows', value === undefined ? undefined : Number(value)),
        },
        {
            id: 'decimal', label: texts.decimal, found: texts.byColumn, values: Object.entries(texts.decimals),
            chosen: decimal === 'auto' ? undefined : decimal,
            change: (value) => events.onDecimal(value === 'point' || value === 'comma' ? value : 'auto'),
        },
    ];
}

const otherDelimiter = (format: FormatChoices): string => (
    format.delimiter && !delimiterNames.some(([value]) => value === format.delimiter) ? format.delimiter : '');

/** How a file is read, with a control for each part of it. */
export class FormatPanel {
    private readonly fields = new Map<string, { chooser: Chooser; control: Control }>();
    private readonly reasons = h('div');
    private other: HTMLInputElement | null = null;

    constructor(private readonly place: HTMLElement, private readonly events: FormatEvents) {}

    show(choices: Choices): void {
        const { session: { sniff }, words } = choices;
        const texts = words.texts.format;
        const shown = controls(choices, this.events);
        if (!this.other) this.build(shown, choices);
        for (const control of shown) this.showControl(words, control);
        if (this.other) this.other.value = otherDelimiter(choices.format);
        fill(this.reasons, lostNotice(choices),
            h('p', { class: 'facts' },
                words.say(texts.facts, { newlines: texts.newlines[sniff.newline], percent: words.percent(sniff.confidence / 1000) })),
            sniff.evidence.length > 0 && h('details', { id: 'format-evidence' }, h('summary', {}, texts.evidence),
                h('ul', { class: 'evidence', lang: 'en' }, ...sniff.evidence.map((sentence) => h('li', {}, sentence)))));
    }

    private build(shown: readonly Control[], { words }: Choices): void {
        const fields = shown.map((control) => {
            const id = `format-${control.id}`;
            const chooser = new Chooser(id, (value) => this.fields.get(control.id)?.control.change(value === auto ? undefined : value));
            this.fields.set(control.id, { chooser, control });
            return h('div', { class: 'field' }, h('label', { for: id }, control.label), chooser.element);
        });
        this.other = h('input', { id: 'format-other', type: 'text', maxlength: 1, size: 2, autocomplete: 'off', change: () => this.takeOther() });
        this.place.replaceChildren(
            h('div', { class: 'fields' }, ...fields,
                h('div', { class: 'field small' }, h('label', { for: 'format-other' }, words.texts.format.otherDelimiter), this.other)),
            this.reasons);
    }

    private showControl(words: Words, control: Control): void {
        const field = this.fields.get(control.id);
        if (!field) return;
        field.control = control;
        const { found, values, chosen } = control;
        const listed = chosen !== undefined && values.some(([value]) => value === chosen);
        field.chooser.show([[auto, words.say(words.texts.format.found, { value: found })], ...values], listed ? chosen : auto);
    }

    private takeOther(): void {
        this.events.onFormat(choosing('delimiter', this.other?.value || undefined));
    }
}
