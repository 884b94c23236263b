import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/platform/config/config.js';
import { type TestApp, type TestOrganization, boot } from '../../support/boot.js';
import { type TicketedEvent, register, ticketedEvent, tokenOf } from '../../support/given-tickets.js';
import { pdfPixels, pdfText } from '../../support/pdf.js';
import { readQr } from '../../support/qr.js';

let bare: TestApp;
let t: TestApp;
let org: TestOrganization;
let event: TicketedEvent;
const folder = mkdtempSync(join(tmpdir(), 'papers-'));
const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** An authority and a certificate of its own for passes, as Apple gives them. */
function certificates(): Record<string, string> {
  const name = (cn: string) => ['-subj', `/CN=${cn}/O=Test`];
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    ...name('WWDR'),
  );
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'pass.key', '-out', 'pass.csr', ...name('Pass'));
  openssl(
    'x509',
    '-req',
    '-in',
    'pass.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-set_serial',
    '7',
    '-days',
    '2',
    '-out',
    'pass.pem',
  );
  return {
    APPLE_PASS_TYPE: 'pass.org.example.turnout',
    APPLE_PASS_TEAM: 'TEAM123456',
    APPLE_PASS_CERTIFICATE: join(folder, 'pass.pem'),
    APPLE_PASS_KEY: readFileSync(join(folder, 'pass.key'), 'utf8').replaceAll('\n', String.raw`\n`),
    APPLE_PASS_WWDR: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    GOOGLE_WALLET_ISSUER: '3388000000000000000',
    GOOGLE_WALLET_ACCOUNT: 'passes@example.iam.gserviceaccount.com',
    GOOGLE_WALLET_KEY: String(google.privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

beforeAll(async () => {
  t = await boot(certificates());
  org = await t.organization();
  event = await ticketedEvent(org.owner);
});
afterAll(async () => {
  await t.stop();
  await bare.stop();
  rmSync(folder, { recursive: true });
});

const fetched = async (url: string) => {
  const answer = await fetch(url, { redirect: 'manual' });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const mine = (order: { manageUrl: string }) => `/v1/public/orders/${tokenOf(order)}`;
/** What the link to Google Wallet would have it save. */
async function googleSaves(ticket: { wallets: { google: string } }) {
  const { answer } = await fetched(ticket.wallets.google);
  const [, content = ''] = (answer.headers.get('location') ?? '').split('/').at(-1)?.split('.') ?? [];
  return JSON.parse(Buffer.from(content, 'base64url').toString()).payload;
}

describe('a ticket as PDF', () => {
  it('says what it is for, in Russian, with a code that scanners read', async () => {
    const order = await register(t.visitor, event);
    const [ticket] = order.tickets;
    const { answer, bytes } = await fetched(ticket.pdfUrl);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const text = pdfText(bytes);
    const said = ['Вечер данных', 'Иван Смирнов', 'Место', 'Библиотека на Невском', 'Невский проспект, 20', order.code];
    for (const part of [...said, 'Data Evenings', '14 марта 2037', '18:00', 'Москва']) expect(text).toContain(part);
    expect(await readQr(pdfPixels(bytes))).toBe(ticket.code);
    expect(bytes.length).toBeLessThan(80_000);
  });

  it('and the pass have nothing by which the order of the buyer is read or changed', async () => {
    const guest = { name: 'Гость' };
    const seats = [{ name: 'Анна' }, guest].map((attendee) => ({ ticketTypeId: event.ticketTypeId, attendee }));
    const order = await register(t.visitor, event, { tickets: seats });
    const [, ticket] = order.tickets;
    for (const url of [ticket.pdfUrl, `${t.url}${mine(order)}/pdf`]) {
      const { bytes } = await fetched(url);
      expect(bytes.toString('latin1')).not.toContain('/URI');
      expect(pdfText(bytes)).not.toContain(tokenOf(order));
    }
    writeFileSync(join(folder, 'g.pkpass'), (await fetched(ticket.wallets.apple)).bytes);
    const pass = execFileSync('unzip', ['-p', 'g.pkpass', 'pass.json'], { cwd: folder }).toString();
    expect(pass).toContain('Гость');
    expect(pass).not.toContain(tokenOf(order));
    expect(JSON.stringify(await googleSaves(ticket))).not.toContain(tokenOf(order));
  });

  it('is in the language of its order, with all tickets of it', async () => {
    const seat = (name: string) => ({ ticketTypeId: event.ticketTypeId, attendee: { name } });
    const order = await register(t.visitor, event, { locale: 'en', tickets: [seat('Ann'), seat('Ben'), seat('Cid')] });
    await t.visitor.post(`${mine(order)}/tickets/${order.tickets[1].id}/cancellation`, {});
    const text = pdfText((await fetched(`${t.url}${mine(order)}/pdf`)).bytes);
    for (const part of ['Ann', 'Cid', 'Seat', 'Data evening', '14 March 2037', 'Moscow']) expect(text).toContain(part);
    expect(text).not.toContain('Ben');
  });

  it('is there only for tickets that admit, and for the holder of the link', async () => {
    const order = await register(t.visitor, event);
    const other = await register(t.visitor, event);
    const path = `${mine(order)}/tickets/${other.tickets[0].id}/pdf`;
    expect(await t.visitor.get(path)).toBeProblem(404, 'registrations/ticket-unknown');
    expect(await t.visitor.get(path.replace(tokenOf(order), 'A'.repeat(43)))).toBeProblem(404, 'links/unknown');
    const { body } = await t.visitor.post(`${mine(order)}/cancellation`, {});
    expect(body.tickets[0]).toMatchObject({ code: null, pdfUrl: null, wallets: { apple: null, google: null } });
    for (const paper of ['pdf', `tickets/${order.tickets[0].id}/pdf`, `tickets/${order.tickets[0].id}/wallet/apple`])
      expect(await t.visitor.get(`${mine(order)}/${paper}`)).toBeProblem(409, 'papers/ticket-void');
    const off = await ticketedEvent(org.owner);
    const lost = await register(t.visitor, off);
    await org.owner.post(`/v1/events/${off.id}/cancellation`, { reason: 'Storm', notify: false });
    expect(await t.visitor.get(`${mine(lost)}/pdf`)).toBeProblem(409, 'papers/ticket-void');
  });
});

describe('a wallet pass', () => {
  it('for Apple is signed by the certificate of the pass type and has the code', async () => {
    const order = await register(t.visitor, event);
    const [ticket] = order.tickets;
    const { answer, bytes } = await fetched(ticket.wallets.apple);
    expect(answer.headers.get('content-type')).toBe('application/vnd.apple.pkpass');
    writeFileSync(join(folder, 'a.pkpass'), bytes);
    execFileSync('unzip', ['-oq', 'a.pkpass', '-d', 'pass'], { cwd: folder });
    const pass = JSON.parse(readFileSync(join(folder, 'pass/pass.json'), 'utf8'));
    expect(pass).toMatchObject({
      passTypeIdentifier: 'pass.org.example.turnout',
      teamIdentifier: 'TEAM123456',
      serialNumber: ticket.id,
      organizationName: 'Data Evenings',
      description: 'Билет: Вечер данных',
      barcodes: [{ message: ticket.code, format: 'PKBarcodeFormatQR' }],
    });
    expect(JSON.stringify(pass.eventTicket)).toContain('Иван Смирнов');
    const verify = ['smime', '-verify', '-inform', 'DER', '-in', 'pass/signature', '-content', 'pass/manifest.json'];
    expect(JSON.parse(openssl(...verify, '-CAfile', 'ca.pem', '-purpose', 'any').toString())).toHaveProperty([
      'pass.json',
    ]);
    writeFileSync(join(folder, 'pass/manifest.json'), '{}');
    expect(() => openssl(...verify, '-CAfile', 'ca.pem', '-purpose', 'any')).toThrow(/Command failed/);
  });

  it('for Google is a signed link that has the code', async () => {
    const order = await register(t.visitor, event);
    const [ticket] = order.tickets;
    const { answer } = await fetched(ticket.wallets.google);
    expect(answer.status).toBe(303);
    const [, token = ''] =
      /^https:\/\/pay\.google\.com\/gp\/v\/save\/(.+)$/.exec(answer.headers.get('location') ?? '') ?? [];
    const { jwtVerify } = await import('jose');
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(google.privateKey), {
      audience: 'google',
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ iss: 'passes@example.iam.gserviceaccount.com', typ: 'savetowallet' });
    const saved = payload['payload'] as any;
    expect(saved.eventTicketObjects[0]).toMatchObject({
      id: expect.stringContaining(`3388000000000000000.${ticket.id}.`),
      classId: saved.eventTicketClasses[0].id,
      barcode: { type: 'QR_CODE', value: ticket.code },
    });
  });

  it('for Google is another one once the ticket has another code', async () => {
    const order = await register(t.visitor, event);
    const [ticket] = order.tickets;
    const savedAs = async () => (await googleSaves(ticket)).eventTicketObjects[0].id;
    const before = await savedAs();
    expect(await savedAs()).toBe(before);
    await org.owner.post(`/v1/tickets/${ticket.id}/reissue`, { notify: false });
    expect(await savedAs()).not.toBe(before);
  });

  it('is not offered where its keys are not configured', async () => {
    bare = await boot();
    const here = await ticketedEvent((await bare.organization()).owner);
    const order = await register(bare.visitor, here);
    expect(order.tickets[0].wallets).toEqual({ apple: null, google: null });
    for (const wallet of ['apple', 'google'])
      expect(await bare.visitor.get(`${mine(order)}/tickets/${order.tickets[0].id}/wallet/${wallet}`)).toBeProblem(
        404,
        'papers/wallet-not-configured',
      );
  });

  it('is not half configured', () => {
    const load = (env: Record<string, string>) => () =>
      loadConfig({ DATABASE_URL: 'postgres://x', SMTP_URL: 'smtp://x', ...env });
    expect(load({ APPLE_PASS_TYPE: 'pass.org.example.turnout' })).toThrow(/APPLE_PASS_KEY/);
    expect(load({ GOOGLE_WALLET_KEY: '/no/such/file' })).toThrow(/GOOGLE_WALLET_KEY/);
  });
});
