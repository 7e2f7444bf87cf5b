import type { EditView } from '@bloom/contracts';
import { reconnectDelay } from '../live/reconnect-delay.ts';
import type { Draft } from './draft.ts';
import {
  type Edits,
  type EditsCommand,
  type EditsEvent,
  isUnderWay,
  type KnownEdit,
  type Outgoing,
} from './edits.ts';
import { wishOf } from './wish-of.ts';

export type EditsStep = { readonly edits: Edits; readonly commands: readonly EditsCommand[] };
type Circumstances = { readonly nowMs: number; readonly random: number };

/** For how long people are told that their edit was saved. */
const savedShownMs = 4_000;
/** An edit under way of which nothing is heard for so long is asked for: the frames may not arrive. */
const lookAfterMs = 30_000;
const listAgainMs = 60_000;

/**
 * Decides what an event does to a person's edits. What is typed goes only when its writer lets it go; what was
 * asked to be saved is sent until it is answered, under one key, and after what was asked of the same session
 * before; and of what Bloom tells, the highest revision of each edit stands. Pure: time, chance and keys are
 * arguments.
 */
export function stepEdits(edits: Edits, event: EditsEvent, now: Circumstances): EditsStep {
  switch (event.kind) {
    case 'started':
    case 'recount':
      return recount(edits);
    case 'opened':
      return edits.drafts.has(event.draft.session.id) ? stay(edits) : stay(withDraft(edits, event.draft));
    case 'typed':
      return edits.drafts.has(event.draft.session.id)
        ? stay(withDraft(edits, { ...event.draft, fault: undefined }))
        : stay(edits);
    case 'given_up':
      return stay(withoutDraft(edits, event.sessionId));
    case 'submitted':
      return submitted(edits, event.sessionId, event.key);
    case 'answered':
      return sendNext(heard(withoutOutgoing(edits, event.key), event.edit, now));
    case 'turned_away':
      return sendNext(withOutgoing(edits, event.key, { stage: 'turned_away', words: event.words }));
    case 'unreached':
      return stay(unreached(edits, event.key, now));
    case 'sent_again':
      return sendNext(
        withOutgoing(edits, event.key, { key: event.newKey, stage: 'waiting', failed: 0, words: '' }),
      );
    case 'edited_again':
      return stay(editedAgain(edits, event.key));
    case 'left':
      return stay(withoutOutgoing(edits, event.key));
    case 'told':
      return stay(heard(edits, event.edit, now));
    case 'looked':
      return looked(edits, event.edit, now);
    case 'listed':
      return stay(event.edits.reduce((sofar, edit) => heard(sofar, edit, now), edits));
    case 'list_failed':
      return stay({ ...edits, listDueAt: now.nowMs + listAgainMs });
    case 'asked':
      return asked(edits, event);
    case 'done':
      return done(edits, event.id, event.edit, now);
    case 'ask_failed':
      return stay(withKnown(edits, event.id, { asking: undefined, fault: event.words }));
    case 'tick':
      return tick(edits, now.nowMs);
    case 'online':
      return sendNext(edits.outgoing.reduce(hurried, edits));
  }
}

function stay(edits: Edits): EditsStep {
  return { edits, commands: [] };
}

/** What ended well is in no list: what was under way is asked for one by one. */
function recount(edits: Edits): EditsStep {
  const underWay = [...edits.known.values()].filter(({ edit }) => isUnderWay(edit));
  return {
    edits: { ...edits, listDueAt: undefined },
    commands: [{ do: 'list' }, ...underWay.map(({ edit }) => ({ do: 'look', id: edit.id }) as const)],
  };
}

function withDraft(edits: Edits, draft: Draft): Edits {
  return { ...edits, drafts: new Map(edits.drafts).set(draft.session.id, draft) };
}

function withoutDraft(edits: Edits, sessionId: string): Edits {
  const drafts = new Map(edits.drafts);
  return drafts.delete(sessionId) ? { ...edits, drafts } : edits;
}

function withOutgoing(edits: Edits, key: string, changes: Partial<Outgoing>): Edits {
  const outgoing = edits.outgoing.map((one) => (one.key === key ? { ...one, ...changes } : one));
  return { ...edits, outgoing };
}

function withoutOutgoing(edits: Edits, key: string): Edits {
  return { ...edits, outgoing: edits.outgoing.filter((one) => one.key !== key) };
}

function withKnown(edits: Edits, id: string, changes: Partial<KnownEdit>): Edits {
  const known = edits.known.get(id);
  return known ? { ...edits, known: new Map(edits.known).set(id, { ...known, ...changes }) } : edits;
}

function submitted(edits: Edits, sessionId: string, key: string): EditsStep {
  const draft = edits.drafts.get(sessionId);
  if (!draft) return stay(edits);
  const wish = wishOf(draft);
  if (wish.kind === 'fault') return stay(withDraft(edits, { ...draft, fault: wish.words }));
  const closed = withoutDraft(edits, sessionId);
  if (wish.kind === 'nothing') return stay(closed);
  const { patch, fields } = wish;
  const fresh: Outgoing = { key, draft, patch, fields, stage: 'waiting', failed: 0, dueAt: 0, words: '' };
  return sendNext({ ...closed, outgoing: [...edits.outgoing, fresh] });
}

/** Sends what is first of each session and waits: a later edit must not be taken before an earlier one. */
function sendNext(edits: Edits): EditsStep {
  const first = new Map<string, Outgoing>();
  for (const one of edits.outgoing) {
    const id = one.draft.session.id;
    if (one.stage !== 'turned_away' && !first.has(id)) first.set(id, one);
  }
  const due = [...first.values()].filter(({ stage }) => stage === 'waiting');
  return {
    edits: due.reduce((sofar, { key }) => withOutgoing(sofar, key, { stage: 'sending' }), edits),
    commands: due.map(({ key, patch, draft }) => ({ do: 'send', key, sessionId: draft.session.id, patch })),
  };
}

function unreached(edits: Edits, key: string, { nowMs, random }: Circumstances): Edits {
  const failed = (edits.outgoing.find((one) => one.key === key)?.failed ?? 0) + 1;
  return withOutgoing(edits, key, { stage: 'unsent', failed, dueAt: nowMs + reconnectDelay(failed, random) });
}

function hurried(edits: Edits, { key, stage }: Outgoing): Edits {
  return stage === 'unsent' ? withOutgoing(edits, key, { stage: 'waiting' }) : edits;
}

/** What is being written now is not replaced by what was written before. */
function editedAgain(edits: Edits, key: string): Edits {
  const again = edits.outgoing.find((one) => one.key === key && one.stage === 'turned_away');
  if (!again || edits.drafts.has(again.draft.session.id)) return edits;
  return withDraft(withoutOutgoing(edits, key), { ...again.draft, fault: again.words });
}

function heard(edits: Edits, edit: EditView, { nowMs }: Circumstances): Edits {
  if (edit.by.id !== edits.me) return edits;
  const before = edits.known.get(edit.id);
  if (before && before.edit.revision >= edit.revision) return edits;
  // Of what was saved before this page knew of it, nobody waits to be told.
  const isOldNews = !before && edit.state === 'saved';
  const known: KnownEdit = {
    edit,
    freshAt: nowMs,
    isQuiet: before?.isQuiet || edit.seenAt !== undefined || isOldNews || isRetried(edits, edit.id),
    asking: undefined,
    fault: undefined,
  };
  const kept = { ...edits, known: new Map(edits.known).set(edit.id, known) };
  return edit.retryOf === undefined ? kept : withKnown(kept, edit.retryOf, { isQuiet: true });
}

function isRetried({ known }: Edits, id: string): boolean {
  return [...known.values()].some(({ edit }) => edit.retryOf === id);
}

function looked(edits: Edits, edit: EditView, now: Circumstances): EditsStep {
  const after = heard(edits, edit, now);
  const ended = after !== edits && !isUnderWay(edit) && edit.state !== 'saved';
  return { edits: after, commands: ended ? [{ do: 'renew_day' }] : [] };
}

function asked(edits: Edits, { id, what, key }: Extract<EditsEvent, { kind: 'asked' }>): EditsStep {
  const known = edits.known.get(id);
  if (!known || known.asking) return stay(edits);
  return {
    edits: withKnown(edits, id, { asking: what, fault: undefined }),
    commands: [{ do: 'ask', what, id, key }],
  };
}

function done(edits: Edits, id: string, edit: EditView, now: Circumstances): EditsStep {
  const after = withKnown(heard(edits, edit, now), id, { asking: undefined, isQuiet: true });
  // A new edit stands in for the old one, of which there is nothing left to be told.
  return { edits: after, commands: edit.id === id ? [] : [{ do: 'take_note', id }] };
}

function tick(edits: Edits, nowMs: number): EditsStep {
  const due = edits.outgoing.filter(({ stage, dueAt }) => stage === 'unsent' && dueAt <= nowMs);
  const sent = due.length > 0 ? sendNext(due.reduce(hurried, edits)) : stay(edits);
  const commands = [...sent.commands];
  let after = sent.edits;
  for (const [id, { edit, isQuiet, freshAt }] of edits.known) {
    if (isUnderWay(edit) && freshAt + lookAfterMs <= nowMs) {
      commands.push({ do: 'look', id });
      after = withKnown(after, id, { freshAt: nowMs });
    }
    if (edit.state === 'saved' && !isQuiet && freshAt + savedShownMs <= nowMs)
      after = withKnown(after, id, { isQuiet: true });
  }
  if (edits.listDueAt !== undefined && edits.listDueAt <= nowMs) {
    commands.push({ do: 'list' });
    after = { ...after, listDueAt: undefined };
  }
  return { edits: after, commands };
}
