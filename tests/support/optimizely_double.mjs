// A double of Optimizely Campaign, strict by its contract (section 9 of optimizely-campaign.md): it refuses what the service refuses,
// and what a client must never do it counts as a violation besides.
//
//     node optimizely_double.mjs [--real-clock]
//
// Prints {"api","control"}, the addresses of its two servers on loopback, and ends when its standard input does. The control server is
// the test's: POST /reset, /config, /faults, /clock {"advance_ms"}, /reopen, /list {"id",…}, /people {"unsubscribed","blocked",
// "bounced","codes"}; GET /state, /log, /sizes. Without --real-clock its clock stands still but for /clock.
import http from 'node:http';
import { randomBytes } from 'node:crypto';

const realClock = process.argv.includes('--real-clock');
const started = Date.now();
let advanced = 0;
const now = () => (realClock ? Date.now() : started) + advanced;

const client = 4711, user = 'muster-api', password = 'double-password-of-campaign';
const minute = 60_000;
const defaults = {
    session_minutes: 20, sliding: false,
    most_per_call: 1000,
    order: [1, 5, 3, 4, 2],            // in which a recipient is checked
    stores_refused: false,             // whether recipients with code 2 or 4 are stored all the same
    inline: false,                     // numbers inline instead of references
    chunked: true,
    reason: '',                        // the phrase behind the status
    wrong_length: false,               // one result too few
    clear_ms: 0,                       // how long a clear takes to show
    rest: true,
    rest_names: 'internal',            // whether SOAP tells internal or display names
    optin_status: true,                // whether the call about the opt-in of a recipient exists
};
const config = { ...defaults };

const field = (internalName, type, required = false, displayName = internalName) => ({ internalName, displayName, type, required });
const crmFields = [
    field('opt-in-id', 'STRING'), field('description', 'TEXT'), field('media-type', 'STRING'), field('entity-type', 'STRING'), field('entity-id', 'STRING'),
    field('firstname', 'STRING', false, 'First name'), field('lastname', 'STRING', false, 'Last name'), field('points', 'INTEGER'), field('level', 'SHORT'), field('number', 'LONG'),
    field('spent', 'DECIMAL'), field('share', 'FLOAT'), field('birthday', 'DATE'), field('seen', 'TIMESTAMP'), field('member', 'BOOLEAN'),
];
const systemNames = ['Created', 'Modified', 'Opt-in source', 'Opt-in date'];

// What the client holds, and what was done to it.
const lists = new Map();               // id -> {name, kind, testList, forTransactionApi, fields, recipients: Map, clears, clearedAt}
const optInProcesses = new Map([[31, 'single'], [32, 'double']]);
const unsubscribed = new Map();        // recipient id -> {recipientListId, created, reason}
let blocked = [], bounced = new Map(), codes = new Map();
const sessions = new Map();            // id -> when it ends
const violations = [], log = [], audit = [];
let faults = [];                       // {at, kind, times}
let calls = 0, working = 0, counted = false;
const violate = (what) => violations.push(what);

function addList(id, more = {}) {
    lists.set(id, { id, name: `List ${id}`, kind: 'regular', testList: false, forTransactionApi: false, fields: crmFields, recipients: new Map(), clears: 0, clearedAt: -Infinity, ...more });
}
function resetState() {
    Object.assign(config, defaults);
    for (const each of [lists, unsubscribed, sessions]) each.clear();
    for (const each of [violations, log, audit]) each.length = 0;
    blocked = []; bounced = new Map(); codes = new Map(); faults = [];
    calls = 0; counted = false;
    addList(101);
    addList(102, { kind: 'opt-in' });
    addList(103, { testList: true });
    addList(104, { forTransactionApi: true });
    addList(105);
}
resetState();

class Fault extends Error {
    constructor(text) { super(text); this.text = text; }
}

// -- XML

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decoded = (text) => text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (_, name) => {
    if (name.startsWith('#x')) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    if (!(name in entities)) throw new Fault('unknown entity');
    return entities[name];
});
const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' }[c])).replace(/[^\x00-\x7f]/gu, (c) => `&#${c.codePointAt(0)};`);

// {name, attributes, children, text} of the root.
function parseXml(text) {
    const root = { name: '', attributes: {}, children: [], text: '' };
    const stack = [root];
    const token = /<\?[^>]*\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|([^<]+)/gy;
    let at = 0;
    for (let match; at < text.length && (token.lastIndex = at, match = token.exec(text)); at = token.lastIndex) {
        const [, cdata, closing, name, attributes, empty, plain] = match;
        const top = stack.at(-1);
        if (cdata !== undefined) top.text += cdata;
        else if (plain !== undefined) top.text += decoded(plain);
        else if (name && closing) {
            if (top.name !== name) throw new Fault('not well-formed');
            stack.pop();
        } else if (name) {
            const element = { name, attributes: {}, children: [], text: '' };
            for (const [, key, value] of attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)) element.attributes[key] = decoded(value);
            top.children.push(element);
            if (!empty) stack.push(element);
        }
    }
    if (at < text.length || stack.length !== 1 || root.children.length !== 1) throw new Fault('not well-formed');
    return root.children[0];
}
const local = (name) => name.slice(name.indexOf(':') + 1);
const isNil = (element) => element.attributes['xsi:nil'] === 'true' || element.attributes['xsi:nil'] === '1';

// A parameter by its xsi:type; anything that is not typed is a violation.
function valueOf(element) {
    if (isNil(element)) return null;
    const type = element.attributes['xsi:type'] ?? '';
    if (type === 'soapenc:Array') {
        const size = /^xsd:string((?:\[\])?)\[(\d+)\]$/.exec(element.attributes['soapenc:arrayType'] ?? '');
        if (!size) { violate(`an array of the type ${element.attributes['soapenc:arrayType']}`); throw new Fault('bad array'); }
        if (Number(size[2]) !== element.children.length) { violate('an array of another size than it says'); throw new Fault('bad array'); }
        return element.children.map(valueOf);
    }
    if (element.children.length > 0) throw new Fault('bad parameter');
    if (type === 'xsd:string') return element.text;
    if (type === 'xsd:long' || type === 'xsd:int') {
        if (!/^-?\d+$/.test(element.text)) throw new Fault(`For input string: "${element.text}"`);
        return Number(element.text);
    }
    if (type === 'xsd:boolean') return element.text === 'true' || element.text === '1';
    violate(`a parameter of the type ${type || 'none'}`);
    throw new Fault('bad parameter');
}

function parametersOf(service, text) {
    const envelope = parseXml(text);
    const body = envelope.children.find(({ name }) => local(name) === 'Body');
    const operation = body?.children[0];
    if (local(envelope.name) !== 'Envelope' || !operation) throw new Fault('no envelope');
    const prefix = operation.name.slice(0, operation.name.indexOf(':'));
    const space = operation.attributes[`xmlns:${prefix}`];
    if (space !== `urn:api.broadmail.de/soap11/Rpc${service}`) violate(`the namespace of a call is ${space}`);
    if (operation.attributes['soapenv:encodingStyle'] !== 'http://schemas.xmlsoap.org/soap/encoding/') violate('a call says no encoding style');
    operation.children.forEach(({ name }, index) => {
        if (name !== `in${index}`) violate(`a parameter is called ${name}`);
    });
    return { operation: local(operation.name), parameters: operation.children.map(valueOf) };
}

// -- replies

const envelopeOf = (content) => '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
    + 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' + content + '</soapenv:Body></soapenv:Envelope>';
const encoding = 'soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"';

function replyOf(service, operation, value) {
    const open = `<ns1:${operation}Response ${encoding} xmlns:ns1="urn:api.broadmail.de/soap11/Rpc${service}"`;
    if (value === undefined) return envelopeOf(`${open}/>`);
    const references = [];
    const numberAs = (number) => {
        if (config.inline) return `xsi:type="xsd:int">${number}`;
        references.push(`<multiRef id="id${references.length}" soapenc:root="0" ${encoding} xsi:type="xsd:int" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">${number}</multiRef>`);
        return `href="#id${references.length - 1}">`;
    };
    const item = (name, each) => {
        if (each === null) return `<${name} xsi:type="xsd:string" xsi:nil="true"/>`;
        if (Array.isArray(each)) return `<${name} xsi:type="soapenc:Array" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">${each.map((one) => item(name, one)).join('')}</${name}>`;
        return typeof each === 'number' ? `<${name} ${numberAs(each)}</${name}>` : `<${name} xsi:type="xsd:string">${escaped(each)}</${name}>`;
    };
    const content = item(`${operation}Return`, value);
    // Scrambled, the same way every time.
    const order = references.map((_, index) => index).sort((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009));
    return envelopeOf(`${open}>${content}</ns1:${operation}Response>${order.map((index) => references[index]).join('')}`);
}
const faultReply = (text) => envelopeOf(`<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>${escaped(text)}</faultstring><detail/></soapenv:Fault>`);

// -- services

function login([asked, name, secret]) {
    if (asked !== client || name !== user || secret !== password) throw new Fault(`Invalid credentials. client=${asked} user=${name} password=${secret}`);
    const id = randomBytes(8).toString('hex');
    sessions.set(id, now() + config.session_minutes * minute);
    return id;
}

function checkSession(id) {
    if (!((sessions.get(id) ?? 0) > now())) throw new Fault(`Invalid sessionId: ${id}`);
    if (config.sliding) sessions.set(id, now() + config.session_minutes * minute);
}

function listOf(id) {
    const list = lists.get(id);
    if (!list) throw new Fault(`Recipient list ${id} does not belong to the client`);
    return list;
}
const sizeOf = (list) => (now() < list.clearedAt + config.clear_ms ? Math.ceil(list.before * (list.clearedAt + config.clear_ms - now()) / config.clear_ms) : list.recipients.size);

const matches = (pattern, address) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i').test(address);
const isAddress = (address) => /^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(address ?? '');

function checkCell({ type, internalName }, cell) {
    if (cell === null) return;
    const bad = (what) => { violate(`the field ${internalName} was sent ${what}`); throw new Fault(`For input string: "${cell}"`); };
    if (type === 'STRING' || type === 'TEXT') return;
    if (cell === '') bad('an empty text');
    if (['LONG', 'INTEGER', 'SHORT'].includes(type)) {
        if (!/^-?\d+$/.test(cell)) bad('no whole number');
        const limit = { SHORT: 2n ** 15n, INTEGER: 2n ** 31n, LONG: 2n ** 63n }[type];
        if (BigInt(cell) >= limit || BigInt(cell) < -limit) bad('a number out of its range');
    }
    if (['FLOAT', 'DECIMAL'].includes(type) && !/^-?\d+(\.\d+)?$/.test(cell)) bad('no decimal number');
    if (['DATE', 'TIMESTAMP'].includes(type) && !(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(cell) && !Number.isNaN(Date.parse(cell)))) bad('no date with an offset');
    if (type === 'BOOLEAN' && !['true', 'false', '1', '0'].includes(cell)) bad('no truth');
}

function codeOf(list, id, address) {
    const forced = codes.get(id);
    if (forced?.length) return forced.shift();
    const checks = {
        1: () => !isAddress(address),
        5: () => list.recipients.has(id),
        3: () => blocked.some((pattern) => matches(pattern, address)),
        4: () => (bounced.get(id) ?? 0) >= 3,
        2: () => unsubscribed.has(id) && list.kind !== 'opt-in',
    };
    return config.order.find((code) => checks[code]()) ?? 0;
}

function addAll3([listId, process, ids, addresses, names, rows]) {
    const list = listOf(listId);
    if (process !== 0 && !optInProcesses.has(process)) throw new Fault('Opt-in process does not exist');
    for (const each of [ids, addresses, names, rows]) {
        if (!Array.isArray(each)) { violate('addAll3 was called without an array'); throw new Fault('bad parameter'); }
    }
    if (ids.length !== addresses.length || ids.length !== rows.length || rows.some((row) => row.length !== names.length)) {
        violate('the arrays of addAll3 have different lengths');
        throw new Fault('Arrays have different lengths');
    }
    if (ids.length > config.most_per_call) throw new Fault('Too many recipients in one call');
    if (new Set(ids).size !== ids.length) violate('an id stands twice in one call');
    const fields = names.map((name) => {
        if (systemNames.includes(name)) violate(`the system field ${name} is written`);
        const found = list.fields.find((each) => (config.rest_names === 'internal' ? each.internalName : each.displayName) === name);
        if (!found) throw new Fault(`Unknown attribute ${name}`);
        return found;
    });
    rows.forEach((row, index) => {
        fields.forEach((each, column) => checkCell(each, row[column]));
        if (!ids[index]) { violate('a recipient has no id'); throw new Fault('No recipient id'); }
    });
    audit.push(`addAll3 ${ids.length}`);
    counted = false;
    return ids.map((id, index) => {
        const code = codeOf(list, id, addresses[index]);
        if (code === 0 && list.kind === 'opt-in' && unsubscribed.delete(id)) audit.push(`RE-ACTIVATED ${id}`);
        if (code === 0 || (config.stores_refused && (code === 2 || code === 4))) {
            list.recipients.set(id, { address: addresses[index], values: Object.fromEntries(fields.map(({ internalName }, column) => [internalName, rows[index][column]])) });
        }
        return code;
    });
}

const operations = {
    Session: {
        login: { session: false, parts: 3, run: login },
        logout: { parts: 0, run: (_, session) => { sessions.delete(session); return undefined; } },
    },
    Recipient: {
        getCount: { parts: 2, run: ([listId]) => { audit.push('getCount'); counted = true; return sizeOf(listOf(listId)); } },
        clear: {
            parts: 1,
            run: ([listId]) => {
                const list = listOf(listId);
                if (!counted) violate('the list is cleared without having been counted before');
                audit.push(`clear ${list.recipients.size}`);
                counted = false;
                list.before = list.recipients.size;
                list.clearedAt = now();
                list.recipients = new Map();
                ++list.clears;
                return undefined;
            },
        },
        addAll3: { parts: 6, run: (parameters) => { const answer = addAll3(parameters); return config.wrong_length ? answer.slice(1) : answer; } },
    },
    RecipientList: {
        getAttributeNames: {
            parts: 2,
            run: ([listId]) => [...listOf(listId).fields.map((each) => (config.rest_names === 'internal' ? each.internalName : each.displayName)), ...systemNames],
        },
    },
    OptinProcess: {
        getType: { parts: 1, run: ([id]) => { if (!optInProcesses.has(id)) throw new Fault(`Opt-in process ${id} does not exist`); return optInProcesses.get(id); } },
    },
};

function soap(service, text, entry) {
    const { operation, parameters } = parametersOf(service, text);
    entry.operation = operation;
    const known = operations[service]?.[operation];
    if (!known) throw new Fault(`No such operation '${operation}'`);
    const session = known.session === false ? undefined : parameters.shift();
    if (known.session !== false) checkSession(session);
    if (parameters.length !== known.parts) { violate(`${operation} was called with ${parameters.length} parameters`); throw new Fault('No such operation with these parameters'); }
    return replyOf(service, operation, known.run(parameters, session));
}

// -- REST

function rest(request, path, query) {
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (!config.rest) return [404, ''];
    if (request.headers.authorization !== expected) return [401, ''];
    const [asked, ...parts] = path.split('/').map(decodeURIComponent);
    if (Number(asked) !== client) return [403, ''];
    if (request.method === 'DELETE') { violate('a call of REST deletes recipients'); return [204, '']; }
    if (request.method !== 'GET') { violate(`REST was called with ${request.method}`); return [405, '']; }
    if (parts[0] === 'unsubscribes') return unsubscribes(query);
    const list = lists.get(Number(parts[1]));
    if (!list) return [409, ''];
    if (parts[0] === 'recipientlists' && parts.length === 2) {
        const { id, name, testList, forTransactionApi } = list;
        return [200, { id, name, recipients: list.recipients.size, testList, forTransactionApi, mediaTypes: ['EMAIL'], links: [] }];
    }
    if (parts[0] === 'recipientlists' && parts[2] === 'fields') return [200, { elements: list.fields, count: list.fields.length }];
    if (parts[0] === 'recipients' && parts.length === 2) {
        const elements = [...list.recipients.keys()].slice(0, Number(query.get('limit') ?? 100)).map((id) => ({ id }));
        return [200, { elements, count: elements.length }];
    }
    if (parts[0] === 'recipients' && parts[2] === 'count') return [200, { count: sizeOf(list) }];
    if (parts[0] === 'recipients' && parts[3] === 'optinstatus' && config.optin_status) {
        if (list.kind !== 'opt-in') return [400, ''];
        return list.recipients.has(parts[2]) ? [200, 'confirmed'] : [404, ''];
    }
    return [404, ''];
}

function unsubscribes(query) {
    const limit = Number(query.get('limit') ?? 100), offset = Number(query.get('offset') ?? 0);
    if (limit >= 10000) { violate('a page of 10000 unsubscriptions'); return [400, '']; }
    audit.push('unsubscribes');
    const all = [...unsubscribed].map(([recipientId, more]) => ({ recipientId, mediaType: 'EMAIL', ...more }));
    all.sort((a, b) => (Date.parse(a.created) < Date.parse(b.created) ? 1 : -1) * (query.get('direction') === 'DESC' ? 1 : -1));
    return [200, { elements: all.slice(offset, offset + limit), count: Math.max(0, Math.min(limit, all.length - offset)), offset, limit }];
}

// -- serving, with faults at the N-th call

const unread = new Set(['reset_before', 'refuse']);
const statusFaults = {
    401: [401, ''], '403_gateway': [403, ''], '403_problem': [403, '{"status":403}'], 408: [408, ''], 413: [413, ''], 429: [429, ''],
    '429_retry_after': [429, '', { 'Retry-After': '7' }], 500: [500, ''], 501: [501, ''], 502: [502, '<html><body>Bad gateway</body></html>'], 503: [503, ''],
};

function faultOf(call) {
    const found = faults.find(({ at, times = 1 }) => call >= at && call < at + times);
    return found ?? null;
}

function answerTo(request, body, entry) {
    const address = new URL(request.url, 'http://double');
    const service = /^\/soap11\/Rpc(\w+)$/.exec(address.pathname)?.[1];
    if (!service) {
        const path = /^\/rest\/(.+)$/.exec(address.pathname)?.[1];
        if (!path) return [404, '', 'text/plain'];
        const [status, value] = rest(request, path, address.searchParams);
        return [status, value === '' ? '' : JSON.stringify(value), 'application/json'];
    }
    if (request.method !== 'POST') return [405, '', 'text/plain'];
    if (!/^text\/xml; ?charset=utf-8$/i.test(request.headers['content-type'] ?? '')) violate(`the content type of a call is ${request.headers['content-type']}`);
    if (request.headers.soapaction === undefined) violate('a call has no SOAPAction');
    try {
        return [200, soap(service, body.toString('utf8'), entry), 'text/xml;charset=utf-8'];
    } catch (error) {
        if (!(error instanceof Fault)) throw error;
        return [500, faultReply(error.text), 'text/xml;charset=utf-8'];
    }
}

function respond(request, response, body, call) {
    const entry = { call, method: request.method, path: request.url.split('?')[0], status: 0 };
    log.push(entry);
    const fault = faultOf(call);
    if (fault) entry.fault = fault.kind;
    if (fault && unread.has(fault.kind)) return request.socket.destroy();
    if (fault && statusFaults[fault.kind]) {
        const [status, text, headers = {}] = statusFaults[fault.kind];
        entry.status = status;
        response.writeHead(status, config.reason, headers);
        return response.end(text);
    }
    if (fault?.kind === 'dead_session') sessions.clear();
    if (fault?.kind === 'fault') {
        response.writeHead(500, config.reason, { 'Content-Type': 'text/xml;charset=utf-8' });
        return response.end(faultReply(`Something about ${body.toString('utf8')}`));
    }
    let [status, text, type] = answerTo(request, body, entry);
    entry.status = status;
    if (fault?.kind === 'reset_after') return request.socket.destroy();
    if (fault?.kind === 'malformed') text = type.includes('xml') ? text.slice(0, -9) : '{"elements":[';
    if (fault?.kind === 'html') [text, type] = ['<html><body>Maintenance</body></html>', 'text/html'];
    if (fault?.kind === 'truncated' || fault?.kind === 'slow') {
        response.writeHead(status, config.reason, { 'Content-Type': type, 'Content-Length': text.length + 10 });
        response.write(text.slice(0, text.length / 2) || '<');
        if (fault.kind === 'truncated') setTimeout(() => request.socket.destroy(), 5);
        return;
    }
    response.writeHead(status, config.reason, config.chunked ? { 'Content-Type': type } : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
    response.end(text);
}

// A fault of the kind "refuse" takes the server away before its call.
function refuseNext() {
    const next = faults.find(({ at, kind }) => kind === 'refuse' && at === calls + 1);
    if (!next) return;
    faults = faults.filter((each) => each !== next);
    api.close();
    api.closeAllConnections();
}

function listener(request, response) {
    const chunks = [];
    const call = ++calls;
    if (++working > 1 && faults.length === 0) violate('two calls at the same time');
    response.on('close', () => { --working; setImmediate(refuseNext); });
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => respond(request, response, Buffer.concat(chunks), call));
    request.on('error', () => {});
}

// -- control

const recipientsOf = (list) => Object.fromEntries([...list.recipients].sort(([a], [b]) => (a < b ? -1 : 1)));
const controls = {
    'POST /reset': () => { resetState(); return {}; },
    'POST /config': (body) => Object.assign(config, body),
    'POST /faults': (body) => { faults = body; calls = 0; refuseNext(); return {}; },
    'POST /clock': ({ advance_ms }) => { advanced += advance_ms; return {}; },
    'POST /list': ({ id, recipients = {}, ...more }) => {
        if (!lists.has(id)) addList(id);
        const list = Object.assign(lists.get(id), more);
        for (const [key, address] of Object.entries(recipients)) list.recipients.set(key, { address, values: {} });
        return {};
    },
    // Recipients number 1 to `count`.
    'POST /fill': ({ id, count }) => {
        const list = lists.get(id);
        list.recipients = new Map(Array.from({ length: count }, (_, index) => [`old-${index + 1}`, { address: `old-${index + 1}@example.com`, values: {} }]));
        return {};
    },
    'POST /people': (body) => {
        for (const [id, more] of Object.entries(body.unsubscribed ?? {})) unsubscribed.set(id, { recipientListId: 0, created: new Date(now()).toISOString(), reason: '', ...more });
        blocked.push(...(body.blocked ?? []));
        for (const [id, count] of Object.entries(body.bounced ?? {})) bounced.set(id, count);
        for (const [id, list] of Object.entries(body.codes ?? {})) codes.set(id, list);
        return {};
    },
    'POST /reopen': async () => {
        if (!api.listening) await new Promise((done) => api.listen(ports.api, '127.0.0.1', done));
        return {};
    },
    'GET /state': () => ({
        lists: Object.fromEntries([...lists].map(([id, list]) => [id, { count: list.recipients.size, clears: list.clears, recipients: list.recipients.size <= 5000 ? recipientsOf(list) : {} }])),
        violations, calls, audit, sessions: [...sessions.values()].filter((end) => end > now()).length, unsubscribed: [...unsubscribed.keys()],
    }),
    'GET /log': () => log,
    'GET /sizes': () => ({ list: lists.get(101).recipients.size, violations: violations.length, calls }),
};

function control(request, response) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
        const text = Buffer.concat(chunks).toString();
        const act = controls[`${request.method} ${request.url}`];
        response.writeHead(act ? 200 : 404, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(act ? await act(text ? JSON.parse(text) : {}) : {}));
    });
}

const api = http.createServer(listener), own = http.createServer(control);
const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const ports = { api: await listen(api), control: await listen(own) };
console.log(JSON.stringify(Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]))));
process.stdin.on('end', () => process.exit(0)).resume();
