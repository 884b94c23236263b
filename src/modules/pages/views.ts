import type { Chart } from './charts.rules.js';
import type { LineView } from './line.view.js';
import type { Act, Bill, CartView, ChooseView, DueView, LeavingView, MoneyMoved } from './sale-views.js';

/** A text of the organiser's, and its language where that is not the page's (WCAG 3.1.2). */
export interface Words {
  text: string;
  /** BCP 47 */
  lang?: string;
}

/** What every page has. */
export interface Page {
  title: string;
  /** Path of this very page without its language, for the language links. */
  path: string;
  /** Who invites; stands in the header. */
  organization?: Words;
  /** Search engines may list it. Only the event page says so. */
  listed?: boolean;
}

/** An instant or a span as people read it, and as machines do. */
export interface When {
  text: string;
  /** RFC 3339 with the event's offset. */
  machine: string;
  zone: string;
}

export interface Option {
  value: string;
  label: Words;
  chosen: boolean;
  /** Why it cannot be chosen. */
  unavailable?: string;
  hint?: Words;
  /** Choosing it opens the question that follows. */
  opens?: boolean;
}

/** One question of a form. `id` is its name in the form and its anchor on the page. */
export interface Field {
  id: string;
  kind:
    | 'text'
    | 'email'
    | 'password'
    | 'long'
    | 'number'
    | 'amount'
    | 'digits'
    | 'date'
    | 'choice'
    | 'choices'
    | 'select'
    | 'scale'
    | 'tick';
  label: Words;
  hint?: Words;
  required: boolean;
  value: string;
  options: Option[];
  /** Ticking it opens the question that follows. */
  opens?: boolean;
  /** What is wrong with the answer. */
  error?: string;
  /** Token of the HTML standard's autofill. */
  autocomplete?: string;
  maxLength?: number;
  /** What the ends of a scale mean. */
  ends?: { least: string; most: string };
}

/** Fields that belong together; `onlyIf` says in words when they need an answer. */
export interface FieldGroup {
  legend?: Words;
  onlyIf?: string;
  fields: Field[];
}

export interface Form {
  action: string;
  /** What the form carries without asking. */
  hidden: { name: string; value: string }[];
  groups: FieldGroup[];
  button: string;
}

/** The event in the few words that head each of its pages. */
export interface EventHead {
  title: Words;
  when: When;
  where: Words[];
  href: string;
}

export interface AgendaItem {
  time: string;
  machine: string;
  title: Words;
  room: string | null;
  people: string;
}

export interface EventView {
  page: Page;
  event: EventHead;
  state: 'planned' | 'over' | 'cancelled';
  summary: Words;
  description: Words[];
  accessibility: Words[];
  facts: { name: string; values: Words[]; href?: string }[];
  /** The invited person's name, on a personal invitation. */
  greeting: string | null;
  /** `waitHref`: where one joins the waiting list; null where there is none to join. */
  registration: { open: boolean; text: string; next: string | null; href: string; waitHref: string | null };
  /** What the button says: to register, or to buy. */
  action: string;
  tickets: { name: Words; price: string; notes: string[]; status: string; available: boolean }[];
  agenda: { day: string; items: AgendaItem[] }[];
  calendarHref: string | null;
  /** For who has lost the link to their registration. */
  findHref: string | null;
  /** schema.org, already safe inside a script element. */
  structuredData: string;
}

export interface FormView {
  page: Page;
  event: EventHead | null;
  heading: Words;
  /** Why the form is shown again although nothing in it is wrong. */
  alert: string | null;
  intro: Words[];
  form: Form;
  /** What can be done instead. */
  after?: Act;
}

/** A page that says one thing and what to do next. */
export interface NoticeView {
  page: Page;
  event?: EventHead;
  tone: 'good' | 'calm' | 'bad';
  heading: string;
  text: string[];
  actions: { label: string; href: string; main?: boolean }[];
}

/** What can be done with something: a link to where it is asked about. */
export interface Link {
  label: string;
  href: string;
}

export interface TicketView {
  id: string;
  name: Words;
  attendee: string;
  /** Whether it is of use: `waits` is not yet, `void` not any more. */
  standing: 'valid' | 'waits' | 'void';
  /** Why it does not admit, or what is under way with it. */
  note: string | null;
  /** Empty where the door does not let in with it. */
  code: string;
  /** data: URI of the QR code as SVG. */
  qr: string;
  /** The ticket as a file or in a wallet. */
  papers: Link[];
  /** What its holder may do with this ticket alone. */
  links: Link[];
}

export interface ManageView {
  page: Page;
  event: EventHead;
  orderCode: string;
  /** How it stands where that is not well, and what to do. */
  notice: { tone: 'calm' | 'bad'; heading: string; text: string[] } | null;
  /** What has just happened. */
  done: string | null;
  due: DueView | null;
  name: string;
  email: string;
  tickets: TicketView[];
  onlineUrl: string | null;
  calendarHref: string | null;
  changeHref: string | null;
  cancelHref: string | null;
  bill: Bill | null;
  moved: MoneyMoved[];
  papers: Link[];
  answers: { question: Words; answer: Words[] }[];
}

/** A page that asks before it does. */
export interface ConfirmView {
  page: Page;
  heading: string;
  text: string[];
  /** What it does to money, thing by thing. */
  bill: Bill | null;
  action: string;
  /** What the form carries, so that what is done is what was shown. */
  hidden: Form['hidden'];
  button: string;
  danger: boolean;
  back: { label: string; href: string } | null;
}

export interface ProblemsView {
  page: Page;
  areas: { name: string; problems: { code: string; status: number; en: string; ru: string; retryable: boolean }[] }[];
}

/** A chart and the same in a table, for those who do not see it and for those who want the numbers. */
export interface Figure {
  chart: Chart;
  table: { columns: string[]; rows: { name: string; values: string[] }[] };
}

export interface ReportGoal {
  title: Words;
  verdict: 'met' | 'missed' | 'inconclusive' | 'unmeasurable';
  verdictText: string;
  explanation: string;
  chart: Chart | null;
}

/** What came of an event, as its organisers and those they answer to read it. */
export interface ReportView {
  page: Page;
  wide: true;
  title: Words;
  when: string;
  readAt: string;
  lead: string;
  goals: ReportGoal[];
  funnel: Figure;
  nps: { text: string; chart: Chart; distribution: Figure } | null;
  /** Why there is no score. */
  npsGap: string | null;
  money: { text: string; figure: Figure } | null;
}

/** Every template and what it shows. */
export interface Views {
  waiting: LineView;
  event: EventView;
  form: FormView;
  notice: NoticeView;
  manage: ManageView;
  confirm: ConfirmView;
  problems: ProblemsView;
  report: ReportView;
  leaving: LeavingView;
  choose: ChooseView;
  cart: CartView;
}
