export type { Directory, Person } from './directory/directory.ts';
export { fixedDirectory } from './directory/fixed-directory.ts';
export { joinDirectories } from './directory/join-directories.ts';
export { type PractitionerDirectory, practitionersWhoLogIn } from './directory/practitioner-directory.ts';
export { type Issuer, type IssuerOptions, serveIssuer } from './serve-issuer.ts';
export { loadSigningKey, type SigningKey } from './signing-key.ts';
