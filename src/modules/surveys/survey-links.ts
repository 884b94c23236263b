import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, visitorActor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, affected, one, rows } from '../../platform/database/sql.js';
import { Links } from '../../platform/links/links.service.js';
import { surveyLinkUnknown } from './surveys.problems.js';

/** Who came by a personal survey link: nobody in particular. Only the survey and the link's own hash are known. */
export interface SurveyVisit {
  actor: Actor;
  surveyId: string;
  hash: Buffer;
}

/**
 * Personal survey links. Their hashes are kept apart from `links`, in rows that do not say whose they are: only someone
 * with APP_SECRET can tell, by deriving a ticket's link anew, and even then learns just whether it was used.
 */
@Injectable()
export class SurveyLinks {
  constructor(
    private readonly db: Database,
    private readonly links: Links,
  ) {}

  /** The token of a ticket's link to a survey. Derived, never stored. */
  token(surveyId: string, ticketId: string): string {
    return this.links.token('survey', `${surveyId}|${ticketId}`);
  }

  /** Gives out a link for each ticket. One statement in the order of the hashes, so that no order of people is left in it. */
  async issue(tx: Tx, actor: Actor, surveyId: string, ticketIds: readonly string[]): Promise<void> {
    const hashes = ticketIds.map((ticketId) => hashOf(this.token(surveyId, ticketId)));
    await affected(
      tx,
      `insert into survey_tokens (token_hash, organization_id, survey_id)
       select hash, $1, $2 from unnest($3::bytea[]) as hash order by hash`,
      [actor.organizationId, surveyId, hashes],
    );
  }

  /** Which of the tickets were given a link to the survey. */
  async givenOut(tx: Tx, actor: Actor, surveyId: string, ticketIds: readonly string[]): Promise<Set<string>> {
    const found = await rows<{ ticket_id: string }>(
      tx,
      `select ticket_id from unnest($3::uuid[], $4::bytea[]) as derived(ticket_id, hash)
         join survey_tokens on token_hash = hash where organization_id = $1 and survey_id = $2`,
      [actor.organizationId, surveyId, ticketIds, ticketIds.map((ticketId) => hashOf(this.token(surveyId, ticketId)))],
    );
    return new Set(found.map((row) => row.ticket_id));
  }

  async visit(token: string): Promise<SurveyVisit> {
    if (!/^[\w-]{43}$/.test(token)) throw surveyLinkUnknown();
    const hash = hashOf(token);
    const found = await this.db.bySecret<{ organization_id: string; survey_id: string }>(
      hash,
      'select organization_id, survey_id from survey_tokens where token_hash = app_secret()',
    );
    if (!found) throw surveyLinkUnknown();
    return { actor: visitorActor(found.organization_id), surveyId: found.survey_id, hash };
  }

  async isUsed(tx: Tx, { actor, surveyId, hash }: SurveyVisit): Promise<boolean> {
    const row = await one<{ used: boolean }>(
      tx,
      'select used from survey_tokens where organization_id = $1 and survey_id = $2 and token_hash = $3',
      [actor.organizationId, surveyId, hash],
    );
    return row?.used ?? true;
  }

  /** Uses the link up. False where it has been used: of any number at once, one gets true. */
  async use(tx: Tx, { actor, surveyId, hash }: SurveyVisit): Promise<boolean> {
    const used = await affected(
      tx,
      'update survey_tokens set used = true where organization_id = $1 and survey_id = $2 and token_hash = $3 and not used',
      [actor.organizationId, surveyId, hash],
    );
    return used === 1;
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(`survey|${token}`).digest();
