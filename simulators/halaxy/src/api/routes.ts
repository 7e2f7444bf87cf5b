import type { Settings } from '../control/faults.ts';
import { referTo } from '../fhir.ts';
import type { Answer } from '../http.ts';
import { parseJson } from '../http.ts';
import type { Json, JsonObject } from '../json.ts';
import { writeTime } from '../local-time.ts';
import type { Actor } from '../store.ts';
import { type BookPorts, book } from './book.ts';
import { methodRefused, notFound, refuse } from './outcomes.ts';
import { findProposals } from './proposals.ts';
import { resourceTypes } from './resource-types.ts';
import { search } from './search.ts';
import { searchParams } from './search-params.ts';
import { patchAppointment } from './write-appointment.ts';
import { createPatient, patchPatient } from './write-patient.ts';

export type ApiRequest = {
  method: string;
  /** After `/main/`, without the query. */
  path: string;
  query: URLSearchParams;
  contentType: string;
  text: string;
  by: Actor;
};
export type ApiPorts = BookPorts & { settings: Settings; base: string };

/** Answers one authenticated request. References in the answer are still `Type/id`. */
export function route(ports: ApiPorts, request: ApiRequest): Answer {
  const [type = '', id, ...rest] = request.path.split('/').filter(Boolean);
  if (type === 'metadata')
    return request.method === 'GET' ? { status: 200, body: capabilities() } : methodRefused();
  const support = Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined;
  if (!support || rest.length > 0) return notFound();
  if (ports.settings.forbiddenAreas.includes(support.area)) {
    return refuse(403, 'forbidden', `This key has no permission for ${support.area}`);
  }
  if (id?.startsWith('$')) return operation(ports, request, `${request.method} ${type}/${id}`);
  if (request.method === 'GET') return id ? read(ports, type, id) : search(ports, type, request.query);
  const creates = request.method === 'POST' && !id && support.create;
  const patches = request.method === 'PATCH' && id && support.patch;
  if (!creates && !patches) return methodRefused();
  if (patches && !request.contentType.startsWith('application/merge-patch+json')) {
    return refuse(415, 'not-supported', 'PATCH needs application/merge-patch+json');
  }
  const body = parseJson(request.text);
  if (body === undefined) return refuse(400, 'invalid', 'The body is not JSON');
  if (creates) return createPatient(ports.store, ports.nextId('Patient'), body, request.by);
  const patch = type === 'Patient' ? patchPatient : patchAppointment;
  return patch(ports.store, id ?? '', body, request.by);
}

function read({ store, settings }: ApiPorts, type: string, id: string): Answer {
  const held = store.get(type, id);
  const seen = held && settings.readLagSeconds ? store.lagging(held, settings.readLagSeconds * 1000) : held;
  return seen ? { status: 200, body: seen } : notFound();
}

function operation(ports: ApiPorts, request: ApiRequest, name: string): Answer {
  if (name === 'POST Appointment/$book') {
    const body = parseJson(request.text);
    return body === undefined
      ? refuse(400, 'invalid', 'The body is not JSON')
      : book(ports, body, request.by);
  }
  if (name === 'GET Patient/$export-ids') {
    const parameter = ports.store
      .list('Patient')
      .map(({ id }) => ({ valueReference: referTo('Patient', id) }));
    return { status: 200, body: { resourceType: 'Parameters', parameter } };
  }
  if (name === 'GET Appointment/$find') return findProposals(ports, request.query);
  return request.method === 'GET' || request.method === 'POST' ? notFound() : methodRefused();
}

/** The CapabilityStatement: which types there are and what they can be searched by. */
function capabilities(): JsonObject {
  const resource: Json[] = Object.entries(resourceTypes).map(([type, support]) => ({
    type,
    interaction: [
      'read',
      'search-type',
      ...(support.create ? ['create'] : []),
      ...(support.patch ? ['patch'] : []),
    ].map((code) => ({ code })),
    searchParam: Object.entries(searchParams[type] ?? {}).map(([name]) => ({ name })),
  }));
  const date = writeTime(0, 'utc');
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    fhirVersion: '4.3.0',
    rest: [{ mode: 'server', resource }],
  };
}
