import { Parts } from './source.js';

/** What stays is taken over by reference where that is worth a part of its own. */
const worthReference = 1 << 16;

/** A file with some of its rows replaced, made while it is read from its start to its end. */
export class EditedBlob {
    private readonly parts = new Parts();
    /** Where the bytes start in the file that are not taken over yet. */
    private done = 0;
    private slice = { start: 0, bytes: new Uint8Array() };

    constructor(private readonly blob: Blob) {}

    /** The next bytes of the file; rows that are replaced from now on may have begun before them. */
    read(bytes: Uint8Array<ArrayBuffer>): void {
        this.slice = { start: this.slice.start + this.slice.bytes.length, bytes };
    }

    /** Puts bytes in the place of those between two places of the file, in ascending order; `to` is -1 for the end of the file. */
    replace(from: number, to: number, bytes: Uint8Array<ArrayBuffer>): void {
        this.keep(from);
        this.parts.add(bytes);
        this.done = to < 0 ? this.blob.size : to;
    }

    finish(): Blob {
        this.keep(this.blob.size);
        return this.parts.blob();
    }

    private keep(to: number): void {
        const { start, bytes } = this.slice;
        const here = Math.max(this.done, Math.min(start, to));
        if (here > this.done) this.parts.addBlob(this.blob.slice(this.done, here));
        if (to - here >= worthReference) this.parts.addBlob(this.blob.slice(here, to));
        else if (to > here) this.parts.add(bytes.slice(here - start, to - start));
        this.done = to;
    }
}
