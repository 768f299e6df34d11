// A double of a service as somebody in-house might write it: it takes contacts in batches of JSON, is strict about their form, and
// counts what a client must never do as a violation.
//
//     node http_json_double.mjs [--real-clock] [--once]
//
// Prints {"api","control"}, the addresses of its two servers on loopback, and ends when its standard input does. The control
// server is the test's: POST /reset, /config, /faults [{"at","kind","times"}] (calls of the API are counted from 1 after that),
// /clock {"advance_ms"}, /reopen, /forget-log; GET /state. Without --real-clock its clock stands still but for /clock; with --once
// nothing may be done twice.
//
// GET /api/ping; POST, PUT or PATCH /api/contacts/batch {"source":"muster","contacts":[{"email",…}]}; POST or DELETE
// /api/contacts/remove {"emails":[…]}.
import http from 'node:http';

const realClock = process.argv.includes('--real-clock');
const started = Date.now();
let advanced = 0;
const nowMs = () => (realClock ? Date.now() : started) + advanced;

const defaults = {
    most_records: 1000, most_bytes: 1_000_000,
    rate: 0,                     // calls a minute; 0: any number
    order: 'sent',               // of the results: sent, reversed
    results: 'all',              // which are told: all, refused (alone), none, one_less
    once: process.argv.includes('--once'),   // a record that arrives twice in the same form is a violation, and so is a second removal
    atomic: false,               // a call with a record that it does not take is refused as a whole, with 422
    removes: true,               // else each removal is refused
    key: 'email',                // of a contact: email, or id, which is a number
    login: 'bearer',             // bearer, basic, header
};
const switches = { ...defaults };
const logins = {
    bearer: ['authorization', 'Bearer token-1234'],
    basic: ['authorization', 'Basic ' + Buffer.from('importer:password-1234').toString('base64')],
    header: ['x-api-key', 'key-1234'],
};

const contacts = new Map();      // email -> contact, with `removed`
const answers = new Map();       // Idempotency-Key -> {body, result}
const arrived = new Set();       // records that came, as text
const log = [];                  // of calls that were processed
const violations = [];
let calls = 0, faults = [], call_times = [];

function reset() {
    Object.assign(switches, defaults);
    for (const each of [contacts, answers, arrived]) each.clear();
    for (const each of [log, violations]) each.length = 0;
    [calls, faults, call_times] = [0, [], []];
}

const violation = (text) => violations.push(text);
const reply = (status, value, headers = {}) => [status, JSON.stringify(value), headers];

class Refused extends Error {
    constructor(status, text) { super(text); this.status = status; }
}

function wrongForm(text) {
    violation(text);
    throw new Refused(422, text);
}

// -- contacts

const is_text = (value) => typeof value === 'string';
const is_whole = (value) => Number.isSafeInteger(value);
const is_day = (value) => is_text(value) && /^\d{4}-\d{2}-\d{2}$/.test(value);
const members = {
    email: is_text, name: is_text, points: Number.isFinite, born: is_day, newsletter: (value) => typeof value === 'boolean', note: is_text,
    address: (value) => value !== null && typeof value === 'object' && Object.entries(value).every(([name, each]) => name === 'city' && (each === null || is_text(each))),
};

const isKey = (value) => (switches.key === 'id' ? is_whole : is_text)(value);

function checkForm(contact) {
    if (contact === null || typeof contact !== 'object' || !isKey(contact[switches.key])) wrongForm('a record without its key');
    for (const [name, value] of Object.entries(contact)) {
        if (name === switches.key) continue;
        if (!Object.hasOwn(members, name)) wrongForm(`the member ${name} is not known`);
        if (value !== null && !members[name](value)) wrongForm(`the member ${name} is of another type`);
    }
}

// What the service does not take for a reason of its own: no violation.
const trouble = ({ email, name }) => name === 'Nobody' ? `no contact may be called ${name} (${email}),\nsays token-1234` : null;

const keyOf = (contact) => contact[switches.key];

function checkList(list) {
    if (!Array.isArray(list) || list.length === 0) wrongForm('no list of records');
    if (list.length > switches.most_records) throw new Refused(413, 'too many records');
}

function told(entries) {
    if (switches.results === 'none') return {};
    if (switches.results === 'refused') {
        const refused = entries.filter(({ status }) => status === 'refused');
        return refused.length > 0 ? { results: refused } : {};
    }
    const results = switches.order === 'reversed' ? entries.toReversed() : entries;
    return { results: switches.results === 'one_less' ? results.slice(1) : results };
}

function writeContacts({ source, contacts: list, ...others }) {
    if (source !== 'muster' || Object.keys(others).length > 0) wrongForm('another body');
    checkList(list);
    list.forEach(checkForm);
    if (new Set(list.map(keyOf)).size !== list.length) violation('a key stands twice in one call');
    if (switches.atomic && list.some(trouble)) throw new Refused(422, 'one of the records cannot be taken');
    return told(list.map((contact) => {
        const text = JSON.stringify(contact);
        if (switches.once && arrived.has(text)) violation(`a record arrived twice: ${text}`);
        arrived.add(text);
        const message = trouble(contact);
        const key = keyOf(contact);
        if (message) return { [switches.key]: key, status: 'refused', message };
        const known = contacts.has(key);
        contacts.set(key, { ...contacts.get(key), ...contact, removed: false });
        return { [switches.key]: key, status: known ? 'updated' : 'created' };
    }));
}

function removeContacts({ emails, ...others }) {
    if (Object.keys(others).length > 0) wrongForm('another body');
    checkList(emails);
    return told(emails.map((email) => {
        if (!switches.removes) return { email, status: 'refused', message: 'it is locked' };
        if (!contacts.has(email)) violation(`${email} was never sent, and was to be removed`);
        else if (switches.once && contacts.get(email).removed) violation(`${email} was removed twice`);
        else contacts.get(email).removed = true;
        return { email, status: 'deleted' };
    }));
}

function perform(request, path, body) {
    const text = body.toString();
    log.push({ method: request.method, path, body: text === '' ? undefined : JSON.parse(text), bytes: body.length, key: request.headers['idempotency-key'] });
    if (request.method === 'GET' && path === 'ping') return { ok: true };
    if (['POST', 'PUT', 'PATCH'].includes(request.method) && path === 'contacts/batch') return writeContacts(JSON.parse(text));
    if (['POST', 'DELETE'].includes(request.method) && path === 'contacts/remove') return removeContacts(JSON.parse(text));
    throw new Refused(404, 'no such call');
}

// Under one key a call is done once, and answered as before.
function performOnce(request, path, body) {
    const key = request.headers['idempotency-key'];
    const before = answers.get(key);
    if (before && before.body !== body.toString()) violation('one key for two different calls');
    if (before) return before.result;
    const result = perform(request, path, body);
    if (key) answers.set(key, { body: body.toString(), result });
    return result;
}

// -- calls and faults

const statusFaults = {
    401: [401, '{"error":"Unauthorized"}'], '403_gateway': [403, '{"message":"denied"}'], '403_problem': [403, ''], 408: [408, ''],
    413: [413, '{"error":"Too large"}'], 422: [422, '{"error":"No"}'], 429: [429, 'Too many requests'], '429_retry_after': [429, 'Too many requests', { 'Retry-After': '7' }],
    500: [500, '{"error":"Trouble"}'], 501: [501, ''], 502: [502, '<html><body>Bad gateway</body></html>'], 503: [503, ''],
};

function overRate() {
    if (!switches.rate) return false;
    call_times = call_times.filter((time) => time > nowMs() - 60_000);
    if (call_times.length >= switches.rate) return true;
    call_times.push(nowMs());
    return false;
}

function answer(request, body) {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/^\/api\//, '');
    const [header, value] = logins[switches.login];
    if (request.headers[header] !== value) return reply(401, { error: 'Unauthorized' });
    if (overRate()) return reply(429, {}, { 'Retry-After': String(Math.ceil((call_times[0] + 60_000 - nowMs()) / 1000)) });
    if (body.length > 0 && request.headers['content-type'] !== 'application/json') {
        violation('another Content-Type');
        return reply(415, {});
    }
    if (body.length > switches.most_bytes) return reply(413, {});
    try {
        return reply(200, performOnce(request, path, body));
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return reply(error.status, { error: error.message });
    }
}

function respond(request, response, body) {
    const call = ++calls;
    const kind = faults.find(({ at, times = 1 }) => call >= at && call < at + times)?.kind;
    const send = ([status, text, headers = {}]) => { response.writeHead(status, { 'Content-Type': 'application/json', ...headers }); response.end(text); };
    if (kind === 'reset_before') return request.socket.resetAndDestroy();
    if (kind in statusFaults) return send(statusFaults[kind]);
    const result = answer(request, body);
    if (kind === 'reset_after') return request.socket.resetAndDestroy();
    if (kind === 'slow') {
        response.writeHead(200, { 'Content-Length': result[1].length });
        return response.write(result[1].slice(0, result[1].length / 2));
    }
    if (kind === 'malformed') return send([200, '{"results":[']);
    if (kind === 'truncated') {
        response.writeHead(200, { 'Content-Length': result[1].length + 10 });
        response.write(result[1].slice(0, result[1].length / 2));
        return setTimeout(() => request.socket.destroy(), 5);
    }
    return send(result);
}

// A fault of the kind "refuse" takes the server away before its call.
function refuseNext() {
    const next = faults.find(({ at, kind }) => kind === 'refuse' && at === calls + 1);
    if (!next) return;
    faults = faults.filter((each) => each !== next);
    api.close();
    api.closeAllConnections();
}

// -- control

const controls = {
    'POST /reset': () => { reset(); return {}; },
    'POST /config': (body) => Object.assign(switches, body),
    'POST /faults': (body) => { faults = body; calls = 0; refuseNext(); return {}; },
    'POST /clock': ({ advance_ms }) => { advanced += advance_ms; return {}; },
    'POST /forget-log': () => { log.length = 0; return {}; },
    'POST /reopen': async () => {
        if (!api.listening) await new Promise((done) => api.listen(ports.api, '127.0.0.1', done));
        return {};
    },
    'GET /state': () => ({ contacts: Object.fromEntries(contacts), log, violations, calls, now_ms: nowMs() }),
};

const gathered = (act) => (request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => act(request, response, Buffer.concat(pieces)));
    request.on('error', () => {});
};

const api = http.createServer(gathered((request, response, body) => {
    response.on('close', () => setImmediate(refuseNext));
    respond(request, response, body);
}));
const own = http.createServer(gathered(async (request, response, body) => {
    const act = controls[`${request.method} ${request.url}`];
    response.writeHead(act ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(act ? await act(body.length > 0 ? JSON.parse(body) : {}) : {}));
}));
const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
reset();
const ports = { api: await listen(api), control: await listen(own) };
console.log(JSON.stringify(Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]))));
process.stdin.on('end', () => process.exit(0)).resume();
