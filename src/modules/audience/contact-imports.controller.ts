import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor } from '../../platform/auth/actor.js';
import { Can } from '../../platform/auth/can.js';
import { invalid, tooLarge } from '../../platform/http/http.problems.js';
import { Refuses } from '../../platform/http/refuses.js';
import { csvColumns, csvTooLong, csvUnreadable } from './audience.problems.js';
import { ContactImportDto, ImportContactsDto } from './contact-import.dto.js';
import { ContactImportsService } from './contact-imports.service.js';

@ApiTags('Audience')
@Controller('v1/contact-imports')
export class ContactImportsController {
  constructor(private readonly imports: ContactImportsService) {}

  /**
   * Imports contacts from CSV, with an answer for each row. Rows are known by the e-mail address: texts replace, tags, interests
   * and attendances are added, nothing is cleared. A bad row is refused alone. An import never grants again what a person has
   * withdrawn, and never lifts do-not-contact. Run it dry first.
   */
  @Can('audience:write')
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: ContactImportDto })
  @Refuses(invalid, tooLarge, csvUnreadable, csvTooLong, csvColumns)
  importContacts(@CurrentActor() actor: Actor, @Body() body: ImportContactsDto): Promise<ContactImportDto> {
    return this.imports.import(actor, body);
  }
}
