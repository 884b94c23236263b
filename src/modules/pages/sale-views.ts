import type { EventHead, Field, FieldGroup, Form, Page, Words } from './views.js';

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

/** How many of one thing somebody takes. */
export interface ChoiceView {
  name: Words;
  description: Words;
  price: string;
  status: string;
  /** Why it cannot be taken, with what can be done instead; null where it can. */
  next: string | null;
  action: { label: string; href: string } | null;
  fields: Field[];
  /** What can be added to it. */
  addOns: { legend: Words; hint: string; choices: ChoiceView[] }[];
}

/** The first step of buying: what, and how many. */
export interface ChooseView {
  page: Page;
  event: EventHead;
  alert: string | null;
  form: Form;
  choices: ChoiceView[];
  /** Fields after the choices: a code, an address to be proven. */
  more: FieldGroup[];
}

/** The second step: what is held, until when, what it costs; then who comes. */
export interface CartView {
  page: Page;
  event: EventHead;
  alert: string | null;
  /** Seconds until the page asks again, because the hold is over then. */
  refresh: number;
  until: string;
  bill: Bill;
  extend: Act | null;
  release: Act;
  form: Form;
}
