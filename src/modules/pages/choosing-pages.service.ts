import { Injectable } from '@nestjs/common';
import { Problem } from '../../kernel/problem.js';
import { invalid, keyInFlight, keyReused, overloaded } from '../../platform/http/http.problems.js';
import { requestValidation } from '../../platform/http/validation.js';
import { CartsService } from '../registrations/carts.service.js';
import { emailProofFailed } from '../registrations/registrations.problems.js';
import { CartDto } from '../registrations/order-request.dto.js';
import { type WantedCart, cartFieldAt, countField, productsOf, wantedCart } from './cart-form.rules.js';
import { chooseView } from './choose.view.js';
import { pointersOf } from './faults.rules.js';
import type { PageRequest, Reader } from './page-request.js';
import { type PageAnswer } from './pages.service.js';
import { pathIn } from './paths.js';
import { ProofsService } from './proofs.service.js';
import type { Sent } from './questions.rules.js';
import { type CartRefusal, refusalOf, refusalText } from './refusals.rules.js';
import { claimOf } from './form-claim.js';
import type { RegistrationFacts, Typed } from './registration.view.js';
import { RoomGateService } from './room-gate.service.js';

/** Choosing what to take on a page, and having it held. What is refused is said beside the field that it is about. */
@Injectable()
export class ChoosingPagesService {
  constructor(
    private readonly carts: CartsService,
    private readonly gate: RoomGateService,
    private readonly proofs: ProofsService,
  ) {}

  /** The form, with what came along in the address. */
  show(facts: RegistrationFacts, { query }: PageRequest, reader: Reader): PageAnswer {
    const brought = ['code', 'currency', 'source'].flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' && value.length <= 100 ? [[name, [value]] as const] : [];
    });
    return ask(facts, reader, { sent: new Map(brought), errors: new Map() });
  }

  /** Has the cart held and leads to it, or shows the form again. */
  async choose(facts: RegistrationFacts, sent: Sent, request: PageRequest, reader: Reader): Promise<PageAnswer> {
    const wanted = wantedCart(facts.offers, sent);
    const body = await this.cartOf(facts, wanted, sent, request);
    if (sent.get('do')?.[0] === 'code') return this.tryCode(facts, wanted, { body, sent }, request, reader);
    const mistakes = mistakesIn(facts, wanted, reader);
    if (mistakes.size > 0) return ask(facts, reader, { sent, errors: mistakes });
    // Digits count once: what they have shown stays with the form, whatever else is wrong with it.
    let proven = sent;
    try {
      proven = await this.proofs.prove(facts.event.slug, sent);
      const hold = await this.carts.hold(
        facts.event.slug,
        claimOf(facts.door, proven),
        await validated({ ...body, ...proofIn(proven) }),
        request.ip,
      );
      return { seeOther: pathIn(new URL(hold.url).pathname, reader.locale) };
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      return this.refuse(
        failure,
        facts,
        wanted,
        { body: { ...body, ...proofIn(proven) }, sent: proven },
        request,
        reader,
      );
    }
  }

  /** Shows what the code opens, and what is wrong with it where that can be told. */
  private async tryCode(
    facts: RegistrationFacts,
    wanted: WantedCart,
    { body, sent }: Asked,
    request: PageRequest,
    reader: Reader,
  ): Promise<PageAnswer> {
    const refusals = wanted.tickets.length > 0 ? await this.refusals(facts, body, request) : [];
    const aboutCode = refusals.filter(({ pointer }) => pointer === '/code');
    return ask(facts, reader, typedWith(facts, wanted, sent, aboutCode, reader));
  }

  /** Everything that speaks against the cart, and not only what was found first. */
  private async refuse(
    problem: Problem,
    facts: RegistrationFacts,
    wanted: WantedCart,
    { body, sent }: Asked,
    request: PageRequest,
    reader: Reader,
  ): Promise<PageAnswer> {
    const typed = { sent, errors: new Map<string, string>() };
    if (problem.refusal === overloaded || problem.refusal === keyInFlight) {
      const page = ask(facts, reader, { ...typed, alert: reader.t('refused.busyAlert') });
      return { ...page, status: 503, retryAfter: problem.details.retryAfter ?? 2 };
    }
    if (problem.details['nextStep'] === 'room')
      return { seeOther: pathIn(`/e/${facts.event.slug}/room`, reader.locale) };
    if (problem.status >= 500 || problem.status === 404) throw problem;
    const aboutEmail = emailFault(problem, reader);
    if (aboutEmail) return ask(facts, reader, { ...typed, errors: new Map([aboutEmail]) });
    const known = problem.refusal === invalid || problem.refusal === keyReused;
    const all = known ? [] : await this.refusals(facts, body, request);
    const found = all.length > 0 ? all : [refusalOf(problem)];
    const others = found.filter(({ nextStep }) => nextStep !== 'prove-email');
    if (others.length === 0) return this.askForProof(facts, sent, reader);
    return ask(facts, reader, typedWith(facts, wanted, sent, others, reader));
  }

  /** A limit per person counts by an address that is shown to be theirs: first the address is asked for, then its digits. */
  private async askForProof(facts: RegistrationFacts, sent: Sent, reader: Reader): Promise<PageAnswer> {
    const { t } = reader;
    const errors = new Map<string, string>();
    if (!sent.has('email'))
      return ask(facts, reader, { sent: new Map([...sent, ['email', ['']]]), errors, alert: t('choose.proveEmail') });
    if ((sent.get('email')?.[0] ?? '').trim() === '')
      return ask(facts, reader, { sent, errors: new Map([['email', t('form.emailMissing')]]) });
    return ask(facts, reader, await this.proofs.ask(facts.event.slug, sent, reader));
  }

  private async refusals({ event }: RegistrationFacts, body: Body, { ip }: PageRequest): Promise<CartRefusal[]> {
    try {
      return (await this.carts.quote(event.slug, await validated(body), ip)).refusals;
    } catch (failure) {
      if (failure instanceof Problem && failure.status < 500) return [refusalOf(failure)];
      throw failure;
    }
  }

  private async cartOf(
    { door, event }: RegistrationFacts,
    { tickets }: WantedCart,
    sent: Sent,
    request: PageRequest,
  ): Promise<Body> {
    const text = (name: string) => (sent.get(name)?.[0] ?? '').trim();
    const admissionToken = await this.gate.admissionToken(event.slug, request);
    return {
      tickets,
      ...(text('code') !== '' && { code: text('code') }),
      ...(text('currency') !== '' && { currency: text('currency') }),
      ...(door.invitation && { invitationToken: door.invitation.token }),
      ...(admissionToken !== undefined && { admissionToken }),
    };
  }
}

type Body = Record<string, unknown>;

/** Who chooses, where they were asked to show it. */
function proofIn(sent: Sent): Body {
  const email = (sent.get('email')?.[0] ?? '').trim();
  const token = sent.get('emailToken')?.[0];
  return { ...(email !== '' && { email }), ...(token !== undefined && { emailToken: token }) };
}

function emailFault(problem: Problem, { locale, t }: Reader): [string, string] | null {
  if (problem.refusal === emailProofFailed) return ['digits', problem.refusal.title[locale]];
  return problem.refusal === invalid && pointersOf(problem).includes('/email') ? ['email', t('form.emailWrong')] : null;
}

/** A cart as it was typed, and as it is asked for. */
interface Asked {
  body: Body;
  sent: Sent;
}

/** Judged as the API judges it. */
const validated = async (body: Body): Promise<CartDto> =>
  (await requestValidation().transform(body, { type: 'body', metatype: CartDto })) as CartDto;

/** A form that is shown again is 422, so that programs see it too; to people it is the same page. */
const ask = (facts: RegistrationFacts, reader: Reader, typed: Typed) => ({
  locale: reader.locale,
  status: typed.errors.size > 0 || typed.alert !== undefined ? 422 : 200,
  template: 'choose' as const,
  view: chooseView(facts, reader, typed),
});

/** Nothing chosen, amounts that are none, add-ons without a ticket. */
function mistakesIn({ offers }: RegistrationFacts, { tickets, wrong }: WantedCart, { t }: Reader): Map<string, string> {
  const errors = new Map([...wrong].map(([field, what]) => [field, t(`choose.wrong.${what}`)]));
  const [first] = offers.filter(({ kind }) => kind === 'admission').flatMap(productsOf);
  if (tickets.length === 0 && errors.size === 0 && first) errors.set(countField(first), t('choose.wrong.nothing'));
  return errors;
}

/** The refusals, each beside its field; those about the whole cart stand above the form. */
function typedWith(
  { event }: RegistrationFacts,
  wanted: WantedCart,
  sent: Sent,
  refusals: readonly CartRefusal[],
  { locale, t }: Reader,
): Typed {
  const errors = new Map<string, string>();
  const above: string[] = [];
  for (const refusal of refusals) {
    const text = refusalText(refusal, { locale, t, timeZone: event.timeZone });
    const field = cartFieldAt(refusal.pointer, wanted);
    if (field === null || field === 'email') above.push(text);
    else if (!errors.has(field)) errors.set(field, text);
  }
  return { sent, errors, ...(above.length > 0 && { alert: [...new Set(above)].join(' ') }) };
}
