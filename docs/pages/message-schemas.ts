import {
  clientMessages,
  patientView,
  plainAnswer,
  runView,
  serverMessages,
  sessionView,
  subscribeAnswer,
} from '@bloom/contracts';
import { z } from 'zod';

/** What answers each message of a client. */
export const answers: { readonly [Name in keyof typeof clientMessages]: 'subscribeAnswer' | 'plainAnswer' } =
  { subscribe: 'subscribeAnswer', unsubscribe: 'plainAnswer', refresh: 'plainAnswer' };

/** The views that a `change` bears, by its kind. */
const views = { session: sessionView, client: patientView, run: runView } as const;

/** JSON Schemas (draft 7) of everything that goes over a socket, by name; what one holds of another is a reference. */
export function messageSchemas(): Record<string, unknown> {
  const named = z.registry<{ id: string }>();
  const add = (id: string, schema: z.ZodType) => named.add(schema, { id });
  for (const [name, schema] of Object.entries({ ...clientMessages, ...serverMessages })) add(name, schema);
  add('subscribeAnswer', subscribeAnswer);
  add('plainAnswer', plainAnswer);
  for (const [kind, schema] of Object.entries(views)) add(`${kind}View`, schema);

  const { schemas } = z.toJSONSchema(named, {
    target: 'draft-7',
    // Whoever reads passes over fields of a later version: none is forbidden.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // What zod adds for its own use says no more than the format and the type do.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      delete jsonSchema.propertyNames;
      delete jsonSchema.id;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _draft, $id: _id, ...schema }]) => [name, schema]),
  );
}
