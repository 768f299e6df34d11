import type { ImportSession, MusterModule } from 'muster-wasm-glue';
import { give, valueOf } from './local.js';

/** Rows of the samples: few, so that each function is soon called once, and as many as a file's head of which the format is found out. */
const rows = { first: 500, head: 2500 };

/** Looks at a head, before a browser has compiled what finds out its format the second time. */
const looks = 4;

function sample(rows: number): Uint8Array<ArrayBuffer> {
    const two = (n: number): string => String(n).padStart(2, '0');
    const row = (i: number): string => [`a${i}@example.com`, `Name ${i}`, `"Street ${i}; ""${i}"""`, `+49 30 ${100000 + i}`,
        `${two(i % 28 + 1)}.${two(i % 12 + 1)}.19${two(i % 90)}`, `20${two(i % 20)}-${two(i % 12 + 1)}-${two(i % 28 + 1)} 10:${two(i % 60)}`, `${i},${two(i % 100)}`,
        i % 2 ? 'yes' : 'no', 'Oman', `a.example/${i}`].join(';');
    const text = `E-Mail;Name;Street;Phone;Birth date;Joined;Amount;Newsletter;Country;Site\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;
    return new TextEncoder().encode(text);
}

const document = JSON.stringify({
    name: 'Sample', source: { url: 'file:sample.csv' }, destination: { kind: 'contact_database', url: 'sqlite:sample.db' }, key: { field: 'email' }, mapping: 'auto',
});

const look = (core: ImportSession, bytes: Uint8Array<ArrayBuffer>): unknown => valueOf(core.open(give(core, bytes), true, '{}'));

/** Step by step what a session does with a file. */
function* readAll(core: ImportSession, bytes: Uint8Array<ArrayBuffer>): Generator<unknown> {
    yield look(core, bytes);
    yield [core.preview(100), core.readings()].map(valueOf);
    yield valueOf(core.suggest('{}'));
    const { needs_survey } = valueOf<{ needs_survey: boolean }>(core.startCheck(document, '{"today":"2000-01-01"}'));
    yield needs_survey;
    if (needs_survey) {
        yield valueOf(core.survey(give(core, bytes)));
        yield valueOf(core.finishSurvey());
    }
    yield valueOf(core.feed(give(core, bytes)));
    yield valueOf(core.finish());
}

function* steps(core: ImportSession): Generator<unknown> {
    yield* readAll(core, sample(rows.first));
    const head = sample(rows.head);
    for (let i = 0; i < looks; ++i) yield look(core, head);
    yield* readAll(core, head);
}

/**
 * Reads and checks small files of its own, until `wanted` is no longer true, which is asked after each step. Browsers compile
 * a function of a module when it is first called, and those called often once more: with that done before a person has chosen a file, its
 * first rows are there in half the time.
 */
export async function warmUp(module: MusterModule, wanted: () => boolean): Promise<void> {
    const core = new module.ImportSession();
    try {
        for (const _ of steps(core)) {
            await new Promise((next) => setTimeout(next));  // requests are taken meanwhile
            if (!wanted()) return;
        }
    } finally {
        core.delete();
    }
}
