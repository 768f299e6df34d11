// A double of Emarsys, as strict as its contract (section 10 of emarsys.md): it refuses what the service refuses, and what a client
// must never do it counts as a violation besides.
//
//     node emarsys_double.mjs [--real-clock]
//
// Prints {"api","control"}, the addresses of its two servers on loopback, and ends when its standard input does. The control
// server is the test's: POST /reset, /config, /faults [{"at","kind","times"}] (calls of the API are counted from 1 after that),
// /clock {"advance_ms"}, /contacts [{"3": …}], /reopen, /forget-log; GET /state. Without --real-clock its clock stands still but for
// /clock.
import crypto from 'node:crypto';
import http from 'node:http';

const realClock = process.argv.includes('--real-clock');
const started = Date.now();
let advanced = 0;
const nowMs = () => (realClock ? Date.now() : started) + advanced;
const now = () => Math.floor(nowMs() / 1000);

const defaults = {
    client: 'client-1', secret: 'secret-1', wsse_user: 'customer', wsse_secret: 'customer-secret',
    lifetime: 3600,              // of a token, in seconds
    rate: 1000,                  // calls a minute; 0: any number
    rate_headers: true,          // whether the answers tell what is left of them
    too_large: 413,              // the status of a call that is too large
    errors: 'object',            // how no errors are told: object, array, absent
    whole_call_errors: false,    // a call all of whose contacts fail is answered with 400
    race: [],                    // keys that are said to exist already when they are written first
    list_refusals: 0,            // how many calls to put contacts into a list refuse the first of them
    list_silent: 0,              // how many calls to put contacts into a list are answered without having done anything
    list_errors: 0,              // how many calls to put contacts into a list are refused as a whole
    list_counts_less: 0,         // so many fewer contacts than it has taken are counted by the answer of a list
    untold: false,               // the answer to a write leaves out what it has accepted
    bodies: true,                // whether the log keeps them
};
const switches = { ...defaults };

const types = { shorttext: 60, longtext: 255, largetext: Infinity };
const reserved_names = ['id', 'uid', 'email'];
const fields = new Map();      // id -> {name, application_type, choices}
const contacts = new Map();    // internal id -> {field id: value}
const lists = new Map();
const tokens = new Map();      // token -> end
const by_email = new Map();    // folded -> internal ids
const created = new Set();     // internal ids of contacts that the API has added
const log = [];                // of calls of the API that were processed
const violations = [];
let next_contact = 5000, next_field = 1001, calls = 0, faults = [], call_times = [], raced = new Set(), refused_for_rate = 0;

const field = (id, name, application_type, choices = []) => fields.set(String(id), { id: String(id), name, application_type, choices });

function reset() {
    Object.assign(switches, defaults);
    for (const each of [fields, contacts, by_email, lists, tokens, raced, created]) each.clear();
    for (const each of [log, violations]) each.length = 0;
    [next_contact, next_field, calls, faults, call_times, refused_for_rate] = [5000, 1001, 0, [], [], 0];
    lists.set('101', new Set()).set('102', new Set());
    field(0, 'Interests', 'interests');
    field(1, 'First Name', 'shorttext');
    field(2, 'Last Name', 'shorttext');
    field(3, 'E-Mail', 'longtext');
    field(4, 'Date of Birth', 'birthdate');
    field(5, 'Gender', 'singlechoice', [['1', 'Male'], ['2', 'Female']]);
    field(11, 'City', 'shorttext');
    field(31, 'Opt-In', 'singlechoice', [['1', 'True'], ['2', 'False']]);
    field(32, 'User status', 'special');
    field(37, 'Mobile', 'shorttext');
    field(100, 'Points', 'numeric');
    field(101, 'Hobbies', 'multichoice', [['7', 'Chess'], ['9', 'Rowing']]);
    field(102, 'Shop', 'url');
    field(103, 'Voucher42', 'voucher');
}

function reply(status, replyCode, data = '', headers = {}) {
    return [status, JSON.stringify({ replyCode, replyText: replyCode === 0 ? 'OK' : 'Something is wrong', data }), headers];
}

class Refused extends Error {
    constructor(status, code) { super(`${status}/${code}`); Object.assign(this, { status, code }); }
}

function violation(text) { violations.push(text); }

// -- logging in

function giveToken(request, body) {
    const basic = 'Basic ' + Buffer.from(`${switches.client}:${switches.secret}`).toString('base64');
    const is_form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (request.headers.authorization !== basic || !is_form || body.toString() !== 'grant_type=client_credentials') return [401, JSON.stringify({ error: 'invalid_client' })];
    const token = crypto.randomBytes(16).toString('hex');
    tokens.set(token, now() + switches.lifetime);
    log.push({ method: 'POST', path: '/oauth2/token' });
    return [200, JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: switches.lifetime })];
}

function isLoggedIn(version, request) {
    if (version === '3') {
        const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
        return tokens.has(token) && tokens.get(token) > now();
    }
    const match = /^UsernameToken Username="([^"]*)", PasswordDigest="([^"]*)", Nonce="([^"]*)", Created="([^"]*)"$/.exec(request.headers['x-wsse'] ?? '');
    if (!match) return false;
    const [, user, digest, nonce, created] = match;
    const hex = crypto.createHash('sha1').update(nonce + created + switches.wsse_secret).digest('hex');
    return user === switches.wsse_user && Math.abs(Date.parse(created) / 1000 - now()) <= 300 && digest === Buffer.from(hex).toString('base64');
}

// -- contacts

const folded = (key_id, value) => key_id === '3' ? String(value).trim().toLowerCase() : String(value);

function store(id, contact) {
    if (contact[3] !== undefined && contacts.get(id)?.[3] !== contact[3]) {
        const key = folded('3', contact[3]);
        if (!by_email.get(key)?.includes(id)) by_email.set(key, [...(by_email.get(key) ?? []), id]);
    }
    contacts.set(id, { ...contacts.get(id), ...contact });
}

function matches(key_id, value) {
    if (key_id === '3') return by_email.get(folded('3', value)) ?? [];
    if (key_id === 'id') return contacts.has(String(value)) ? [String(value)] : [];
    return [...contacts].filter(([, contact]) => contact[key_id] === String(value)).map(([id]) => id);
}

function checkValue(id, value) {
    const known = fields.get(id);
    if (!known) throw new Refused(400, 2006);
    if (value === '') return;
    const is_id = (text) => known.choices.some(([choice]) => choice === text);
    if (known.application_type === 'multichoice') {
        if (!Array.isArray(value) || value.length === 0 || !value.every(is_id)) throw new Refused(400, 2007);
        return;
    }
    if (typeof value !== 'string') throw new Refused(400, 2007);
    if (known.application_type === 'singlechoice' && !is_id(value)) throw new Refused(400, 2007);
    if (['date', 'birthdate'].includes(known.application_type) && !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new Refused(400, 2007);
    if (known.application_type === 'numeric' && !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)) throw new Refused(400, 2007);
    if ([...value].length > (types[known.application_type] ?? Infinity)) violation(`too long for ${known.name}`);
}

function writeOne(key_id, contact, create, written, list) {
    const value = contact[key_id];
    const ids = matches(key_id, value);
    if (ids.length > 1) throw new Refused(400, 2010);
    for (const [id, each] of Object.entries(contact)) checkValue(id, each);
    if (ids.length === 0 && !create) throw new Refused(400, 2008);
    if (switches.race.includes(value) && !raced.has(value)) {
        raced.add(value);
        throw new Refused(400, 2009);
    }
    if (ids.length === 1) {
        store(ids[0], contact);
        written.push(ids[0]);                     // a text: it was there
    } else {
        const id = String(next_contact++);
        store(id, contact);
        created.add(id);
        written.push(Number(id));                 // an integer: it is new
    }
    if (list) lists.get(list)?.add(String(written.at(-1)));
}

function toldErrors(errors) {
    if (Object.keys(errors).length > 0 || switches.errors === 'object') return { errors };
    return switches.errors === 'array' ? { errors: [] } : {};
}

function writeContacts(query, { key_id, contacts: rows, contact_list_id }) {
    if (contact_list_id !== undefined) violation('contact_list_id was sent');
    if (!Array.isArray(rows) || rows.length > 1000) return reply(400, 1000);
    const create = query.get('create_if_not_exists') === '1';
    if (!fields.has(String(key_id))) return reply(200, 0, { ids: [], errors: { '<NO_KEY_ID>': { 2004: 'Invalid key field id' } } });
    const keys = rows.map((row) => folded(key_id, row[key_id] ?? ''));
    if (new Set(keys).size !== keys.length) violation('a key stands twice in one call');
    const ids = [], errors = {};
    let code = 0;
    for (const row of rows) {
        try {
            if (!row[key_id]) throw new Refused(400, 2005);
            writeOne(String(key_id), row, create, ids, contact_list_id && String(contact_list_id));
        } catch (error) {
            if (!(error instanceof Refused)) throw error;
            code = error.code;
            errors[row[key_id] ?? ''] = { [error.code]: `No luck with ${row[key_id]}` };
        }
    }
    if (ids.length === 0 && rows.length > 0 && switches.whole_call_errors) return reply(400, code);
    return reply(200, 0, { ...(switches.untold ? {} : { ids }), ...toldErrors(errors) });
}

function checkIds({ key_id, external_ids, contact_list_id }) {
    if (contact_list_id !== undefined) violation('contact_list_id was sent');
    if (external_ids.length > 1000) return reply(400, 2002);
    const ids = {}, errors = {};
    for (const value of external_ids) {
        const found = matches(String(key_id), value);
        if (found.length === 1) ids[value] = found[0];
        else errors[value] = { [found.length === 0 ? 2008 : 2010]: 'No contact' };
    }
    return reply(200, 0, { ids, ...toldErrors(errors) });
}

function createField({ name, application_type }) {
    if (!['shorttext', 'longtext', 'largetext', 'date', 'url', 'numeric'].includes(application_type)) return reply(400, 9006);
    if (!name || name.length > 200) return reply(400, 9001);
    if (reserved_names.includes(name.toLowerCase())) return reply(400, 9003);
    if ([...fields.values()].some((known) => known.name.toLowerCase() === name.toLowerCase())) {
        violation(`the field ${name} was created twice`);
        return reply(400, 9002);
    }
    field(next_field, name, application_type);
    return reply(200, 0, { id: next_field++ });
}

function addToList(id, { key_id, external_ids }) {
    const list = lists.get(id);
    if (!list) return reply(400, 2020);
    if (external_ids.length > 10000) return reply(400, 3002);
    if (switches.list_errors-- > 0) return reply(400, 3005);
    if (switches.list_silent-- > 0) return reply(200, 0, '');
    const before = list.size, errors = {};
    const refused = switches.list_refusals-- > 0 ? external_ids[0] : undefined;
    for (const value of external_ids) {
        const [found] = matches(String(key_id), value);
        if (found && value !== refused) list.add(found);
        else errors[value] = { 2008: 'No contact' };
    }
    return reply(200, 0, { inserted_contacts: Math.max(0, list.size - before - switches.list_counts_less), ...toldErrors(errors) });
}

function perform(request, path, query, body, bytes) {
    const call = `${request.method} ${path}`;
    log.push({ method: request.method, path, body: switches.bodies ? body : undefined, bytes });
    if (call === 'GET field') return reply(200, 0, [...fields.values()].map(({ id, name, application_type }, i) => ({ id: i % 2 ? Number(id) : id, name, application_type, string_id: name.toLowerCase() })));
    const choice = /^GET field\/(\d+)\/choice$/.exec(call);
    if (choice) return reply(200, 0, (fields.get(choice[1])?.choices ?? []).map(([id, name], i) => ({ id, choice: name, bit_position: i + 40 })));
    if (call === 'GET contactlist') return reply(200, 0, [...lists.keys()].map((id) => ({ id, name: 'List ' + id })));
    if (call === 'PUT contact/') return writeContacts(query, body);
    if (call === 'POST contact/checkids') return checkIds(body);
    if (call === 'POST field') return createField(body);
    const add = /^POST contactlist\/(\d+)\/add$/.exec(call);
    if (add) return addToList(add[1], body);
    if (/delete|replace/.test(path) || request.method === 'DELETE') violation(`forbidden: ${call}`);
    return reply(404, 1);
}

// -- faults

const statusFaults = {
    401: [401, '{"replyCode":1,"replyText":"Unauthorized","data":""}'], '403_gateway': [403, '{"message":"denied"}'], '403_problem': [403, ''],
    408: [408, ''], 413: [413, '{"replyCode":1000,"replyText":"Too large","data":""}'], 429: [429, 'Too many requests'],
    500: [500, '{"replyCode":1,"replyText":"Error","data":""}'], 501: [501, ''], 502: [502, '<html><body>Bad gateway</body></html>'], 503: [503, ''],
};

function answer(request, body) {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname === '/oauth2/token' && request.method === 'POST') return giveToken(request, body);
    const [, version, path] = /^\/api\/v([23])\/(.*)$/.exec(url.pathname) ?? [];
    if (!version) return [404, '', {}];
    if (!isLoggedIn(version, request)) return reply(401, 1);
    const over = overRate();
    if (over) return over;
    if (!(request.headers['content-type'] ?? '').startsWith('application/json')) violation('no Content-Type of JSON');
    if (body.length > 8_000_000) return reply(switches.too_large, 1000);
    const [status, text] = perform(request, path, url.searchParams, body.length > 0 ? JSON.parse(body) : undefined, body.length);
    return [status, text, rateHeaders()];
}

// As the service tells them: the reset as a Unix time.
function rateHeaders() {
    if (!switches.rate || !switches.rate_headers) return {};
    return { 'X-RateLimit-Limit': switches.rate, 'X-Ratelimit-Remaining': switches.rate - call_times.length, 'X-RateLimit-Reset': Math.ceil(call_times[0] / 1000) + 60 };
}

function overRate() {
    if (!switches.rate) return null;
    call_times = call_times.filter((time) => time > nowMs() - 60_000);
    if (call_times.length >= switches.rate) {
        ++refused_for_rate;
        return [429, 'Too many requests', rateHeaders()];
    }
    call_times.push(nowMs());
    return null;
}

function respond(request, response, body) {
    const call = ++calls;
    const kind = faults.find(({ at, times = 1 }) => call >= at && call < at + times)?.kind;
    const send = ([status, text, headers = {}]) => { response.writeHead(status, { 'Content-Type': 'application/json', ...headers }); response.end(text); };
    if (kind === 'reset_before') return request.socket.resetAndDestroy();
    if (kind === '429_retry_after') return send([429, 'Too many requests', { 'X-RateLimit-Reset': now() + 7 }]);
    if (kind in statusFaults) return send(statusFaults[kind]);
    const result = answer(request, body);
    if (kind === 'reset_after') return request.socket.resetAndDestroy();
    if (kind === 'slow') {
        response.writeHead(200, { 'Content-Length': result[1].length });
        return response.write(result[1].slice(0, result[1].length / 2));
    }
    if (kind === 'malformed') return send([200, '{"replyCode":0,']);
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

// What is wrong once a run has come to its end: the contacts that were added belong into the list 101, and no others.
function wrongInLists() {
    const wrong = [...created].filter((id) => !lists.get('101').has(id)).map((id) => `the new contact ${id} is not in the list`);
    for (const list of lists.values()) {
        for (const id of list) if (!created.has(id)) wrong.push(`the contact ${id} is in a list, but was there before`);
    }
    return wrong;
}

const controls = {
    'POST /reset': () => { reset(); return {}; },
    'POST /config': (body) => Object.assign(switches, body),
    'POST /faults': (body) => { faults = body; calls = 0; refuseNext(); return {}; },
    'POST /clock': ({ advance_ms }) => { advanced += advance_ms; return {}; },
    'POST /contacts': (body) => { for (const contact of body) store(String(next_contact++), contact); return {}; },
    'POST /forget-log': () => { log.length = 0; return {}; },
    'POST /reopen': async () => {
        if (!api.listening) await new Promise((done) => api.listen(ports.api, '127.0.0.1', done));
        return {};
    },
    'GET /sizes': () => ({ contacts: contacts.size, list: lists.get('101').size, violations: violations.length, calls, refused_for_rate }),
    'GET /state': () => ({
        contacts: Object.fromEntries(contacts), lists: Object.fromEntries([...lists].map(([id, set]) => [id, [...set]])),
        fields: Object.fromEntries([...fields].map(([id, each]) => [id, { name: each.name, application_type: each.application_type }])),
        log, violations: [...violations, ...wrongInLists()], calls, refused_for_rate, now_ms: nowMs(),
    }),
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
