export { createMongoAdmission } from './admission/mongo-admission.ts';
export { connectStore, type Store } from './connect-store.ts';
