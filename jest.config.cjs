/** Unit, contract and story tests. Sources are run as they are, through swc: no build comes first. */
module.exports = {
  // How long a test takes depends on what runs beside it, and is none of its business: this ends what hangs.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.local/'],
  modulePathIgnorePatterns: ['/dist/', '/.local/'],
  testEnvironmentOptions: { customExportConditions: ['bloom-source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|@bufbuild|oidc-provider|http-proxy-middleware|httpxy|is-plain-obj)/)',
  ],
};
