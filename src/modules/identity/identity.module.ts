import { Global, Module } from '@nestjs/common';
import { Authenticator } from '../../platform/auth/authenticator.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { AuditEntriesController } from './audit-entries.controller.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { ObjectivesController } from './objectives.controller.js';
import { ObjectivesService } from './objectives.service.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationsService } from './organizations.service.js';
import { People } from './people.service.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';

/** Organisations, their people and keys. Global, because the platform's guard asks it who a token is. */
@Global()
@Module({
  controllers: [
    OrganizationsController,
    SessionsController,
    MembersController,
    ApiKeysController,
    ObjectivesController,
    AuditEntriesController,
  ],
  providers: [
    OrganizationsService,
    People,
    Sessions,
    MembersService,
    ApiKeysService,
    ObjectivesService,
    { provide: Authenticator, useExisting: Sessions },
  ],
  exports: [OrganizationsService, ObjectivesService, MembersService, Authenticator],
})
export class IdentityModule {}
