import type { FormatChoices } from '../types.js';
import type { Choices } from './choices.js';
import { fill, h, option } from './dom.js';
import { type Words, delimiterNames, encodings } from './words.js';

const auto = '\0auto';

export interface FormatEvents {
    onFormat(format: FormatChoices): void;
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

function select(words: Words, control: Control): HTMLElement {
    const id = `format-${control.id}`;
    const element = h('select', { id, change: () => control.change(element.value === auto ? undefined : element.value) },
        option(auto, words.say(words.texts.format.found, { value: control.found }), control.chosen === undefined));
    for (const [value, text] of control.values) element.append(option(value, text, control.chosen === value));
    return h('div', { class: 'field' }, h('label', { for: id }, control.label), element);
}

/** The format without one member, which is detected again. */
function without(format: FormatChoices, name: keyof FormatChoices): FormatChoices {
    const { [name]: _removed, ...others } = format;
    return others;
}

function controls(choices: Choices, events: FormatEvents): Control[] {
    const { session: { sniff }, format, decimal, words } = choices;
    const texts = words.texts.format;
    const set = <K extends keyof FormatChoices>(name: K, value: FormatChoices[K] | undefined): void =>
        events.onFormat(value === undefined ? without(format, name) : { ...format, [name]: value });
    return [
        {
            id: 'encoding', label: texts.encoding,
            found: sniff.bom ? words.say(texts.marked, { encoding: sniff.encoding }) : sniff.encoding,
            values: encodings.map((name) => [name, name]), chosen: format.encoding, change: (value) => set('encoding', value),
        },
        {
            id: 'delimiter', label: texts.delimiter, found: words.delimiter(sniff.delimiter),
            values: delimiterNames.map(([value, name]) => [value, texts.delimiters[name]]),
            chosen: format.delimiter, change: (value) => set('delimiter', value),
        },
        {
            id: 'quote', label: texts.quote, found: sniff.quote ?? texts.quotes.none,
            values: [['"', texts.quotes.double], ["'", texts.quotes.single], ['', texts.quotes.none]],
            chosen: format.quote, change: (value) => set('quote', value),
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

export function showFormat(place: HTMLElement, choices: Choices, events: FormatEvents): void {
    const { session: { sniff }, format, words } = choices;
    const texts = words.texts.format;
    const other = h('input', {
        id: 'format-other', type: 'text', maxlength: 1, size: 2, autocomplete: 'off',
        value: format.delimiter && !delimiterNames.some(([value]) => value === format.delimiter) ? format.delimiter : '',
        change: () => events.onFormat(other.value ? { ...format, delimiter: other.value } : without(format, 'delimiter')),
    });
    fill(place,
        h('div', { class: 'fields' },
            ...controls(choices, events).map((control) => select(words, control)),
            h('div', { class: 'field small' }, h('label', { for: 'format-other' }, texts.otherDelimiter), other)),
        h('p', { class: 'facts' },
            words.say(texts.facts, { newlines: texts.newlines[sniff.newline], percent: words.percent(sniff.confidence / 1000) })),
        sniff.evidence.length > 0 && h('details', { id: 'format-evidence' }, h('summary', {}, texts.evidence),
            h('ul', { class: 'evidence' }, ...sniff.evidence.map((sentence) => h('li', {}, sentence)))));
}
