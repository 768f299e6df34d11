// The core decides from bytes alone: none of its objects may ask for I/O, a clock, the environment, a locale, threads,
// randomness or streams. Reads what the objects of an archive (or one object) need from elsewhere.
//
//     node symbols.mjs NM FILE EXCEPTIONS [OBJECT...]    the objects named are other people's and are left out
//
// A line of the exceptions file is: OBJECT SYMBOL REASON. An exception that no object needs any more is a fault, too.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

// Functions of C by their whole name, with the variants that the C library's headers make of them.
const c = (names) => new RegExp(`^(_*(isoc99_|IO_)?)?(${names})(64|_chk|_r|_l|_unlocked|_at)*$`);
const kinds = [
    ['input or output', c('f?open|f?reopen|fdopen|f?close|f?read|f?write|pread|pwrite|readv|writev|f?seeko?|lseek|f?tello?|rewind|'
        + 'fflush|setv?buf|f?getc|getchar|f?gets|getline|getdelim|ungetc|f?putc|putchar|f?puts|v?f?printf|v?dprintf|v?f?scanf|perror|'
        + 'stdin|stdout|stderr|openat|creat|mmap|munmap|f?l?stat|statx|access|unlink|unlinkat|remove|rename|link|symlink|mkdir|rmdir|'
        + 'opendir|readdir|tmpfile|mkstemp|mkdtemp|getcwd|chdir|f?chmod|f?truncate|f?sync|fdatasync|ioctl|fcntl|pipe2?|dup2?|poll|'
        + 'select|epoll_\\w+|socket|connect|bind|listen|accept4?|send|sendto|sendmsg|recv|recvfrom|recvmsg|getaddrinfo|syslog|dlopen|'
        + 'dlsym|syscall')],
    ['input or output', /^std::filesystem::|^std::(__cxx11::)?basic_(filebuf|[io]?fstream)/],
    ['clock', c('time|clock|clock_gettime|clock_getres|gettimeofday|timespec_get|localtime|gmtime|mktime|timegm|asctime|ctime|strftime|'
        + 'strptime|tzset|sleep|usleep|nanosleep|clock_nanosleep|alarm|timer_\\w+')],
    ['clock', /^std::chrono::.*::now\(\)/],
    ['environment', c('getenv|secure_getenv|setenv|putenv|unsetenv|clearenv|environ|gethostname|uname|sysconf|getpid|getuid|geteuid|'
        + 'getpwuid|getpwnam|isatty|getauxval')],
    ['locale', c('setlocale|newlocale|uselocale|freelocale|duplocale|localeconv|nl_langinfo|isw\\w+|to(upper|lower)|tow(upper|lower)|'
        + 'is(alpha|alnum|digit|xdigit|space|blank|upper|lower|punct|print|graph|cntrl)|ctype_(b|tolower|toupper)_loc|strcoll|strxfrm|'
        + 'strn?casecmp|mbs?r?n?towcs?|wcs?r?n?tombs?|mbrlen|strto(f|d|ld|l|ul|ll|ull)(_internal)?|ato[fil]|atoll|iconv\\w*')],
    ['locale', /^std::locale|^std::(__cxx11::)?(basic_regex|collate|ctype|numpunct|moneypunct|messages)|std::use_facet|std::has_facet/],
    ['threads', /^(pthread|thrd|mtx|cnd|tss|sem)_\w+$|^std::(thread|jthread|(recursive_|timed_)?mutex|condition_variable|__future_base)/],
    ['threads', /^std::(this_thread|__once_call\w*|call_once)|^__gthread/],
    ['randomness', c('rand|srand|random|srandom|[delmnj]rand48|getrandom|getentropy|arc4random\\w*')],
    ['randomness', /^std::random_device/],
    ['a stream', /^std::(__cxx11::)?basic_([io]?stringstream|[io]stream|ios|streambuf|stringbuf)|^std::ios_base|^std::w?[io]stream/],
    ['a stream', /^std::(cin|cout|cerr|clog)|^std::operator<<|^std::__ostream_insert|^std::(endl|flush|getline)/],
    ['the process', c('exit|_Exit|quick_exit|abort|atexit|assert_fail|assert|system|popen|fork|vfork|exec(l|v|le|ve|lp|vp|vpe)|'
        + 'posix_spawnp?|kill|raise|signal|sigaction|longjmp|setjmp|sigsetjmp')],
];

// [object, symbol] of everything undefined; `nm -A` puts the archive and its member, or the object, before each line.
function needed(nm, file) {
    const said = execFileSync(nm, ['-A', '-u', '-C', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return said.split('\n').flatMap((line) => {
        const found = /^(?:.*:)?([^:]+):\s+[Uvw] (.*)$/.exec(line);
        return found ? [[found[1].replace(/.*\//, ''), found[2].replace(/@.*/, '')]] : [];
    });
}

// All faults, one sentence each.
export function faults(nm, file, exceptions, others = []) {
    const allowed = exceptions.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(' ').slice(0, 2).join(' '));
    const used = new Set();
    const symbols = needed(nm, file);
    if (symbols.length === 0) return [`${file} needs nothing at all, so it cannot be the library.`];
    const found = symbols.flatMap(([object, symbol]) => {
        const kind = others.includes(object) ? undefined : kinds.find(([, pattern]) => pattern.test(symbol));
        if (!kind) return [];
        const exception = allowed.find((entry) => entry === `${object} ${symbol}`);
        if (exception) used.add(exception);
        return exception ? [] : [`${object} needs ${symbol}: ${kind[0]}`];
    });
    const stale = allowed.filter((entry) => !used.has(entry)).map((entry) => `The exception '${entry}' is not needed any more: remove it.`);
    return [...new Set(found), ...stale];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const [nm, file, exceptions, ...others] = process.argv.slice(2);
    const found = faults(nm, file, fs.readFileSync(exceptions, 'utf8'), others);
    console.log(found.length ? found.join('\n') : 'the core needs nothing of the outside world');
    process.exit(found.length ? 1 : 0);
}
