import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM'] ?? '', ...places].find((path) => path !== '' && existsSync(path));

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** `describe` where there is a Chromium; says loudly that it is skipped where there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath) return describe(name, tests);
  process.stderr.write(
    `\n*** SKIPPED, no browser: ${name}\n*** Install one (apt-get install chromium) or name it in CHROMIUM=/path/to/chromium.\n\n`,
  );
  describe.skip(`${name} (no Chromium here)`, tests);
}

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** A visitor's browser: in a language, without script, and with everything it complained about. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      // That a page was refused is in the console too, and is what tests ask for.
      const refused = message.text().startsWith('Failed to load resource: the server responded with a status of 4');
      if (['error', 'warning'].includes(message.type()) && !refused) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // Whoever goes on to the next page leaves the rest of this one behind.
      if (reason !== 'net::ERR_ABORTED') this.complaints.push(`${request.url()} failed: ${reason}`);
    });
    // An asset that is not there.
    page.on('response', (response) => {
      if (response.status() >= 400 && !response.request().isNavigationRequest())
        this.complaints.push(`${response.url()} ${response.status()}`);
    });
  }

  static async open(
    browser: Browser,
    options: {
      locale: 'ru' | 'en';
      viewport?: { width: number; height: number };
      script?: boolean;
      bypassCSP?: boolean;
    },
  ): Promise<Visitor> {
    const context = await browser.newContext({
      locale: options.locale === 'ru' ? 'ru-RU' : 'en-GB',
      viewport: options.viewport ?? phone,
      javaScriptEnabled: options.script ?? false,
      bypassCSP: options.bypassCSP ?? false,
    });
    return new Visitor(context, await context.newPage());
  }

  /** Presses Tab until the element with this role and name has the focus, as somebody without a mouse does. */
  async tabTo(
    role: 'link' | 'button' | 'textbox' | 'radio' | 'checkbox' | 'combobox',
    name: string | RegExp,
  ): Promise<void> {
    const target = this.page.getByRole(role, { name }).first();
    for (let presses = 0; presses < 80; presses++) {
      await this.page.keyboard.press('Tab');
      if (await target.and(this.page.locator(':focus')).count()) return;
    }
    throw new Error(`Tab never reached the ${role} ${String(name)}`);
  }

  /** The browser complained of nothing: no error in the console, no breach of the content security policy, no missing file. */
  expectCalm(): void {
    expect(this.complaints).toEqual([]);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

export async function openBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('No Chromium');
  return chromium.launch({ executablePath, args: quiet });
}

export interface View {
  width: number;
  height: number;
  dark?: boolean;
}

/**
 * What axe-core finds against WCAG 2.2 A and AA on each page, and whether a page scrolls sideways. It needs script, so it looks
 * in a context of its own.
 */
export async function accessibilityFaults(
  browser: Browser,
  urls: readonly string[],
  view: View = phone,
): Promise<string[]> {
  const context = await browser.newContext({
    bypassCSP: true,
    viewport: view,
    colorScheme: view.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  for (const url of urls) {
    await page.goto(url);
    faults.push(...(await faultsOn(page)));
  }
  await context.close();
  return faults;
}

/** The same of the page as it stands, in a context that bypasses its content security policy. */
export async function faultsOn(page: Page): Promise<string[]> {
  const tooWide = Number(
    await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
  );
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).setLegacyMode().analyze();
  return [
    ...(tooWide > 0 ? [`${page.url()} scrolls sideways by ${tooWide} px`] : []),
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${page.url()} ${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    ),
  ];
}
