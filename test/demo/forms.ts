import { turnoutUrl } from './stage.ts';

/** A form of a page, as a browser without JavaScript sees it. */
export interface Form {
  action: string;
  fields: Map<string, string>;
  /** For each group of radio buttons or list of choices the values that may be chosen. */
  choices: Map<string, string[]>;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
};

/** Reads the form with method POST of a page. */
export async function readForm(path: string): Promise<Form> {
  const response = await fetch(turnoutUrl + path, { headers: { 'accept-language': 'ru' } });
  const html = await response.text();
  const form = /<form[^>]*method="post"[\s\S]*?<\/form>/i.exec(html)?.[0];
  if (!form) throw new Error(`${response.status}: the page ${path} has no form`);
  const fields = new Map<string, string>();
  const choices = new Map<string, string[]>();
  for (const [tag] of form.matchAll(/<(?:input|textarea|select|option)\b[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type');
    if (tag.startsWith('<option') || name === undefined) continue;
    if (type === 'radio') choices.set(name, [...(choices.get(name) ?? []), attribute(tag, 'value') ?? 'on']);
    if (type === 'radio' || type === 'checkbox') {
      if (/\schecked\b/.test(tag)) fields.set(name, attribute(tag, 'value') ?? 'on');
      continue;
    }
    fields.set(name, attribute(tag, 'value') ?? '');
  }
  for (const [select, name] of form.matchAll(/<select\b[^>]*\sname="([^"]*)"[\s\S]*?<\/select>/g)) {
    const values = [...select.matchAll(/<option\b[^>]*>/g)]
      .map(([option]) => attribute(option, 'value') ?? '')
      .filter(Boolean);
    choices.set(unescaped(name ?? ''), values);
    if (values.length === 1 && values[0]) fields.set(unescaped(name ?? ''), values[0]);
  }
  const action = attribute(/<form[^>]*>/.exec(form)?.[0] ?? '', 'action') ?? path;
  return { action, fields, choices };
}

/** Sends a form; the answer is where the browser would go next, or the page that came back. */
export async function sendForm(form: Form): Promise<{ status: number; location: string | null; html: string }> {
  const url = new URL(form.action, turnoutUrl);
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'accept-language': 'ru' },
    body: new URLSearchParams([...form.fields]),
  });
  return { status: response.status, location: response.headers.get('location'), html: await response.text() };
}
