import { MusterError, aborted, toMusterError } from './errors.js';
import type { Input } from './session.js';

/** Large enough that a call costs nothing, small enough that memory stays flat and cancelling is quick. */
export const sliceBytes = 1 << 20;
/** What the core wants of the head of a file (sniff.hpp). */
export const headBytes = 2 << 20;
export const unpackLimits = {
    /** A small file that unpacks into a huge one is an attack or a fault. Contact files pack 5 to 20 times. */
    maxRatio: 200,
    /** Unpacked; the ratio counts beyond them. */
    freeBytes: 100 * 2 ** 20,
    /** Each takes some time of its own, however small it is. bgzip makes 66,000 of what may be unpacked at most. */
    maxMembers: 100_000,
};
/** More than the module can address. */
export const maxUnpackedBytes = 4 * 2 ** 30;

/** Anything as a Blob, which can be read again from anywhere without being held in memory. */
export async function toBlob(input: Input, signal?: AbortSignal): Promise<Blob> {
    if (input instanceof Blob) return input;
    if (input instanceof ReadableStream) {
        try {
            // A pipe ends with its signal also where nothing comes any more.
            return await collect(input.pipeThrough(new TransformStream(), { signal } as StreamPipeOptions));
        } catch (error) {
            throw signal?.aborted ? aborted() : new MusterError('file_unreadable', String(error));
        }
    }
    // Whatever else is given would become a text, such as "undefined". Blobs of other windows are none of this one's class.
    const { byteLength, size } = Object(input) as { byteLength?: number; size?: number };
    if ((byteLength ?? size) === undefined) throw new MusterError('usage', 'This is no Blob, stream or bytes.');
    return new Blob([input as Uint8Array<ArrayBuffer> | ArrayBuffer]);
}

/** Unpacks a gzip file, recognised by its first bytes; other files are given back as they are, but a zip archive is refused. */
export async function unpacked(blob: Blob, signal?: AbortSignal, limits = unpackLimits): Promise<Blob> {
    try {
        const magic = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
        if (magic[0] === 0x50 && magic[1] === 0x4b && ((magic[2] === 3 && magic[3] === 4) || (magic[2] === 5 && magic[3] === 6))) {
            throw new MusterError('file_unreadable', 'The file is a zip archive or an Excel workbook, not text. '
                + 'Save the workbook as CSV, or unpack the archive and choose the file in it.');
        }
        if (!startsMember(magic, 0)) return blob;
        return await unpackWhole(blob, limits, signal) ?? await unpackMembers(blob, limits, signal);
    } catch (error) {
        throw toMusterError(error);
    }
}

/** Four bytes of one header are another's by chance once in 128 MB of packed data, and wherever a packed file is packed again. */
function startsMember(bytes: Uint8Array, at: number): boolean {
    return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && (bytes[at + 3] ?? 0x20) < 0x20;
}

function damaged(): MusterError {
    return new MusterError('decompression_failed', 'The gzip file is damaged or was cut off. Fetch it again and choose the new copy.');
}

function checkSize(unpackedBytes: number, packedBytes: number, limits: typeof unpackLimits): void {
    if (unpackedBytes > maxUnpackedBytes) throw new MusterError('file_unreadable', 'The file unpacks to more than 4 GB. Divide it into smaller files.');
    if (unpackedBytes > limits.freeBytes && unpackedBytes > limits.maxRatio * packedBytes) {
        throw new MusterError('decompression_failed', `The gzip file unpacks to more than ${limits.maxRatio} times its size. `
            + 'No contact file does that. If you trust it, unpack it yourself and choose the unpacked file.');
    }
}

/** The file by the platform alone, or null where that refuses it: browsers take one member and nothing behind it. */
async function unpackWhole(blob: Blob, limits: typeof unpackLimits, signal?: AbortSignal): Promise<Blob | null> {
    let packed = 0;
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, controller) {
            packed += bytes.byteLength;
            controller.enqueue(bytes);
        },
    });
    try {
        const stream = blob.stream().pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
        return await collect(stream, signal, (total) => checkSize(total, packed, limits));
    } catch (error) {
        // The platforms' own errors differ in kind and text. That the file itself cannot be read shows in the next attempt.
        if (error instanceof MusterError) throw error;
        return null;
    }
}

/**
 * A gzip file can be several packed files in a row, as `cat a.gz b.gz`, bgzip and some log shippers write it, and browsers
 * do not say where one ended. Where the next one seems to start, the four bytes before tell the length of an unpacked
 * member: if that is what came out so far, the member is closed there, upon which the browser checks it.
 */
async function unpackMembers(blob: Blob, limits: typeof unpackLimits, signal?: AbortSignal): Promise<Blob> {
    const padding = await paddingStart(blob);
    const parts = new Parts();
    let packed = 0;
    const open = (): Member => new Member((bytes) => {
        parts.add(bytes);
        checkSize(parts.size, packed, limits);
    });
    let start = 0;
    let members = 1;
    let member = open();
    try {
        for await (const piece of pieces(blob, padding, signal)) {
            packed = piece.end;
            await member.write(piece.bytes);
            if (member.size % 2 ** 32 !== piece.size) continue;
            await member.close();
            if (++members > limits.maxMembers) {
                throw new MusterError('file_unreadable', `The gzip file consists of more than ${limits.maxMembers} packed files in a row. `
                    + 'Unpack it yourself and choose the unpacked file.');
            }
            start = piece.end;
            member = open();
        }
        if (member.size % 2 ** 32 === 0) {
            if (!await isEmptyMember(blob, start, padding)) throw damaged();
        } else {
            // The length is written with its zeros last, and they have been taken for padding.
            const zeros = Math.clz32(member.size) >> 3;
            if (padding + zeros > blob.size) throw damaged();
            await member.write(new Uint8Array(zeros));
            await member.close();
        }
    } finally {
        member.abort();
    }
    return parts.blob();
}

/** Of a member without content even the last bytes of its packed data may be zeros, so where it ends is tried. */
async function isEmptyMember(blob: Blob, start: number, padding: number): Promise<boolean> {
    const checksumAndLength = 8;
    for (const end of [padding + checksumAndLength, padding + checksumAndLength + 1]) {
        if (end > blob.size) continue;
        const member = new Member(() => { throw damaged(); });
        try {
            for await (const bytes of slices(blob.slice(start, end))) await member.write(bytes);
            await member.close();
            return true;
        } catch (error) {
            if (!(error instanceof MusterError)) throw error;
        } finally {
            member.abort();
        }
    }
    return false;
}

/** The file up to `end`, cut where a member may end; `size`, which is the length it would have then, is null elsewhere. */
async function* pieces(blob: Blob, end: number, signal?: AbortSignal): AsyncGenerator<{ bytes: Uint8Array<ArrayBuffer>; end: number; size: number | null }> {
    const before = 4;
    const behind = 3;
    for (let from = 0; from < end; from += sliceBytes) {
        if (signal?.aborted) throw aborted();
        const skipped = Math.min(from, before);
        const bytes = new Uint8Array(await blob.slice(from - skipped, Math.min(end, from + sliceBytes + behind)).arrayBuffer());
        const view = new DataView(bytes.buffer);
        const stop = Math.min(skipped + sliceBytes, bytes.length);
        let done = skipped;
        for (let i = bytes.indexOf(0x1f, Math.max(skipped, before)); i >= 0 && i < stop; i = bytes.indexOf(0x1f, i + 1)) {
            if (!startsMember(bytes, i)) continue;
            yield { bytes: bytes.subarray(done, i), end: from - skipped + i, size: view.getUint32(i - before, true) };
            done = i;
        }
        yield { bytes: bytes.subarray(done, stop), end: from - skipped + stop, size: null };
    }
}

/** Zero bytes may follow a gzip file, as gzip itself allows: where the last zeros start. */
async function paddingStart(blob: Blob): Promise<number> {
    for (let end = blob.size; end > 0; end -= sliceBytes) {
        const bytes = new Uint8Array(await blob.slice(Math.max(0, end - sliceBytes), end).arrayBuffer());
        for (let i = bytes.length; i > 0; i--) {
            if (bytes[i - 1] !== 0) return end - bytes.length + i;
        }
    }
    return 0;
}

/** One member that is unpacked while it is written. */
class Member {
    /** Of what came out, exact whenever a write that ends with the member is done. */
    size = 0;
    private readonly stream = new DecompressionStream('gzip');
    private readonly writer = this.stream.writable.getWriter();
    private readonly reader = this.stream.readable.getReader();
    private readonly reading: Promise<void>;

    constructor(private readonly take: (bytes: Uint8Array<ArrayBuffer>) => void) {
        this.reading = this.read();
        this.reading.catch(() => undefined);
    }

    async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
        // Unpacked in one go, so that the size of a step bounds what an absurdly packed file takes before it is noticed.
        const step = 1 << 16;
        // A write begins when all that came out of the one before has been read. Nothing comes out of a member's last byte.
        const last = bytes.length - 1;
        for (let from = 0; from < last; from += step) await this.run(this.writer.write(bytes.subarray(from, Math.min(last, from + step))));
        if (last >= 0) await this.run(this.writer.write(bytes.subarray(last)));
    }

    /** Fails where the member is not whole or not what its checksum and length say. */
    async close(): Promise<void> {
        await this.run(this.writer.close());
        await this.run(this.reading);
    }

    abort(): void {
        this.writer.abort().catch(() => undefined);
    }

    private async read(): Promise<void> {
        try {
            for (;;) {
                const { done, value } = await this.reader.read();
                if (done) return;
                this.size += value.byteLength;
                this.take(value as Uint8Array<ArrayBuffer>);
            }
        } catch (error) {
            await this.reader.cancel().catch(() => undefined);
            throw error;
        }
    }

    private async run(step: Promise<void>): Promise<void> {
        try {
            await step;
        } catch {
            const cause: unknown = await this.reading.catch((error: unknown) => error);
            throw cause instanceof MusterError ? cause : damaged();
        }
    }
}

/** Bytes that become a Blob, of which only the last few MB are held in memory meanwhile. */
export class Parts {
    size = 0;
    private readonly blobs: Blob[] = [];
    private parts: Uint8Array<ArrayBuffer>[] = [];
    private pending = 0;

    add(bytes: Uint8Array<ArrayBuffer>): void {
        this.parts.push(bytes);
        this.size += bytes.byteLength;
        this.pending += bytes.byteLength;
        if (this.pending >= 8 * sliceBytes) this.settle();
    }

    addBlob(blob: Blob): void {
        this.settle();
        this.blobs.push(blob);
        this.size += blob.size;
    }

    private settle(): void {
        if (this.parts.length > 0) this.blobs.push(new Blob(this.parts));
        this.parts = [];
        this.pending = 0;
    }

    blob(): Blob {
        return new Blob([...this.blobs, ...this.parts]);
    }
}

export async function collect(stream: ReadableStream<Uint8Array>, signal?: AbortSignal, check?: (total: number) => void): Promise<Blob> {
    const reader = stream.getReader();
    const parts = new Parts();
    try {
        for (;;) {
            if (signal?.aborted) throw aborted();
            const { done, value } = await reader.read();
            if (done) return parts.blob();
            parts.add(value as Uint8Array<ArrayBuffer>);
            check?.(parts.size);
        }
    } catch (error) {
        await reader.cancel().catch(() => undefined);
        throw error;
    }
}

/** The first bytes of a few rows' worth; more only where that was not enough. */
const firstBytes = 1 << 17;

/** The file from `from` on, for readers that want little of it: the slices grow, and none is read before it is asked for. */
export async function* growingSlices(blob: Blob, from: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let at = from, size = firstBytes; at < blob.size; at += size, size = Math.min(2 * size, sliceBytes)) {
        yield new Uint8Array(await blob.slice(at, at + size).arrayBuffer());
    }
}

/** The file from `from` on, in slices; while one is used the next is read. */
export async function* slices(blob: Blob, from = 0, signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const read = (at: number): Promise<ArrayBuffer> => blob.slice(at, at + sliceBytes).arrayBuffer();
    let next = from < blob.size ? read(from) : null;
    for (let at = from; next !== null; at += sliceBytes) {
        if (signal?.aborted) throw aborted();
        const bytes = new Uint8Array(await next);
        next = at + sliceBytes < blob.size ? read(at + sliceBytes) : null;
        // A read-ahead that fails is reported when its turn comes, or not at all after an abort.
        next?.catch(() => undefined);
        if (signal?.aborted) throw aborted();
        yield bytes;
    }
}
