/** What an answer to a question is in JSON. */
export interface AskedOf {
  key: string;
  kind: string;
}

const yes = new Set(['yes', 'true', '1', 'да', 'x', '+']);
const no = new Set(['no', 'false', '0', 'нет', '-']);

/** Cells of a table as answers: several choices are separated by `;`. What cannot be read is left as it is, to be refused. */
export function answersFrom(
  cells: Readonly<Record<string, string>>,
  asked: readonly AskedOf[],
): Record<string, unknown> {
  const kinds = new Map(asked.map(({ key, kind }) => [key, kind]));
  return Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, answerFrom(cell, kinds.get(key))]));
}

function answerFrom(cell: string, kind: string | undefined): unknown {
  if (kind === 'multiple-choice')
    return cell
      .split(';')
      .map((choice) => choice.trim())
      .filter((choice) => choice !== '');
  if (kind === 'number') return Number.isFinite(Number(cell)) ? Number(cell) : cell;
  if (kind !== 'boolean') return cell;
  const word = cell.toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : cell;
}

const word = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const address = new RegExp(
  `^(?=.{3,254}$)(?=.{1,64}@)${word}(?:\\.${word})*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`,
);

export type PersonFault = 'name-missing' | 'name-invalid' | 'email-invalid';

/** A name and an address as they are kept, or what is wrong with them. */
export function personFrom({
  name,
  email,
}: {
  name: string;
  email: string;
}): { name: string; email: string | null } | { fault: PersonFault } {
  const tidy = name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
  const lower = email.trim().toLowerCase();
  if (tidy === '') return { fault: 'name-missing' };
  if (tidy.length > 200 || !/^[^\p{Cc}\p{Cs}]+$/u.test(tidy)) return { fault: 'name-invalid' };
  if (lower === '') return { name: tidy, email: null };
  return address.test(lower) ? { name: tidy, email: lower } : { fault: 'email-invalid' };
}
