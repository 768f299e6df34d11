// README.md tells the truth: its session is run and compared, its page is the one that is tested, its folders exist.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');

function block(language) {
    const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme);
    assert.ok(found, `README.md has no block of ${language}`);
    return found[1];
}

// "$ command" lines with what each prints. "…" stands for anything: within a line, or for any lines where it stands alone.
function commands(session) {
    const list = [];
    for (const line of session.trimEnd().split('\n')) {
        if (line.startsWith('$ ')) list.push({ command: line.slice(2), output: [] });
        else list.at(-1).output.push(line);
    }
    return list;
}

function pattern(lines) {
    const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[^\\n]*');
    return new RegExp(`^${lines.map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*' : `${escaped(line)}\\n`)).join('')}$`);
}

test('the session prints what README.md shows', (t) => {
    const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'muster-readme-'));
    t.after(() => fs.rmSync(cwd, { recursive: true }));
    fs.copyFileSync(path.join(root, 'examples/contacts.csv'), path.join(cwd, 'contacts.csv'));
    const env = { ...process.env, PATH: `${path.dirname(process.env.MUSTER)}:${process.env.PATH}`, MUSTER_HOME: path.join(cwd, '.history'),
                  NO_COLOR: '1' };
    const session = commands(block('console'));
    assert.ok(session.length >= 3);
    for (const { command, output } of session) {
        const { stdout } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], { cwd, env, encoding: 'utf8', input: '' });
        assert.match(stdout, pattern(output), `$ ${command}`);
    }
});

test('the page of README.md is the one that is tested', () => {
    const page = fs.readFileSync(path.join(root, 'examples/embed.html'), 'utf8').split('\n').map((line) => line.trim());
    const lines = block('html').trimEnd().split('\n');
    assert.ok(lines.length <= 12);
    for (const line of lines) assert.ok(page.includes(line.trim()), `examples/embed.html has no line: ${line}`);
});

test('every file and folder that README.md names exists', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link);
    const map = [...readme.matchAll(/^\| `([\w./-]+)` \|/gm)].map(([, name]) => name);
    assert.ok(map.length > 5, 'README.md has a map of the folders');
    for (const name of [...links, ...map]) assert.ok(fs.existsSync(path.join(root, name)), `there is no ${name}`);
});

test('the first command comes within one screen', () => {
    const lines = readme.split('\n');
    const first = lines.findIndex((line) => /^( {4}|\$ )\S/.test(line));
    assert.ok(first > 0 && first < 45, `the first command stands in line ${first + 1}`);
});
