// The wasm module in this process, without a browser: the same code that the browser runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wasmFolder } from './support.mjs';

// The glue is made for browsers and looks for what they have.
globalThis.self ??= globalThis;
globalThis.window ??= globalThis;

export async function loadModule() {
    const { default: createModule } = await import(pathToFileURL(join(wasmFolder, 'muster.mjs')));
    return createModule({ wasmBinary: readFileSync(join(wasmFolder, 'muster.wasm')) });
}

function give(session, bytes) {
    session.input(bytes.length).set(bytes);
    return bytes.length;
}

function feedAll(session, bytes, chunk, feed) {
    for (let at = 0; at < bytes.length; at += chunk) {
        const answer = feed(give(session, bytes.subarray(at, at + chunk)));
        if (!answer.ok) return answer;
    }
    return { ok: true };
}

function fullSniff(session, bytes, chunk) {
    const started = session.startFullSniff();
    if (!started.ok) return started;
    const fed = feedAll(session, bytes, chunk, (size) => session.feedFullSniff(size));
    return fed.ok ? session.finishFullSniff() : fed;
}

function check(session, bytes, chunk, document, options = {}) {
    const started = session.startCheck(document, JSON.stringify({ today: '2026-11-28', ...options }));
    if (!started.ok) return started;
    if (JSON.parse(started.json).needs_survey) {
        const fed = feedAll(session, bytes, chunk, (size) => session.survey(size));
        if (!fed.ok) return fed;
        const surveyed = session.finishSurvey();
        if (!surveyed.ok) return surveyed;
    }
    const fed = feedAll(session, bytes, chunk, (size) => session.feed(size));
    return fed.ok ? session.finish() : fed;
}

function documentWithKey(suggestion) {
    const key = suggestion.ok ? JSON.parse(suggestion.json).key : null;
    return JSON.stringify({
        name: 'parity', source: { url: 'file:contacts.csv' },
        destination: { kind: 'contact_database', url: 'sqlite:contacts.db' },
        key: key === null ? { generate: 'random_9_digits' } : { field: key }, mapping: 'auto',
    });
}

/** Everything that a session answers about a file, as tests/wasm/session_json.cpp asks it natively. */
export function answers(module, bytes, chunk) {
    const session = new module.ImportSession();
    const head = bytes.subarray(0, 1 << 20);
    const open = session.open(give(session, head), head.length === bytes.length, '');
    const preview = session.preview(20);
    const readings = session.readings();
    const suggest = session.suggest('');
    const full = fullSniff(session, bytes, chunk);
    const result = { open, preview, readings, suggest, full, check: check(session, bytes, chunk, documentWithKey(suggest)) };
    session.delete();
    return result;
}

/** The result of a check, given the keys of the destination. */
export function checkFile(module, bytes, document, keys, options = {}) {
    const session = new module.ImportSession();
    try {
        const steps = [
            () => session.open(give(session, bytes), true, ''),
            () => session.startKeys(),
            () => session.feedKeys(give(session, keys)),
            () => session.finishKeys(),
            () => check(session, bytes, 1 << 20, document, options),
        ];
        let answer;
        for (const step of steps) {
            answer = step();
            if (!answer.ok) throw new Error(answer.message);
        }
        return JSON.parse(answer.json);
    } finally {
        session.delete();
    }
}
