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

/** What can be done with something: a link to where it is asked about. */
export interface Link {
  label: string;
  href: string;
}
