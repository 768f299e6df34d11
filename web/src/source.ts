import { MusterError, aborted } from './errors.js';
import type { Input } from './session.js';

/** Large enough that a call costs nothing, small enough that memory stays flat and cancelling is quick. */
export const sliceBytes = 1 << 20;
/** A small gzip file can unpack to any size: beyond this it is refused. */
export const maxUnpackedBytes = 4 * 2 ** 30;

/** Anything as a Blob, which can be read again from anywhere without being held in memory. */
export async function toBlob(input: Input, signal?: AbortSignal): Promise<Blob> {
    if (input instanceof Blob) return input;
    if (input instanceof ReadableStream) return collect(input, signal);
    return new Blob([input as Uint8Array<ArrayBuffer> | ArrayBuffer]);
}

/** Unpacks a gzip file, recognised by its first bytes; other files are given back as they are. */
export async function unpacked(blob: Blob, signal?: AbortSignal): Promise<Blob> {
    const magic = new Uint8Array(await blob.slice(0, 3).arrayBuffer());
    if (magic[0] !== 0x1f || magic[1] !== 0x8b || magic[2] !== 8) return blob;
    try {
        return await collect(blob.stream().pipeThrough(new DecompressionStream('gzip')), signal);
    } catch (error) {
        if (error instanceof MusterError) throw error;
        throw new MusterError('decompression_failed', 'The gzip file is damaged or was cut off. Fetch it again and choose the new copy.');
    }
}

async function collect(stream: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<Blob> {
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
            if (total > maxUnpackedBytes) throw new MusterError('file_unreadable', 'The file unpacks to more than 4 GB. Divide it into smaller files.');
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
