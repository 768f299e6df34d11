// A double of APSIS One, strict by its contract (section 14 of apsis-one.md): it refuses what the service refuses, and what a
// client must never do it counts as a violation besides.
//
//     node apsis_one_double.mjs [--real-clock]
//
// Prints {"api","upload","control"}, the addresses of its three servers on loopback, and ends when its standard input does. The
// control server is the test's: POST /reset, /config, /faults, /clock {"advance_ms"}, /forget (all imports), /reopen; GET /state, /log. Without
// --real-clock its clock stands still but for /clock.
import http from 'node:http';
import { randomBytes } from 'node:crypto';

const realClock = process.argv.includes('--real-clock');
const started = Date.now();
let advanced = 0;
const now = () => (realClock ? Date.now() : started) + advanced;

const defaults = {
    client_id: '0b6cd4ac-6f7f-4a7d-9f5c-1d2e3f405162',
    client_secret: 'double-secret-of-apsis',
    token_refusal: 401,            // of bad credentials: 401, 400 or 403
    token_life_s: 86400,
    dead_token: 'gateway',         // 403 with {"message"}, or 'problem': 401
    request_success: 201,
    upload_success: 204,
    upload_life_s: 900,
    notice_ms: 6000,               // until a file that was uploaded is noticed
    queued_ms: 4000, working_ms: 4000,
    outcome: 'completed',          // of imports that can be read: completed, error or stuck
    most_pending: 3,
    imports_per_minute: 10,
    consent_model: '2.0',
    section: 'usercreated.sections.shop',
    page_size: 0,                  // of lists; 0: they come whole
    page_link: 'next',             // how the next page is named: 'next', 'links' or 'elsewhere'
};

const config = { ...defaults };

const keyspaces = [
    { discriminator: 'com.apsis1.keyspaces.email', name: 'Email', manage_subscriptions: true },
    { discriminator: 'com.apsis1.keyspaces.mobile', name: 'Mobile', manage_subscriptions: true },
    { discriminator: 'com.apsis1.keyspaces.crm-id', name: 'CRM id', manage_subscriptions: false },
    { discriminator: 'com.apsis1.keyspaces.export', name: 'Export', manage_subscriptions: false },
];
const rights = (...words) => keyspaces.map(({ discriminator }) => ({ keyspace_discriminator: discriminator, permissions: words }));
const attribute = (discriminator, name, data_type, id, permissions = rights('READ', 'WRITE')) => ({
    discriminator, name, keyspace_permissions: permissions,
    versions: [{ id: id - 1, deprecated_at: '2020-01-01T00:00:00Z', data_type: 'text' }, { id, deprecated_at: null, data_type }],
});
const attributes = [
    attribute('com.apsis1.attributes.email', 'Email', 'text', 101),
    attribute('com.apsis1.attributes.mobile', 'Mobile', 'text', 103),
    attribute('com.apsis1.attributes.firstname', 'First name', 'text', 105),
    attribute('com.apsis1.attributes.lastname', 'Last name', 'text', 107),
    attribute('usercreated.attributes.birthday', 'Birthday', 'date', 109),
    attribute('usercreated.attributes.seen', 'Last seen', 'timestamp', 111),
    attribute('usercreated.attributes.points', 'Points', 'number', 113),
    attribute('usercreated.attributes.spent', 'Spent', 'decimal', 115),
    attribute('usercreated.attributes.member', 'Member', 'boolean', 117),
    attribute('usercreated.attributes.country', 'Country', 'location', 119),
    attribute('usercreated.attributes.readonly', 'Read only', 'text', 121, rights('READ')),
    attribute('usercreated.attributes.odd', 'Odd', 'quaternion', 123),
    { ...attribute('usercreated.attributes.gone', 'Gone', 'text', 125), versions: [{ id: 125, deprecated_at: '2021-01-01T00:00:00Z', data_type: 'text' }] },
];
const versions = new Map(attributes.flatMap((each) => each.versions.map((version) => [version.id, { attribute: each, version }])));
const email = 'com.apsis1.channels.email', sms = 'com.apsis1.channels.sms';
const topics = [
    { discriminator: 'usercreated.topics.news', name: 'News', folder_discriminator: 'usercreated.folders.a', channel_discriminator: email },
    { discriminator: 'usercreated.topics.offers', name: 'Offers', folder_discriminator: 'usercreated.folders.a', channel_discriminator: null },
];
const tags = [{ discriminator: 'usercreated.tags.vip', name: 'VIP', keyspace_permissions: rights('READ', 'WRITE') }];
const consentLists = [{ discriminator: 'usercreated.targets.list', name: 'List' }];

// What the account holds, and what was done to it.
const profiles = new Map();        // key -> {attributes: {version: value}, consents: {"topic channel": "opt-in"}, locked}
const imports = new Map();
const tokens = new Map();          // token -> expiry in ms
const tokenCalls = [], importCalls = [];
const violations = [];
const log = [];
let faults = [];                   // {at, kind, times}
let calls = 0;
let deletions = 0;
const violate = (what) => violations.push(what);

class Refusal extends Error {
    constructor(status, body, type = 'application/problem+json') {
        super(`${status}`);
        this.status = status;
        this.type = type;
        this.body = typeof body === 'string' && type !== 'application/problem+json' ? body
            : JSON.stringify(typeof body === 'string' ? { title: body, status, detail: body } : body);
    }
}
const xml = (status, code) => new Refusal(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`, 'application/xml');

function withinRate(list, limit) {
    const minute = now() - 60000;
    while (list.length && list[0] <= minute) list.shift();
    list.push(now());
    if (list.length > limit) throw new Refusal(429, 'Too many requests');
}

// -- tokens

const base64url = (text) => Buffer.from(text).toString('base64url');

function issueToken(request, body) {
    withinRate(tokenCalls, 10);
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) throw new Refusal(400, 'JSON only');
    let asked;
    try { asked = JSON.parse(body); } catch { throw new Refusal(400, 'JSON only'); }
    const right = asked.grant_type === 'client_credentials' && asked.client_id === config.client_id && asked.client_secret === config.client_secret;
    if (!right) throw new Refusal(config.token_refusal, 'Bad credentials');
    const expiry = now() + config.token_life_s * 1000;
    const claims = JSON.stringify({ exp: Math.floor(expiry / 1000), jti: randomBytes(6).toString('hex') });
    const token = `${base64url('{"alg":"none"}')}.${base64url(claims)}.${base64url('signature')}`;
    tokens.set(token, expiry);
    return [200, { access_token: token, token_type: 'Bearer', expires_in: 1 }];   // deprecated and wrong on purpose
}

function checkToken(request) {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme === 'Bearer' && (tokens.get(token) ?? 0) > now()) return;
    if (config.dead_token === 'problem') throw new Refusal(401, 'Unauthorized');
    throw new Refusal(403, JSON.stringify({ message: 'User is not authorized to access this resource with an explicit deny' }), 'application/json');
}

// -- imports

const isFinal = ({ status }) => status === 'completed' || status === 'error';

// Lets time pass for every import.
function tick() {
    for (const each of imports.values()) {
        if (each.uploaded === null || isFinal(each)) continue;
        const waited = now() - each.uploaded - config.notice_ms;
        if (waited < 0) continue;
        if (waited < config.queued_ms) each.status = 'queued';
        else if (waited < config.queued_ms + config.working_ms || config.outcome === 'stuck') each.status = 'in_progress';
        else each.status = config.outcome === 'error' ? 'error' : perform(each);
    }
}

function checkConsent(consent, headers) {
    const topic = topics.find(({ discriminator }) => discriminator === consent.topic_discriminator);
    if (!topic) throw new Refusal(400, 'Unknown topic');
    if (!['opt-in', 'opt-out'].includes(consent.type)) throw new Refusal(400, 'Bad consent type');
    if (!topic.channel_discriminator && !consent.channel_discriminator) throw new Refusal(400, 'Channel is required');
    if (topic.channel_discriminator && consent.channel_discriminator && consent.channel_discriminator !== topic.channel_discriminator) {
        throw new Refusal(400, 'Channel does not match');
    }
    if (!consent.field_selector) throw new Refusal(400, 'Empty selector');
    if (consent.consent_list_discriminator && config.consent_model === '2.0') violate('consent_list_discriminator was sent to an account of consent model 2.0');
    headers.push(consent.field_selector);
}

function checkRequest(section, text) {
    if (section !== config.section) throw new Refusal(404, 'No such section');
    if (text.length > 100_000) throw new Refusal(413, 'Too large');
    let body;
    try { body = JSON.parse(text); } catch { throw new Refusal(400, 'No JSON'); }
    const known = ['keyspace_mapping', 'options', 'attribute_mappings', 'consent_mappings'];
    for (const name of Object.keys(body)) {
        if (!known.includes(name)) violate(`an import request has the member ${name}`);
    }
    if ('keyspace_mappings' in body || 'merge_profiles' in body) throw new Refusal(400, 'Not of version 2');
    const mapping = body.keyspace_mapping;
    if (!mapping || Array.isArray(mapping) || !mapping.field_selector) throw new Refusal(400, 'keyspace_mapping');
    const keyspace = keyspaces.find(({ discriminator }) => discriminator === mapping.keyspace_discriminator);
    if (!keyspace) throw new Refusal(400, 'Unknown keyspace');
    if (!keyspace.manage_subscriptions || keyspace.discriminator.endsWith('.export')) throw new Refusal(403, 'Subscriptions may not be managed');
    const headers = [mapping.field_selector];
    for (const each of body.attribute_mappings ?? []) {
        const found = versions.get(each.attribute_version_id);
        if (!found || found.version.deprecated_at !== null) throw new Refusal(400, 'Unknown or deprecated version');
        const granted = found.attribute.keyspace_permissions.find((right) => right.keyspace_discriminator === keyspace.discriminator);
        if (!granted?.permissions.includes('WRITE')) throw new Refusal(403, 'No WRITE');
        if (!each.field_selector) throw new Refusal(400, 'Empty selector');
        headers.push(each.field_selector);
    }
    for (const each of body.consent_mappings ?? []) {
        if (each.address_field_selector) headers.push(each.address_field_selector);
        for (const consent of each.consents) checkConsent(consent, headers);
    }
    return { body, headers };
}

function requestImport(section, text) {
    withinRate(importCalls, config.imports_per_minute);
    const { body, headers } = checkRequest(section, text);
    tick();
    if ([...imports.values()].filter((each) => !isFinal(each) && !expired(each)).length >= config.most_pending) throw new Refusal(429, 'Too many pending imports');
    const optOut = (body.consent_mappings ?? []).some(({ consents }) => consents.some(({ type }) => type === 'opt-out'));
    if (optOut && [...imports.values()].some((each) => each.uploaded !== null && !each.optOut && !isFinal(each))) {
        violate('an opt-out import was asked for before all others were completed');
    }
    const id = `import-${imports.size + 1}`;
    const expires = now() + config.upload_life_s * 1000;
    const fields = { key: `uploads/${id}`, 'Content-Type': 'text/csv', policy: randomBytes(24).toString('base64'), 'x-amz-signature': randomBytes(32).toString('hex') };
    imports.set(id, { id, body, headers, fields, expires, status: 'waiting_for_file', uploaded: null, answered: false, file: null, optOut, counters: null });
    return [config.request_success, {
        import_id: id, file_upload_url: `${addresses.upload}/bucket?X-Signature=${randomBytes(16).toString('hex')}&id=${id}`,
        file_upload_url_expires_at: new Date(expires).toISOString(), file_upload_body: fields,
    }];
}

const expired = (each) => each.uploaded === null && now() >= each.expires;

function importStatus(section, id) {
    if (section !== config.section || !imports.has(id)) throw new Refusal(404, 'No such import');
    tick();
    return [200, { result: { status: imports.get(id).status, something_else: { unknown: true } }, more: [1] }];
}

// -- rows

function parseCsv(text) {
    const rows = [];
    let row = [], cell = '', quoted = false;
    for (let i = 0; i < text.length; ++i) {
        const c = text[i];
        if (quoted) {
            if (c === '"' && text[i + 1] === '"') { cell += '"'; ++i; } else if (c === '"') quoted = false;
            else cell += c;
        } else if (c === '"' && cell === '') quoted = true;
        else if (c === ',') { row.push(cell); cell = ''; }
        else if (c === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); row = []; cell = ''; }
        else cell += c;
    }
    if (quoted || cell !== '' || row.length) return null;   // cut within a record
    return rows;
}

// The value as it is stored, or undefined when it is refused.
function stored(type, text) {
    switch (type) {
        case 'text': return [...text].length <= 1000 ? text : undefined;
        case 'boolean': return text === 'true' || text === 'false' ? text : undefined;
        case 'number': return /^-?\d+$/.test(text) ? text : undefined;
        case 'decimal': return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
        case 'location': return /^[A-Z]{2}$/.test(text) ? text : undefined;
        case 'date':
            if (/^\d+$/.test(text)) { violate(`a date attribute was sent digits: ${text}`); return new Date(Number(text) * 1000).toISOString().slice(0, 10); }
            if (!/^\d{4}-\d\d-\d\d$/.test(text)) { violate(`a date is not written as YYYY-MM-DD: ${text}`); return undefined; }
            return text;
        case 'timestamp':
            if (/^-?\d+$/.test(text)) return text;
            violate(`a timestamp is not written as seconds: ${text}`);
            return String(Date.parse(text.slice(0, 10)) / 1000);
        default: return text;
    }
}

function keyIsValid(keyspace, key) {
    if (keyspace.endsWith('.email')) return /^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$/.test(key);
    if (keyspace.endsWith('.mobile')) return /^[1-9]\d{6,14}$/.test(key);
    return key !== '';
}

function applyRow(each, cell, counters, seen) {
    const { body } = each;
    const key = cell(body.keyspace_mapping.field_selector);
    if (!keyIsValid(body.keyspace_mapping.keyspace_discriminator, key)) { violate(`a key is not valid: ${key}`); ++counters.failed; return; }
    if (seen.has(key)) { violate(`the key ${key} stands twice in one import`); ++counters.failed; return; }
    seen.add(key);
    const before = profiles.get(key);
    if (before?.locked) { ++counters.failed; return; }
    if (before && !body.options.update_existing_profiles) { ++counters.unchanged; return; }
    const after = before ? structuredClone(before) : { attributes: {}, consents: {}, locked: false };
    for (const mapping of body.attribute_mappings ?? []) {
        const text = cell(mapping.field_selector);
        const id = mapping.attribute_version_id;
        if (text === '') { if (body.options.clear_existing_attributes) delete after.attributes[id]; continue; }
        const value = stored(versions.get(id).version.data_type, text);
        if (value === undefined) { violate(`the attribute ${versions.get(id).attribute.discriminator} was sent ${text}`); ++counters.failed; return; }
        after.attributes[id] = value;
    }
    for (const { address_field_selector: address, consents } of body.consent_mappings ?? []) {
        for (const consent of consents) applyConsent(after, consent, cell, address);
    }
    const same = before && JSON.stringify(before) === JSON.stringify(after);
    ++counters[before ? (same ? 'unchanged' : 'updated') : 'new'];
    profiles.set(key, after);
}

function applyConsent(profile, consent, cell, address) {
    const flag = cell(consent.field_selector);
    if (flag !== '0' && flag !== '1') violate(`a consent flag is ${JSON.stringify(flag)}`);
    if (flag !== '1') return;
    const topic = topics.find(({ discriminator }) => discriminator === consent.topic_discriminator);
    const channel = consent.channel_discriminator ?? topic.channel_discriminator;
    if (config.consent_model === '1.0' && !(address && cell(address))) { violate('a consent of model 1.0 has no address'); return; }
    const name = `${consent.topic_discriminator} ${channel}`;
    if (consent.type === 'opt-in' && profile.consents[name] === 'opt-out' && !consent.resubscribe_if_opted_out) return;
    profile.consents[name] = consent.type;
}

// The state in which processing ends.
function perform(each) {
    const rows = parseCsv(each.file);
    if (!rows || rows.length === 0) return 'error';
    const [header, ...records] = rows;
    if (each.headers.some((name) => !header.includes(name))) { violate('a selector names no column of the file'); return 'error'; }
    each.counters = { new: 0, updated: 0, unchanged: 0, failed: 0 };
    const seen = new Set();
    for (const record of records) {
        if (record.length !== header.length) { violate('a row has another number of cells than the header'); ++each.counters.failed; continue; }
        applyRow(each, (name) => record[header.indexOf(name)], each.counters, seen);
    }
    return 'completed';
}

// -- uploads

function partsOf(request, body) {
    const boundary = /^multipart\/form-data; *boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
    if (!boundary) throw xml(400, 'MalformedPOSTRequest');
    const mark = Buffer.from(`--${boundary}`);
    const parts = [];
    for (let at = body.indexOf(mark); at >= 0;) {
        const next = body.indexOf(mark, at + mark.length);
        if (next < 0) break;
        const part = body.subarray(at + mark.length + 2, next - 2);
        const end = part.indexOf('\r\n\r\n');
        const head = part.subarray(0, end).toString();
        parts.push({ name: /name="([^"]*)"/.exec(head)?.[1], type: /content-type: *([^\r\n]+)/i.exec(head)?.[1], value: part.subarray(end + 4) });
        at = next;
    }
    return parts;
}

function receiveFile(request, body, faulty) {
    if (request.method !== 'POST') throw xml(405, 'MethodNotAllowed');
    if (request.headers.authorization) { violate('the token was sent to the upload host'); throw xml(400, 'InvalidArgument'); }
    const each = imports.get(new URL(request.url, 'http://x').searchParams.get('id'));
    if (!each) throw xml(403, 'AccessDenied');
    if (now() >= each.expires) throw xml(403, 'AccessDenied');
    const parts = partsOf(request, body);
    const file = parts.pop();
    const same = parts.length === Object.keys(each.fields).length && parts.every(({ name, value }) => each.fields[name] === value.toString());
    if (!same || file?.name !== 'file' || file.type !== 'text/csv') { violate('an upload form is not as it was given'); throw xml(403, 'AccessDenied'); }
    if (file.value.length > 50_000_000) throw xml(400, 'EntityTooLarge');
    if (each.answered) violate(`a file was uploaded once more for ${each.id}, which had said that it has it`);
    if (each.uploaded === null) each.uploaded = now();
    each.answered = !faulty;
    each.file = file.value.toString();
    return [config.upload_success, ''];
}

// -- other calls

function deleteProfile(keyspace, key) {
    if (!keyspaces.some(({ discriminator }) => discriminator === keyspace)) throw new Refusal(404, 'No such keyspace');
    ++deletions;
    if (!profiles.delete(key)) throw new Refusal(404, 'No such profile');
    return [204, ''];
}

// A list, or a page of it: whether the service has pages is not documented.
function listed(request, items) {
    if (!config.page_size) return [200, { items }];
    const url = new URL(request.url, addresses.api);
    const start = Number(url.searchParams.get('start') ?? 0), end = start + config.page_size;
    if (end >= items.length) return [200, { items: items.slice(start), next: null }];
    url.searchParams.set('start', end);
    const links = { next: { next: url.href }, links: { links: { next: { href: url.pathname + url.search } } }, elsewhere: { next: `http://elsewhere.example${url.pathname}` } };
    return [200, { items: items.slice(start, end), ...links[config.page_link] }];
}

function answer(request, body) {
    const url = new URL(request.url, 'http://x');
    const path = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const route = `${request.method} /${path.join('/')}`;
    if (route === 'POST /oauth/token') return issueToken(request, body);
    checkToken(request);
    const inSection = path[0] === 'audience' && path[1] === 'sections' && path.length > 2;
    if (inSection && path[2] !== config.section) throw new Refusal(404, 'No such section');
    if (route === 'GET /audience/sections') return listed(request, [{ discriminator: config.section, name: 'Shop', description: '' }, { discriminator: 'usercreated.sections.other', name: 'Other', description: '' }]);
    if (route === 'GET /audience/keyspaces') return listed(request, keyspaces);
    if (inSection && path[3] === 'attributes' && request.method === 'GET') return listed(request, attributes);
    if (inSection && path[3] === 'tags' && request.method === 'GET') return listed(request, tags);
    if (inSection && path[3] === 'consent-lists' && request.method === 'GET') {
        if (config.consent_model !== '1.0') throw new Refusal(404, 'No consent lists');
        return listed(request, path[5] === 'topics' ? topics : consentLists);
    }
    if (inSection && path[3] === 'imports' && path.length === 5 && request.method === 'GET') return importStatus(path[2], path[4]);
    if (request.method === 'GET' && path[0] === 'v2' && path[4] === 'topics') return listed(request, topics);
    if (request.method === 'POST' && path[0] === 'v2' && path[4] === 'imports' && path.length === 5) return requestImport(path[3], body.toString());
    if (request.method === 'DELETE' && path[1] === 'keyspaces' && path[3] === 'profiles') return deleteProfile(path[2], path[4]);
    if (path.includes('locks')) violate('a profile was locked');
    throw new Refusal(404, 'No such call');
}

// -- faults

const statusFaults = {
    401: [401, JSON.stringify({ title: 'Unauthorized', status: 401, detail: '' })], '403_gateway': [403, JSON.stringify({ message: 'Forbidden' })],
    '403_problem': [403, JSON.stringify({ title: 'Forbidden', status: 403, detail: '' })], 408: [408, '{}'], 413: [413, JSON.stringify({ title: 'Too large', status: 413 })],
    429: [429, '{}'], '429_retry_after': [429, '{}', { 'Retry-After': '7' }], 500: [500, ''], 501: [501, ''],
    502: [502, '<html><body>Bad gateway</body></html>'], 503: [503, '<html>down</html>'], expired_upload: [403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
};

function faultOf(call, server) {
    const fault = faults.find(({ at, times = 1 }) => call >= at && call < at + times);
    if (!fault || (fault.kind === 'expired_upload' && server !== 'upload')) return null;
    return fault;
}

const unread = new Set(['reset_before']);

function respond(request, response, server, body, call) {
    const entry = { call, server, method: request.method, path: request.url.split('?')[0], status: 0 };
    log.push(entry);
    const fault = faultOf(call, server);
    if (fault) entry.fault = fault.kind;
    if (fault && unread.has(fault.kind)) return request.socket.destroy();
    if (fault && statusFaults[fault.kind]) {
        const [status, text, headers = {}] = statusFaults[fault.kind];
        entry.status = status;
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
        return response.end(text);
    }
    let status, text, type = 'application/json';
    try {
        const [code, value] = server === 'upload' ? receiveFile(request, body, fault !== null) : answer(request, body);
        [status, text] = [code, value === '' ? '' : JSON.stringify(value)];
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        [status, text, type] = [error.status, error.body, error.type];
    }
    entry.status = status;
    if (fault?.kind === 'reset_after') return request.socket.destroy();
    if (fault?.kind === 'malformed') text = '{"items":[';
    if (fault?.kind === 'truncated' || fault?.kind === 'slow') {
        response.writeHead(status === 204 ? 200 : status, { 'Content-Type': type, 'Content-Length': text.length + 10 });
        response.write(text.slice(0, text.length / 2) || '{');
        if (fault.kind === 'truncated') setTimeout(() => request.socket.destroy(), 5);
        return;
    }
    response.writeHead(status, status === 204 ? {} : { 'Content-Type': type });
    response.end(status === 204 ? undefined : text);
}

// A fault of the kind "refuse" takes the servers away before its call.
function refuseNext() {
    const next = faults.find(({ at, kind }) => kind === 'refuse' && at === calls + 1);
    if (!next) return;
    faults = faults.filter((each) => each !== next);
    for (const server of [api, upload]) { server.close(); server.closeAllConnections(); }
}

function listener(name) {
    return (request, response) => {
        const chunks = [];
        request.on('data', (chunk) => chunks.push(chunk));
        request.on('end', () => {
            respond(request, response, name, Buffer.concat(chunks), ++calls);
            const next = () => setImmediate(refuseNext);
            response.on('close', next);
        });
        request.on('error', () => {});
    };
}

// -- control

const controls = {
    'POST /reset': () => {
        Object.assign(config, defaults);
        for (const each of [profiles, imports, tokens]) each.clear();
        for (const each of [tokenCalls, importCalls, violations, log]) each.length = 0;
        faults = [];
        calls = deletions = 0;
        return {};
    },
    'POST /config': (body) => Object.assign(config, body),
    'POST /faults': (body) => { faults = body; calls = 0; refuseNext(); return {}; },
    'POST /clock': ({ advance_ms }) => { advanced += advance_ms; tick(); return {}; },
    'POST /profiles': (body) => { for (const [key, value] of Object.entries(body)) profiles.set(key, { attributes: {}, consents: {}, locked: false, ...value }); return {}; },
    'POST /forget': () => { imports.clear(); return {}; },
    'POST /reopen': async () => {
        for (const [server, port] of [[api, ports.api], [upload, ports.upload]]) {
            if (!server.listening) await new Promise((done) => server.listen(port, '127.0.0.1', done));
        }
        return {};
    },
    'GET /state': () => {
        tick();
        return { profiles: Object.fromEntries([...profiles].sort(([a], [b]) => (a < b ? -1 : 1))), violations, deletions, calls,
                 imports: [...imports.values()].map(({ id, status, counters, optOut, file }) => ({ id, status, counters, optOut, bytes: file?.length ?? 0 })) };
    },
    'GET /sizes': () => ({ profiles: profiles.size, violations: violations.length, calls }),
    'GET /log': () => log,
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

const api = http.createServer(listener('api')), upload = http.createServer(listener('upload')), own = http.createServer(control);
const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const ports = { api: await listen(api), upload: await listen(upload), control: await listen(own) };
const addresses = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
console.log(JSON.stringify(addresses));
process.stdin.on('end', () => process.exit(0)).resume();
