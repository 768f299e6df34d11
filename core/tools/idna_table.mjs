// Writes core/src/idna_tables.hpp: what may stand in a domain name and how other characters are mapped to it.
//
//     npm install --no-save tr46@7.0.0   (in a folder of its own; MIT, its table is Unicode's, Unicode-3.0)
//     node core/tools/idna_table.mjs FOLDER/node_modules/tr46 >core/src/idna_tables.hpp
//
// Mapping: UTS #46, non-transitional. What may stand: RFC 5892 (IDNA 2008). Compositions and the order of marks: Unicode NFC, as
// Node's ICU has it. Left out, and so refused, are compatibility characters that nobody types in a domain: see `seldom`.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const folder = process.argv[2];
const table = JSON.parse(readFileSync(`${folder}/lib/mappingTable.json`, 'utf8'));
const regexes = createRequire(import.meta.url)(`${folder}/lib/regexes.js`);
const [MAPPED, VALID, DEVIATION, IGNORED] = [1, 2, 6, 7];   // lib/statusMapping.js

const within = (c, ...ranges) => ranges.some(([first, last]) => c >= first && c <= last);
const of = String.fromCodePoint;
const all = [];
for (let c = 0x80; c < 0x110000; ++c) if (!within(c, [0xD800, 0xDFFF]) && /\p{Assigned}/u.test(of(c))) all.push(c);

// RFC 5892 section 2.6, exceptions, without the digits that need no mention; contextual rules are for registries.
const allowed = new Set([0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007, 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x200C, 0x200D]);
const forbidden = new Set([0x640, 0x7FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B]);
const letterDigit = /[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc}]/u;
const ignorable = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Noncharacter_Code_Point}]/u;
const ignorableBlocks = [[0x20D0, 0x20FF], [0x1D100, 0x1D1FF], [0x1D200, 0x1D24F]];
const oldJamo = [[0x1100, 0x11FF], [0xA960, 0xA97F], [0xD7B0, 0xD7FF]];
function mayStand(c) {
    if (allowed.has(c)) return true;
    return !forbidden.has(c) && letterDigit.test(of(c)) && !ignorable.test(of(c)) && !within(c, ...ignorableBlocks, ...oldJamo);
}

// Kangxi radicals, CJK compatibility ideographs, enclosed and squared characters, Arabic ligatures and mathematical letters.
const seldom = [[0x2E80, 0x2FDF], [0x2460, 0x24FF], [0x3200, 0x33FF], [0xF900, 0xFAFF], [0xFBEA, 0xFDFF], [0x1D400, 0x1D7FF],
                [0x1EE00, 0x1EEFF], [0x1F100, 0x1F2FF], [0x2F800, 0x2FA1F]];

const valid = new Set();
const ignored = [], single = [], several = [];
for (const [range, status, mapping] of table) {
    const [first, last] = Array.isArray(range) ? range : [range, range];
    for (let c = Math.max(first, 0x80); c <= last; ++c) {
        if (within(c, [0xD800, 0xDFFF]) || !/\p{Assigned}/u.test(of(c))) continue;
        if (status === IGNORED) ignored.push(c);
        if ((status === VALID || status === DEVIATION) && mayStand(c)) valid.add(c);
        if (status === MAPPED && !within(c, ...seldom)) ([...mapping].length === 1 ? single : several).push([c, mapping]);
    }
}
const stands = (text) => [...text].every((ch) => /[a-z0-9.-]/.test(ch) || valid.has(ch.codePointAt(0)));
const singles = single.filter(([, text]) => stands(text)).map(([c, text]) => [c, text.codePointAt(0)]);
const severals = several.filter(([, text]) => stands(text));

// Whole numbers of seven bits a byte, the lowest first; signed ones with the sign in the lowest bit.
const bytes = [];
const put = (n) => { for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128); bytes.push(n); };
const putSigned = (n) => put(n < 0 ? -n * 2 - 1 : n * 2);
function stream(write) {
    bytes.length = 0;
    write();
    return bytes.slice();
}
const borders = (set) => stream(() => {
    let last = 0, inside = false;
    for (let c = 0x80; c <= 0x110000; ++c) if (set(c) !== inside) { put(c - last); last = c; inside = !inside; }
});

// Runs of code points, each or every second one, that are mapped by the same distance.
const runs = [];
for (let i = 0; i < singles.length;) {
    const distance = singles[i][1] - singles[i][0];
    let best = { count: 1, step: 1 };
    for (const step of [1, 2]) {
        let count = 1;
        while (i + count < singles.length && singles[i + count][0] === singles[i][0] + count * step &&
               singles[i + count][1] - singles[i + count][0] === distance) ++count;
        if (count > best.count) best = { count, step };
    }
    runs.push({ first: singles[i][0], distance, ...best });
    i += best.count;
}
const mapStream = stream(() => {
    let end = 0, target = 0;
    for (const { first, count, step, distance } of runs) {
        put(first - end);
        put((count - 1) * 2 + step - 1);
        putSigned(first + distance - target);
        end = first + (count - 1) * step + 1;
        target = first + distance + (count - 1) * step + 1;
    }
});

// Pairs that compose (Unicode NFC), as far as the result may stand in a domain name; syllables of Hangul are computed.
const compositions = [];
for (const c of [...valid].sort((a, b) => a - b)) {
    if (within(c, [0xAC00, 0xD7A3])) continue;
    const parts = [...of(c).normalize('NFD')];
    if (parts.length < 2 || of(c).normalize('NFC') !== of(c)) continue;
    const mark = parts.pop().codePointAt(0);
    const base = parts.join('').normalize('NFC');
    if ([...base].length !== 1) throw new Error(`no pair: ${c.toString(16)}`);
    compositions.push([c, base.codePointAt(0), mark]);
}
const marksOfPairs = [...new Set(compositions.map(([, , mark]) => mark))].sort((a, b) => a - b);
const pairStream = stream(() => {
    let last = 0, lastBase = 0;
    for (const [c, base, mark] of compositions) {
        put(c - last);
        putSigned(base - lastBase);
        put(marksOfPairs.indexOf(mark));
        last = c;
        lastBase = base;
    }
});

// The order of marks: only which of two goes first is asked of ICU, so classes are ranks. 0: stays where it is.
const marks = all.filter((c) => /\p{M}/u.test(of(c)));
const swaps = (a, b) => { const text = of(a) + of(b); return [...text.normalize('NFD')].join('') === of(b) + of(a) && a !== b; };
const plain = marks.filter((c) => of(c).normalize('NFD') === of(c));
const probes = [0x334, 0x345, 0x301, 0x5B0];   // of the first, the last and two other classes
const moving = plain.filter((c) => probes.some((p) => swaps(c, p) || swaps(p, c)));
const classes = [];    // one mark of each, in order
for (const c of moving) {
    const same = classes.find((k) => !swaps(c, k) && !swaps(k, c));
    if (same === undefined) classes.push(c);
}
classes.sort((a, b) => (swaps(a, b) ? 1 : -1));
const rank = (c) => (moving.includes(c) ? 1 + classes.findIndex((k) => !swaps(c, k) && !swaps(k, c)) : 0);
const markRuns = [];
for (const c of marks) {
    const order = rank(c) * 2 + (/\p{Mc}/u.test(of(c)) ? 1 : 0), last = markRuns.at(-1);
    if (last && last.end === c && last.order === order) last.end = c + 1;
    else markRuns.push({ first: c, end: c + 1, order });
}
const markStream = stream(() => {
    let last = 0;
    for (const { first, end, order } of markRuns) { put(first - last); put(end - first); put(order); last = end; }
});

// Directions (RFC 5893): right to left, and Arabic digits. Marks and letters of other scripts need no table.
const rtl = (c) => c < 0x110000 && valid.has(c) && regexes.bidiS1RTL.test(of(c));
const arabicDigit = (c) => c < 0x110000 && valid.has(c) && regexes.bidiS4AN.test(of(c));
const european = (c) => c < 0x110000 && valid.has(c) && regexes.bidiS4EN.test(of(c));
// Letters of no direction, such as the middle dots.
const neutral = (c) => c < 0x110000 && valid.has(c) && !/\p{M}/u.test(of(c)) && !rtl(c) && !arabicDigit(c) && !european(c) &&
    !regexes.bidiS1LTR.test(of(c));
// Letters that join (RFC 5892 appendix A.1): to the next one, to the one before.
const beh = 'ب', zwnj = '\u200C';
const joinsNext = (c) => c < 0x110000 && valid.has(c) && !/\p{M}/u.test(of(c)) && regexes.validZWNJ.test(of(c) + zwnj + beh);
const joinsBefore = (c) => c < 0x110000 && valid.has(c) && !/\p{M}/u.test(of(c)) && regexes.validZWNJ.test(beh + zwnj + of(c));

function wrapped(items) {
    let out = '', line = '   ';
    for (const item of items) {
        if (line.length + String(item).length + 2 > 120) { out += line + '\n'; line = '   '; }
        line += ` ${item},`;
    }
    return out + line;
}
const array = (name, items) => `inline constexpr std::uint8_t ${name}[] = {\n${wrapped(items)}\n};`;
const escaped = (text) => [...new TextEncoder().encode(text)].map((b) =>
    (b === 10 ? '\\n' : b >= 0x20 && b < 0x7F ? of(b) : '\\' + b.toString(8).padStart(3, '0'))).join('');
const lines = (text) => escaped(text).match(/(?:\\[0-7]{3}|\\n|[^\\]){1,40}/g).map((part) => `    "${part}"`).join('\n');

console.log(`// Generated by core/tools/idna_table.mjs. Do not edit: change the script and run it again.
// UTS #46 and RFC 5892 over Unicode ${process.versions.unicode}, from the npm package tr46 7.0.0 (MIT) and Node's ICU; the data are Unicode's
// (Unicode-3.0, core/tools/LICENSE.unicode). Included by idna.cpp only.
//
// Streams are whole numbers of seven bits a byte, the lowest bits first; where they are signed, the sign is the lowest bit.
#pragma once

#include <cstdint>
#include <string_view>

namespace muster::idna {

// Distances between the borders of what may stand in a label, from U+0080 on; then of what is dropped.
${array('valid', borders((c) => valid.has(c)))}
${array('ignored', borders((c) => ignored.includes(c)))}
// Runs that are mapped to one code point each: first behind the end of the run before, (count - 1) * 2 + (step - 1), and,
// signed, the first target behind the end of the targets before.
${array('mapped', mapStream)}
// Code points that are mapped to several, and these, a line each in UTF-8.
inline constexpr std::string_view mapped_to_several =
${lines('\n' + severals.map(([c, text]) => of(c) + text).join('\n') + '\n')};
// Compositions: code point behind the one before, its base (signed, behind the base before), and which of \`composing\`.
${array('compositions', pairStream)}
inline constexpr char32_t composing[] = {
${wrapped(marksOfPairs.map((c) => '0x' + c.toString(16).toUpperCase()))}
};
// Runs of marks: first behind the end of the run before, how many, and twice their rank in the canonical order (0: they stay),
// with one more for those that take up room.
${array('marks', markStream)}
inline constexpr std::uint32_t virama_rank = ${rank(0x94D)};
// Borders of what is written from right to left, of Arabic and of other digits, of letters without a direction, and of letters
// that join the next, the one before.
${array('right_to_left', borders(rtl))}
${array('arabic_digits', borders(arabicDigit))}
${array('european_digits', borders(european))}
${array('neutral', borders(neutral))}
${array('joins_next', borders(joinsNext))}
${array('joins_before', borders(joinsBefore))}

}  // namespace muster::idna`);
console.error(runs.length, 'runs,', severals.length, 'to several,', compositions.length, 'compositions,', markRuns.length,
              'runs of marks,', classes.length, 'classes');
