import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configSchema } from '../../src/platform/config/config.js';

const root = join(import.meta.dirname, '../..');

describe('README.md', () => {
  it('describes every setting, with its default and its meaning', () => {
    const rows = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$/gm)];
    const described = new Map(rows.map(([, name, fallback, meaning]) => [name, { fallback, meaning }]));
    for (const [name, setting] of Object.entries(configSchema.shape)) {
      const row = described.get(name);
      expect([name, row !== undefined]).toEqual([name, true]);
      if (setting.description) expect(row?.meaning).toBe(setting.description);
      const value = setting.safeParse(undefined);
      const plain =
        value.success && ['string', 'number', 'boolean'].includes(typeof value.data) && name !== 'APP_SECRET'
          ? String(value.data)
          : undefined;
      if (plain !== undefined) expect([name, row?.fallback]).toEqual([name, `\`${plain}\``]);
    }
    expect(described.size).toBe(Object.keys(configSchema.shape).length);
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/npm run ([a-z:]+)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
