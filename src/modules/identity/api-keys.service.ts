import { Injectable } from '@nestjs/common';
import type { Page } from '../../kernel/page.js';
import type { Actor } from '../../platform/auth/actor.js';
import { Database } from '../../platform/database/database.js';
import { affected, one } from '../../platform/database/sql.js';
import { readPage } from '../../platform/http/keyset.js';
import type { PageQuery } from '../../platform/http/page.dto.js';
import { ApiKeyDto, type ApiKeyRow, type NewApiKeyDto, NewApiKeyResultDto } from './api-key.dto.js';
import { keyUnknown, roleAboveOwn } from './identity.problems.js';
import { newSecret } from './secrets.js';

@Injectable()
export class ApiKeysService {
  constructor(private readonly db: Database) {}

  create(actor: Actor, input: NewApiKeyDto): Promise<NewApiKeyResultDto> {
    return this.db.transaction(actor, async (tx) => {
      const beyond = input.permissions.filter((permission) => !actor.permissions.has(permission));
      if (beyond.length > 0) throw roleAboveOwn({ pointer: '/permissions', permissions: beyond });
      const { token, hash } = newSecret('tok');
      const row = await one<ApiKeyRow>(
        tx,
        `insert into api_keys (organization_id, name, prefix, token_hash, permissions, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7) returning *`,
        [
          actor.organizationId,
          input.name,
          token.slice(0, 10),
          hash,
          input.permissions,
          actor.personId,
          input.expiresAt ?? null,
        ],
      );
      if (!row) throw new Error('An insert returns its row');
      return { ...ApiKeyDto.of(row), token };
    });
  }

  list(actor: Actor, query: PageQuery): Promise<Page<ApiKeyDto>> {
    const listing = {
      from: 'api_keys',
      select: 'id, name, prefix, permissions, expires_at, revoked_at, created_at, updated_at',
      params: [actor.organizationId],
    };
    return this.db.read(actor, (tx) => readPage<ApiKeyRow, ApiKeyDto>(tx, listing, query, ApiKeyDto.of));
  }

  revoke(actor: Actor, keyId: string): Promise<void> {
    return this.db.transaction(actor, async (tx) => {
      const found = await affected(
        tx,
        'update api_keys set revoked_at = coalesce(revoked_at, now()) where organization_id = $1 and id = $2',
        [actor.organizationId, keyId],
      );
      if (found === 0) throw keyUnknown();
    });
  }
}
