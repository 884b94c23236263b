import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../kernel/page.js';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { cursorUnknown, invalid, preconditionRequired, versionConflict } from '../../platform/http/http.problems.js';
import { IdParam } from '../../platform/http/id-param.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageOf } from '../../platform/http/page.dto.js';
import { Refuses } from '../../platform/http/refuses.js';
import { addressTaken, contactUnknown } from './audience.problems.js';
import { ChangeContactDto, ContactDto, ContactQuery, NewContactDto, SetDoNotContactDto } from './contact.dto.js';
import { ContactsService } from './contacts.service.js';

@ApiTags('Audience')
@Controller('v1/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  /** Adds a person. This gives no consent: nobody is written to because they are known. */
  @Can('audience:write')
  @Post()
  @ApiCreatedResponse({ type: ContactDto })
  @Refuses(invalid, addressTaken)
  createContact(@CurrentActor() actor: Actor, @Body() body: NewContactDto): Promise<ContactDto> {
    return this.contacts.create(actor, body);
  }

  /** The people whom the community knows. */
  @Can('audience:read')
  @Get()
  @PageOf(ContactDto)
  @Refuses(invalid, cursorUnknown)
  listContacts(@CurrentActor() actor: Actor, @Query() query: ContactQuery): Promise<Page<ContactDto>> {
    return this.contacts.list(actor, query);
  }

  /** One person. */
  @Can('audience:read')
  @Get(':contactId')
  @ApiOkResponse({ type: ContactDto })
  @Refuses(contactUnknown)
  getContact(@CurrentActor() actor: Actor, @IdParam('contactId', 'con') contactId: string): Promise<ContactDto> {
    return this.contacts.show(actor, contactId);
  }

  /** Changes what is known of a person. */
  @Can('audience:write')
  @Patch(':contactId')
  @ApiOkResponse({ type: ContactDto })
  @Refuses(invalid, contactUnknown, addressTaken, preconditionRequired, versionConflict)
  changeContact(
    @CurrentActor() actor: Actor,
    @IdParam('contactId', 'con') contactId: string,
    @IfMatch() version: number,
    @Body() body: ChangeContactDto,
  ): Promise<ContactDto> {
    return this.contacts.change(actor, contactId, version, body);
  }

  /** Erases a person. Frozen audiences and invitations keep their counts, without the person. */
  @Can('audience:write')
  @Delete(':contactId')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(contactUnknown)
  deleteContact(@CurrentActor() actor: Actor, @IdParam('contactId', 'con') contactId: string): Promise<void> {
    return this.contacts.remove(actor, contactId);
  }

  /** Says that a person must not be written to at all, whatever the consents say. */
  @Can('audience:write')
  @Put(':contactId/do-not-contact')
  @ApiOkResponse({ type: ContactDto })
  @Refuses(invalid, contactUnknown)
  setDoNotContact(
    @CurrentActor() actor: Actor,
    @IdParam('contactId', 'con') contactId: string,
    @Body() body: SetDoNotContactDto,
  ): Promise<ContactDto> {
    return this.contacts.block(actor, contactId, body.reason);
  }

  /** Lifts do-not-contact. Consents stay as they are. */
  @Can('audience:write')
  @Delete(':contactId/do-not-contact')
  @ApiOkResponse({ type: ContactDto })
  @Refuses(contactUnknown)
  liftDoNotContact(@CurrentActor() actor: Actor, @IdParam('contactId', 'con') contactId: string): Promise<ContactDto> {
    return this.contacts.block(actor, contactId, null);
  }
}
