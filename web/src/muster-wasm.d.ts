// What wasm/bindings.cpp exports, by hand: this Emscripten writes no declarations. A test compares it with the module.

declare module 'muster-wasm-glue' {
    export interface Answer {
        ok: boolean;
        code: string;
        message: string;
        json: string;
    }

    /**
     * The views that `input`, `exportText`, `lostRows`, `rowText`, `rowEnds`, `editedRow`, `replacedText`, `replacedRows` and `faultyRows` give
     * end with the next call.
     */
    export interface ImportSession {
        input(bytes: number): Uint8Array;
        open(bytes: number, whole: boolean, choices: string): Answer;
        choose(choices: string): Answer;
        preview(rows: number): Answer;
        readings(): Answer;
        dateFormat(column: string, format: string): Answer;
        suggest(request: string): Answer;
        startFullSniff(): Answer;
        feedFullSniff(bytes: number): Answer;
        finishFullSniff(): Answer;
        startKeys(): Answer;
        feedKeys(bytes: number): Answer;
        finishKeys(): Answer;
        forgetKeys(): Answer;
        startCheck(document: string, options: string): Answer;
        survey(bytes: number): Answer;
        finishSurvey(): Answer;
        feed(bytes: number): Answer;
        finish(): Answer;
        exportText(): Uint8Array<ArrayBuffer>;
        startRejected(): Answer;
        feedRejected(bytes: number, last: boolean): Answer;
        lostRows(): Float64Array<ArrayBuffer>;
        setLostRows(bytes: number): Answer;
        startAll(): Answer;
        feedAll(bytes: number, last: boolean): Answer;
        progress(): Answer;
        issues(first: number, count: number, filter: string): Answer;
        startRows(firstRow: number, count: number): Answer;
        feedRows(bytes: number, last: boolean): Answer;
        rowText(): Uint8Array<ArrayBuffer>;
        rowEnds(): Uint32Array<ArrayBuffer>;
        startEdit(row: number, column: number, value: string): Answer;
        feedEdit(bytes: number, last: boolean): Answer;
        editedRow(): Uint8Array<ArrayBuffer>;
        startReplace(request: string): Answer;
        setReplaceRows(bytes: number): Answer;
        feedReplace(bytes: number, last: boolean): Answer;
        replacedText(): Uint8Array<ArrayBuffer>;
        replacedRows(): Float64Array<ArrayBuffer>;
        faultyRows(column: number): Float64Array<ArrayBuffer>;
        delete(): void;
    }

    export interface MusterModule {
        ImportSession: new () => ImportSession;
    }

    export interface ModuleOptions {
        wasmBinary?: ArrayBuffer | Uint8Array;
        instantiateWasm?: (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => object;
    }

    export default function createModule(options: ModuleOptions): Promise<MusterModule>;
}

declare module 'muster-wasm-bytes' {
    const bytes: Uint8Array<ArrayBuffer>;
    export default bytes;
}
