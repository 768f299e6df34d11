// Writes core/src/mapping_synonyms.cpp from core/data/synonyms.tsv.
//
//     node core/tools/synonyms.mjs            writes the file
//     node core/tools/synonyms.mjs --check    says whether it is what would be written; exit code 1 when it is not
//
// Refuses a line that is not of the form, a name that stands twice in a language, and a name that means two things.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const data = fileURLToPath(new URL('../data/synonyms.tsv', import.meta.url));
const output = fileURLToPath(new URL('../src/mapping_synonyms.cpp', import.meta.url));
const qualifiers = ['neutral', 'secondary', 'foreign'];

// As core folds names: without case, accents, blanks and marks.
const folded = (name) => name.normalize('NFD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '').replaceAll('ß', 'ss');

// The module on the web is the smaller for it; letters that core has rules of its own for stay as they are.
const written = (name) => name.normalize('NFD').toLowerCase().replace(/([a-z])\p{M}+/gu, '$1').replace(/[^\p{L}\p{M}\p{N}]/gu, '').normalize('NFC');

function rows(text) {
    const result = [];
    text.split('\n').forEach((line, i) => {
        if (line === '' || line.startsWith('#')) return;
        const [concept, language, name, doubtful = '', ...more] = line.split('\t');
        const form = /^[a-z_]+$/.test(concept) && /^[a-z]{2}$/.test(language) && folded(name ?? '') !== '' && !/["\\|?]/.test(name);
        if (!form || !['', '?'].includes(doubtful) || more.length > 0) throw new Error(`line ${i + 1} is not "concept, language, name, ?"`);
        result.push({ concept, language, name, doubtful, line: i + 1 });
    });
    return result;
}

// concept -> its names in the order of the file; of those that fold to the same the first.
function grouped(all) {
    const concepts = new Map(), meaning = new Map(), inLanguage = new Set();
    for (const { concept, language, name, doubtful, line } of all) {
        const key = folded(name);
        const of = qualifiers.includes(concept) ? concept : 'name';
        const other = meaning.get(`${of} ${key}`);
        if (other !== undefined && other !== concept) throw new Error(`line ${line}: "${name}" means ${other} already`);
        if (inLanguage.has(`${concept} ${language} ${key}`)) throw new Error(`line ${line}: "${name}" stands twice for ${language}`);
        inLanguage.add(`${concept} ${language} ${key}`);
        if (!concepts.has(concept)) concepts.set(concept, []);
        if (other === undefined) concepts.get(concept).push(doubtful + written(name));
        meaning.set(`${of} ${key}`, concept);
    }
    return concepts;
}

// Sorted, and of each only what the one before does not begin with as well: "Aaddress|Hee" is address and addressee.
function shortened(names) {
    const plain = (name) => name.replace('?', '');
    const sorted = [...names].sort((a, b) => (plain(a) < plain(b) ? -1 : 1));
    return sorted.map((name, i) => {
        const word = plain(name), before = i === 0 ? '' : plain(sorted[i - 1]);
        let kept = 0;
        while (kept < 25 && kept < word.length && word[kept] === before[kept] && word[kept] <= '~') ++kept;
        return (name === word ? '' : '?') + String.fromCharCode(65 + kept) + word.slice(kept);
    });
}

// "a|b|c" as adjacent string literals of at most 118 columns.
function literal(allNames, indent) {
    const names = shortened(allNames);
    const lines = [''];
    names.forEach((name, i) => {
        const piece = name + (i + 1 < names.length ? '|' : '');
        if (indent.length + lines.at(-1).length + [...piece].length > 116) lines.push('');
        lines[lines.length - 1] += piece;
    });
    return lines.map((line) => `${indent}"${line}"`).join('\n');
}

function program(concepts) {
    const table = [...concepts].filter(([concept]) => !qualifiers.includes(concept));
    const entries = table.map(([concept, names]) => `    {Concept::${concept},\n${literal(names, '     ')}},\n`).join('');
    const list = (concept) => `const std::string_view ${concept}_qualifiers =\n${literal(concepts.get(concept), '    ')};\n`;
    return `// Written by core/tools/synonyms.mjs from core/data/synonyms.tsv; change that.
// A question mark before a name says that it is used for other things too, and a capital how much of the name before it begins this
// one as well: A none, B one letter.
#include "mapping_synonyms.hpp"

namespace muster {
namespace {

constexpr ConceptWords table[] = {
${entries}};

}  // namespace

const std::span<const ConceptWords> concept_words{table};

${list('neutral')}
${list('secondary')}
${list('foreign')}
}  // namespace muster
`;
}

const text = program(grouped(rows(readFileSync(data, 'utf8'))));
if (process.argv[2] !== '--check') {
    writeFileSync(output, text);
} else if (readFileSync(output, 'utf8') !== text) {
    console.error('core/src/mapping_synonyms.cpp is not what core/data/synonyms.tsv says; run: node core/tools/synonyms.mjs');
    process.exitCode = 1;
}
