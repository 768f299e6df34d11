// Files that are no contact lists: a clear message, the right exit code, nothing half-done.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contacts, folder, importInto, muster, people, run } from './harness.mjs';

// Pseudo-random bytes, the same on every run.
function noise(size, seed) {
    let state = seed;
    return Buffer.from(Array.from({ length: size }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state >>> 24;
    }));
}

// Reading them may work or not, but no contact may come of them.
const useless = {
    'random bytes': noise(200_000, 7),
    'other random bytes': noise(70_001, 99),
    'one random byte': noise(1, 3),
    'an empty file': '',
    'only a byte-order mark': '\ufeff',
    'only blanks and line ends': ' \r\n\n\n\t\n',
    'a header only': 'email,first_name,last_name\n',
    'a header without a line end': 'email,first_name,last_name',
    'one huge line': `${'x'.repeat(40_000_000)}\n`,
    'one huge line of delimiters': ','.repeat(3_000_000),
    'a file of quotes': '"'.repeat(1_000_001),
    'an even file of quotes': '"'.repeat(1_000_000),
    'NUL bytes': Buffer.alloc(100_000),
    'a cut UTF-16 file': Buffer.from('\ufeffemail,name\nanna@mail.ex', 'utf16le').subarray(0, -1),
    'gzip cut short': Buffer.from('1f8b0800000000000003', 'hex'),
};

for (const [name, bytes] of Object.entries(useless)) {
    test(`${name}: every reading command ends by itself`, (t) => {
        const cwd = folder(t);
        fs.writeFileSync(path.join(cwd, 'contacts.csv'), bytes);
        for (const command of [['sniff'], ['sniff', '--full'], ['preview']]) {
            const { status, stdout, shown } = run(cwd, ...command, 'contacts.csv', '--json');
            assert.ok([0, 3].includes(status), shown.slice(0, 2000));
            if (status === 0) JSON.parse(stdout);
        }
    });

    test(`${name}: an import writes no contact`, (t) => {
        const cwd = folder(t);
        fs.writeFileSync(path.join(cwd, 'contacts.csv'), bytes);
        importInto(cwd, 'contacts.csv');
        assert.equal(contacts(cwd), 0);
    });

    test(`${name}: never deletes`, (t) => {
        const cwd = folder(t);
        fs.writeFileSync(path.join(cwd, 'people.csv'), people(20));
        assert.equal(importInto(cwd, 'people.csv').status, 0);
        fs.writeFileSync(path.join(cwd, 'people.csv'), bytes);
        const { status, shown } = importInto(cwd, 'people.csv', '--delete-missing');
        assert.notEqual(status, 0, shown.slice(0, 2000));
        assert.equal(contacts(cwd), 20);
    });
}

test('NUL bytes in the text are reported and the file never deletes', (t) => {
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'people.csv'), people(20));
    importInto(cwd, 'people.csv');
    fs.writeFileSync(path.join(cwd, 'people.csv'), people(15).replace('person3', 'per\0son3'));
    const { shown } = importInto(cwd, 'people.csv', '--delete-missing');
    assert.match(shown, /NUL|zero byte/i);
    assert.ok(contacts(cwd) >= 20);
});

const quoted = (count) => people(count).replaceAll('Anna', '"Anna, Maria"');

test('a quote that is not closed names its line, swallows no other row, and the contact of its row stays', (t) => {
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'people.csv'), quoted(20));
    importInto(cwd, 'people.csv');
    const lines = quoted(15).split('\n');
    lines[6] = lines[6].replace('Maria"', 'Maria');
    fs.writeFileSync(path.join(cwd, 'people.csv'), lines.join('\n'));
    const { shown } = importInto(cwd, 'people.csv', '--delete-missing');
    assert.match(shown, /line 7\b/);
    assert.equal(contacts(cwd), 15);
});

test('a file that ends inside a quoted cell never deletes', (t) => {
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'people.csv'), quoted(20));
    importInto(cwd, 'people.csv');
    const whole = quoted(15);
    fs.writeFileSync(path.join(cwd, 'people.csv'), whole.slice(0, whole.lastIndexOf('Maria')));
    const { status, shown } = importInto(cwd, 'people.csv', '--delete-missing');
    assert.equal(status, 7, shown);
    assert.match(shown, /line 16\b/);
    assert.equal(contacts(cwd), 20);
});

const cases = {
    'a missing file': { make: () => {}, codes: [3], says: /no such file|not found|does not exist|no file/i },
    'a directory': { make: (file) => fs.mkdirSync(file), codes: [3], says: /directory|folder/i },
};
for (const [name, { make, codes, says }] of Object.entries(cases)) {
    for (const command of [['sniff'], ['preview'], ['import', '--into', 'sqlite:contacts.db', '--key', 'email', '--yes']]) {
        test(`${name}: ${command[0]} says so`, (t) => {
            const cwd = folder(t);
            make(path.join(cwd, 'contacts.csv'));
            const { status, stderr, shown } = run(cwd, command[0], 'contacts.csv', ...command.slice(1));
            assert.ok(codes.includes(status), shown);
            assert.match(stderr, says);
            assert.match(stderr, /contacts\.csv/);
            assert.ok(!fs.existsSync(path.join(cwd, 'contacts.db')), 'a database was left behind');
        });
    }
}

// Root may read everything, so that the test needs somebody else; that somebody must reach the program, too.
const nobody = { uid: 65534, gid: 65534 };
function reachable(file) {
    for (let place = file; place !== '/'; place = path.dirname(place)) {
        if (!(fs.statSync(place).mode & 0o001)) return false;
    }
    return true;
}
const withoutRights = process.getuid?.() === 0 ? nobody : {};
const rightsTest = process.getuid?.() === 0 && !reachable(muster) ? 'the program lies where nobody else may go' : false;

test('a file without permission: exit 3 and the name of the file', { skip: rightsTest }, (t) => {
    const cwd = folder(t);
    fs.chmodSync(cwd, 0o777);
    fs.writeFileSync(path.join(cwd, 'contacts.csv'), people(3));
    fs.chmodSync(path.join(cwd, 'contacts.csv'), 0);
    for (const command of [['sniff', 'contacts.csv'], ['import', 'contacts.csv', '--into', 'sqlite:contacts.db', '--yes']]) {
        const { status, stderr, shown } = run(cwd, ...command, withoutRights);
        assert.equal(status, 3, shown);
        assert.match(stderr, /contacts\.csv/);
        assert.match(stderr, /permission/i);
    }
});

test('a folder without permission: the database is not made, exit 4', { skip: rightsTest }, (t) => {
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'contacts.csv'), people(3));
    fs.mkdirSync(path.join(cwd, 'closed'));
    fs.mkdirSync(path.join(cwd, 'home'), { mode: 0o777 });
    fs.chmodSync(path.join(cwd, 'home'), 0o777);
    fs.chmodSync(path.join(cwd, 'closed'), 0o555);
    fs.chmodSync(cwd, 0o755);
    const { status, shown } = run(cwd, 'import', 'contacts.csv', '--into', 'sqlite:closed/contacts.db', '--key', 'email', '--yes', withoutRights);
    assert.equal(status, 4, shown);
    assert.deepEqual(fs.readdirSync(path.join(cwd, 'closed')), []);
});

test('a file that is no database is refused and stays as it is', (t) => {
    const cwd = folder(t);
    fs.writeFileSync(path.join(cwd, 'contacts.csv'), people(3));
    fs.writeFileSync(path.join(cwd, 'contacts.db'), 'this is a letter, not a database\n'.repeat(100));
    const before = fs.readFileSync(path.join(cwd, 'contacts.db'));
    const { status, shown } = importInto(cwd, 'contacts.csv');
    assert.notEqual(status, 0, shown);
    assert.deepEqual(fs.readFileSync(path.join(cwd, 'contacts.db')), before);
});
