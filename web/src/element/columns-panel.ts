import type { Column, DateReadings, ValueType } from '../types.js';
import { type Choices, type ColumnChoice, columnsOnPage, fedFields, generatedKey } from './choices.js';
import { readingsConflict, tellingExamples } from './date-readings.js';
import { Chooser, fill, h } from './dom.js';
import { inFrames } from './drawing.js';
import { lostNotice } from './lost-notice.js';
import type { Words } from './words.js';

export interface ColumnEvents {
    onField(column: string, choice: ColumnChoice): void;
    onKey(key: string | null): void;
    onAll(): void;
}

/** Columns that are shown in one frame: each has two lists to choose from. */
const itemsAtOnce = 2;

const newPrefix = '\0new:';
const addValue = '\0add';

/** Where a column may go: fields of the destination, new ones that were thought of, and one that is typed. */
function fieldOptions(choices: Choices, column: Column): [string, string][] {
    const { words, suggestion, plain } = choices;
    const texts = words.texts.columns;
    const choice = choices.columns.get(column.name);
    const newFields = new Set([plain, suggestion].flatMap(({ mapping }) =>
        mapping.filter((entry) => entry.column === column.name && entry.new_field).map(({ field }) => field)));
    if (choice?.newField && choice.field) newFields.add(choice.field);
    return [
        ['', texts.notImported],
        ...suggestion.fields.filter(({ name, writable }) => writable || name === choice?.field).map(({ name, label }): [string, string] => [name, label]),
        ...[...newFields].map((field): [string, string] => [newPrefix + field, words.say(texts.newField, { field })]),
        ...(suggestion.accepts_new_fields ? [[addValue, texts.addField] satisfies [string, string]] : []),
    ];
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
    const telling = tellingExamples(readings, choices);
    const radios = readings.readings.map(({ format }, i) => {
        const id = `reading-${index}-${i}`;
        const example = telling[i];
        const radio = h('input', { type: 'radio', id, name: `reading-${index}`, value: format, checked: format === (chosen || (settled?.format ?? habit)), change: () => choose(format) });
        return h('div', { class: 'reading' }, radio, h('label', { for: id },
            h('code', {}, format), example ? ` ${words.say(texts.readsAs, { text: example.text, date: words.spoken(example.iso) })}` : ''));
    });
    return h('fieldset', { class: settled ? 'decision settled' : 'decision' },
        h('legend', {}, settled?.format ? words.say(texts.settled, { column: column.name, format: settled.format })
            : words.say(readingsConflict(readings, choices) ? texts.conflicting : texts.ambiguous, { column: column.name })), ...radios,
        settled?.evidence && h('p', { class: 'reason', lang: 'en' }, settled.evidence),
        // What is only preselected is not chosen yet: nothing changes by pressing a radio button that is pressed already.
        !chosen && !settled && habit !== undefined && h('button', { type: 'button', id: `reading-${index}-take`, part: 'button', click: () => choose(habit) },
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

/** Why a column goes where it goes, as long as nobody sends it elsewhere; that of a new field speaks of its type as well. */
function reasonOf(choices: Choices, column: Column): string {
    const { field = '', type } = choices.columns.get(column.name) ?? {};
    const suggested = choices.suggestion.mapping.find((entry) => entry.column === column.name);
    if (suggested) return suggested.field === field && !(suggested.new_field && type) ? suggested.reason : '';
    const leftOut = choices.earlier?.some((choice) => choice.column === column.name && choice.field === null);
    return leftOut && field === '' ? choices.words.texts.columns.leftOutBefore : '';
}

function mayHoldDates(column: Column, choice: ColumnChoice | undefined): boolean {
    return [column.type, choice?.type].some((type) => type === 'date' || type === 'date_time') || column.hint !== null;
}

/** Whether a column is imported, and not as something else than dates: else nobody has to say how its dates are read. */
const asDates = (choice: ColumnChoice | undefined): boolean => Boolean(choice?.field) && [undefined, 'date', 'date_time'].includes(choice?.type);

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

/** One column: what it holds, where it goes, and why. Its controls stay the same as long as the file is read the same way. */
class ColumnItem {
    readonly element: HTMLElement;
    private readonly head = h('div', { class: 'column-name' });
    private readonly key = h('div', { class: 'part' });
    private readonly reason = h('p', { class: 'reason' });
    private readonly dates = h('div', { class: 'part' });
    private readonly field: Chooser;
    private readonly newField: HTMLElement;
    private readonly newName: HTMLInputElement;
    private readonly type: Chooser;
    private readonly typeLabel: HTMLElement;
    private readonly why: HTMLElement;
    private readonly whySummary = h('summary');
    private choices: Choices;

    constructor(choices: Choices, private readonly column: Column, private readonly index: number, private readonly events: ColumnEvents) {
        this.choices = choices;
        const texts = choices.words.texts.columns;
        const fieldId = `column-field-${index}`;
        const newId = `column-new-${index}`;
        const typeId = `column-type-${index}`;
        this.field = new Chooser(fieldId, (value) => this.sendTo(value));
        this.newName = h('input', { id: newId, type: 'text', spellcheck: 'false', autocomplete: 'off', maxlength: 100, change: () => this.takeNewName() });
        this.newField = h('div', { class: 'new-field', hidden: true }, h('label', { for: newId }, texts.newFieldName), this.newName);
        this.type = new Chooser(typeId, (value) => this.takeType(value as ValueType | ''));
        this.typeLabel = h('label', { for: typeId }, texts.readValuesAs);
        this.why = h('details', { id: `column-why-${index}`, class: 'why' }, this.whySummary,
            column.evidence.length > 0 && h('ul', { class: 'evidence', lang: 'en' }, ...column.evidence.map((sentence) => h('li', {}, sentence))),
            this.typeLabel, this.type.element);
        this.element = h('li', { class: 'column' }, this.head,
            h('p', { class: 'examples' }, column.examples.length > 0 ? column.examples.join(' · ') : texts.noExamples),
            h('div', { class: 'field' }, h('label', { for: fieldId }, texts.goesTo), this.field.element, this.newField),
            this.key, this.reason, this.why, this.dates);
    }

    show(choices: Choices): void {
        this.choices = choices;
        const { column, index, events } = this;
        const { types, columns: texts } = choices.words.texts;
        const choice = choices.columns.get(column.name);
        const readings = asDates(choice) ? choices.readings.find((entry) => entry.column === column.name) : undefined;
        fill(this.head, h('h3', {}, column.name), h('span', { class: 'type' }, types[choice?.type ?? column.type]),
            column.format && !readings && h('code', {}, column.format));
        this.field.show(fieldOptions(choices, column), choice?.newField && choice.field ? newPrefix + choice.field : choice?.field ?? '');
        fill(this.key, keyRadio(choices, column, index, events));
        this.reason.textContent = reasonOf(choices, column);
        this.reason.lang = this.reason.textContent === texts.leftOutBefore ? choices.words.locale : 'en';
        this.reason.hidden = this.reason.textContent === '';
        this.why.hidden = !choice?.field && column.evidence.length === 0;
        this.whySummary.textContent = choices.words.say(texts.why, { type: types[column.type] });
        this.typeLabel.hidden = this.type.element.hidden = !choice?.field;
        // The words of a choice are those of a field: nobody could give them here.
        const { choice: _, ...offered } = types;
        this.type.show([['', choices.words.say(texts.typeFound, { type: types[column.type] })], ...Object.entries(offered)], choice?.type ?? '');
        fill(this.dates, readings ? readingChoice(choices, column, index, readings, events)
            : mayHoldDates(column, choice) && choice?.field && formatField(choices, column, index, events));
    }

    private sendTo(value: string): void {
        this.newField.hidden = value !== addValue;
        if (value === addValue) return;
        const newField = value.startsWith(newPrefix);
        this.send(newField ? value.slice(newPrefix.length) : value, newField);
    }

    private takeNewName(): void {
        const field = this.newName.value.trim();
        if (field === '') return;
        this.newName.value = '';
        if (this.newName.matches(':focus')) this.field.element.focus();
        this.newField.hidden = true;
        this.send(field, !this.choices.suggestion.fields.some(({ name }) => name === field));
    }

    private send(field: string, newField: boolean): void {
        this.events.onField(this.column.name, { format: '', ...this.choices.columns.get(this.column.name), field, newField });
    }

    private takeType(type: ValueType | ''): void {
        const choice = this.choices.columns.get(this.column.name);
        if (choice) this.events.onField(this.column.name, { field: choice.field, newField: choice.newField, format: '', ...(type && { type }) });
    }
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

/** All columns of a file, and what tells its contacts apart. */
export class ColumnsPanel {
    private readonly list = h('ul', { class: 'columns' });
    private readonly more = h('div');
    private readonly rest = h('div');
    private source: readonly Column[] | null = null;
    private choices: Choices | null = null;
    private readonly items: ColumnItem[] = [];
    /** How many of them are there or on their way. */
    private count = 0;
    /** Grows when others are to be made, or more of them: whoever still makes those of before stops, so that they stay in order. */
    private round = 0;

    constructor(private readonly place: HTMLElement, private readonly events: ColumnEvents) {}

    show(choices: Choices): void {
        const { words, session: { sniff: { columns } } } = choices;
        const texts = words.texts.columns;
        const count = choices.allColumns ? columns.length : Math.min(columns.length, columnsOnPage);
        this.choices = choices;
        if (this.source !== columns || this.count > count) this.clear(columns);
        for (const item of this.items) item.show(choices);
        if (this.count < count) this.add(columns, count);
        const hidden = columns.length - count;
        fill(this.more, hidden > 0 && h('p', {}, h('button', { type: 'button', id: 'columns-all', part: 'button', click: () => this.events.onAll() }, words.plural(texts.showMore, hidden))));
        const generated = h('input', { type: 'radio', id: 'column-key-generated', name: 'key', checked: choices.key === generatedKey,
            change: () => this.events.onKey(generatedKey) });
        fill(this.rest,
            h('p', { class: 'key-choice' }, generated, h('label', { for: 'column-key-generated' }, texts.generatedKey)),
            lostNotice(choices), faultNotice(choices),
            ...remainders(words, choices));
    }

    private clear(columns: readonly Column[]): void {
        this.source = columns;
        ++this.round;
        this.count = 0;
        this.items.length = 0;
        this.list.replaceChildren();
        if (!this.place.contains(this.list)) this.place.replaceChildren(this.list, this.more, this.rest);
    }

    private add(columns: readonly Column[], count: number): void {
        this.count = count;
        const mine = ++this.round;
        void inFrames(count - this.items.length, itemsAtOnce, (from, to) => {
            for (let left = to - from; left > 0; --left) {
                const item = new ColumnItem(this.choices!, columns[this.items.length]!, this.items.length, this.events);
                item.show(this.choices!);
                this.items.push(item);
                this.list.append(item.element);
            }
        }, () => mine === this.round);
    }
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
