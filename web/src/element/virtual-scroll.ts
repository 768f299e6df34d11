/** Browsers cap the height of an element: Firefox at about 17.9 million pixels. */
const mostHeight = 16_000_000;

/**
 * Scrolling over more rows than an element can be high: the scroll bar stands for the share of the way, and `top` is where the
 * rows are. Wheel and keyboard still move by pixels of the rows.
 */
export class VirtualScroll {
    private count = 0;
    /** Pixels of rows above the first one in sight. */
    private top = 0;
    /** Where the scroll bar was put from here; any other place was chosen by a person. */
    private placed = 0;
    private height = 0;
    private frame = 0;
    private readonly resized: ResizeObserver;

    constructor(
        private readonly scroller: HTMLElement, private readonly body: HTMLElement, private readonly rowHeight: number,
        private readonly headHeight: number, private readonly onMove: () => void,
    ) {
        this.resized = new ResizeObserver(() => {
            if (this.scroller.clientHeight === 0) return;
            this.height = this.scroller.clientHeight;
            this.placed = this.scroller.scrollTop;  // where the page hides it, its bar goes back to the start
            this.moveTo(this.top);
        });
        this.resized.observe(scroller);
        scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
        scroller.addEventListener('wheel', (event) => this.turned(event), { passive: false });
    }

    close(): void {
        this.resized.disconnect();
        cancelAnimationFrame(this.frame);
    }

    setRows(count: number): void {
        this.count = count;
        this.body.style.height = `${Math.min(mostHeight, count * this.rowHeight)}px`;
    }

    /** Places of rows that are in sight, at least in part. */
    visible(): { first: number; count: number } {
        const first = Math.max(0, Math.min(Math.floor(this.top / this.rowHeight), this.count - 1));
        return { first, count: Math.max(0, Math.min(this.count - first, Math.ceil(this.room / this.rowHeight) + 1)) };
    }

    /** Where in the body the row at a place has to be drawn. */
    offsetOf(place: number): number {
        return this.placed + place * this.rowHeight - this.top;
    }

    moveTo(top: number): void {
        this.top = Math.max(0, Math.min(top, this.hidden));
        const place = this.scaled ? this.top * this.barLength / this.hidden : this.top;
        // To ask where it came to, everything is laid out.
        if (Math.abs(place - this.placed) >= 1) {
            this.scroller.scrollTop = place;
            this.placed = this.scroller.scrollTop;
        }
        this.onMove();
    }

    reveal(place: number): void {
        const start = place * this.rowHeight;
        if (start < this.top) this.moveTo(start);
        else if (start + this.rowHeight > this.top + this.room) this.moveTo(start + this.rowHeight - this.room);
    }

    private get room(): number {
        return Math.max(this.rowHeight, this.height - this.headHeight);
    }

    /** Pixels of rows that are out of sight. */
    private get hidden(): number {
        return Math.max(0, this.count * this.rowHeight - this.room);
    }

    private get barLength(): number {
        return Math.max(1, Math.min(mostHeight, this.count * this.rowHeight) - this.room);
    }

    private get scaled(): boolean {
        return this.count * this.rowHeight > mostHeight;
    }

    private scrolled(): void {
        const { scrollTop } = this.scroller;
        if (Math.abs(scrollTop - this.placed) < 1) return;
        this.placed = scrollTop;
        this.top = this.scaled ? Math.min(this.hidden, scrollTop * this.hidden / this.barLength) : scrollTop;
        if (this.frame !== 0) return;
        this.frame = requestAnimationFrame(() => {
            this.frame = 0;
            this.onMove();
        });
    }

    private turned(event: WheelEvent): void {
        if (!this.scaled || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
        event.preventDefault();
        const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? this.rowHeight : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? this.room : 1;
        this.moveTo(this.top + event.deltaY * unit);
    }
}
