import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { requestValidation } from '../../platform/http/validation.js';
import { AttendeesService } from '../registrations/attendees.service.js';
import { AttendeesCsvDto, NameAttendeesDto } from '../registrations/attendees.dto.js';
import { csvRefused } from '../registrations/registrations.problems.js';
import { claimOf } from './form-claim.js';
import { filledIn, groupTable, storedGroup } from './group-form.rules.js';
import { type Sent as SentTable, groupErrors, groupView } from './group.view.js';
import { OrderFactsService } from './order-facts.service.js';
import type { OrderFacts } from './order-facts.js';
import { isOpen, namedTickets } from './order.view.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { readForm } from './questions.rules.js';
import { refusalOf, refusalText } from './refusals.rules.js';
import type { Typed } from './registration.view.js';
import { textOfTable } from './table-file.js';

/** An order of several tickets, and who asks about it. */
interface Group {
  token: string;
  facts: OrderFacts;
  reader: Reader;
}

const nothing: SentTable = { outcome: null, fileError: null };

/** Who comes with a group, said later: ticket by ticket, or all from a table, with an answer for each row. */
@Injectable()
export class GroupPagesService {
  constructor(
    private readonly pages: PagesService,
    private readonly registrations: OrderFactsService,
    private readonly attendees: AttendeesService,
  ) {}

  async show(token: string, request: PageRequest): Promise<PageAnswer> {
    const group = await this.group(token, request);
    return isOpen(group.facts) ? ask(group, untouched(group), nothing) : toOrder(group);
  }

  /** The tickets as a table to fill in. */
  async table(token: string, request: PageRequest): Promise<string> {
    const { facts, reader } = await this.group(token, request);
    return groupTable(facts, namedTickets(facts), reader.locale);
  }

  /** Saves what was filled in; what cannot be saved is said beside its field and keeps nothing else from being saved. */
  async name(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const group = await this.group(token, request);
    const { facts, reader } = group;
    const typed: Typed = { sent: readForm(body), errors: new Map() };
    const filled = filledIn(facts, namedTickets(facts), typed.sent);
    if (filled.length === 0) return toOrder(group);
    const input = await validated(NameAttendeesDto, { attendees: filled.map(({ row }) => row) });
    try {
      const { rows, refused } = await this.attendees.name(token, undefined, input);
      if (refused === 0) return toOrder(group, '?changed=1');
      const errors = groupErrors(facts, filled, rows, typed, reader);
      return ask(await this.group(token, request), { ...typed, errors }, nothing);
    } catch (failure) {
      return refuse(failure, group, typed);
    }
  }

  async upload(token: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const group = await this.group(token, request);
    const file = fileIn(body);
    if (!file || file.length === 0)
      return ask(group, untouched(group), { ...nothing, fileError: group.reader.t('group.fileMissing') });
    const csv = textOfTable(file).replaceAll('\0', '').toWellFormed();
    try {
      const input = await validated(AttendeesCsvDto, { csv });
      const claim = claimOf({ eventId: group.facts.order.eventId }, new Map([...readForm(body), ['csv', [csv]]]));
      const outcome = await this.attendees.nameFrom(token, claim, input.csv);
      const after = await this.group(token, request);
      return ask(after, untouched(after), { ...nothing, outcome });
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status !== 422) return refuse(failure, group, untouched(group));
      const known = failure.refusal === csvRefused ? 'group.fileWrong' : 'group.fileTooLong';
      return ask(group, untouched(group), { ...nothing, fileError: group.reader.t(known) });
    }
  }

  private async group(token: string, request: PageRequest): Promise<Group> {
    const facts = await this.registrations.facts(token);
    return { token, facts, reader: this.pages.reader(request, { known: facts.order.locale }) };
  }
}

const untouched = ({ facts }: Group): Typed => ({
  sent: storedGroup(facts, namedTickets(facts)),
  errors: new Map(),
});

function ask({ facts, reader }: Group, typed: Typed, sent: SentTable): PageAnswer {
  const wrong = typed.errors.size > 0 || typed.alert !== undefined || sent.fileError !== null;
  return {
    locale: reader.locale,
    status: wrong || (sent.outcome?.refused ?? 0) > 0 ? 422 : 200,
    template: 'group',
    view: groupView(facts, reader, typed, sent, randomUUID()),
  };
}

/** What is refused as a whole is said above the form; what was typed is kept. */
function refuse(failure: unknown, group: Group, typed: Typed): PageAnswer {
  if (!(failure instanceof Problem) || failure.status >= 500 || failure.status === 404) throw failure;
  const { reader, facts } = group;
  const alert = refusalText(refusalOf(failure), { ...reader, timeZone: facts.event.timeZone });
  return ask(group, { ...typed, alert }, nothing);
}

const toOrder = ({ facts, reader }: Group, rest = ''): PageAnswer => ({
  seeOther: pathIn(`${facts.path}${rest}`, reader.locale),
});

const fileIn = (body: unknown): Uint8Array | null =>
  typeof body === 'object' && body !== null && 'file' in body && body.file instanceof Uint8Array ? body.file : null;

/** Judged as the API judges it. */
const validated = async <T>(type: new () => T, body: unknown): Promise<T> =>
  (await requestValidation().transform(body, { type: 'body', metatype: type })) as T;
