// Which module may use which: a module may only use modules above it in this list. This file is the documentation of it.
const uses = {
  identity: [],
  events: ['identity'],
  audience: ['identity', 'events'],
  budget: ['identity', 'events'],
  scheduling: ['identity', 'events'],
  ticketing: ['identity', 'events'],
  waitlist: ['identity', 'events', 'ticketing'],
  rooms: ['identity', 'events'],
  registrations: ['identity', 'events', 'audience', 'ticketing', 'waitlist', 'rooms'],
  payments: ['identity', 'events', 'ticketing', 'registrations'],
  checkin: ['identity', 'events', 'audience', 'ticketing', 'registrations', 'payments'],
  papers: ['identity', 'events', 'registrations'],
  surveys: ['identity', 'events', 'registrations', 'checkin'],
  promotion: ['identity', 'events', 'audience', 'registrations'],
  calendar: ['identity', 'events', 'scheduling', 'registrations'],
  evaluation: ['identity', 'events', 'budget'],
  notifications: ['identity', 'events', 'ticketing', 'waitlist', 'registrations', 'payments', 'calendar'],
  pages: [
    'identity',
    'events',
    'audience',
    'scheduling',
    'ticketing',
    'waitlist',
    'rooms',
    'registrations',
    'payments',
    'surveys',
    'promotion',
    'calendar',
    'evaluation',
    'notifications',
  ],
};

// The doors of a module: what others may import.
const door = '/[^/]+[.](module|service|messages|problems|dto)[.]ts$';
const only = (name, from, pathNot) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '[.]spec[.]ts$' },
  to: { path: '^src/', pathNot },
});

export default {
  forbidden: [
    only('kernel-is-pure', '^src/kernel/', '^src/kernel/'),
    only('platform-knows-no-domain', '^src/platform/', '^src/(kernel|platform)/'),
    only('local-start-knows-no-domain', '^src/local/', '^src/(local|kernel|platform|schema/seed|application|migrate)'),
    {
      name: 'kernel-has-no-packages',
      comment: 'but for the calendar of the language itself, which Node does not have yet',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '[.]spec[.]ts$' },
      to: { dependencyTypes: ['npm'], pathNot: 'node_modules/temporal-polyfill' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '[.]rules[.]ts$' },
      to: { dependencyTypesNot: ['type-only'], pathNot: '^src/kernel/|[.](rules|problems)[.]ts$' },
    },
    ...Object.entries(uses).map(([name, allowed]) =>
      only(
        `${name}-uses`,
        `^src/modules/${name}/`,
        `^src/(kernel|platform|modules/(${[name, ...allowed].join('|')}))/`,
      ),
    ),
    {
      name: 'through-the-door',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^src/modules/', pathNot: `^src/modules/$1/|${door}` },
    },
    {
      name: 'undeclared-module',
      severity: 'error',
      from: { path: '^src/modules/', pathNot: `^src/modules/(${Object.keys(uses).join('|')})/` },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
