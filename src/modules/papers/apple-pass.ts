import { crc32, deflateSync } from 'node:zlib';
import type { ApplePassConfig } from '../../platform/config/config.js';
import { spanText } from '../../platform/texts/moments.rules.js';
import type { TicketPaper } from './paper.js';
import { paperTexts } from './paper-texts.js';

/** A pass of Apple Wallet: a signed archive. The same ticket has the same serial number, so a newer pass replaces an older one. */
export async function applePass(paper: TicketPaper, config: ApplePassConfig): Promise<Buffer> {
  const { PKPass } = await import('passkit-generator');
  const t = paperTexts[paper.locale];
  const { event, organization } = paper;
  const pass = new PKPass(
    { 'icon.png': square(29), 'icon@2x.png': square(58), 'icon@3x.png': square(87) },
    {
      wwdr: config.wwdr,
      signerCert: config.certificate,
      signerKey: config.key,
      ...(config.passphrase && { signerKeyPassphrase: config.passphrase }),
    },
    {
      passTypeIdentifier: config.passType,
      teamIdentifier: config.team,
      serialNumber: paper.id,
      organizationName: organization,
      description: t('description', { event: event.title }),
      backgroundColor: 'rgb(10, 90, 106)',
      foregroundColor: 'rgb(255, 255, 255)',
      labelColor: 'rgb(214, 230, 233)',
    },
  );
  pass.type = 'eventTicket';
  const when = spanText(event.startsAt, event.endsAt, event.timeZone, paper.locale);
  const where = event.where.length > 0 ? event.where.join(', ') : t('online');
  pass.primaryFields.push({ key: 'event', label: organization, value: event.title });
  pass.secondaryFields.push({ key: 'when', label: t('when'), value: when });
  pass.auxiliaryFields.push(
    { key: 'attendee', label: t('attendee'), value: paper.attendee },
    { key: 'type', label: t('type'), value: paper.type },
  );
  pass.backFields.push(
    { key: 'where', label: t('where'), value: where },
    { key: 'order', label: t('order'), value: paper.orderCode },
  );
  pass.setBarcodes({ message: paper.code, format: 'PKBarcodeFormatQR', messageEncoding: 'iso-8859-1' });
  pass.setExpirationDate(event.endsAt);
  pass.setRelevantDates([{ relevantDate: event.startsAt }]);
  return pass.getAsBuffer();
}

/** A pass must have an icon: a square of our colour as PNG, eight bits a channel. */
function square(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from([10, 90, 106]))]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
