/** What the API answered. */
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

type Headers_ = Record<string, string>;

/** Speaks to the API as one person, key or visitor. */
export class Client {
  constructor(
    readonly url: string,
    private readonly token?: string,
  ) {}

  /** The same person at another process. */
  at(url: string): Client {
    return new Client(url, this.token);
  }

  get(path: string, headers?: Headers_) {
    return this.send('GET', path, undefined, headers);
  }
  post(path: string, body?: unknown, headers?: Headers_) {
    return this.send('POST', path, body ?? {}, headers);
  }
  put(path: string, body?: unknown, headers?: Headers_) {
    return this.send('PUT', path, body ?? {}, headers);
  }
  patch(path: string, body: unknown, headers?: Headers_) {
    return this.send('PATCH', path, body, headers);
  }
  delete(path: string, headers?: Headers_) {
    return this.send('DELETE', path, undefined, headers);
  }

  /** A file, as it is. */
  async bytes(path: string): Promise<Answer<Buffer>> {
    const response = await fetch(this.url + path, {
      headers: { ...(this.token && { authorization: `Bearer ${this.token}` }) },
    });
    const { status, headers } = response;
    return { status, headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  /** PATCH with the ETag of what stands there now. */
  async change(path: string, body: unknown): Promise<Answer> {
    const before = await this.get(path);
    return this.patch(path, body, { 'if-match': before.headers.get('etag') ?? '"0"' });
  }

  async send(method: string, path: string, body?: unknown, headers: Headers_ = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  }
}
