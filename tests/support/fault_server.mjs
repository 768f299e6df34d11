// A server that does to its clients what servers and networks do. The path says what.
//
//     node fault_server.mjs [--tls KEY CERTIFICATE] [--old-tls] [--proxy]    prints its port, and with --proxy that of a proxy
import http from 'node:http';
import https from 'node:https';
import fs from 'node:fs';
import net from 'node:net';

const arguments_ = process.argv.slice(2);
const log = [];            // every request that has arrived whole or in part
const counters = new Map();

const count = (name) => {
    counters.set(name, (counters.get(name) ?? 0) + 1);
    return counters.get(name);
};

function bodyOf(request) {
    return new Promise((resolve) => {
        const pieces = [];
        request.on('data', (piece) => pieces.push(piece));
        request.on('end', () => resolve(Buffer.concat(pieces)));
    });
}

function json(response, value, status = 200) {
    const text = JSON.stringify(value);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
    response.end(text);
}

// Counts an upload without keeping it: how long the body is, and its first and last bytes.
function measure(request) {
    return new Promise((resolve) => {
        let bytes = 0, first = Buffer.alloc(0), last = Buffer.alloc(0);
        request.on('data', (piece) => {
            bytes += piece.length;
            if (first.length < 4096) first = Buffer.concat([first, piece]).subarray(0, 4096);
            last = Buffer.concat([last, piece]).subarray(-512);
        });
        request.on('end', () => resolve({ bytes, first: first.toString('latin1'), last: last.toString('latin1') }));
    });
}

const behaviours = {
    async echo(request, response) {
        const body = await bodyOf(request);
        json(response, { method: request.method, url: request.url, headers: request.headers, body: body.toString('latin1') });
    },
    async upload(request, response) {
        json(response, { headers: request.headers, ...await measure(request) });
    },
    // /status/503?retry-after=7
    async status(request, response, [code], query) {
        await bodyOf(request);
        response.writeHead(Number(code), Object.fromEntries(query));
        response.end('answered ' + code);
    },
    // /sequence/NAME/503/429/200: another status at every call, the last one from then on
    async sequence(request, response, [name, ...codes], query) {
        await bodyOf(request);
        const code = codes[Math.min(count(name), codes.length) - 1];
        if (code === 'reset') return request.socket.resetAndDestroy();
        response.writeHead(Number(code), code === '200' ? {} : Object.fromEntries(query));
        response.end('answered ' + code);
    },
    // The request is taken, and the connection broken.
    async reset(request) {
        await bodyOf(request);
        request.socket.resetAndDestroy();
    },
    async close(request) {
        await bodyOf(request);
        request.socket.destroy();
    },
    async hang(request) {
        await bodyOf(request);
    },
    async truncated(request, response) {
        await bodyOf(request);
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('{"only":"ten');
        setTimeout(() => request.socket.destroy(), 20);
    },
    async large(request, response, [bytes]) {
        const piece = Buffer.alloc(65536, 0x20);
        response.writeHead(200, {});
        for (let sent = 0; sent < Number(bytes) && !response.destroyed; sent += piece.length) response.write(piece);
        response.end();
    },
    // A byte now and then.
    async slow(request, response, [bytes, milliseconds]) {
        response.writeHead(200, { 'Content-Length': Number(bytes) });
        for (let i = 0; i < Number(bytes) && !response.destroyed; ++i) {
            response.write('.');
            await new Promise((resolve) => setTimeout(resolve, Number(milliseconds)));
        }
        response.end();
    },
    async headers(request, response) {
        response.writeHead(200, { 'x-long': 'y'.repeat(60000), 'x-long-2': 'y'.repeat(60000), 'x-long-3': 'y'.repeat(60000),
                                  'x-long-4': 'y'.repeat(60000), 'x-long-5': 'y'.repeat(60000) });
        response.end();
    },
    async garbage(request) {
        request.socket.end('this is no HTTP at all\r\n\r\n');
    },
    async redirect(request, response) {
        response.writeHead(302, { Location: '/echo' });
        response.end();
    },
    // Answers, and breaks the connection when the next request comes on it.
    async trap(request, response) {
        request.socket.trapped = true;
        json(response, {});
    },
    // Refuses an upload without reading it.
    async refuse(request, response) {
        response.writeHead(413, { Connection: 'close', 'Content-Length': 0 });
        response.end();
    },
    async log(request, response) {
        json(response, log);
    },
};

function answer(request, response) {
    const [path, query] = request.url.split('?');   // as it came: URL would tidy up the path
    const [name, ...rest] = path.split('/').slice(1);
    if (name !== 'log') log.push({ method: request.method, path });
    if (request.socket.trapped) return request.socket.resetAndDestroy();
    const behaviour = behaviours[name];
    if (!behaviour) return json(response, { unknown: path }, 404);
    behaviour(request, response, rest, new URLSearchParams(query)).catch(() => request.socket.destroy());
}

function listen(server) {
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

function makeServer() {
    const at = arguments_.indexOf('--tls');
    if (at < 0) return http.createServer(answer);
    const options = { key: fs.readFileSync(arguments_[at + 1]), cert: fs.readFileSync(arguments_[at + 2]) };
    if (arguments_.includes('--old-tls')) Object.assign(options, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    return https.createServer(options, answer);
}

// A proxy that passes TLS on, as it is.
function makeProxy() {
    const proxy = http.createServer((request, response) => { log.push({ method: request.method, path: request.url, proxy: true }); response.writeHead(403); response.end(); });
    proxy.on('connect', (request, socket) => {
        const login = Buffer.from(request.headers['proxy-authorization']?.replace(/^Basic /, '') ?? '', 'base64').toString();
        log.push({ method: 'CONNECT', path: request.url, proxy: true, login });
        const [host, port] = request.url.split(':');
        const onward = net.connect(Number(port), host, () => {
            socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
            onward.pipe(socket).pipe(onward);
        });
        for (const end of [onward, socket]) end.on('error', () => { onward.destroy(); socket.destroy(); });
    });
    return proxy;
}

const server = makeServer();
server.keepAliveTimeout = 60000;
const ports = [await listen(server)];
if (arguments_.includes('--proxy')) ports.push(await listen(makeProxy()));
console.log(ports.join(' '));
process.stdin.on('end', () => process.exit(0)).resume();
