import type { EventHead, Form, Link, Page, Words } from './view-parts.js';
import type { Chart } from './charts.rules.js';
import type { LineView } from './line.view.js';
import type { Act, Bill, CartView, ChooseView, DueView, LeavingView, MoneyMoved } from './sale-views.js';

export type * from './view-parts.js';

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

export interface TicketView {
  id: string;
  name: Words;
  attendee: string;
  /** Which of several it is, for those who do not see where it stands. */
  number: string | null;
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
  /** Where the people of a group are named, and how many names are still to come. */
  group: { href: string; nameless: string | null } | null;
  bill: Bill | null;
  moved: MoneyMoved[];
  papers: Link[];
  answers: { question: Words; answer: Words[] }[];
}

/** Who comes with a group: ticket by ticket, or all from a table. */
export interface GroupView {
  page: Page;
  event: EventHead;
  alert: string | null;
  /** How many names are still to come. */
  nameless: string | null;
  /** What became of a table that was sent, row by row. */
  outcome: {
    good: boolean;
    text: string;
    rows: { number: string; name: string; taken: boolean; text: string }[];
  } | null;
  table: {
    action: string;
    hidden: Form['hidden'];
    /** The tickets as a table to fill in. */
    sampleHref: string;
    columns: { key: string; label: string }[];
    error: string | null;
  };
  form: Form;
  back: Link;
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
  group: GroupView;
  confirm: ConfirmView;
  problems: ProblemsView;
  report: ReportView;
  leaving: LeavingView;
  choose: ChooseView;
  cart: CartView;
}
