/** What is waited for a frame at most: a page that is out of sight draws none. */
const longestWait = 500;

/** Resolves once what was done so far has been drawn, with the milliseconds that it took. */
export function drawn(): Promise<number> {
    return new Promise((resolve) => {
        const timer = setTimeout(() => {
            cancelAnimationFrame(frame);
            resolve(0);
        }, document.hidden ? 0 : longestWait);
        const frame = requestAnimationFrame(() => {
            clearTimeout(timer);
            const start = performance.now();
            setTimeout(() => resolve(performance.now() - start));
        });
    });
}

/** Frames that take less (ms) have room for more. */
const shortFrame = 12;

/**
 * Makes `count` pieces, at first so many as `atOnce` says, and goes on when they have been drawn, so that no frame takes long. Ends early when
 * they are no longer wanted.
 */
export async function inFrames(count: number, atOnce: number, make: (from: number, to: number) => void, wanted: () => boolean): Promise<void> {
    for (let from = 0, size = atOnce; from < count;) {
        const to = Math.min(count, from + size);
        make(from, to);
        from = to;
        const time = await drawn();
        if (!wanted()) return;
        if (time < shortFrame) size *= 2;
    }
}
