/** A value of Stripe's form encoding: `line_items[0][price_data][currency]=eur`. */
export type FormValue = string | FormFields;

export interface FormFields {
  [name: string]: FormValue;
}

/** Reads a form body into nested fields; lists become fields named 0, 1, 2. */
export function readForm(body: string): FormFields {
  const fields: FormFields = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('[').map((part) => part.replace(/]$/, ''));
    put(fields, path, value);
  }
  return fields;
}

function put(fields: FormFields, path: readonly string[], value: string): void {
  let place = fields;
  for (const part of path.slice(0, -1)) {
    const next = place[part] ?? Object.create(null);
    if (typeof next === 'string') return;
    place[part] = next;
    place = next;
  }
  const last = path.at(-1) ?? '';
  place[last === '' ? String(Object.keys(place).length) : last] = value;
}

/** The text at a path, undefined where there is none. */
export function textAt(fields: FormFields, ...path: string[]): string | undefined {
  const value = valueAt(fields, path);
  return typeof value === 'string' ? value : undefined;
}

/** The fields at a path; none where there are none. */
export function fieldsAt(fields: FormFields, ...path: string[]): FormFields {
  const value = valueAt(fields, path);
  return value === undefined || typeof value === 'string' ? {} : value;
}

function valueAt(fields: FormFields, path: readonly string[]): FormValue | undefined {
  let value: FormValue | undefined = fields;
  for (const part of path) {
    if (value === undefined || typeof value === 'string') return undefined;
    value = value[part];
  }
  return value;
}
