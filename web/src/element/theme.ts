import darkText from './dark.css';
import elementText from './element.css';
import lightText from './light.css';
import panelsText from './panels.css';

let shared: CSSStyleSheet[] | null = null;

function sheet(text: string): CSSStyleSheet {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
}

/**
 * The look of one element: sheets that are made by script, which a policy with `style-src 'self'` allows. Dark as the system is,
 * unless the attribute `theme` says light or dark.
 */
export class Theme {
    private readonly dark = sheet(darkText);

    constructor(private readonly element: HTMLElement) {
        this.apply();
    }

    attach(root: ShadowRoot): void {
        shared ??= [lightText, panelsText, elementText].map(sheet);
        const [light, ...others] = shared;
        root.adoptedStyleSheets = [light!, this.dark, ...others];
    }

    apply(): void {
        const theme = this.element.getAttribute('theme');
        this.dark.media.mediaText = theme === 'dark' ? 'all' : theme === 'light' ? 'not all' : '(prefers-color-scheme: dark)';
    }
}
