import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readMail } from './caught-mail.js';
import type { CaughtMail } from './caught-mail.js';

/** The mails that were caught, each Message-ID once, oldest first; on disk as .eml files when a directory is given. */
export class Mailbox {
  private readonly byId = new Map<string, CaughtMail>();
  private readonly watchers = new Set<(mail: CaughtMail) => void>();

  private constructor(private readonly directory: string | undefined) {}

  static async open(directory?: string): Promise<Mailbox> {
    const mailbox = new Mailbox(directory);
    if (directory === undefined) return mailbox;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(directory)).sort()) {
      if (name.endsWith('.eml')) mailbox.remember(await readMail(await readFile(join(directory, name))));
    }
    return mailbox;
  }

  mails(): CaughtMail[] {
    return [...this.byId.values()];
  }

  find(id: string): CaughtMail | undefined {
    return this.byId.get(id);
  }

  /** Keeps it. When this returns, the mail survives the end of this process. */
  async add(source: Buffer, receivedAt: Date): Promise<void> {
    const mail = await readMail(source);
    if (this.directory !== undefined) {
      const name = `${receivedAt.toISOString().replace(/[:.]/g, '')}-${mail.id}-${randomBytes(3).toString('hex')}`;
      const file = join(this.directory, name);
      await writeFile(`${file}.part`, source, { mode: 0o600 });
      await rename(`${file}.part`, `${file}.eml`);
    }
    this.remember(mail);
    for (const watcher of this.watchers) watcher(mail);
  }

  /** The first mail that matches, caught already or still to come. */
  arrival(matches: (mail: CaughtMail) => boolean, timeoutMs: number): Promise<CaughtMail> {
    const here = this.mails().find(matches);
    if (here) return Promise.resolve(here);
    return new Promise((resolve, reject) => {
      const watcher = (mail: CaughtMail): void => {
        if (!matches(mail)) return;
        clearTimeout(timer);
        this.watchers.delete(watcher);
        resolve(mail);
      };
      const timer = setTimeout(() => {
        this.watchers.delete(watcher);
        reject(new Error(`No such mail within ${timeoutMs} ms; ${this.byId.size} others came`));
      }, timeoutMs);
      this.watchers.add(watcher);
    });
  }

  async delete(id: string): Promise<void> {
    this.byId.delete(id);
    await this.deleteFiles((name) => name.includes(`-${id}-`));
  }

  async clear(): Promise<void> {
    this.byId.clear();
    await this.deleteFiles((name) => name.endsWith('.eml'));
  }

  private remember(mail: CaughtMail): void {
    const known = this.byId.get(mail.id);
    if (known) known.deliveries += 1;
    else this.byId.set(mail.id, mail);
  }

  private async deleteFiles(chosen: (name: string) => boolean): Promise<void> {
    if (this.directory === undefined) return;
    const names = (await readdir(this.directory)).filter(chosen);
    await Promise.all(names.map((name) => rm(join(this.directory ?? '', name), { force: true })));
  }
}
