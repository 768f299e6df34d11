/**
 * A worker that is started before it is wanted, so that its module is there when a file is chosen. It is used once: each session has
 * its own.
 */
export class WarmWorker {
    private worker: Worker | null = null;

    constructor(private readonly make: () => Worker) {}

    start(): void {
        if (this.worker !== null) return;
        const worker = this.make();
        this.worker = worker;
        // One that could not start is made anew when it is wanted: there its failure is reported.
        worker.onerror = (event) => {
            event.preventDefault();
            if (this.worker === worker) this.worker = null;
        };
    }

    take(): Worker {
        const worker = this.worker ?? this.make();
        this.worker = null;
        worker.onerror = null;
        return worker;
    }

    end(): void {
        this.worker?.terminate();
        this.worker = null;
    }
}
