import { MusterImportElement, defineMusterImport } from './element/import-element.js';

export { MusterImportElement, defineMusterImport };
export { type Plural, type Texts, type TextsPack, english } from './element/english.js';
export type { Change, Edit, ReplacementEdit } from './element/choices.js';
export type { ChangeDetail, CompleteDetail, ErrorDetail, ReadyDetail } from './element/import-element.js';
export type { StepName } from './element/step.js';

declare global {
    interface HTMLElementTagNameMap {
        'muster-import': MusterImportElement;
    }
}

defineMusterImport();
