type Read = (first: number, count: number) => Promise<readonly (readonly string[])[]>;

/** Rows that are far apart are read separately; a gap up to this is read along. */
const nearby = 32;
/** Read at once around the rows that are wanted, so that scrolling on finds them there. */
const ahead = 64;
const mostKept = 4000;

/** Rows of a file by number (from 1), read where they are wanted. One reading at a time: what was passed by is not read. */
export class RowCache {
    private readonly kept = new Map<number, readonly string[]>();
    private wanted: readonly number[] = [];
    private reading = false;

    constructor(private readonly read: Read, private readonly last: number, private readonly onRows: () => void, private readonly onError: (error: unknown) => void) {}

    get(row: number): readonly string[] | undefined {
        return this.kept.get(row);
    }

    /** Sees to it that these rows come, in ascending order; those of an earlier call need not. */
    want(rows: readonly number[]): void {
        this.wanted = rows;
        if (!this.reading) void this.fetch();
    }

    private async fetch(): Promise<void> {
        this.reading = true;
        try {
            for (let range = this.nextRange(); range !== null; range = this.nextRange()) {
                const [first, count] = range;
                const rows = await this.read(first, count);
                // A row that is not there would be asked for without end.
                for (let i = 0; i < count; ++i) this.keep(first + i, rows[i] ?? []);
                this.onRows();
            }
        } catch (error) {
            this.wanted = [];
            this.onError(error);
        } finally {
            this.reading = false;
        }
    }

    /** Changes a cell of a row that is here, which may end before it; a column is from 0. */
    change(row: number, column: number, value: string): void {
        const cells = this.kept.get(row);
        if (cells) this.kept.set(row, Array.from({ length: Math.max(cells.length, column + 1) }, (_, i) => (i === column ? value : cells[i] ?? '')));
    }

    forget(): void {
        this.kept.clear();
    }

    private nextRange(): [first: number, count: number] | null {
        const missing = this.wanted.filter((row) => !this.kept.has(row));
        const first = missing[0];
        if (first === undefined) return null;
        let end = first;
        for (const row of missing) {
            if (row - end > nearby) break;
            end = row;
        }
        const around = end > first ? ahead : 0;
        const from = Math.max(1, first - around);
        const to = Math.min(this.last, end + around);
        return [from, Math.max(to, end) - from + 1];
    }

    private keep(row: number, cells: readonly string[]): void {
        this.kept.set(row, cells);
        for (const oldest of this.kept.keys()) {
            if (this.kept.size <= mostKept) break;
            this.kept.delete(oldest);
        }
    }
}
