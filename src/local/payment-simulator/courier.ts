import { type Notification, signature } from './notifications.js';

/** One attempt to tell a merchant something. */
export interface Delivery {
  readonly notificationId: string;
  readonly type: string;
  /** The merchant's answer; null where none came. */
  readonly status: number | null;
}

export interface Release {
  /** Default `sent`. */
  readonly order?: 'sent' | 'reversed' | 'shuffled';
  /** How often each is told, at the same time. Default 1; 0 tells none, ever. */
  readonly copies?: number;
  /** Only types that begin with this; the others stay. */
  readonly only?: string;
  /** A number from 0 up to 1 for each call, for `shuffled`. Default Math.random. */
  readonly random?: () => number;
}

const firstPause = 1_000;
const attempts = 8;

/** Brings notifications to merchants on this machine, and to nobody else. */
export class Courier {
  readonly deliveries: Delivery[] = [];
  private readonly waiting: Notification[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private chain: Promise<void> = Promise.resolve();
  private held = false;
  /** Milliseconds before each is told. */
  delay = 0;

  /** Tells it, or keeps it while notifications are held back. */
  send(notification: Notification): void {
    if (this.held) this.waiting.push(notification);
    else this.enqueue(notification, 1);
  }

  /** From now on nothing is told. */
  hold(): void {
    this.held = true;
  }

  /** What was held back, oldest first. */
  heldBack(): readonly Notification[] {
    return this.waiting;
  }

  /** Tells what was held back, and everything again at once unless `hold` is called. Resolves when all was answered. */
  async release({ order = 'sent', copies = 1, only = '', random = Math.random }: Release = {}): Promise<void> {
    const chosen = this.waiting.filter(({ type }) => type.startsWith(only));
    const left = this.waiting.filter(({ type }) => !type.startsWith(only));
    this.waiting.splice(0, this.waiting.length, ...left);
    this.held = left.length > 0;
    for (const notification of inOrder(chosen, order, random)) this.enqueue(notification, copies);
    await this.idle();
  }

  /** Resolves when everything that is not held back was told once. */
  async idle(): Promise<void> {
    const chain = this.chain;
    await chain;
    if (chain !== this.chain) await this.idle();
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** One after the other, so that the order is what was asked for; copies at the same time. */
  private enqueue(notification: Notification, copies: number): void {
    this.chain = this.after(this.chain, notification, copies);
  }

  private async after(before: Promise<void>, notification: Notification, copies: number): Promise<void> {
    await before;
    if (this.delay > 0) await this.pause(this.delay);
    await Promise.all(Array.from({ length: copies }, () => this.attempt(notification, 1)));
  }

  /** Tried again after a second, two, four …, as providers do over days. */
  private async attempt(notification: Notification, attempt: number): Promise<void> {
    const status = await this.deliver(notification);
    if (status === undefined || (status !== null && status >= 200 && status < 300) || attempt === attempts) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        void this.attempt(notification, attempt + 1);
      },
      firstPause * 2 ** (attempt - 1),
    );
    timer.unref();
    this.timers.add(timer);
  }

  private async deliver(notification: Notification): Promise<number | null | undefined> {
    const { account, body, id, type } = notification;
    if (account.notificationUrl === null) return undefined;
    const at = Math.floor(Date.now() / 1000);
    const headers: Record<string, string> =
      account.provider === 'stripe' ? { 'stripe-signature': signature(body, account.webhookSecret, at) } : {};
    const status = await post(account.notificationUrl, body, headers);
    this.deliveries.push({ notificationId: id, type, status });
    return status;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }
}

/** The status of the merchant's answer, null where none came. Refuses every address but 127.0.0.1. */
export async function post(url: string, body: string, headers: Record<string, string>): Promise<number | null> {
  requireOwnMachine(url);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null; // nobody listens, or the answer was too slow: tried again later
  }
}

/** Throws where the URL leads off this machine. */
export function requireOwnMachine(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || hostname !== '127.0.0.1')
    throw new Error(`Notifications go to http://127.0.0.1 only, not ${url}`);
}

function inOrder<T>(list: readonly T[], order: 'sent' | 'reversed' | 'shuffled', random: () => number): T[] {
  if (order === 'reversed') return list.toReversed();
  if (order === 'sent') return [...list];
  const shuffled = [...list];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [shuffled[i], shuffled[j]];
    if (a !== undefined && b !== undefined) [shuffled[i], shuffled[j]] = [b, a];
  }
  return shuffled;
}
