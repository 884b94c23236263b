import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { configSchema, loadConfig } from '../../src/platform/config/config.js';
import { builtPrograms } from '../support/built.js';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  image: string;
  user?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
}

const compose: { services: Record<string, Service>; volumes: Record<string, null> } = parse(
  read('docker/compose.yaml'),
  {
    merge: true,
  },
);
const ours = ['migrate', 'api', 'worker'];

/** Fills `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose does. */
function interpolate(text: string, env: Record<string, string>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind: string, rest: string) => {
    if (env[name]) return env[name];
    if (kind === '-') return rest;
    throw new Error(`${name} is not set`);
  });
}

const exampleEnv = Object.fromEntries(
  [...read('docker/.env.example').matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);

describe('compose.yaml', () => {
  it('describes the database, the mail, the migration, the API and the worker, each from a fixed version', () => {
    expect(Object.keys(compose.services).toSorted()).toEqual(['api', 'mailpit', 'migrate', 'postgres', 'worker']);
    for (const { image } of Object.values(compose.services)) {
      expect(image).toMatch(/^[a-z/]+:(\$\{TURNOUT_VERSION:-local\}|v?\d[\w.-]*)$/);
    }
  });

  it.each(ours)('gives %s only settings that exist, and all that production needs', (name) => {
    const environment = compose.services[name]?.environment ?? {};
    expect(Object.keys(environment).filter((key) => !(key in configSchema.shape))).toEqual([]);
    const secrets = { POSTGRES_PASSWORD: 'abc123', APP_SECRET: 'x'.repeat(48) };
    const filled = Object.entries(environment).map(([key, value]) => [key, interpolate(String(value), secrets)]);
    expect(loadConfig(Object.fromEntries(filled)).production).toBe(true);
    expect(() => interpolate(String(environment['APP_SECRET']), {})).toThrow('APP_SECRET is not set');
  });

  it('asks for nothing that .env.example does not explain', () => {
    const asked = [...read('docker/compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    expect(asked.filter((name) => !(name !== undefined && name in exampleEnv))).toEqual([]);
    const used = new Set([...read('docker/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    expect(Object.keys(exampleEnv).filter((name) => !used.has(name))).toEqual([]);
  });

  it('starts in an order that can work: database, migration, then API and worker', () => {
    expect(compose.services['postgres']?.healthcheck?.test).toContain('pg_isready');
    expect(compose.services['migrate']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of ['api', 'worker']) {
      expect(compose.services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
  });

  it.each(ours)('runs %s without root and without a writable image', (name) => {
    expect(compose.services[name]).toMatchObject({ user: 'node', read_only: true, cap_drop: ['ALL'] });
  });

  it('keeps the data in a named volume and opens nothing to other machines unasked', () => {
    expect(compose.services['postgres']?.volumes).toEqual(['database:/var/lib/postgresql']);
    expect(compose.volumes).toHaveProperty('database');
    expect(compose.services['postgres']?.ports).toBeUndefined();
    const open = Object.values(compose.services).flatMap(({ ports = [] }) =>
      ports.map((port) => interpolate(port, {})),
    );
    expect(open.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  it.each(ours)('runs a program of the image in %s', (name) => {
    const [, program = 'dist/main.js'] = compose.services[name]?.command ?? [];
    expect(existsSync(join(root, program.replace(/^dist/, 'src').replace(/js$/, 'ts')))).toBe(true);
  });
});

describe('README', () => {
  it('lists every setting with its default', () => {
    const rows: Map<string, string> = new Map(
      [...read('README.md').matchAll(/^\| `(\w+)` \| (.+?) \|/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    expect([...rows.keys()].toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
    for (const [name, setting] of Object.entries(configSchema.shape)) {
      const standard = setting.safeParse(undefined).data;
      if (typeof standard === 'number' || typeof standard === 'boolean') {
        expect([name, rows.get(name)]).toEqual([name, `\`${standard}\``]);
      }
    }
  });
});

interface Stage {
  readonly name: string;
  readonly from: string;
  readonly steps: readonly { readonly instruction: string; readonly rest: string }[];
}

/** The stages of the Dockerfile, comments gone and continued lines joined. */
const stages: readonly Stage[] = read('docker/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split(/^(?=FROM )/m)
  .filter((text) => text.startsWith('FROM'))
  .map((text) => {
    const [first = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '');
    const [, from = '', , name = 'final'] = first.split(' ');
    const steps = rest.map((line) => ({ instruction: line.split(' ')[0] ?? '', rest: line.replace(/^\w+\s+/, '') }));
    return { name, from, steps };
  });

/** What COPY brings from the repository into a stage. */
function copied(stage: Stage): string[] {
  return stage.steps
    .filter(({ instruction, rest }) => instruction === 'COPY' && !rest.startsWith('--from='))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
}

const stageNamed = (name: string): Stage => {
  const found = stages.find((stage) => stage.name === name);
  if (!found) throw new Error(`The Dockerfile has no stage ${name}`);
  return found;
};

describe('Dockerfile', () => {
  it('ends in an image without root, tools or development dependencies', () => {
    const final = stageNamed('final');
    const step = (wanted: string) =>
      final.steps.filter(({ instruction }) => instruction === wanted).map(({ rest }) => rest);
    expect(stages.map(({ from }) => from)).toEqual(Array(3).fill('node:24-bookworm-slim'));
    expect(step('USER')).toEqual(['node']);
    expect(step('RUN')).toEqual([]);
    expect(step('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(step('HEALTHCHECK').join()).toContain('/health/live');
    expect(step('CMD')).toEqual(['["node", "dist/main.js"]']);
    expect(
      stageNamed('dependencies')
        .steps.map(({ rest }) => rest)
        .join(),
    ).toContain('npm ci --omit=dev');
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const source of stages.flatMap(copied)) {
      expect([source, existsSync(join(root, source))]).toEqual([source, true]);
      expect(allowed).toContain(source);
    }
  });

  it('builds from what it copies alone, into the programs that it runs', () => {
    const build = stageNamed('build');
    const sources = copied(build).map((source) => join(root, source));
    const record: { fileNames: string[] } = JSON.parse(readFileSync(join(builtPrograms(), '.tsbuildinfo'), 'utf8'));
    const compiled = record.fileNames.map((file) => join(root, 'dist', file));
    const own = compiled.filter((file) => !file.includes('/node_modules/'));
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((file) => !sources.some((source) => file.startsWith(`${source}/`)))).toEqual([]);
    for (const program of ['main.ts', 'worker.ts', 'migrate.ts']) expect(own).toContain(join(root, 'src', program));
    const assets: { compilerOptions: { assets: { include: string }[] } } = JSON.parse(read('nest-cli.json'));
    expect(assets.compilerOptions.assets.every(({ include }) => !include.startsWith('..'))).toBe(true);
    expect(build.steps.map(({ rest }) => rest).join()).toContain('npm run build');
  });

  it('installs from a lockfile that is complete without development dependencies', () => {
    const folder = mkdtempSync(join(tmpdir(), 'turnout-install-'));
    try {
      for (const file of copied(stageNamed('dependencies'))) cpSync(join(root, file), join(folder, file));
      const args = ['ci', '--omit=dev', '--ignore-scripts', '--dry-run', '--offline'];
      const installed = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
      expect([installed.status, installed.stdout + installed.stderr]).toEqual([0, expect.any(String)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
