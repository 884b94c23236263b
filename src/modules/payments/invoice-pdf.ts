import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Pdf from 'pdfkit';
import { minorDigits } from '../../kernel/money.js';
import type { Locale } from '../../kernel/text.js';
import { type InvoiceWords, invoiceWords } from './invoice-texts.js';
import type { InvoiceSnapshot, Party } from './invoice-snapshot.js';
import { printedLines } from './invoice.rules.js';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const regular = join(fonts, 'DejaVuSans.ttf');
const bold = join(fonts, 'DejaVuSans-Bold.ttf');

const tags: Readonly<Record<Locale, string>> = { en: 'en-GB', ru: 'ru-RU' };
const grey = '#5b6470';
const ink = '#14181d';
const rule = '#c9ced6';
const margin = 56;
const bottom = 110;

type Document = InstanceType<typeof Pdf>;

/** The sheet that is being drawn. A4, so 595 points wide; x from `left` to `right`. */
interface Sheet {
  doc: Document;
  snapshot: InvoiceSnapshot;
  words: InvoiceWords;
  left: number;
  right: number;
}

/** An invoice as PDF, made of its snapshot alone: the same bytes whenever and wherever it is drawn. */
export async function drawInvoice(snapshot: InvoiceSnapshot): Promise<Buffer> {
  const words = invoiceWords[snapshot.locale];
  const doc = new Pdf({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: 40 },
    bufferPages: true,
    lang: snapshot.locale,
    displayTitle: true,
    info: {
      Title: `${titleOf(snapshot, words)} ${snapshot.code}`,
      Author: snapshot.seller.name,
      CreationDate: new Date(`${snapshot.issuedOn}T00:00:00Z`),
    },
  });
  const bytes = buffer(doc);
  doc.registerFont('regular', regular).registerFont('bold', bold);
  const sheet: Sheet = { doc, snapshot, words, left: margin, right: doc.page.width - margin };
  drawHead(sheet);
  drawParties(sheet);
  drawLines(sheet);
  drawSums(sheet);
  drawFeet(sheet);
  doc.end();
  return bytes;
}

const titleOf = ({ kind }: InvoiceSnapshot, words: InvoiceWords): string =>
  kind === 'invoice' ? words.invoice : words.creditNote;

function drawHead({ doc, snapshot, words, left, right }: Sheet): void {
  doc.fillColor(ink).font('bold').fontSize(20);
  doc.text(titleOf(snapshot, words), left, margin, { width: right - left - 190 });
  const facts: [string, string | null][] = [
    [words.number, snapshot.code],
    [words.date, dayText(snapshot.issuedOn, snapshot.locale)],
    [words.order, snapshot.orderCode],
    [words.refersTo, snapshot.refersTo],
  ];
  let y = margin + 4;
  for (const [name, value] of facts) {
    if (value === null) continue;
    doc
      .font('regular')
      .fontSize(9)
      .fillColor(grey)
      .text(name, right - 180, y, { width: 70 });
    doc.fillColor(ink).text(value, right - 110, y, { width: 110, align: 'right' });
    y += 15;
  }
  doc.y = Math.max(doc.y, y) + 24;
}

function drawParties(sheet: Sheet): void {
  const { doc, snapshot, words, left, right } = sheet;
  const top = doc.y;
  const width = (right - left - 24) / 2;
  drawParty(sheet, words.seller, snapshot.seller, { x: left, y: top, width });
  const after = doc.y;
  drawParty(sheet, words.buyer, snapshot.buyer, { x: left + width + 24, y: top, width });
  doc.y = Math.max(doc.y, after) + 20;
  doc.font('regular').fontSize(9).fillColor(grey).text(words.event, left, doc.y);
  const { title, date } = snapshot.event;
  doc
    .fontSize(10.5)
    .fillColor(ink)
    .text(`${title}, ${dayText(date, snapshot.locale)}`, { width: right - left });
  doc.y += 18;
}

function drawParty(
  { doc, words }: Sheet,
  name: string,
  party: Party & { email: string },
  { x, y, width }: { x: number; y: number; width: number },
): void {
  doc.font('regular').fontSize(9).fillColor(grey).text(name, x, y, { width });
  doc.font('bold').fontSize(10.5).fillColor(ink).text(party.name, { width });
  doc.font('regular').fontSize(10);
  const tax = party.taxNumber === null ? [] : [`${words.taxNumber}: ${party.taxNumber}`];
  for (const line of [...party.address.split(/\r?\n/).filter(Boolean), ...tax, party.email]) doc.text(line, { width });
}

/** Right edges of the columns of figures, from the left of the sheet's right edge. */
const columns = { quantity: 250, unit: 165, rate: 95, amount: 0 };

function drawLines(sheet: Sheet): void {
  const { doc, snapshot, left, right } = sheet;
  drawTableHead(sheet);
  for (const line of printedLines(snapshot.lines)) {
    doc.font('regular').fontSize(10);
    const width = right - left - columns.quantity - 45;
    const height = doc.heightOfString(line.text, { width });
    if (doc.y + height > doc.page.height - bottom) {
      doc.addPage();
      drawTableHead(sheet);
    }
    const { y } = doc;
    doc.fillColor(ink).font('regular').fontSize(10);
    figure(sheet, String(line.quantity), columns.quantity, y);
    figure(sheet, money(line.unit, snapshot), columns.unit, y);
    figure(sheet, line.rate === null ? '–' : rateText(line.rate, snapshot.locale), columns.rate, y);
    figure(sheet, money(line.gross, snapshot), columns.amount, y);
    doc.text(line.text, left, y, { width });
    doc.y = y + height + 7;
    rulerAt(sheet, doc.y - 4);
  }
  doc.y += 10;
}

function drawTableHead(sheet: Sheet): void {
  const { doc, words, left } = sheet;
  const { y } = doc;
  doc.font('regular').fontSize(9).fillColor(grey);
  doc.text(words.what, left, y);
  figure(sheet, words.quantity, columns.quantity, y);
  figure(sheet, words.unit, columns.unit, y);
  figure(sheet, words.rate, columns.rate, y);
  figure(sheet, words.amount, columns.amount, y);
  doc.y = y + 16;
  rulerAt(sheet, doc.y - 3);
  doc.y += 4;
}

function drawSums(sheet: Sheet): void {
  const { doc, snapshot, words } = sheet;
  const taxed = snapshot.taxes.filter(({ rate }) => rate !== null);
  if (doc.y + 40 + taxed.length * 16 > doc.page.height - bottom) doc.addPage();
  doc.font('regular').fontSize(10).fillColor(ink);
  const net = snapshot.taxes.reduce((sum, tax) => sum + tax.net, 0);
  if (taxed.length > 0) drawSum(sheet, words.net, net);
  for (const { name, rate, tax, net: base } of taxed) {
    const on = `${name ?? words.tax} ${rateText(rate ?? 0, snapshot.locale)} (${money(base, snapshot)})`;
    drawSum(sheet, on, tax);
  }
  doc.y += 4;
  doc.font('bold').fontSize(12);
  drawSum(sheet, snapshot.kind === 'invoice' ? words.total : words.credited, snapshot.total);
}

function drawSum(sheet: Sheet, name: string, amount: number): void {
  const { doc, snapshot, right } = sheet;
  const { y } = doc;
  doc.text(name, right - 330, y, { width: 220, align: 'right' });
  const after = doc.y;
  figure(sheet, money(amount, snapshot), columns.amount, y);
  doc.y = Math.max(after, y + 14) + 3;
}

/** What the seller wants at the foot, and the number of the page, on every page. */
function drawFeet({ doc, snapshot, words, left, right }: Sheet): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    const y = doc.page.height - 92;
    doc.font('regular').fontSize(8).fillColor(grey);
    doc.moveTo(left, y).lineTo(right, y).lineWidth(0.5).strokeColor(rule).stroke();
    const footer = [snapshot.seller.name, ...(snapshot.seller.footer?.split(/\r?\n/) ?? [])].join(' · ');
    doc.text(footer, left, y + 8, { width: right - left - 100, height: 40, ellipsis: true });
    const number = count > 1 ? `${snapshot.code} · ${words.page} ${page + 1}/${count}` : snapshot.code;
    doc.text(number, right - 180, y + 8, { width: 180, align: 'right', lineBreak: false });
  }
}

/** A figure whose right edge is so far from the right of the sheet. */
function figure({ doc, right }: Sheet, text: string, fromRight: number, y: number): void {
  doc.text(text, right - fromRight - 110, y, { width: 110, align: 'right', lineBreak: false });
}

function rulerAt({ doc, left, right }: Sheet, y: number): void {
  doc.moveTo(left, y).lineTo(right, y).lineWidth(0.5).strokeColor(rule).stroke();
}

/** Always with its minor units: an invoice says 12.00. */
function money(amount: number, { currency, locale }: InvoiceSnapshot): string {
  const digits = minorDigits(currency);
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(tags[locale], format).format(amount / 10 ** digits);
}

const rateText = (rate: number, locale: Locale): string =>
  new Intl.NumberFormat(tags[locale], { style: 'percent', maximumFractionDigits: 3 }).format(rate / 100_000);

const dayText = (day: string, locale: Locale): string =>
  new Intl.DateTimeFormat(tags[locale], { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
