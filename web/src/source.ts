import { MusterError, aborted } from './errors.js';
import type { Input } from './session.js';

/** Large enough that a call costs nothing, small enough that memory stays flat and cancelling is quick. */
export const sliceBytes = 1 << 20;
/** A small file that unpacks into a huge one is an attack or a fault. Contact files pack 5 to 20 times. */
export const unpackLimits = { maxRatio: 200, /** Unpacked; the ratio counts beyond them. */ freeBytes: 100 * 2 ** 20 };
/** More than the module can address. */
export const maxUnpackedBytes = 4 * 2 ** 30;

/** Anything as a Blob, which can be read again from anywhere without being held in memory. */
export async function toBlob(input: Input, signal?: AbortSignal): Promise<Blob> {
    if (input instanceof Blob) return input;
    if (input instanceof ReadableStream) return collect(input, signal);
    return new Blob([input as Uint8Array<ArrayBuffer> | ArrayBuffer]);
}

/** Unpacks a gzip file, recognised by its first bytes; other files are given back as they are, but a zip archive is refused. */
export async function unpacked(blob: Blob, signal?: AbortSignal, limits = unpackLimits): Promise<Blob> {
    const magic = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
    if (magic[0] === 0x50 && magic[1] === 0x4b && ((magic[2] === 3 && magic[3] === 4) || (magic[2] === 5 && magic[3] === 6))) {
        throw new MusterError('file_unreadable', 'The file is a zip archive or an Excel workbook, not text. '
            + 'Save the workbook as CSV, or unpack the archive and choose the file in it.');
    }
    return startsMember(magic, 0) ? unpackMembers(blob, limits, signal) : blob;
}

function startsMember(bytes: Uint8Array, at: number): boolean {
    return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && (bytes[at + 3] ?? 0) < 0x20;
}

/**
 * A gzip file can be several packed files in a row, as `cat a.gz b.gz`, bgzip and some log shippers write it. DecompressionStream
 * takes exactly one and does not say where it ended. So each place where another one may start is tried as its end: a
 * stream that is cut anywhere else fails, as its length and checksum are missing.
 */
async function unpackMembers(blob: Blob, limits: typeof unpackLimits, signal?: AbortSignal): Promise<Blob> {
    const padding = await paddingStart(blob);
    const members: Blob[] = [];
    let total = 0;
    for (let at = 0; at < blob.size && (at === 0 || at < padding);) {
        let member: Blob | null = null;
        for await (const end of possibleEnds(blob, at, padding, signal)) {
            member = await unpackMember(blob, at, end, total, limits, signal);
            if (member === null) continue;
            at = end;
            break;
        }
        if (member === null) {
            throw new MusterError('decompression_failed', 'The gzip file is damaged or was cut off. Fetch it again and choose the new copy.');
        }
        members.push(member);
        total += member.size;
    }
    return members.length === 1 ? members[0]! : new Blob(members);
}

/** Where the member at `at` may end: most files have but one, so with the file; then where another starts; then before padding. */
async function* possibleEnds(blob: Blob, at: number, padding: number, signal?: AbortSignal): AsyncGenerator<number> {
    const shortestMember = 18;
    const headBytes = 4;
    yield blob.size;
    for (let from = at + shortestMember; from < padding; from += sliceBytes) {
        if (signal?.aborted) throw aborted();
        const bytes = new Uint8Array(await blob.slice(from, from + sliceBytes + headBytes - 1).arrayBuffer());
        for (let i = bytes.indexOf(0x1f); i >= 0 && i < sliceBytes; i = bytes.indexOf(0x1f, i + 1)) {
            if (startsMember(bytes, i)) yield from + i;
        }
    }
    // The last bytes of a member may be zeros themselves: of its length and checksum, and one of an empty member's data.
    for (let end = padding; end < blob.size && end <= padding + 9; end++) yield end;
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

/** The bytes from `at` to `end` as one member, or null where they are none. `before`: what the members before it unpacked to. */
async function unpackMember(
    blob: Blob, at: number, end: number, before: number, limits: typeof unpackLimits, signal?: AbortSignal,
): Promise<Blob | null> {
    let packed = at;
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, controller) {
            packed += bytes.byteLength;
            controller.enqueue(bytes);
        },
    });
    const check = (unpackedBytes: number): void => {
        const total = before + unpackedBytes;
        if (total > maxUnpackedBytes) throw new MusterError('file_unreadable', 'The file unpacks to more than 4 GB. Divide it into smaller files.');
        if (total > limits.freeBytes && total > limits.maxRatio * packed) {
            throw new MusterError('decompression_failed', `The gzip file unpacks to more than ${limits.maxRatio} times its size. `
                + 'No contact file does that. If you trust it, unpack it yourself and choose the unpacked file.');
        }
    };
    try {
        return await collect(blob.slice(at, end).stream().pipeThrough(counted).pipeThrough(new DecompressionStream('gzip')), signal, check);
    } catch (error) {
        // The platform's own errors have no codes, and their texts differ from browser to browser.
        if (error instanceof TypeError) return null;
        throw error;
    }
}

async function collect(stream: ReadableStream<Uint8Array>, signal?: AbortSignal, check?: (total: number) => void): Promise<Blob> {
    const reader = stream.getReader();
    const blobs: Blob[] = [];
    let parts: Uint8Array<ArrayBuffer>[] = [];
    let pending = 0;
    let total = 0;
    try {
        for (;;) {
            if (signal?.aborted) throw aborted();
            const { done, value } = await reader.read();
            if (done) break;
            parts.push(value as Uint8Array<ArrayBuffer>);
            pending += value.byteLength;
            total += value.byteLength;
            check?.(total);
            if (pending >= 8 * sliceBytes) {
                blobs.push(new Blob(parts));
                parts = [];
                pending = 0;
            }
        }
    } catch (error) {
        await reader.cancel().catch(() => undefined);
        throw error;
    }
    return new Blob([...blobs, ...parts]);
}

/** The file from `from` on, in slices; while one is used the next is read. */
export async function* slices(blob: Blob, from = 0, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
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
