import type { FormatChoices } from '@muster/import';
import { fill, h, option } from './dom.js';
import type { State } from './state.js';
import { delimiterName, delimiters, encodings, newlines } from './words.js';

const auto = '\0auto';

export interface FormatEvents {
    onFormat(format: FormatChoices): void;
    onDecimal(decimal: State['decimal']): void;
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

function select(control: Control): HTMLElement {
    const id = `format-${control.id}`;
    const element = h('select', { id, change: () => control.change(element.value === auto ? undefined : element.value) },
        option(auto, `found: ${control.found}`, control.chosen === undefined));
    for (const [value, text] of control.values) element.append(option(value, text, control.chosen === value));
    return h('div', { class: 'field' }, h('label', { for: id }, control.label), element);
}

/** The format without one member, which is detected again. */
function without(format: FormatChoices, name: keyof FormatChoices): FormatChoices {
    const { [name]: _removed, ...others } = format;
    return others;
}

function controls(state: State, events: FormatEvents): Control[] {
    const { session: { sniff }, format, decimal } = state;
    const set = <K extends keyof FormatChoices>(name: K, value: FormatChoices[K] | undefined): void =>
        events.onFormat(value === undefined ? without(format, name) : { ...format, [name]: value });
    const header = { yes: 'yes, a first row', no: 'none' };
    return [
        {
            id: 'encoding', label: 'Encoding', found: sniff.encoding + (sniff.bom ? ', marked' : ''),
            values: encodings.map((name) => [name, name]), chosen: format.encoding, change: (value) => set('encoding', value),
        },
        {
            id: 'delimiter', label: 'Delimiter', found: delimiterName(sniff.delimiter), values: delimiters,
            chosen: format.delimiter, change: (value) => set('delimiter', value),
        },
        {
            id: 'quote', label: 'Quote', found: sniff.quote ?? 'none', values: [['"', 'double "'], ["'", "single '"], ['', 'none']],
            chosen: format.quote, change: (value) => set('quote', value),
        },
        {
            id: 'header', label: 'Header', found: sniff.has_header ? header.yes : header.no, values: Object.entries(header),
            chosen: typeof format.header === 'boolean' ? (format.header ? 'yes' : 'no') : undefined,
            change: (value) => set('header', value === undefined ? undefined : value === 'yes'),
        },
        {
            id: 'preamble', label: 'Rows to skip', found: String(sniff.preamble_rows),
            values: Array.from({ length: 11 }, (_, i) => [String(i), String(i)] as const),
            chosen: typeof format.preamble_rows === 'number' ? String(format.preamble_rows) : undefined,
            change: (value) => set('preamble_rows', value === undefined ? undefined : Number(value)),
        },
        {
            id: 'decimal', label: 'Decimal mark', found: 'by column', values: [['point', 'point: 1,234.56'], ['comma', 'comma: 1.234,56']],
            chosen: decimal === 'auto' ? undefined : decimal,
            change: (value) => events.onDecimal(value === 'point' || value === 'comma' ? value : 'auto'),
        },
    ];
}

export function showFormat(place: HTMLElement, state: State, events: FormatEvents): void {
    const { sniff } = state.session;
    const other = h('input', {
        id: 'format-other', type: 'text', maxlength: 1, size: 2, autocomplete: 'off',
        value: state.format.delimiter && !delimiters.some(([value]) => value === state.format.delimiter) ? state.format.delimiter : '',
        change: () => events.onFormat(other.value ? { ...state.format, delimiter: other.value } : without(state.format, 'delimiter')),
    });
    fill(place,
        h('div', { class: 'fields' },
            ...controls(state, events).map(select),
            h('div', { class: 'field small' }, h('label', { for: 'format-other' }, 'Other delimiter'), other)),
        h('p', { class: 'facts' },
            `Line ends: ${newlines[sniff.newline] ?? sniff.newline}. `,
            `Sure of it: ${Math.round(sniff.confidence / 10)} %.`),
        sniff.evidence.length > 0 && h('details', {}, h('summary', {}, 'Why Muster reads it this way'),
            h('ul', { class: 'evidence' }, ...sniff.evidence.map((sentence) => h('li', {}, sentence)))));
}
