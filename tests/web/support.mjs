// A local server for what was built, and a real Chromium that looks at it.
import { createServer } from 'node:http';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const dist = join(root, 'web/dist');
export const wasmFolder = process.env.MUSTER_WASM_FOLDER ?? join(root, 'build/wasm');
export const screenshots = join(root, 'build/screenshots');

// The tests' packages are those of web/.
const require = createRequire(join(root, 'web/package.json'));
export const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const strictPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'none'";

const mimeTypes = {
    '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
    '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml',
};

/** A program of the native build: the newest of the presets, or that of MUSTER_BUILD_FOLDER. */
export function builtFile(path) {
    const folders = process.env.MUSTER_BUILD_FOLDER ? [process.env.MUSTER_BUILD_FOLDER] : ['release', 'dev', 'asan'].map((preset) => join(root, 'build', preset));
    const found = folders.map((folder) => join(folder, path)).filter((file) => existsSync(file))
        .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
    if (found === undefined) throw new Error(`${path} is not built: run cmake --preset release && cmake --build --preset release`);
    return found;
}

/** Serves a folder on the loopback interface; `requests` lists what was asked for. */
export async function serve(folder, headers = {}) {
    const requests = [];
    const server = createServer((request, response) => {
        const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
        requests.push({ method: request.method, path });
        if (path === '/blank') {
            response.writeHead(200, { 'Content-Type': 'text/html', ...headers }).end('<!doctype html><title>Blank</title>');
            return;
        }
        // Browsers ask for it by themselves; that most pages here have none is no fault of theirs.
        if (path === '/favicon.ico') {
            response.writeHead(204).end();
            return;
        }
        const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
        if (request.method !== 'GET' || !existsSync(file)) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, { 'Content-Type': mimeTypes[extname(file)] ?? 'application/octet-stream', ...headers });
        response.end(readFileSync(file));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        address: `http://127.0.0.1:${server.address().port}/`,
        requests,
        close: () => new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
        }),
    };
}

/** How many times slower a page's own thread runs: whoever sets it finds tests that hang on the speed of the machine. */
const slowness = Number(process.env.MUSTER_SLOW_PAGES ?? 1);

/** Milliseconds that anything in a browser may take before its test fails: far more than on any machine, since a timing is no test. */
export const patience = 180000;

export async function launch() {
    const profile = mkdtempSync(join(tmpdir(), 'muster-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.MUSTER_CHROMIUM ?? '/usr/bin/chromium',
        headless: true,
        viewport: { width: 1280, height: 900 },
        acceptDownloads: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync'],
    });
    context.setDefaultTimeout(patience);
    return {
        context,
        close: async () => {
            await context.close();
            rmSync(profile, { recursive: true, force: true });
        },
    };
}

/** Debian's Firefox, which Playwright cannot drive. */
export async function firefox(profile) {
    const { default: puppeteer } = await import(pathToFileURL(require.resolve('puppeteer-core')));
    return puppeteer.launch({
        browser: 'firefox', executablePath: process.env.MUSTER_FIREFOX ?? '/usr/bin/firefox-esr', headless: true, userDataDir: profile,
        defaultViewport: { width: 1280, height: 900 },
    });
}

/**
 * A page that remembers everything it complains about, on a first visit unless `returning`. `before` runs in it before its own
 * scripts do.
 */
export async function openPage(browser, address, options = {}) {
    const page = await browser.context.newPage();
    if (slowness > 1) await (await browser.context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowness });
    const complaints = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    if (options.colorScheme) await page.emulateMedia({ colorScheme: options.colorScheme });
    if (options.width) await page.setViewportSize({ width: options.width, height: options.height ?? 900 });
    if (options.before) await page.addInitScript(options.before);
    await page.goto(address);
    if (!options.returning && !options.before) await page.evaluate(() => localStorage.clear());
    return { page, complaints };
}

/** Accessibility faults that axe finds, one line each. */
export async function axeFaults(page) {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`);
}

export async function screenshot(page, name) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}

/** Gives the page a file made here, as if a person had chosen it. */
export async function chooseFile(page, name, content, selector = '#file') {
    await page.setInputFiles(selector, { name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

/** Waits until the check of the whole file has ended, well or not. */
export async function checked(page) {
    await page.waitForFunction(() => {
        const text = document.getElementById('status').textContent;
        const error = document.getElementById('file-error');
        return !error.hidden || /^(Checked|Something|One decision|Cancelled)/.test(text);
    });
    return page.textContent('#status');
}
