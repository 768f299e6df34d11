import type { ImportSession, MusterModule } from 'muster-wasm-glue';
import { give, valueOf } from './local.js';

const rows = 500;

function sample(): string {
    const two = (n: number): string => String(n).padStart(2, '0');
    const row = (i: number): string => [`a${i}@example.com`, `Name ${i}`, `"Street ${i}; ""${i}"""`, `+49 30 ${100000 + i}`,
        `${two(i % 28 + 1)}.${two(i % 12 + 1)}.19${two(i % 90)}`, `20${two(i % 20)}-${two(i % 12 + 1)}-${two(i % 28 + 1)} 10:${two(i % 60)}`, `${i},${two(i % 100)}`,
        i % 2 ? 'yes' : 'no', 'Oman', `a.example/${i}`].join(';');
    return `E-Mail;Name;Street;Phone;Birth date;Joined;Amount;Newsletter;Country;Site\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`;
}

const document = JSON.stringify({
    name: 'Sample', source: { url: 'file:sample.csv' }, destination: { kind: 'contact_database', url: 'sqlite:sample.db' }, key: { field: 'email' }, mapping: 'auto',
});

function readAll(core: ImportSession, bytes: Uint8Array<ArrayBuffer>): void {
    valueOf(core.open(give(core, bytes), true, '{}'));
    for (const answer of [core.preview(100), core.readings(), core.suggest('{}')]) valueOf(answer);
    if (valueOf<{ needs_survey: boolean }>(core.startCheck(document, '{"today":"2000-01-01"}')).needs_survey) {
        valueOf(core.survey(give(core, bytes)));
        valueOf(core.finishSurvey());
    }
    valueOf(core.feed(give(core, bytes)));
    valueOf(core.finish());
}

/**
 * Reads and checks a small file of its own. Browsers compile a function of a module when it is first called, and those called often
 * once more: with that done before a person has chosen a file, its first rows are there in half the time.
 */
export function warmUp(module: MusterModule): void {
    const core = new module.ImportSession();
    try {
        readAll(core, new TextEncoder().encode(sample()));
    } finally {
        core.delete();
    }
}
