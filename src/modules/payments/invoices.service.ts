import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor, IdempotencyClaim } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { type Tx, one } from '../../platform/database/sql.js';
import { versionConflict } from '../../platform/http/http.problems.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { Links } from '../../platform/links/links.service.js';
import { EventsService } from '../events/events.service.js';
import { orderUnknown } from '../registrations/registrations.problems.js';
import { InvoiceIssuing } from './invoice-issuing.service.js';
import {
  type ChangeInvoiceSettingsDto,
  InvoiceAddressDto,
  InvoiceDto,
  InvoiceSettingsDto,
  type PutInvoiceAddressDto,
} from './invoice.dto.js';
import { drawInvoice } from './invoice-pdf.js';
import { invoiceIssued, invoiceUnknown } from './invoice.problems.js';
import { standing } from './invoice.rules.js';
import {
  type Invoice,
  findInvoice,
  findOrderFacts,
  findSettings,
  invoiceColumns,
  invoicesOf,
  writeAddress,
  writeSettings,
} from './invoices.queries.js';

/** An invoice as a file. */
export interface InvoiceFile {
  name: string;
  content: Buffer;
}

/** Invoices as organisers and buyers see them, and what stands on those to come. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
    private readonly links: Links,
    private readonly issuing: InvoiceIssuing,
  ) {}

  settings(actor: Actor): Promise<InvoiceSettingsDto> {
    return this.db.read(actor, async (tx) => InvoiceSettingsDto.of(await this.currentSettings(tx, actor)));
  }

  putSettings(actor: Actor, version: number, input: ChangeInvoiceSettingsDto): Promise<InvoiceSettingsDto> {
    return this.db.transaction(actor, async (tx) => {
      const { legalName, address, taxNumber = null, footer = null } = input;
      if ((await writeSettings(tx, actor, version, { legalName, address, taxNumber, footer })) === 0) {
        throw versionConflict();
      }
      return InvoiceSettingsDto.of(await this.currentSettings(tx, actor));
    });
  }

  list(actor: Actor, eventId: string, query: PageQuery): Promise<Page<InvoiceDto>> {
    return this.db.read(actor, async (tx) => {
      await this.events.get(tx, actor, eventId);
      const listing = {
        from: 'invoices',
        select: `${invoiceColumns}, updated_at`,
        where: 't.event_id = $2',
        params: [actor.organizationId, eventId],
      };
      return readPage<Invoice, InvoiceDto>(tx, listing, query, InvoiceDto.of);
    });
  }

  show(actor: Actor, invoiceId: string): Promise<InvoiceDto> {
    return this.db.read(actor, async (tx) => InvoiceDto.of(await this.require(tx, actor, invoiceId)));
  }

  async file(actor: Actor, invoiceId: string): Promise<InvoiceFile> {
    return fileOf(await this.db.read(actor, (tx) => this.require(tx, actor, invoiceId)));
  }

  /** The invoices that the holder of a private link may see: those of their order. */
  async mine(token: string): Promise<InvoiceDto[]> {
    const { actor, subjectId: orderId } = await this.links.visit('order', token);
    return this.db.read(actor, async (tx) => (await invoicesOf(tx, actor, orderId)).map(InvoiceDto.of));
  }

  async myFile(token: string, invoiceId: string): Promise<InvoiceFile> {
    const { actor, subjectId: orderId } = await this.links.visit('order', token);
    const invoice = await this.db.read(actor, (tx) => findInvoice(tx, actor, invoiceId));
    if (invoice?.orderId !== orderId) throw invoiceUnknown();
    return fileOf(invoice);
  }

  /** By the buyer, as long as no invoice stands. */
  async putMyAddress(
    token: string,
    claim: IdempotencyClaim | undefined,
    input: PutInvoiceAddressDto,
  ): Promise<InvoiceAddressDto> {
    const { actor, subjectId: orderId } = await this.links.visit('order', token, claim);
    return this.db.transaction(actor, async (tx) => {
      if (standing(await invoicesOf(tx, actor, orderId))) throw invoiceIssued();
      return this.putAddress(tx, actor, orderId, { input, anew: false });
    });
  }

  /** By an organiser, at any time: the invoice that stands is taken back and issued anew. */
  putAddressFor(actor: Actor, orderId: string, input: PutInvoiceAddressDto): Promise<InvoiceAddressDto> {
    return this.db.transaction(actor, async (tx) => {
      if (!(await findOrderFacts(tx, actor, orderId))) throw orderUnknown();
      return this.putAddress(tx, actor, orderId, { input, anew: true });
    });
  }

  private async putAddress(
    tx: Tx,
    actor: Actor,
    orderId: string,
    { input, anew }: { input: PutInvoiceAddressDto; anew: boolean },
  ): Promise<InvoiceAddressDto> {
    const { name, address, taxNumber = null, upFront } = input;
    await writeAddress(tx, actor, orderId, { name, address, taxNumber, upFront });
    await this.issuing.issue(tx, actor, orderId, { anew });
    return InvoiceAddressDto.of({ name, address, taxNumber, upFront });
  }

  private async currentSettings(tx: Tx, actor: Actor) {
    const settings = await findSettings(tx, actor);
    if (settings) return settings;
    const organization = await one<{ name: string; contactEmail: string }>(
      tx,
      'select name, contact_email as "contactEmail" from organizations where id = $1',
      [actor.organizationId],
    );
    const { name = '', contactEmail = '' } = organization ?? {};
    return { legalName: name, address: contactEmail, taxNumber: null, footer: null, version: 0 };
  }

  private async require(tx: Tx, actor: Actor, invoiceId: string): Promise<Invoice> {
    const invoice = await findInvoice(tx, actor, invoiceId);
    if (!invoice) throw invoiceUnknown();
    return invoice;
  }
}

const fileOf = async ({ snapshot }: Invoice): Promise<InvoiceFile> => ({
  name: `${snapshot.code}.pdf`,
  content: await drawInvoice(snapshot),
});
