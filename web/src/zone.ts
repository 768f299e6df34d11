/** Rules of a named time zone for the core, taken from the browser's own Intl. */

export interface ZoneRules {
    name: string;
    /** Seconds east of UTC before the first change. */
    first_offset: number;
    /** Each change: seconds since 1970 in UTC, and the seconds east of UTC from then on. */
    transitions: [number, number][];
}

const firstYear = 1850;
/** Later years go on as those before it do (core/include/muster/time_zone.hpp: rules_end_year). */
const lastYear = 2200;
/** Zones change their offset a few times a year; two changes that cancel out within this time are not seen. */
const step = 14 * 86400;

/** UTC and offsets such as +02:00 need no rules. */
export function needsRules(zone: string | null | undefined): zone is string {
    return typeof zone === 'string' && zone !== '' && zone !== 'UTC' && zone !== 'Z' && !/^[+-]\d\d:\d\d$/.test(zone);
}

function offsetReader(zone: string): (seconds: number) => number {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn',
        year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
    return (seconds) => {
        const part: Record<string, number> = {};
        for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = Number(value);
        const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
    };
}

const known = new Map<string, ZoneRules>();

/** Undefined when Intl does not know the name: the core then says so. */
export function zoneRules(zone: string): ZoneRules | undefined {
    const rules = known.get(zone) ?? findRules(zone);
    if (rules) known.set(zone, rules);
    return rules;
}

function findRules(zone: string): ZoneRules | undefined {
    let offsetAt: (seconds: number) => number;
    try {
        offsetAt = offsetReader(zone);
    } catch {
        return undefined;
    }
    const end = Date.UTC(lastYear, 0, 1) / 1000;
    let at = Date.UTC(firstYear, 0, 1) / 1000;
    let offset = offsetAt(at);
    const rules: ZoneRules = { name: zone, first_offset: offset, transitions: [] };
    while (at < end) {
        const next = at + step;
        if (offsetAt(next) === offset) {
            at = next;
            continue;
        }
        let [before, after] = [at, next];
        while (after - before > 1) {
            const middle = Math.floor((before + after) / 2);
            if (offsetAt(middle) === offset) before = middle;
            else after = middle;
        }
        offset = offsetAt(after);
        rules.transitions.push([after, offset]);
        at = after;
    }
    return rules;
}
