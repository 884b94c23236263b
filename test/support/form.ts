/** A page that was answered to a form or an address. */
export interface PageAnswer {
  status: number;
  body: string;
  headers: Headers;
  /** Where a redirect leads, with its query. */
  location: string;
}

const browser = { accept: 'text/html,application/xhtml+xml' };

/** Asks for a page as a browser does. */
export async function openPage(url: string, language = 'ru'): Promise<PageAnswer> {
  const response = await fetch(url, { redirect: 'manual', headers: { ...browser, 'accept-language': language } });
  return answerOf(response);
}

/** Sends a form as a browser does. */
export async function sendForm(
  url: string,
  fields: Record<string, string | string[]>,
  language = 'ru',
): Promise<PageAnswer> {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  );
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { ...browser, 'accept-language': language },
  });
  return answerOf(response);
}

/** Sends a form with a file in its field `file`, as a browser does. */
export async function sendFile(
  url: string,
  fields: Record<string, string>,
  file: string | Uint8Array,
  language = 'ru',
): Promise<PageAnswer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('file', new Blob([new Uint8Array(Buffer.from(file))], { type: 'text/csv' }), 'table.csv');
  const headers = { ...browser, 'accept-language': language };
  return answerOf(await fetch(url, { method: 'POST', redirect: 'manual', body, headers }));
}

/** The value of a hidden field of a page. */
export const hiddenField = ({ body }: PageAnswer, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

async function answerOf(response: Response): Promise<PageAnswer> {
  return {
    status: response.status,
    body: await response.text(),
    headers: response.headers,
    location: response.headers.get('location') ?? '',
  };
}
