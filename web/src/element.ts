import type { ChangeDetail, CompleteDetail, ErrorDetail, ReadyDetail } from './element/import-element.js';
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

    interface HTMLElementEventMap {
        'muster-ready': CustomEvent<ReadyDetail>;
        'muster-change': CustomEvent<ChangeDetail>;
        'muster-complete': CustomEvent<CompleteDetail>;
        'muster-error': CustomEvent<ErrorDetail>;
    }
}

defineMusterImport();
