// Writes examples/contacts.csv: 2,000 rows of invented people, with the faults that real exports have. The same bytes on
// every machine. Every address lies in a domain that RFC 2606 or RFC 6761 reserves for examples.
//
//     node examples/make_contacts.mjs > contacts.csv               the example
//     node examples/make_contacts.mjs --changed 3 > contacts.csv   the same people, three of whom have moved
//     node examples/make_contacts.mjs --percent 5 > contacts.csv   only the first 5 % of the rows
import process from 'node:process';

const rowCount = 2000;

// mulberry32: 32 bits of state are plenty for a sample, and every JavaScript engine computes the same.
let state = 20240229;
function random() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (percent) => random() * 100 < percent;
const twoDigits = (n) => String(n).padStart(2, '0');

const countries = [
    {
        name: 'Deutschland', phones: ['+49 30 23125xxx', '+49 40 66969xxx', '+49 69 90009xxx', '+49 89 99998xxx'], share: 50,
        first: ['Anna', 'Björn', 'Clara', 'Dieter', 'Emma', 'Felix', 'Günther', 'Hannah', 'Jörg', 'Jürgen', 'Käthe', 'Lena',
            'Lukas', 'Marie', 'Matthias', 'Paul', 'Renate', 'Sabine', 'Sören', 'Thomas', 'Ursula', 'Wolfgang'],
        last: ['Bauer', 'Becker', 'Böhm', 'Fischer', 'Groß', 'Hoffmann', 'Jäger', 'Köhler', 'Krüger', 'Lehmann', 'Müller', 'Richter',
            'Schäfer', 'Schmidt', 'Schneider', 'Schröder', 'Vogel', 'Wagner', 'Weber', 'Weiß', 'Zimmermann'],
        places: ['10115;Berlin', '20095;Hamburg', '80331;München', '50667;Köln', '01067;Dresden', '04109;Leipzig', '40213;Düsseldorf',
            '70173;Stuttgart', '90402;Nürnberg', '03046;Cottbus', '24103;Kiel', '09111;Chemnitz'],
        streets: ['Bahnhofstraße', 'Hauptstraße', 'Gartenweg', 'Lindenallee', 'Mühlenweg', 'Am Marktplatz', 'Schloßstraße'],
    },
    {
        name: 'Österreich', phones: [], share: 14,
        first: ['Alexander', 'Birgit', 'Elfriede', 'Franz', 'Gerlinde', 'Johanna', 'Josef', 'Magdalena', 'Rüdiger', 'Stefanie'],
        last: ['Brandstätter', 'Eder', 'Gruber', 'Hofer', 'Huber', 'Leitner', 'Moser', 'Pichler', 'Steiner', 'Wieser'],
        places: ['1010;Wien', '8010;Graz', '4020;Linz', '5020;Salzburg', '6020;Innsbruck'],
        streets: ['Kärntner Straße', 'Mariahilfer Straße', 'Kirchengasse', 'Getreidegasse'],
    },
    {
        name: 'Schweiz', phones: [], share: 12,
        first: ['Andreas', 'Beat', 'Chantal', 'Daniela', 'Fabienne', 'Luca', 'Noëlle', 'Reto', 'Sandro', 'Ursina'],
        last: ['Ammann', 'Brunner', 'Bühler', 'Favre', 'Frey', 'Gerber', 'Keller', 'Meier', 'Rochat', 'Zürcher'],
        places: ['8001;Zürich', '3011;Bern', '4051;Basel', '1201;Genève', '1003;Lausanne'],
        streets: ['Bahnhofplatz', 'Seestrasse', 'Rue du Rhône', 'Dorfstrasse'],
    },
    {
        name: 'Sverige', phones: ['+46 31 39006xx', '+46 40 62804xx', '+46 8 465004xx'], share: 12,
        first: ['Åsa', 'Astrid', 'Elsa', 'Gustav', 'Göran', 'Ingrid', 'Lars', 'Märta', 'Nils', 'Örjan'],
        last: ['Åkesson', 'Andersson', 'Bergström', 'Ekström', 'Håkansson', 'Johansson', 'Lindqvist', 'Nyström', 'Öberg', 'Sjögren'],
        places: ['111 20;Stockholm', '411 03;Göteborg', '211 22;Malmö', '752 20;Uppsala', '582 19;Linköping'],
        streets: ['Storgatan', 'Kungsgatan', 'Drottninggatan', 'Östra Vägen'],
    },
    {
        name: 'France', phones: ['+33 1 9900xxxx', '+33 2 6191xxxx', '+33 3 5301xxxx', '+33 4 6571xxxx'], share: 12,
        first: ['Amélie', 'Benoît', 'Chloé', 'François', 'Gaëlle', 'Hélène', 'Loïc', 'Margaux', 'Noël', 'Zoé'],
        last: ['Béranger', 'Bernard', 'Crépin', 'Dubois', 'Dupré', 'Fabre', 'Gérard', 'Lefèvre', 'Moreau', 'Périer'],
        places: ['75003;Paris', '69001;Lyon', '13002;Marseille', '45000;Orléans', '06000;Nice'],
        streets: ['rue de la République', 'avenue Victor-Hugo', 'place de l’Église', 'rue des Écoles'],
    },
];
const domains = ['mail.example', 'post.example', 'web.example', 'kunde.example', 'example.com', 'example.net', 'example.org',
    'verein.example.org', 'firma.example.com'];
const companies = ['Nordlicht GmbH', 'Müller & Söhne', 'Alpenblick, Inh. Huber', 'Ateliers du Rhône, S.A.', 'Blå Port AB',
    'Kontor; Handel & Versand', 'Grün "Natur" Laden', 'Böhm Möbel', 'Süd-Energie eG', 'Opal Studio'];
const notes = ['ruft im März zurück', 'möchte Rechnung per Post', 'auf der Messe getroffen; Angebot gewünscht', 'sagt "bitte nur E-Mail"',
    'zweite Adresse:\nPostfach 1204', 'Größe M, Farbe Blau', 'spricht français', 'Liefertermin:\nnur vormittags;\nHintereingang'];

const folded = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', å: 'aa', é: 'e', è: 'e', ê: 'e', ë: 'e', î: 'i', ï: 'i', ç: 'c', ô: 'o' };
const ascii = (name) => name.toLowerCase().replace(/[^a-z]/g, (letter) => folded[letter] ?? '');

function date(firstYear, lastYear) {
    const year = firstYear + below(lastYear - firstYear + 1);
    const month = 1 + below(12);
    const day = 1 + below(new Date(Date.UTC(year, month, 0)).getUTCDate());
    return `${twoDigits(day)}.${twoDigits(month)}.${year}`;
}

function amount() {
    const cents = below(400000);
    const whole = String(Math.floor(cents / 100)).replace(/(\d)(\d{3})$/, '$1.$2');
    return `${whole},${twoDigits(cents % 100)}`;
}

function countryFor(percent) {
    let sum = 0;
    return countries.find(({ share }) => (sum += share) > percent);
}

const columns = ['E-Mail', 'Vorname', 'Nachname', 'Firma', 'Telefon', 'Straße', 'PLZ', 'Ort', 'Land', 'Geburtsdatum', 'Kunde seit',
    'Newsletter', 'Umsatz', 'Notiz'];
const column = (name) => columns.indexOf(name);

function person(number) {
    const country = countryFor(below(100));
    const first = pick(country.first);
    const last = pick(country.last);
    const [postcode, city] = pick(country.places).split(';');
    return [
        `${ascii(first)}.${ascii(last)}${number}@${pick(domains)}`,
        first,
        last,
        chance(45) ? pick(companies) : '',
        country.phones.length && chance(85) ? pick(country.phones).replaceAll('x', () => below(10)) : '',
        `${pick(country.streets)} ${1 + below(140)}`,
        postcode,
        city,
        country.name,
        chance(85) ? date(1940, 2005) : '',
        date(2012, 2024),
        chance(60) ? 'ja' : 'nein',
        chance(70) ? amount() : '',
        chance(25) ? pick(notes) : '',
    ];
}

// What is wrong, and in which row. Rows count from 1; `of` names the earlier row that is repeated.
const faults = [
    { row: 17, set: { 'E-Mail': 'ingrid.nystroem(at)mail.example' } },
    { row: 58, set: { Geburtsdatum: '31.02.1987' } },
    { row: 143, set: { 'E-Mail': 'jürgen.weber@@web.example' } },
    { row: 260, cells: 9 },
    { row: 391, set: { 'E-Mail': 'hélène dubois@post.example' } },
    { row: 420, of: 120 },
    { row: 512, of: 512 - 40, set: { Ort: 'Potsdam', PLZ: '14467' } },
    { row: 640, cells: 3 },
    { row: 777, set: { 'E-Mail': 'franz.gruber@' } },
    { row: 905, of: 31 },
    { row: 1044, set: { 'E-Mail': 'clara.mueller@mail..example' } },
    { row: 1170, of: 1003, set: { Telefon: '+49 30 23125134' } },
    { row: 1333, cells: 13 },
    { row: 1409, set: { 'E-Mail': '@kunde.example' } },
    { row: 1588, of: 1587 },
    { row: 1702, set: { 'E-Mail': 'nils.oeberg@web.example;' } },
    { row: 1850, of: 1204, uppercase: true },
    { row: 1966, set: { 'Kunde seit': '30.02.2023' } },
];

function applyFault(fault, rows) {
    const row = fault.of ? [...rows[fault.of - 1]] : rows[fault.row - 1];
    for (const [name, value] of Object.entries(fault.set ?? {})) row[column(name)] = value;
    if (fault.uppercase) row[column('E-Mail')] = row[column('E-Mail')].toUpperCase();
    rows[fault.row - 1] = fault.cells ? row.slice(0, fault.cells) : row;
}

// Of people without any fault, so that each is one update.
function applyChange(index, rows) {
    const row = rows[99 + 600 * index];
    row[column('Straße')] = 'Neue Straße 1';
    row[column('Ort')] = 'Weimar';
}

// Windows-1252 differs from Latin-1 only between 0x80 and 0x9f; of that part the sample uses the apostrophe.
function windows1252(text) {
    return Buffer.from(Array.from(text, (letter) => {
        const code = letter === '’' ? 0x92 : letter.codePointAt(0);
        if (code > 255) throw new Error(`'${letter}' is not in Windows-1252`);
        return code;
    }));
}

const cell = (text) => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells) => `${cells.map(cell).join(';')}\r\n`;

function option(name) {
    const at = process.argv.indexOf(name);
    return at < 0 ? null : Number(process.argv[at + 1]);
}

const rows = Array.from({ length: rowCount }, (_, index) => person(index + 1));
for (const fault of faults) applyFault(fault, rows);
for (let index = 0; index < (option('--changed') ?? 0); index += 1) applyChange(index, rows);
const wanted = Math.floor((rowCount * (option('--percent') ?? 100)) / 100);
process.stdout.write(windows1252(line(columns) + rows.slice(0, wanted).map(line).join('')));
