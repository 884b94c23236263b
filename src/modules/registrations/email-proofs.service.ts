import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor } from '../../platform/auth/actor.js';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/new-id.js';
import type { Tx } from '../../platform/database/sql.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { type Letter, type Mail, Mails } from '../../platform/mail/mails.service.js';
import { EventsService } from '../events/events.service.js';
import type { CheckEmailProofDto, EmailProofDto, EmailProofRequestedDto, NewEmailProofDto } from './email-proof.dto.js';
import { countTry, deleteOldProofs, insertProof, markUsed, proofsSince } from './email-proofs.queries.js';
import { proofLetter } from './email-proof.letter.js';
import { emailProofFailed, tooManyEmailProofs } from './registrations.problems.js';

const template = 'email-proof';
const mostPerHour = 5;
const tokenSeconds = 3_600;

/**
 * Shows that somebody reads the mail of an address: six digits are mailed, and naming them within ten minutes and five tries
 * gives a token that counts for an hour. Neither the digits nor the token lie in the database.
 */
@Injectable()
export class EmailProofsService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly mails: Mails,
    private readonly events: EventsService,
  ) {}

  onModuleInit(): void {
    this.mails.compose(template, (tx, actor, mail) => this.write(tx, actor, mail));
    this.jobs.every('email-proofs', '23 * * * *', () => this.tidy());
  }

  /** Mails six digits to an address. The answer is the same whoever the address belongs to. */
  async request(input: NewEmailProofDto): Promise<EmailProofRequestedDto> {
    const { actor, eventId } = await this.events.visit(input.eventSlug);
    return this.db.transaction(actor, async (tx) => {
      await this.events.getPublic(tx, actor, eventId);
      if ((await proofsSince(tx, actor, eventId, input.email)) >= mostPerHour)
        throw tooManyEmailProofs({ retryAfter: 3_600 });
      const id = newId();
      const codeHash = hashOf(id, this.codeOf(id));
      const expiresAt = await insertProof(tx, actor, { id, eventId, email: input.email, codeHash });
      await this.mails.enqueue(tx, actor, [
        {
          template,
          key: `${template}:${id}`,
          to: { address: input.email },
          locale: input.locale,
          data: { proofId: id, eventId },
        },
      ]);
      return { expiresAt: expiresAt.toISOString() };
    });
  }

  /** A token for the address, once its digits are named. A wrong try counts, whatever becomes of the request. */
  async check(input: CheckEmailProofDto): Promise<EmailProofDto> {
    const { actor, eventId } = await this.events.visit(input.eventSlug);
    const proven = await this.db.transaction(actor, async (tx) => {
      const proof = await countTry(tx, actor, eventId, input.email);
      if (!proof || !timingSafeEqual(proof.codeHash, hashOf(proof.id, input.code))) return false;
      return (await markUsed(tx, actor, proof.id)) === 1;
    });
    if (!proven) throw emailProofFailed({ pointer: '/code' });
    return { emailToken: this.tokenFor(eventId, input.email) };
  }

  /** Whether the token shows that this address is its bearer's, for this event, now. */
  proves(token: string | undefined, eventId: string, email: string | null): boolean {
    if (token === undefined || email === null) return false;
    const [body, mac] = token.split('.');
    if (!body || !mac || !sameText(mac, this.sign(body))) return false;
    const read = JSON.parse(Buffer.from(body, 'base64url').toString()) as { e: string; a: string; t: number };
    return read.e === eventId && read.a === email && read.t > this.clock.now().getTime() / 1_000;
  }

  private tokenFor(eventId: string, email: string): string {
    const until = Math.floor(this.clock.now().getTime() / 1_000) + tokenSeconds;
    const body = Buffer.from(JSON.stringify({ e: eventId, a: email, t: until })).toString('base64url');
    return `${body}.${this.sign(body)}`;
  }

  private sign(body: string): string {
    return createHmac('sha256', this.config.appSecret).update(`email-token|${body}`).digest('base64url');
  }

  /** Derived from the row's id, so that it can be written into the mail and lies nowhere. */
  private codeOf(proofId: string): string {
    const mac = createHmac('sha256', this.config.appSecret).update(`email-proof|${proofId}`).digest();
    return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
  }

  private async write(tx: Tx, actor: Actor, { data, locale }: Mail): Promise<Letter> {
    const event = await this.events.get(tx, actor, String(data['eventId']));
    return proofLetter({ code: this.codeOf(String(data['proofId'])), event: event.title, locale });
  }

  private async tidy(): Promise<void> {
    for (const actor of await this.db.organizations())
      await this.db.transaction(actor, (tx) => deleteOldProofs(tx, actor));
  }
}

const hashOf = (proofId: string, code: string): Buffer => createHash('sha256').update(`${proofId}|${code}`).digest();

const sameText = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
