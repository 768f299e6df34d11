// What the hostile tests share: the real program, folders that vanish afterwards, and what every end of it must look like.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const muster = process.env.MUSTER;
assert.ok(muster, 'MUSTER names the program to test');

const exitCodes = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 130]);

export function folder(t) {
    const made = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-hostile-'));
    t.after(() => fs.rmSync(made, { recursive: true, force: true }));
    return made;
}

const environment = (cwd) => ({ ...process.env, MUSTER_HOME: path.join(cwd, 'home') });

// Runs the program to its end. Whatever it was given: it ends by itself, with a code of the list, and says something.
export function run(cwd, ...args) {
    const options = typeof args.at(-1) === 'object' ? args.pop() : {};
    const result = spawnSync(muster, args, { cwd, env: environment(cwd), encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 28, ...options });
    const shown = `muster ${args.join(' ')}\n${result.stdout}\n${result.stderr}`;
    assert.equal(result.signal, null, `ended by a signal: ${shown}`);
    assert.ok(exitCodes.has(result.status), `exit code ${result.status}: ${shown}`);
    if (result.status !== 0) assert.notEqual((result.stderr + result.stdout).trim(), '', `no message: ${shown}`);
    assert.doesNotMatch(result.stderr, /terminate called|what\(\)|Sanitizer|Assertion/, shown);
    return { status: result.status, stdout: result.stdout, stderr: result.stderr, shown };
}

// Starts the program and kills it after some time, as the out-of-memory killer or a power cut would.
export function runAndKill(cwd, milliseconds, ...args) {
    return new Promise((resolve) => {
        const child = spawn(muster, args, { cwd, env: environment(cwd), stdio: 'ignore' });
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
        child.on('exit', (status, signal) => { clearTimeout(timer); resolve({ status, signal }); });
    });
}

// How many contacts the database holds; 0 when there is none.
export function contacts(cwd, url = 'sqlite:contacts.db') {
    const file = url.replace(/^sqlite:/, '');
    if (!fs.existsSync(path.resolve(cwd, file))) return 0;
    const result = run(cwd, 'contacts', 'count', '--into', url);
    assert.equal(result.status, 0, result.shown);
    return Number(result.stdout.trim());
}

// Everything the database holds, as text.
export function exported(cwd, url = 'sqlite:contacts.db') {
    const result = run(cwd, 'contacts', 'export', '--into', url);
    assert.equal(result.status, 0, result.shown);
    return result.stdout;
}

export function importInto(cwd, file, ...more) {
    return run(cwd, 'import', file, '--into', 'sqlite:contacts.db', '--key', 'email', '--update', ...more, '--yes');
}

// A plain file of contacts that are all different and all right.
export function people(count, city = 'Ulm') {
    const lines = ['email,first_name,last_name,city'];
    for (let number = 1; number <= count; number += 1) lines.push(`person${number}@mail.example,Anna,Weber ${number},${city}`);
    return `${lines.join('\n')}\n`;
}
