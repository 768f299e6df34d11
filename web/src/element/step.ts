import type { MusterError } from '../errors.js';
import type { Choices, ReplacementEdit } from './choices.js';
import { h } from './dom.js';
import type { WayTo } from './plan-panel.js';
import type { Words } from './words.js';

export const stepNames = ['file', 'format', 'mapping', 'review', 'summary'] as const;

export type StepName = (typeof stepNames)[number];

/** What a step may ask of the element around it. */
export interface Host {
    readonly words: Words;
    readonly choices: Choices | null;
    open(file: File): Promise<void>;
    goTo(step: StepName): void;
    decide(): void;
    /** Reads the file another way, in turn: `change` makes the choices of those that are in force then. */
    changeFormat(change: (format: Choices['format']) => Choices['format']): Promise<void>;
    /**
     * Does one change of cells or of the format after the other, as each counts rows and knows what there is to undo by those before it. None is
     * for another file than it was begun for: then it comes to `otherwise`.
     */
    inTurn<T>(otherwise: T, work: () => Promise<T>): Promise<T>;
    downloadRejected(): Promise<void>;
    /** Changes a cell and checks the file anew; rejected where the value cannot be written. */
    editCell(row: number, column: number, value: string): Promise<void>;
    countReplacements(replacement: ReplacementEdit): Promise<number>;
    /** Replaces a text in a column and checks the file anew; answers the number of cells. Rejected where a row cannot be written so. */
    replaceCells(replacement: ReplacementEdit): Promise<number>;
    /** Takes the last change of cells back, and checks the file anew. */
    undoChange(): Promise<void>;
    /** Says above every step what could not be done. */
    report(error: MusterError): void;
}

export interface Step {
    readonly title: string;
    show(): HTMLElement;
    /** Shows what was decided since, where not everything has to be built again. */
    update?(): void;
    /** Shows what a check has come to. */
    outcome?(): void;
    /** Keeps what is being typed. */
    settle?(): void;
    leave?(): void;
    /** Resolves when what was shown last is drawn, where that takes more than a frame. */
    drawing?: Promise<void>;
}

/** Leads to the step where something is settled: an address would mean nothing inside an element. */
export const wayLink = (host: Host): WayTo => (place, text) => h('button', {
    type: 'button', class: 'way', part: 'button', click: () => host.goTo(place === 'columns' ? 'mapping' : 'format'),
}, text);

/** The same, from one of these places: there is no way to where one is. */
export function wayBeyond(host: Host, here: 'columns' | 'format'): WayTo {
    const there = wayLink(host);
    return (place, text) => (place === here ? document.createTextNode(text) : there(place, text));
}
