import type { EventHead, Field, Form, Link, Page, Words } from './view-parts.js';

/** One thing on a bill, and how its price came about. */
export interface BillLine {
  name: Words;
  /** For whom, or how many. */
  detail: string | null;
  steps: { label: Words; amount: string }[];
  amount: string;
}

/** What something costs: line by line, and what that adds up to. */
export interface Bill {
  lines: BillLine[];
  sums: { label: string; amount: string; strong: boolean }[];
  /** What of it is tax, in sentences. */
  notes: string[];
}

/** A button that does something at once. */
export interface Act {
  action: string;
  label: string;
  hidden: { name: string; value: string }[];
  look: 'main' | 'second' | 'danger';
}

/** A transfer by bank: what to write on it, and the same as a picture for a bank's app. */
export interface TransferView {
  heading: string;
  intro: string;
  facts: { name: string; value: string; copy: boolean }[];
  /** data: URI of the payment's QR code as SVG. */
  qr: string | null;
}

/** What is to be paid, until when, and how. */
export interface DueView {
  amount: string;
  /** Until when, and what happens then. */
  until: string | null;
  /** What became of the payment that was begun last. */
  news: { tone: 'good' | 'calm' | 'bad'; text: string } | null;
  acts: Act[];
  /** Why there is no button. */
  none: string | null;
  transfer: TransferView | null;
}

export interface MoneyMoved {
  what: string;
  amount: string;
  state: string;
  at: string;
}

/** A page that leads on by itself, and by a link for those whose browser does not. */
export interface LeavingView {
  page: Page;
  heading: string;
  text: string;
  href: string;
  label: string;
}

/** Something on sale: what it costs, and how many of it somebody takes. */
export interface ChoiceView {
  name: Words;
  description: Words;
  price: string;
  /** What comes with it, what it needs, what it waits for. */
  notes: string[];
  status: string;
  /** What can be done where it cannot be taken. */
  action: Link | null;
  /** Empty where it cannot be taken. */
  fields: Field[];
  /** What can be added to each of them. */
  addOns: { legend: Words; hint: string; fields: Field[] }[];
}

/** The first step of buying: what, and how many. */
export interface ChooseView {
  page: Page;
  event: EventHead;
  alert: string | null;
  intro: string[];
  /** Where there are several; the chosen one leads nowhere. */
  currencies: { label: string; href: string | null }[];
  form: Pick<Form, 'action' | 'hidden' | 'button'>;
  choices: ChoiceView[];
  code: Field;
  /** Who chooses, where that must be shown. */
  person: Field[];
  /** All of them, for the list of what is wrong. */
  fields: Field[];
}

/** The second step: what is held, until when, what it costs; then who comes. */
export interface CartView {
  page: Page;
  event: EventHead;
  alert: string | null;
  until: string;
  /** What happens after that. */
  after: string;
  acts: Act[];
  bill: Bill;
  intro: string[];
  form: Form;
}
