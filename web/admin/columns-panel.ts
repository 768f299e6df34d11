import type { Column, DateReadings } from '@muster/import';
import { fill, h, option } from './dom.js';
import { type ColumnChoice, type State, columnsOnPage, generatedKey } from './state.js';
import { plural, spoken, types } from './words.js';

export interface ColumnEvents {
    onField(column: string, choice: ColumnChoice): void;
    onKey(key: string | null): void;
    onAll(): void;
}

const newPrefix = '\0new:';

function fieldSelect(state: State, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const choice = state.columns.get(column.name);
    const newFields = new Set([state.plain, state.suggestion].flatMap(({ mapping }) =>
        mapping.filter((entry) => entry.column === column.name && entry.new_field).map(({ field }) => field)));
    const id = `column-field-${index}`;
    const element = h('select', { id, change: () => {
        const isNew = element.value.startsWith(newPrefix);
        const field = isNew ? element.value.slice(newPrefix.length) : element.value;
        events.onField(column.name, { format: '', ...choice, field, newField: isNew });
    } }, option('', 'not imported', !choice?.field));
    for (const { name, label } of state.suggestion.fields) {
        element.append(option(name, label, choice?.field === name && !choice.newField));
    }
    for (const field of newFields) {
        element.append(option(newPrefix + field, `new field: ${field}`, choice?.field === field && choice.newField));
    }
    return h('div', { class: 'field' }, h('label', { for: id }, 'Goes to'), element);
}

function readingChoice(state: State, column: Column, index: number, readings: DateReadings, events: ColumnEvents): HTMLElement {
    const chosen = state.columns.get(column.name)?.format ?? '';
    const choose = (format: string): void => {
        const choice = state.columns.get(column.name) ?? { field: '', newField: false, format: '' };
        events.onField(column.name, { ...choice, format });
    };
    // What the rest of the file proves, or what was chosen before, settles it as long as nobody says otherwise.
    const settled = chosen ? undefined : state.result?.check.columns.find((checked) => checked.column === column.name && checked.format);
    const habit = readings.readings.find(({ preselected }) => preselected)?.format;
    const radios = readings.readings.map(({ format, examples }, i) => {
        const id = `reading-${index}-${i}`;
        const example = examples[0];
        const radio = h('input', { type: 'radio', id, name: `reading-${index}`, value: format, checked: format === (chosen || (settled?.format ?? habit)), change: () => choose(format) });
        return h('div', { class: 'reading' }, radio, h('label', { for: id },
            h('code', {}, format), example ? ` ${example.text} is ${spoken(example.iso)}` : ''));
    });
    return h('fieldset', { class: settled ? 'decision settled' : 'decision' },
        h('legend', {}, settled ? `Day or month first? The dates of “${column.name}” are read as ${settled.format}.`
            : `Day or month first? Every date of “${column.name}” reads both ways, so you have to say.`), ...radios,
        settled?.evidence && h('p', { class: 'reason' }, settled.evidence),
        // What is only preselected is not chosen yet: nothing changes by pressing a radio button that is pressed already.
        !chosen && !settled && habit !== undefined && h('button', { type: 'button', id: `reading-${index}-take`, click: () => choose(habit) },
            'Take the marked reading'));
}

/** Where the format that was found is not the right one, or none was. It counts once it is understood. */
function formatField(state: State, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const id = `column-format-${index}`;
    const choice = state.columns.get(column.name);
    const echo = h('p', { id: `${id}-echo`, class: 'facts', role: 'status' });
    const input = h('input', { id, type: 'text', value: choice?.format ?? '', placeholder: column.format ?? 'dd.MM.yyyy', spellcheck: 'false',
        autocomplete: 'off', 'aria-describedby': `${id}-echo`, change: () => void understand() });
    const understand = async (): Promise<void> => {
        const given = input.value.trim();
        if (!choice || given === choice.format) return;
        if (given === '') return events.onField(column.name, { field: choice.field, newField: choice.newField, format: '' });
        try {
            const { format, kind } = await state.session.dateFormat(column.name, given);
            if (kind === 'time') throw new Error('A format of times alone makes no date.');
            events.onField(column.name, { ...choice, format, type: kind });
        } catch (error) {
            input.setAttribute('aria-invalid', 'true');
            echo.textContent = error instanceof Error ? error.message : String(error);
        }
    };
    if (choice?.format) {
        void state.session.dateFormat(column.name, choice.format).then(({ format, example, values }) => {
            const value = values.find(({ text }) => text !== '');
            const read = value && (value.iso ? `${value.text} is ${spoken(value.iso)}` : `${value.text} does not fit`);
            echo.textContent = `Understood as ${format}, for example ${example}.${read ? ` Here ${read}.` : ''}`;
        });
    }
    return h('details', { class: 'format', open: Boolean(choice?.format) }, h('summary', {}, 'Date format'),
        h('label', { for: id }, 'Dates are written as'), input, echo);
}

/** Why a column goes where it goes, as long as nobody sends it elsewhere. */
function reasonOf(state: State, column: Column): string {
    const field = state.columns.get(column.name)?.field ?? '';
    const suggested = state.suggestion.mapping.find((entry) => entry.column === column.name);
    if (suggested) return suggested.field === field && (!suggested.new_field || state.recalled) ? suggested.reason : '';
    const leftOut = state.recalled?.choices.some((choice) => choice.column === column.name && choice.field === null);
    return leftOut && field === '' ? 'An earlier choice for a file with this header left it out.' : '';
}

function mayHoldDates(column: Column): boolean {
    return column.type === 'date' || column.type === 'date_time' || column.hint !== null;
}

function keyRadio(state: State, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const field = state.columns.get(column.name)?.field ?? '';
    const id = `column-key-${index}`;
    return h('div', { class: 'key-choice' },
        h('input', { type: 'radio', id, name: 'key', disabled: !field, checked: field !== '' && state.key === field,
            change: () => events.onKey(field) }),
        h('label', { for: id }, 'tells contacts apart', h('span', { class: 'visually-hidden' }, `: ${column.name}`)));
}

function columnItem(state: State, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const readings = state.readings.find((entry) => entry.column === column.name);
    const reason = reasonOf(state, column);
    const examples = column.examples.length > 0 ? column.examples.join(' · ') : 'no examples';
    return h('li', { class: 'column' },
        h('div', { class: 'column-name' },
            h('h3', {}, column.name),
            h('span', { class: `type type-${column.type}` }, types[column.type] ?? column.type),
            column.format && !readings && h('code', {}, column.format)),
        h('p', { class: 'examples' }, examples),
        fieldSelect(state, column, index, events),
        keyRadio(state, column, index, events),
        reason && h('p', { class: 'reason' }, reason),
        readings && readingChoice(state, column, index, readings, events),
        !readings && mayHoldDates(column) && state.columns.get(column.name)?.field && formatField(state, column, index, events));
}

export function showColumns(place: HTMLElement, state: State, events: ColumnEvents): void {
    const generated = h('input', { type: 'radio', id: 'column-key-generated', name: 'key', checked: state.key === generatedKey,
        change: () => events.onKey(generatedKey) });
    const { columns } = state.session.sniff;
    const shown = state.allColumns ? columns : columns.slice(0, columnsOnPage);
    const hidden = columns.length - shown.length;
    fill(place,
        h('ul', { class: 'columns' }, ...shown.map((column, i) => columnItem(state, column, i, events))),
        hidden > 0 && h('p', {}, h('button', { type: 'button', id: 'columns-all', click: () => events.onAll() },
            `Show ${plural(hidden, 'more column', 'more columns')}`)),
        h('p', { class: 'key-choice' }, generated,
            h('label', { for: 'column-key-generated' }, 'No column does: give every row a new nine-digit key')),
        state.key === null && h('p', { class: 'notice warning' }, 'Choose the column that tells contacts apart, for example the e-mail address.'));
}
