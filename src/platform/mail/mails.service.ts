import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { Actor } from '../auth/actor.js';
import { Database } from '../database/database.js';
import { type Tx, affected, one, rows } from '../database/sql.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Metrics } from '../metrics/metrics.js';
import type { Compose, Letter, Mail, MailRequest } from './mail.js';
import { Mailer } from './mailer.js';

export type { Compose, Letter, Mail, MailRequest } from './mail.js';

const batch = 500;

/**
 * Outgoing mail. A row and a job in the transaction that causes it; the worker renders and sends. The Message-ID comes from
 * the row's id, so a mail that goes out twice, after a crash between the server's answer and our note of it, is the same mail.
 */
@Injectable()
export class Mails implements OnModuleInit {
  private readonly composers = new Map<string, Compose>();

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly mailer: Mailer,
    private readonly metrics: Metrics,
    @InjectPinoLogger(Mails.name) private readonly logger: PinoLogger,
  ) {}

  onModuleInit(): void {
    this.jobs.onOutside<{ mailId: string }>('mail/send', (actor, { mailId }) => this.send(actor, mailId));
  }

  /** Says how mails of a template are written. */
  compose(template: string, compose: Compose): void {
    if (this.composers.has(template)) throw new Error(`The mail template ${template} is defined twice`);
    this.composers.set(template, compose);
  }

  /** Queues mails; returns the ids of those whose key is new, by key. */
  async enqueue(tx: Tx, actor: Actor, mails: readonly MailRequest[]): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (let start = 0; start < mails.length; start += batch) {
      const part = mails
        .slice(start, start + batch)
        .map((mail) => ({ ...mail, address: mail.to.address, name: mail.to.name ?? null }));
      const written = await rows<{ id: string; key: string }>(
        tx,
        `insert into mails (organization_id, template, key, address, name, locale, data)
         select $1, template, key, address, name, locale, data
           from jsonb_to_recordset($2::jsonb) as mail(template text, key text, address text, name text, locale text, data jsonb)
         on conflict (organization_id, key) do nothing returning id, key`,
        [actor.organizationId, JSON.stringify(part)],
      );
      await this.jobs.publish(
        tx,
        actor,
        written.map(({ id }) => ({ type: 'mail/send', data: { mailId: id } })),
      );
      for (const { id, key } of written) ids.set(key, id);
    }
    return ids;
  }

  private async send(actor: Actor, mailId: string): Promise<void> {
    const prepared = await this.db.read(actor, (tx) => this.prepare(tx, actor, mailId));
    if (prepared === 'settled') return;
    if (!prepared.letter) return this.settle(actor, prepared.mail, 'dropped', null);
    try {
      await this.mailer.send(prepared.mail, prepared.letter);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!isPermanent(error)) throw error;
      this.logger.warn({ mailId, template: prepared.mail.template }, 'mail refused for good');
      return this.settle(actor, prepared.mail, 'failed', reason);
    }
    await this.settle(actor, prepared.mail, 'sent', null);
  }

  private async prepare(
    tx: Tx,
    actor: Actor,
    mailId: string,
  ): Promise<'settled' | { mail: Mail; letter: Letter | null }> {
    const mail = await one<Mail & { state: string }>(
      tx,
      `select id, template, address, name, locale, data, state from mails where organization_id = $1 and id = $2`,
      [actor.organizationId, mailId],
    );
    if (!mail || mail.state !== 'queued') return 'settled';
    const compose = this.composers.get(mail.template);
    if (!compose) throw new Error(`No module writes mails of the template ${mail.template}`);
    return { mail, letter: await compose(tx, actor, mail) };
  }

  private async settle(
    actor: Actor,
    mail: Mail,
    state: 'sent' | 'failed' | 'dropped',
    problem: string | null,
  ): Promise<void> {
    await this.db.transaction(actor, (tx) =>
      affected(
        tx,
        `update mails set state = $3, problem = $4, attempts = attempts + 1, sent_at = case when $3 = 'sent' then now() end
          where organization_id = $1 and id = $2 and state = 'queued'`,
        [actor.organizationId, mail.id, state, problem],
      ),
    );
    this.metrics.mails.inc({ template: mail.template, outcome: state });
  }
}

/** A 5xx answer of SMTP (RFC 5321, section 4.2.1) will not change by trying again. */
const isPermanent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 500 &&
  error.responseCode < 600;
