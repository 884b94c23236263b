import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import { Refuses } from '../http/refuses.js';
import { forbidden, unauthenticated } from './auth.problems.js';
import type { Permission } from './permissions.js';

export const permissionKey = 'turnout:permission';
export const publicKey = 'turnout:public';

/** The route needs this permission. A route with neither `@Can` nor `@Public` is closed to everybody. */
export const Can = (permission: Permission) =>
  applyDecorators(SetMetadata(permissionKey, permission), ApiBearerAuth(), Refuses(unauthenticated, forbidden));

/** The route is open without credentials; it appears in the snapshot of public routes. */
export const Public = () => applyDecorators(SetMetadata(publicKey, true), ApiSecurity({}));
