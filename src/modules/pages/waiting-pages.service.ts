import { Injectable } from '@nestjs/common';
import { Problem, type Refusal } from '../../kernel/problem.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { invalid } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import { PublicEventDto } from '../events/event.dto.js';
import { EventsService } from '../events/events.service.js';
import { OrganizationsService } from '../identity/organizations.service.js';
import { MyWaitingService } from '../waitlist/my-waiting.service.js';
import { JoinWaitingListDto } from '../waitlist/waiting-entry.dto.js';
import { WaitingListsService } from '../waitlist/waiting-lists.service.js';
import {
  alreadyWaiting,
  partyRefused,
  stillAvailable,
  waitlistClosed,
  waitlistFull,
  waitlistOver,
} from '../waitlist/waitlist.problems.js';
import { DoorsService } from './doors.service.js';
import { eventHead } from './event.view.js';
import { pointersOf } from './faults.rules.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer, PagesService } from './pages.service.js';
import { pathIn } from './paths.js';
import { type Sent, readForm } from './questions.rules.js';
import { type TypedWish, type WaitingFacts, joinForm, placeView, valueOf } from './waiting.view.js';

/** What people do on their entry's page; the first two are asked about before they are done. */
export type WaitingAct = 'leave' | 'decline' | 'claim' | 'resume';

/** Joining a waiting list, and the place that one has on it, as pages. */
@Injectable()
export class WaitingPagesService {
  constructor(
    private readonly db: Database,
    private readonly pages: PagesService,
    private readonly doors: DoorsService,
    private readonly events: EventsService,
    private readonly organizations: OrganizationsService,
    private readonly lists: WaitingListsService,
    private readonly mine: MyWaitingService,
  ) {}

  async showJoin(slug: string, request: PageRequest): Promise<PageAnswer> {
    const { facts, reader } = await this.atEvent(slug, request);
    if (!facts.list.open) return refused('closed', facts, reader, 200);
    const free = facts.list.products.every(({ available }) => available);
    return free ? refused('available', facts, reader, 200) : ask(facts, reader, { sent: new Map(), errors: new Map() });
  }

  async join(slug: string, body: unknown, request: PageRequest): Promise<PageAnswer> {
    const { facts, reader } = await this.atEvent(slug, request);
    const sent = readForm(body);
    try {
      const { url } = await this.mine.join(slug, undefined, await validated(wishOf(facts, sent, reader)));
      return { seeOther: pathIn(`${new URL(url).pathname}?joined=1`, reader.locale) };
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      const errors = errorsOf(failure, sent, reader);
      if (errors.size > 0) return ask(facts, reader, { sent, errors });
      const why = refusedBy.get(failure.refusal);
      if (!why) throw failure;
      return refused(why, facts, reader, 409);
    }
  }

  async showPlace(token: string, request: PageRequest): Promise<PageAnswer> {
    const { facts, reader } = await this.atPlace(token, request);
    const mine = await this.mine.show(token);
    const view = placeView(facts, mine, request.query['joined'] === '1', reader);
    return { locale: reader.locale, template: 'waiting', view };
  }

  /** Asks before something is given up. */
  async showAct(token: string, act: 'leave' | 'decline', request: PageRequest): Promise<PageAnswer> {
    const { facts, reader } = await this.atPlace(token, request);
    const { locale, t } = reader;
    const heading = t(`waiting.confirm.${act}.heading`);
    return {
      locale,
      template: 'confirm',
      view: {
        page: { title: heading, path: `${facts.path}/${act}`, organization: { text: facts.organization } },
        heading,
        text: [t(`waiting.confirm.${act}.text`)],
        bill: null,
        hidden: [],
        action: pathIn(`${facts.path}/${act}`, locale),
        button: t(`waiting.actions.${act}`),
        danger: true,
        back: { label: t('waiting.confirm.back'), href: pathIn(facts.path, locale) },
      },
    };
  }

  /** Whoever takes an offer goes on to the hold that keeps it; everything else is seen on the entry's page. */
  async act(token: string, act: WaitingAct, request: PageRequest): Promise<PageAnswer> {
    const { facts, reader } = await this.atPlace(token, request);
    try {
      if (act === 'claim') {
        const { holdToken } = await this.mine.claim(token);
        return { seeOther: pathIn(`/h/${holdToken}`, reader.locale) };
      }
      await this.mine[act](token);
    } catch (failure) {
      // Pressed twice, or too late: the page itself says how it stands.
      if (!(failure instanceof Problem) || failure.status !== 409) throw failure;
    }
    return { seeOther: pathIn(facts.path, reader.locale) };
  }

  private async atEvent(slug: string, request: PageRequest): Promise<{ facts: WaitingFacts; reader: Reader }> {
    const { actor, eventId, path } = await this.doors.byAddress(slug);
    const facts = await this.facts(actor, eventId, `${path}/waiting-list`);
    return { facts, reader: this.pages.reader(request, { offered: facts.event.languages }) };
  }

  private async atPlace(token: string, request: PageRequest): Promise<{ facts: WaitingFacts; reader: Reader }> {
    const { actor, entry } = await this.mine.visit(token);
    const facts = await this.facts(actor, entry.eventId, `/w/${token}`);
    return { facts, reader: this.pages.reader(request, { known: entry.locale }) };
  }

  private facts(actor: Actor, eventId: string, path: string): Promise<WaitingFacts> {
    return this.db.read(actor, async (tx) => ({
      event: PublicEventDto.of(await this.events.getPublic(tx, actor, eventId)),
      organization: (await this.organizations.get(tx, actor)).name,
      list: await this.lists.publicList(tx, actor, eventId),
      path,
    }));
  }
}

type Why = 'closed' | 'full' | 'available' | 'already';

const refusedBy: ReadonlyMap<Refusal, Why> = new Map<Refusal, Why>([
  [waitlistClosed, 'closed'],
  [waitlistOver, 'closed'],
  [waitlistFull, 'full'],
  [stillAvailable, 'available'],
  [alreadyWaiting, 'already'],
]);

function refused(why: Why, facts: WaitingFacts, { locale, t }: Reader, status: 200 | 409): PageAnswer {
  const heading = t(`waiting.refused.${why}.heading`);
  const href = pathIn(`/e/${facts.event.slug}${why === 'available' ? '/register' : ''}`, locale);
  return {
    locale,
    status,
    template: 'notice',
    view: {
      page: { title: heading, path: facts.path, organization: { text: facts.organization } },
      event: eventHead(facts.event, { locale, t }),
      tone: 'calm',
      heading,
      text: [t(`waiting.refused.${why}.text`)],
      actions: [{ label: t(why === 'available' ? 'event.register' : 'refused.toEvent'), href, main: true }],
    },
  };
}

const ask = (facts: WaitingFacts, reader: Reader, typed: TypedWish): PageAnswer => ({
  locale: reader.locale,
  status: typed.errors.size > 0 ? 422 : 200,
  template: 'form',
  view: joinForm(facts, reader, typed),
});

/** The form as a body of the API. Where there is one product only it was not asked for. */
function wishOf({ list }: WaitingFacts, sent: Sent, reader: Reader): Record<string, unknown> {
  const text = (id: string) => sent.get(id)?.[0] ?? '';
  const wanted = list.products.filter(({ available }) => !available);
  const chosen = wanted.filter((product) => wanted.length === 1 || sent.get('product')?.includes(valueOf(product)));
  const size = text('partySize').trim();
  return {
    name: text('name'),
    email: text('email'),
    locale: reader.locale,
    ...(size !== '' && { partySize: Number(size) }),
    partial: text('partial') === 'yes',
    products: chosen.slice(0, 5).map(({ ticketTypeId, variationId }) => ({ ticketTypeId, variationId })),
  };
}

/** What is wrong with the fields, in the order of the form. */
function errorsOf(problem: Problem, sent: Sent, { t }: Reader): Map<string, string> {
  if (problem.refusal !== invalid && problem.refusal !== partyRefused) return new Map();
  const pointers = pointersOf(problem);
  const blank = (id: string) => (sent.get(id)?.[0] ?? '').trim() === '';
  return new Map([
    ...(pointers.includes('/name')
      ? [['name', t(blank('name') ? 'form.nameMissing' : 'form.nameWrong')] as const]
      : []),
    ...(pointers.includes('/email')
      ? [['email', t(blank('email') ? 'form.emailMissing' : 'form.emailWrong')] as const]
      : []),
    ...(pointers.includes('/products') ? [['product', t('waiting.join.productMissing')] as const] : []),
    ...(pointers.includes('/partySize') ? [['partySize', t('waiting.join.partySizeWrong')] as const] : []),
  ]);
}

/** Judged as the API judges it. */
const validated = async (body: Record<string, unknown>): Promise<JoinWaitingListDto> =>
  (await requestValidation().transform(body, { type: 'body', metatype: JoinWaitingListDto })) as JoinWaitingListDto;
