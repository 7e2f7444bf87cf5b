import type { MissedEdit, SessionOnScreen, ShownChange, ToldChange } from '@bloom/contracts';
import { describeChange } from '../words/session-words.ts';
import type { Feed, FeedCommand, FeedEvent, Snapshot } from './feed.ts';
import { figuresFor, withFigures } from './figures.ts';
import { isEditView } from './is-edit-view.ts';
import { attemptsBeforeOffline, reconnectDelay } from './reconnect-delay.ts';
import { applyChange, isSessionView, listFromSnapshot, withoutReplaced } from './session-list.ts';

export type Step = { readonly feed: Feed; readonly commands: readonly FeedCommand[] };
type Circumstances = { readonly nowMs: number; readonly random: number };

/** While changes arrive, a load only renews how fresh Halaxy's side is; while they do not, it is all there is. */
const renewLiveMs = 60_000;
const renewDeadMs = 300_000;
const repeatFailedMs = 10_000;
/** The first load waits this long for its subscription, and then no longer: something is better than nothing. */
const firstLoadWaitsMs = 1_500;

/**
 * Decides what an event does to a feed. Free of gaps by its order: subscribe, then load, then apply by
 * revision what came meanwhile; after a break, go on from the last position, or load anew when told that
 * this cannot be. Pure: time and chance are arguments.
 */
export function stepFeed(feed: Feed, event: FeedEvent, { nowMs, random }: Circumstances): Step {
  // Whoever is signed out sees nothing more, whatever still arrives.
  if (feed.link === 'signed_out') return stay(feed);
  switch (event.kind) {
    case 'started':
      return { feed, commands: [{ do: 'connect', afterMs: 0 }] };
    case 'subscribed':
      return subscribed(feed, event);
    case 'refused':
      return event.code === 'CHANNEL_FORBIDDEN' || event.code === 'CHANNEL_UNKNOWN'
        ? refused(feed, nowMs)
        : lost(feed, nowMs, random);
    case 'changed':
      return changed(feed, event.change);
    case 'answered':
      return stay(answered(feed, event.session));
    case 'moved_on':
      return stay({ ...feed, position: event.position });
    case 'resync':
      return recount(load(feed));
    case 'lost':
      return lost(feed, nowMs, random);
    case 'loaded':
      return event.number === feed.loading?.number ? stay(loaded(feed, event.snapshot, nowMs)) : stay(feed);
    case 'load_failed':
      return event.number === feed.loading?.number
        ? stay({ ...feed, loading: undefined, fault: { at: nowMs, words: event.words } })
        : stay(feed);
    case 'day_chosen':
      return load({
        ...feed,
        date: event.date,
        list: undefined,
        figures: undefined,
        fault: undefined,
        said: '',
        changed: new Map(),
      });
    case 'tick':
      return feed.loading || nowMs < loadDueAt(feed) ? stay(feed) : renew(feed);
    case 'retry':
      return retry(feed);
    case 'permissions_changed':
      return { feed, commands: [{ do: 'identify' }] };
    case 'signed_out':
      return {
        feed: { ...feed, link: 'signed_out', list: undefined, figures: undefined },
        commands: [{ do: 'disconnect' }],
      };
  }
}

function stay(feed: Feed): Step {
  return { feed, commands: [] };
}

/** Changes before this moment are in the answer, so only those after it are kept beside. */
function load(feed: Feed): Step {
  const number = feed.loads + 1;
  return {
    feed: { ...feed, loads: number, loading: { number, changes: [] }, owesLoad: true },
    commands: [{ do: 'load', number, date: feed.date }],
  };
}

/** A load that is not owed: what is shown misses nothing as long as changes arrive, should it fail. */
function renew(feed: Feed): Step {
  const { feed: asked, commands } = load(feed);
  return { feed: { ...asked, owesLoad: feed.owesLoad }, commands };
}

/** Edits are told of beside the day, and are not in what is loaded of it. */
function recount({ feed, commands }: Step): Step {
  return { feed, commands: [...commands, { do: 'recount_edits' }] };
}

function loaded(feed: Feed, { items, syncStatus, timezone, figures }: Snapshot, nowMs: number): Feed {
  const since = feed.loading?.changes ?? [];
  const day: Feed = {
    ...feed,
    figures,
    list: listFromSnapshot(items, since, feed.date),
    loading: undefined,
    owesLoad: false,
    syncStatus,
    timezone: timezone ?? feed.timezone,
    loadedAt: nowMs,
    fault: undefined,
  };
  return since.reduce(counted, day);
}

/** Figures are those of the whole day: the newest that were told stand, whatever their revision. */
function counted(feed: Feed, change: ShownChange): Feed {
  const told = figuresFor(change, feed.date);
  if (!told || !feed.list) return feed;
  const isOwn = feed.figures !== undefined;
  return { ...feed, list: withFigures(feed.list, told), ...(isOwn ? { figures: told } : {}) };
}

function subscribed(feed: Feed, answer: Extract<FeedEvent, { kind: 'subscribed' }>): Step {
  const live: Feed = { ...feed, link: 'live', notLiveSince: undefined, failed: 0 };
  if (!answer.recovered) return recount(load({ ...live, position: answer.position }));
  let caughtUp = live;
  const due: FeedCommand[] = [];
  for (const change of answer.changes) {
    const step = changed(caughtUp, change);
    due.push(...step.commands);
    caughtUp = step.feed;
  }
  const there = { ...caughtUp, position: answer.position };
  const aboutEdits = due.filter((command) => command.do !== 'load');
  const mustLoad = aboutEdits.length < due.length || (there.owesLoad && !there.loading);
  const step = mustLoad ? load(there) : stay(there);
  return { feed: step.feed, commands: [...aboutEdits, ...step.commands] };
}

function changed(before: Feed, change: ToldChange): Step {
  if (change.kind === 'edit') return toldOfEdit({ ...before, position: change.position }, change);
  const list = before.list && withoutReplaced(before.list, change.replaces);
  const feed: Feed = { ...before, position: change.position, list };
  return shown(feed, change);
}

function toldOfEdit(feed: Feed, { view }: MissedEdit): Step {
  if (isEditView(view)) return { feed, commands: [{ do: 'tell_edit', edit: view }] };
  return recount(stay(feed));
}

function shown(feed: Feed, change: ShownChange): Step {
  if (change.kind === 'figures') {
    const loading = feed.loading && { ...feed.loading, changes: [...feed.loading.changes, change] };
    return stay(counted({ ...feed, loading }, change));
  }
  // A first sync announces nothing of what it brought but its end.
  if (change.kind === 'run' && isEndOfFirstSync(change)) return load(feed);
  if (change.kind !== 'session') return stay(feed);
  // A view we cannot read may be anything: the day is read anew rather than shown wrong.
  if (change.view !== null && !isSessionView(change.view)) return load(feed);
  const loading = feed.loading && { ...feed.loading, changes: [...feed.loading.changes, change] };
  if (!feed.list) return stay({ ...feed, loading });
  const list = applyChange(feed.list, change, feed.date);
  if (list === feed.list) return stay({ ...feed, loading });
  const said = describeChange(feed.list.sessions.get(change.id), list.sessions.get(change.id));
  return stay({
    ...feed,
    loading,
    list,
    said: said || feed.said,
    // What is not worth a word is not worth a glow either.
    changed: said ? new Map(feed.changed).set(change.id, change.revision) : feed.changed,
  });
}

/** Nobody is told what they did themselves: it neither glows nor is said. */
function answered(feed: Feed, session: SessionOnScreen): Feed {
  if (!isSessionView(session)) return feed;
  const { id, revision } = session;
  const change: ShownChange = { channel: '', position: '', kind: 'session', id, revision, view: session };
  const loading = feed.loading && { ...feed.loading, changes: [...feed.loading.changes, change] };
  return { ...feed, loading, list: feed.list && applyChange(feed.list, change, feed.date) };
}

function isEndOfFirstSync({ view }: ShownChange): boolean {
  return view?.kind === 'first' && view.state !== 'running';
}

function lost(feed: Feed, nowMs: number, random: number): Step {
  const failed = feed.failed + 1;
  const again: FeedCommand = { do: 'connect', afterMs: reconnectDelay(failed, random) };
  const off: Feed = {
    ...feed,
    failed,
    link: failed >= attemptsBeforeOffline ? 'offline' : 'reconnecting',
    notLiveSince: feed.notLiveSince ?? nowMs,
  };
  if (off.list || off.loading) return { feed: off, commands: [again] };
  const step = load(off);
  return { feed: step.feed, commands: [again, ...step.commands] };
}

function refused(feed: Feed, nowMs: number): Step {
  const off: Feed = { ...feed, link: 'refused', notLiveSince: feed.notLiveSince ?? nowMs };
  const step = load(off);
  return { feed: step.feed, commands: [{ do: 'disconnect' }, ...step.commands] };
}

function retry(feed: Feed): Step {
  const step = feed.loading ? stay(feed) : renew(feed);
  const connects = feed.link === 'reconnecting' || feed.link === 'offline';
  return {
    feed: step.feed,
    commands: [...(connects ? [{ do: 'connect', afterMs: 0 } as const] : []), ...step.commands],
  };
}

function loadDueAt(feed: Feed): number {
  if (feed.fault) return feed.fault.at + repeatFailedMs;
  if (feed.loadedAt === undefined) return (feed.notLiveSince ?? 0) + firstLoadWaitsMs;
  return feed.loadedAt + (feed.link === 'live' ? renewLiveMs : renewDeadMs);
}
