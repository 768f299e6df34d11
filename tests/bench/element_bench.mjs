// node element_bench.mjs FILE.csv [ROUNDS] -> one line of JSON for each round, and the medians.
// What a person waits for in <muster-import> of web/dist, in a fresh Chromium each round: from choosing the file to its format and first 100
// rows on the screen (the module is loaded, as the pointer was over the element before), the whole check, and rows at 20 places of the file; then the
// steps after it, and back to the format. Of the main thread over all of it, from the loading of the element on: `task_cpu` is the longest task in
// its own processor time, `task_wall` by the clock (0: none of 50 ms), and `gap` the longest pause of a heartbeat of 5 ms; the last two
// grow with whatever else runs. `after` names the moments after which the last two were seen. Times are ms.
import path from 'node:path';
import { launch, openPage, root, serve } from '../web/support.mjs';

const file = path.resolve(process.argv[2]);
const rounds = Number(process.argv[3] ?? 5);

/** Runs in the page, before anything else does. */
function watch() {
    globalThis.begin = () => {
        globalThis.seen = { task: 0, gap: 0, moments: [] };
        globalThis.moment = (name) => seen.moments.push([performance.now(), name]);
        const after = (time) => seen.moments.findLast(([start]) => start <= time)?.[1];
        const take = (what, length, start) => {
            if (length <= seen[what]) return;
            seen[what] = length;
            seen[`${what}_after`] = after(start);
        };
        moment('load');
        new PerformanceObserver((list) => {
            for (const { duration, startTime } of list.getEntries()) take('task', duration, startTime);
        }).observe({ type: 'longtask' });
        let last = performance.now();
        setInterval(() => {
            const now = performance.now();
            take('gap', now - last, last);
            last = now;
        }, 5);
    };
}

/** Resolves with the time at which `found` holds, after the frame that shows it. */
function when(found) {
    const holds = (0, eval)(`(${found})`);
    return new Promise((resolve) => {
        const look = () => (holds() ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))) : setTimeout(look, 1));
        look();
    });
}

/** Goes to 20 places of the grid; resolves with the times until all rows in sight are there. */
async function scroll() {
    const { shadowRoot } = document.querySelector('muster-import');
    const grid = shadowRoot.getElementById('grid');
    const times = [];
    for (let i = 0; i < 20; ++i) {
        const share = (i * 7 % 20) / 20;
        const rows = Number(grid.getAttribute('aria-rowcount')) - 1;
        const start = performance.now();
        grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
        await new Promise((resolve) => {
            const look = () => {
                const shown = [...shadowRoot.querySelectorAll('.grid-body .grid-row:not([hidden])')];
                const there = Math.abs(Number(shown[0]?.firstChild.textContent.replace(/\D/g, '')) - share * rows) < 100 && shown.every((row) => row.ariaBusy === null);
                if (there) resolve();
                else setTimeout(look, 1);
            };
            look();
        });
        times.push(performance.now() - start);
    }
    return times;
}

/** Records the tasks of the page's main thread; what is returned ends the record and gives the longest in processor time. */
async function tasks(context, page) {
    const session = await context.newCDPSession(page);
    const events = [];
    session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
    await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', '__metadata'] } });
    return async () => {
        const complete = new Promise((resolve) => { session.once('Tracing.tracingComplete', resolve); });
        await session.send('Tracing.end');
        await complete;
        const thread = ({ pid, tid }) => `${pid}/${tid}`;
        const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread));
        const times = events.filter((event) => event.name.endsWith('RunTask') && event.tdur !== undefined && mains.has(thread(event))).map(({ tdur }) => tdur / 1000);
        if (times.length === 0) throw new Error('The trace has no tasks of the main thread.');
        return Math.max(...times);
    };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function round() {
    const browser = await launch();
    const server = await serve(root);
    try {
        const { page } = await openPage(browser, `${server.address}blank`, { before: watch });
        await page.evaluate((when) => {
            globalThis.when = (0, eval)(`(${when})`);
            document.body.innerHTML = '<p>Blank</p>';
        }, String(when));
        const longestTask = await tasks(browser.context, page);
        await page.hover('p');  // what Playwright brings into a page comes with the first such call
        await page.evaluate(async () => {
            begin();
            document.body.innerHTML = '<main><muster-import></muster-import></main>';
            await import('/web/dist/element.js');
            document.addEventListener('input', () => {
                moment('choice');
                globalThis.chosen ??= performance.now();
            }, true);
            document.addEventListener('click', (event) => moment(event.composedPath()[0].id), true);
        });
        const shown = page.evaluate(() => when(() => document.querySelector('muster-import').shadowRoot.querySelectorAll('.rows tbody tr').length >= 100));
        await page.hover('#drop');
        await page.waitForTimeout(2000);
        await page.setInputFiles('#file', file);
        const first = await shown;
        const ended = await page.evaluate(() => when(() => /^Checked/.test(document.querySelector('muster-import').shadowRoot.getElementById('status').textContent)));
        const said = await page.textContent('#status');
        await page.click('#step-review');
        const times = await page.evaluate(scroll);
        for (const step of ['mapping', 'summary', 'format']) {
            await page.click(`#step-${step}`);
            await page.waitForTimeout(500);
        }
        const task = await longestTask();
        const { chosen, seen } = await page.evaluate(() => ({ chosen, seen }));
        return {
            first_rows: first - chosen, check: ended - chosen, rows_median: median(times), rows_longest: Math.max(...times),
            task_cpu: task, task_wall: seen.task, gap: seen.gap, after: [seen.task_after, seen.gap_after], said,
        };
    } finally {
        await browser.close();
        await server.close();
    }
}

const all = [];
for (let i = 0; i < rounds; ++i) {
    all.push(await round());
    console.log(JSON.stringify(all.at(-1)));
}
const figures = Object.keys(all[0]).filter((name) => !['after', 'said'].includes(name));
console.log(JSON.stringify(Object.fromEntries(figures.map((name) => [name, Math.round(median(all.map((one) => one[name])))]))));
