import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Pdf from 'pdfkit';
import { create as qrOf } from 'qrcode';
import { spanText, zoneText } from '../../platform/texts/moments.rules.js';
import type { TicketPaper } from './paper.js';
import { paperTexts } from './paper-texts.js';

// DejaVu has Latin, Cyrillic and Greek; the fonts that a PDF reader brings itself have Latin only.
const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const ink = '#14181d';
const grey = '#5b6470';
const margin = 56;
/** Of the QR code, quiet zone not counted: 65 mm, so that a module is well above one millimetre. */
const qrSize = 184;

type Document = InstanceType<typeof Pdf>;

/** Tickets as PDF, one on each page. */
export function drawTickets(papers: readonly TicketPaper[]): Promise<Buffer> {
  const [first] = papers;
  const doc = new Pdf({
    size: 'A4',
    margin,
    autoFirstPage: false,
    displayTitle: true,
    lang: first?.locale ?? 'en',
    info: { Title: first ? paperTexts[first.locale]('description', { event: first.event.title }) : '' },
  });
  const bytes = buffer(doc);
  doc.registerFont('regular', join(fonts, 'DejaVuSans.ttf')).registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'));
  for (const paper of papers) drawTicket(doc.addPage(), paper);
  doc.end();
  return bytes;
}

function drawTicket(doc: Document, paper: TicketPaper): void {
  const { event, locale, organization } = paper;
  const t = paperTexts[locale];
  const right = doc.page.width - margin;
  const width = right - margin - qrSize - 36;
  drawQr(doc, paper.code, { x: right - qrSize, y: margin });
  doc.font('regular').fontSize(10).fillColor(grey).text(organization, margin, margin, { width });
  doc.moveDown(0.4).font('bold').fontSize(20).fillColor(ink).text(event.title, { width });
  doc.moveDown(0.8);
  const fact = (name: string, ...lines: string[]): void => {
    doc.font('regular').fontSize(9).fillColor(grey).text(name, { width });
    doc.fontSize(12).fillColor(ink);
    for (const line of lines) doc.text(line, { width });
    doc.moveDown(0.6);
  };
  fact(t('attendee'), paper.attendee);
  fact(t('type'), paper.type);
  fact(
    t('when'),
    spanText(event.startsAt, event.endsAt, event.timeZone, locale),
    zoneText(event.startsAt, event.timeZone, locale),
  );
  fact(t('where'), ...(event.where.length > 0 ? event.where : [t('online')]));
  fact(t('order'), paper.orderCode);
  const below = Math.max(doc.y, margin + qrSize) + 24;
  doc.moveTo(margin, below).lineTo(right, below).lineWidth(0.5).strokeColor('#c9ced6').stroke();
  doc.font('regular').fontSize(9).fillColor(grey);
  doc.text(t('hint'), margin, below + 12, { width: right - margin });
}

/** As rectangles, a run of dark modules each, so that it is sharp at every size. */
function drawQr(doc: Document, code: string, { x, y }: { x: number; y: number }): void {
  const { modules } = qrOf(code, { errorCorrectionLevel: 'M' });
  const side = qrSize / modules.size;
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      const from = column;
      while (column < modules.size && modules.get(row, column)) column++;
      if (column > from) doc.rect(x + from * side, y + row * side, (column - from) * side, side);
    }
  }
  doc.fill('#000000');
}
