import type { Issue, IssuePage } from '../types.js';

/** Issues asked for at once: few enough to be read within a frame. */
const atOnce = 500;

type Page = (first: number, count: number, code: string) => Promise<IssuePage>;

/** The remarks of a check that were kept in full, by row. */
export class Remarks {
    private readonly byRow = new Map<number, Issue[]>();
    /** Those about the file as a whole. */
    readonly general: Issue[] = [];
    kept = 0;

    constructor(private readonly page: Page) {}

    /** Takes up all of them; `wanted` tells whether they are still asked for. */
    async load(wanted: () => boolean): Promise<void> {
        for (let first = 0; ;) {
            const { issues, matching } = await this.page(first, atOnce, '');
            if (!wanted()) return;
            for (const issue of issues) this.add(issue);
            first += issues.length;
            if (issues.length === 0 || first >= matching) return;
        }
    }

    of(row: number): readonly Issue[] {
        return this.byRow.get(row) ?? [];
    }

    /** The rows with a remark of this kind at this column, in the order of the file; empty texts stand for all. */
    rows(code: string, column: string): number[] {
        const matches = (issue: Issue): boolean => (code === '' || issue.code === code) && (column === '' || issue.column_name === column);
        return [...this.byRow].filter(([, issues]) => issues.some(matches)).map(([row]) => row).sort((a, b) => a - b);
    }

    private add(issue: Issue): void {
        ++this.kept;
        if (issue.row === null) this.general.push(issue);
        else this.byRow.set(issue.row, [...this.byRow.get(issue.row) ?? [], issue]);
    }
}
