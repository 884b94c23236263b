/** What a member or a key may do. `read` never implies `write`, nor the other way round. */
export const permissions = [
  'organization:read',
  'organization:write',
  'members:write',
  'keys:write',
  'events:read',
  'events:write',
  'audience:read',
  'audience:write',
  'budget:read',
  'budget:write',
  'budget:approve',
  'agenda:read',
  'agenda:write',
  'tickets:read',
  'tickets:write',
  'orders:read',
  'orders:write',
  'payments:read',
  'payments:write',
  'checkin:write',
  'surveys:read',
  'surveys:write',
  'evaluation:read',
  'evaluation:write',
  'promotion:read',
  'promotion:write',
  'jobs:read',
  'jobs:write',
  'audit:read',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'manager', 'finance', 'door', 'analyst'] as const;
export type Role = (typeof roles)[number];

const reads = permissions.filter((permission) => permission.endsWith(':read'));

/** The permissions of each role. Nobody may give a role or a key more than they have themselves. */
export const permissionsOf: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(permissions),
  manager: new Set(
    permissions.filter(
      (permission) =>
        !['organization:write', 'members:write', 'keys:write', 'jobs:write', 'budget:approve'].includes(permission),
    ),
  ),
  finance: new Set<Permission>([
    'organization:read',
    'events:read',
    'budget:read',
    'budget:write',
    'budget:approve',
    'tickets:read',
    'orders:read',
    'payments:read',
    'payments:write',
    'evaluation:read',
    'audit:read',
  ]),
  door: new Set<Permission>(['events:read', 'tickets:read', 'checkin:write']),
  analyst: new Set<Permission>(
    reads.filter(
      (permission) =>
        !['audit:read', 'jobs:read', 'orders:read', 'payments:read', 'audience:read'].includes(permission),
    ),
  ),
};
