/** The arrows of the architecture: `domain ← contracts ← adapters ← services ← tests`. */
const own = (name) => `^packages/${name}/`;
const onlyIn = (name, library, place) => ({
  name,
  severity: 'error',
  comment: `Only ${place} knows ${library}: everyone else speaks to its port.`,
  from: { pathNot: `^(${place}|local|tests)/` },
  to: { path: `node_modules/${library}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle has no floor to stand on.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      comment: 'Decisions are pure: time, ids and policy are arguments.',
      from: { path: own('domain'), pathNot: '\\.test\\.ts$' },
      to: { pathNot: own('domain') },
    },
    {
      name: 'kit-knows-no-package',
      severity: 'error',
      from: { path: own('kit') },
      to: { path: '^(packages|services|simulators)/', pathNot: own('kit') },
    },
    {
      name: 'no-service-imports-a-service',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-do-not-look-up',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|simulators|local|tests)/' },
    },
    {
      name: 'nothing-outside-tests-imports-simulators',
      severity: 'error',
      from: { pathNot: '(^simulators/|^tests/|\\.test\\.ts$)' },
      to: { path: '^simulators/' },
    },
    {
      name: 'nothing-outside-tests-imports-twins',
      severity: 'error',
      comment: 'Twins and the test kit hold nothing that lasts.',
      from: { pathNot: '(^packages/testkit/|^tests/|/testing/|/memory/|\\.test\\.ts$|\\.contract\\.ts$)' },
      to: { path: '^packages/(testkit/|store/src/memory/)' },
    },
    onlyIn('only-broker-knows-kafkajs', 'kafkajs', 'packages/broker'),
    onlyIn('only-store-knows-mongodb', '(mongodb|redis|@redis)', 'packages/store'),
    onlyIn('only-halaxy-knows-opossum', 'opossum', 'packages/halaxy'),
  ],
  options: {
    doNotFollow: { path: '(node_modules|/dist/)' },
    exclude: { path: '/dist/' },
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['bloom-source', 'import', 'node', 'default'],
    },
  },
};
