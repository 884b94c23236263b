import { create } from 'xmlbuilder2';
import { isCurrency, minorDigits } from '../../kernel/money.js';
import { mostLines } from './statement-csv.js';
import { statementTooLong, statementUnreadable } from './statement.problems.js';
import { type StatementLine, type StatementRow, readDate, readDecimal } from './statement.rules.js';

/** An element by the names of the standard; prefixes of the namespace are left out. */
interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  text: string;
}

/** What XMLBuilder's DOM has of what is needed here. */
interface DomNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  childNodes: Iterable<DomNode>;
  attributes?: Iterable<{ name: string; value: string }>;
}

const elementNode = 1;
const deepest = 40;

/**
 * Reads CAMT.053 (and 052, 054: they have the same entries), any version. A document type is refused before anything is
 * parsed: with it go entities, external or nested.
 */
export function readCamtStatement(text: string): StatementRow[] {
  const root = parse(text);
  const messages = root.children.flatMap((message) => all(message, 'Stmt', 'Rpt', 'Ntfctn'));
  if (root.name !== 'Document' || messages.length === 0) {
    throw statementUnreadable({ detail: 'There is no statement in it', pointer: '/content' });
  }
  const rows = messages.flatMap((statement) => all(statement, 'Ntry')).flatMap(readEntry);
  if (rows.length > mostLines) throw statementTooLong({ detail: `At most ${mostLines} lines`, pointer: '/content' });
  return rows.map((read, index) => ({ row: index + 1, ...read }));
}

function parse(text: string): Element {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    throw statementUnreadable({ detail: 'A statement has no document type', pointer: '/content' });
  }
  if (depthOf(text) > deepest) throw statementUnreadable({ detail: 'It is nested too deep', pointer: '/content' });
  try {
    return elementOf(create(text.trim()).root().node);
  } catch (failure) {
    const detail = failure instanceof Error ? failure.message.slice(0, 200) : undefined;
    throw statementUnreadable({ detail, pointer: '/content' });
  }
}

/** How deep tags stand in each other, counted before the parser, whose time grows with the square of it. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [, closing, opening, alone] of text.matchAll(/<(?:(\/)|([^\s<>/!?][^<>]*?)(\/?))>?/g)) {
    if (closing) depth -= 1;
    else if (opening && !alone) depth += 1;
    most = Math.max(most, depth);
  }
  return most;
}

function elementOf(node: DomNode): Element {
  const children = [...node.childNodes];
  return {
    name: node.nodeName.replace(/^.*:/, ''),
    attributes: Object.fromEntries([...(node.attributes ?? [])].map(({ name, value }) => [name, value])),
    children: children.filter(({ nodeType }) => nodeType === elementNode).map((child) => elementOf(child)),
    text: children
      .filter(({ nodeType }) => nodeType !== elementNode)
      .map(({ nodeValue }) => nodeValue ?? '')
      .join('')
      .trim(),
  };
}

type Read = { line: StatementLine } | { problem: string };

/** An entry is one line, or one for each of its transactions where the bank put several together and says what each was. */
function readEntry(entry: Element): Read[] {
  const status = at(entry, 'Sts', 'Cd')?.text ?? at(entry, 'Sts')?.text ?? 'BOOK';
  if (status !== 'BOOK') return [{ problem: 'It is not booked yet' }];
  const whole = readMoney(at(entry, 'Amt'));
  if (!whole) return [{ problem: 'The amount cannot be read' }];
  const details = all(entry, 'NtryDtls').flatMap((batch) => all(batch, 'TxDtls'));
  const parts = details.map((detail) => ({
    detail,
    money: readMoney(at(detail, 'Amt') ?? at(detail, 'AmtDtls', 'TxAmt', 'Amt')),
  }));
  const split =
    parts.length > 1 &&
    parts.every(({ money }) => money?.currency === whole.currency) &&
    parts.reduce((sum, { money }) => sum + (money?.amount ?? 0), 0) === whole.amount;
  if (split) return parts.map(({ detail, money }) => readLine(entry, [detail], money ?? whole, true));
  return [readLine(entry, details, whole, false)];
}

/** `part`: of an entry of several, so that the bank's name of the entry is not enough to tell it from its neighbours. */
function readLine(
  entry: Element,
  details: readonly Element[],
  money: { amount: number; currency: string },
  part: boolean,
): Read {
  const bookedOn = readDate(first(entry, 'BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm') ?? '');
  if (!bookedOn) return { problem: 'The date cannot be read' };
  if (money.amount === 0) return { problem: 'The amount is nothing' };
  const incoming = first(entry, 'CdtDbtInd') === 'CRDT';
  const [detail] = details;
  const said = (...paths: string[]): string | null => (detail && first(detail, ...paths)) ?? null;
  const ofEntry = first(entry, 'AcctSvcrRef', 'NtryRef') ?? null;
  const own = said('Refs/AcctSvcrRef', 'Refs/TxId', 'Refs/EndToEndId');
  const line = {
    bookedOn,
    amount: incoming ? money.amount : -money.amount,
    currency: money.currency,
    bankRef: part ? [ofEntry, own].filter((name) => name !== null).join(' ') || null : (ofEntry ?? own),
    text: textOf(entry, details),
    payerName: said('RltdPties/Dbtr/Pty/Nm', 'RltdPties/Dbtr/Nm'),
    payerAccount: said('RltdPties/DbtrAcct/Id/IBAN', 'RltdPties/DbtrAcct/Id/Othr/Id'),
  };
  return { line };
}

/** The first text that is there, of these paths. */
function first(element: Element, ...paths: string[]): string | undefined {
  return paths.map((path) => at(element, ...path.split('/'))?.text).find((text) => text);
}

/** Everything in which a payer may have written the reference. */
function textOf(entry: Element, details: readonly Element[]): string {
  const said = details.flatMap((detail) => [
    ...all(detail, 'RmtInf').flatMap((info) => [
      ...all(info, 'Ustrd').map(({ text }) => text),
      ...all(info, 'Strd').flatMap((structured) => at(structured, 'CdtrRefInf', 'Ref')?.text ?? []),
    ]),
    at(detail, 'Refs', 'EndToEndId')?.text ?? '',
    at(detail, 'AddtlTxInf')?.text ?? '',
  ]);
  return [...said, at(entry, 'AddtlNtryInf')?.text ?? ''].filter(Boolean).join(' ');
}

function readMoney(element: Element | undefined): { amount: number; currency: string } | null {
  const currency = element?.attributes['Ccy'] ?? '';
  const amount = isCurrency(currency) ? readDecimal(element?.text ?? '', minorDigits(currency)) : null;
  return amount === null ? null : { amount, currency };
}

const all = (element: Element, ...names: string[]): Element[] =>
  element.children.filter(({ name }) => names.includes(name));

/** The first element along the path. */
function at(element: Element, ...path: string[]): Element | undefined {
  let found: Element | undefined = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}
