import type { Column, DateReadings, ValueType } from '../types.js';
import { type Choices, type ColumnChoice, columnsOnPage, fedFields, generatedKey } from './choices.js';
import { fill, h, option } from './dom.js';
import type { Words } from './words.js';

export interface ColumnEvents {
    onField(column: string, choice: ColumnChoice): void;
    onKey(key: string | null): void;
    onAll(): void;
}

const newPrefix = '\0new:';
const addValue = '\0add';

function fieldSelect(choices: Choices, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const { words } = choices;
    const texts = words.texts.columns;
    const choice = choices.columns.get(column.name);
    const newFields = new Set([choices.plain, choices.suggestion].flatMap(({ mapping }) =>
        mapping.filter((entry) => entry.column === column.name && entry.new_field).map(({ field }) => field)));
    if (choice?.newField && choice.field) newFields.add(choice.field);
    const id = `column-field-${index}`;
    const adding = newFieldInput(choices, column, index, events);
    const element = h('select', { id, change: () => {
        if (element.value === addValue) return adding.open();
        const isNew = element.value.startsWith(newPrefix);
        const field = isNew ? element.value.slice(newPrefix.length) : element.value;
        events.onField(column.name, { format: '', ...choice, field, newField: isNew });
    } }, option('', texts.notImported, !choice?.field));
    for (const { name, label } of choices.suggestion.fields) {
        element.append(option(name, label, choice?.field === name && !choice.newField));
    }
    for (const field of newFields) {
        element.append(option(newPrefix + field, words.say(texts.newField, { field }), choice?.field === field && choice.newField));
    }
    if (choices.suggestion.accepts_new_fields) element.append(option(addValue, texts.addField, false));
    return h('div', { class: 'field' }, h('label', { for: id }, texts.goesTo), element, adding.place);
}

/** Where the name of a field is typed that the destination does not have yet. */
function newFieldInput(choices: Choices, column: Column, index: number, events: ColumnEvents): { place: HTMLElement; open(): void } {
    const id = `column-new-${index}`;
    const input = h('input', { id, type: 'text', spellcheck: 'false', autocomplete: 'off', maxlength: 100, change: () => {
        const field = input.value.trim();
        const exists = choices.suggestion.fields.some(({ name }) => name === field);
        if (field !== '') events.onField(column.name, { format: '', ...choices.columns.get(column.name), field, newField: !exists });
    } });
    const place = h('div', { class: 'new-field', hidden: true }, h('label', { for: id }, choices.words.texts.columns.newFieldName), input);
    return {
        place,
        open() {
            place.hidden = false;
        },
    };
}

function readingChoice(choices: Choices, column: Column, index: number, readings: DateReadings, events: ColumnEvents): HTMLElement {
    const { words } = choices;
    const texts = words.texts.columns;
    const chosen = choices.columns.get(column.name)?.format ?? '';
    const choose = (format: string): void => {
        const choice = choices.columns.get(column.name) ?? { field: '', newField: false, format: '' };
        events.onField(column.name, { ...choice, format });
    };
    // What the rest of the file proves, or what was chosen before, settles it as long as nobody says otherwise.
    const settled = chosen ? undefined : choices.result?.check.columns.find((checked) => checked.column === column.name && checked.format);
    const habit = readings.readings.find(({ preselected }) => preselected)?.format;
    const radios = readings.readings.map(({ format, examples }, i) => {
        const id = `reading-${index}-${i}`;
        const example = examples[0];
        const radio = h('input', { type: 'radio', id, name: `reading-${index}`, value: format, checked: format === (chosen || (settled?.format ?? habit)), change: () => choose(format) });
        return h('div', { class: 'reading' }, radio, h('label', { for: id },
            h('code', {}, format), example ? ` ${words.say(texts.readsAs, { text: example.text, date: words.spoken(example.iso) })}` : ''));
    });
    return h('fieldset', { class: settled ? 'decision settled' : 'decision' },
        h('legend', {}, settled?.format ? words.say(texts.settled, { column: column.name, format: settled.format })
            : words.say(texts.ambiguous, { column: column.name })), ...radios,
        settled?.evidence && h('p', { class: 'reason' }, settled.evidence),
        // What is only preselected is not chosen yet: nothing changes by pressing a radio button that is pressed already.
        !chosen && !settled && habit !== undefined && h('button', { type: 'button', id: `reading-${index}-take`, click: () => choose(habit) },
            texts.takeMarked));
}

/** Where the format that was found is not the right one, or none was. It counts once it is understood. */
function formatField(choices: Choices, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const { words } = choices;
    const texts = words.texts.columns;
    const id = `column-format-${index}`;
    const choice = choices.columns.get(column.name);
    const echo = h('p', { id: `${id}-echo`, class: 'facts', role: 'status' });
    const input = h('input', { id, type: 'text', value: choice?.format ?? '', placeholder: column.format ?? 'dd.MM.yyyy', spellcheck: 'false',
        autocomplete: 'off', 'aria-describedby': `${id}-echo`, change: () => void understand() });
    const understand = async (): Promise<void> => {
        const given = input.value.trim();
        if (!choice || given === choice.format) return;
        if (given === '') return events.onField(column.name, { field: choice.field, newField: choice.newField, format: '' });
        try {
            const { format, kind } = await choices.session.dateFormat(column.name, given);
            if (kind === 'time') throw new Error(texts.timesAlone);
            events.onField(column.name, { ...choice, format, type: kind });
        } catch (error) {
            input.setAttribute('aria-invalid', 'true');
            echo.textContent = error instanceof Error ? error.message : String(error);
        }
    };
    if (choice?.format) {
        void choices.session.dateFormat(column.name, choice.format).then(({ format, example, values }) => {
            const value = values.find(({ text }) => text !== '');
            const reading = value && (value.iso ? words.say(texts.readsAs, { text: value.text, date: words.spoken(value.iso) })
                : words.say(texts.doesNotFit, { text: value.text }));
            echo.textContent = words.say(texts.understood, { format, example }) + (reading ? ` ${words.say(texts.here, { reading })}` : '');
        });
    }
    return h('details', { id: `column-dates-${index}`, class: 'format', open: Boolean(choice?.format) }, h('summary', {}, texts.dateFormat),
        h('label', { for: id }, texts.writtenAs), input, echo);
}

/** Why a column goes where it goes, as long as nobody sends it elsewhere. */
function reasonOf(choices: Choices, column: Column): string {
    const field = choices.columns.get(column.name)?.field ?? '';
    const suggested = choices.suggestion.mapping.find((entry) => entry.column === column.name);
    if (suggested) return suggested.field === field && (!suggested.new_field || choices.earlier) ? suggested.reason : '';
    const leftOut = choices.earlier?.some((choice) => choice.column === column.name && choice.field === null);
    return leftOut && field === '' ? choices.words.texts.columns.leftOutBefore : '';
}

/** Why the values of a column are taken for what they are, and the way to say that they are something else. */
function typeField(choices: Choices, column: Column, index: number, events: ColumnEvents): HTMLElement | null {
    const { words } = choices;
    const { columns: texts, types } = words.texts;
    const choice = choices.columns.get(column.name);
    if (!choice?.field && column.evidence.length === 0) return null;
    const id = `column-type-${index}`;
    const name = types[column.type];
    const select = h('select', { id, change: () => {
        const type = select.value as ValueType | '';
        if (choice) events.onField(column.name, { field: choice.field, newField: choice.newField, format: '', ...(type && { type }) });
    } }, option('', words.say(texts.typeFound, { type: types[column.type] }), !choice?.type));
    for (const [type, text] of Object.entries(types)) select.append(option(type, text, choice?.type === type));
    return h('details', { id: `column-why-${index}`, class: 'why' }, h('summary', {}, words.say(texts.why, { type: name })),
        column.evidence.length > 0 && h('ul', { class: 'evidence' }, ...column.evidence.map((sentence) => h('li', {}, sentence))),
        choice?.field && h('label', { for: id }, texts.readValuesAs), choice?.field && select);
}

function mayHoldDates(column: Column): boolean {
    return column.type === 'date' || column.type === 'date_time' || column.hint !== null;
}

function keyRadio(choices: Choices, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const field = choices.columns.get(column.name)?.field ?? '';
    const { words } = choices;
    const texts = words.texts.columns;
    const id = `column-key-${index}`;
    return h('div', { class: 'key-choice' },
        h('input', { type: 'radio', id, name: 'key', disabled: !field, checked: field !== '' && choices.key === field,
            change: () => events.onKey(field) }),
        h('label', { for: id }, texts.isKey, h('span', { class: 'visually-hidden' }, words.say(texts.isKeyOf, { column: column.name }))));
}

function columnItem(choices: Choices, column: Column, index: number, events: ColumnEvents): HTMLElement {
    const readings = choices.readings.find((entry) => entry.column === column.name);
    const reason = reasonOf(choices, column);
    const examples = column.examples.length > 0 ? column.examples.join(' · ') : choices.words.texts.columns.noExamples;
    return h('li', { class: 'column' },
        h('div', { class: 'column-name' },
            h('h3', {}, column.name),
            h('span', { class: 'type' }, choices.words.texts.types[choices.columns.get(column.name)?.type ?? column.type]),
            column.format && !readings && h('code', {}, column.format)),
        h('p', { class: 'examples' }, examples),
        fieldSelect(choices, column, index, events),
        keyRadio(choices, column, index, events),
        reason && h('p', { class: 'reason' }, reason),
        typeField(choices, column, index, events),
        readings && readingChoice(choices, column, index, readings, events),
        !readings && mayHoldDates(column) && choices.columns.get(column.name)?.field && formatField(choices, column, index, events));
}

/** What is wrong with the mapping as a whole, which a check would refuse. */
function faults(choices: Choices): string[] {
    const { words, suggestion } = choices;
    const texts = words.texts.columns;
    const fed = fedFields(choices);
    const twice = [...fed].filter(([, columns]) => columns.length > 1).map(([field, columns]) =>
        words.say(texts.fedTwice, { field, columns: words.list(columns.map(({ name }) => name)) }));
    const missing = suggestion.fields.filter(({ name, required, writable }) => required && writable && !fed.has(name))
        .map(({ label, name }) => words.say(texts.required, { field: label || name }));
    return [...twice, ...missing, ...choices.key === null ? [texts.keyMissing] : []];
}

function faultNotice(choices: Choices): HTMLElement | null {
    const found = faults(choices);
    if (found.length === 0) return null;
    return h('div', { class: 'notice warning', id: 'mapping-faults', part: 'faults' },
        found.length === 1 ? h('p', {}, found[0]) : h('ul', {}, ...found.map((fault) => h('li', {}, fault))));
}

export function showColumns(place: HTMLElement, choices: Choices, events: ColumnEvents): void {
    const { words } = choices;
    const texts = words.texts.columns;
    const generated = h('input', { type: 'radio', id: 'column-key-generated', name: 'key', checked: choices.key === generatedKey,
        change: () => events.onKey(generatedKey) });
    const { columns } = choices.session.sniff;
    const shown = choices.allColumns ? columns : columns.slice(0, columnsOnPage);
    const hidden = columns.length - shown.length;
    fill(place,
        h('ul', { class: 'columns' }, ...shown.map((column, i) => columnItem(choices, column, i, events))),
        hidden > 0 && h('p', {}, h('button', { type: 'button', id: 'columns-all', click: () => events.onAll() }, words.plural(texts.showMore, hidden))),
        h('p', { class: 'key-choice' }, generated, h('label', { for: 'column-key-generated' }, texts.generatedKey)),
        faultNotice(choices),
        ...remainders(words, choices));
}

/** Fields that stay empty and columns that go nowhere; short lists only, as they are no fault. */
function remainders(words: Words, choices: Choices): HTMLElement[] {
    const texts = words.texts.columns;
    const fed = fedFields(choices);
    const fields = choices.suggestion.fields.filter(({ name, writable, required }) => writable && !required && !fed.has(name))
        .map(({ label, name }) => label || name);
    const columns = choices.session.sniff.columns.filter(({ name }) => !choices.columns.get(name)?.field).map(({ name }) => name);
    const say = (template: string, key: 'fields' | 'columns', names: readonly string[]): HTMLElement[] => (
        names.length === 0 || names.length > columnsOnPage ? [] : [h('p', { class: 'hint' }, words.say(template, { [key]: words.list(names) }))]);
    return [...say(texts.notFed, 'fields', fields), ...say(texts.notImportedList, 'columns', columns)];
}
