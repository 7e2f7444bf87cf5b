import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Api } from '../api/create-api.ts';
import { browserTimers } from '../live/browser-timers.ts';
import type { Edits } from './edits.ts';
import { type RunningEdits, runEdits } from './run-edits.ts';

/** A person's edits as they are now, and what can be done about them. */
export type OwnEdits = { readonly edits: Edits; readonly desk: RunningEdits };

const watchNothing = () => () => {};

/**
 * The edits of whoever is logged in, for as long as the component is shown; undefined until they have begun.
 *
 * @param me undefined where the person's role edits nothing
 */
export function useEdits(me: string | undefined, api: Api, onSignedOut: () => void): OwnEdits | undefined {
  const [desk, setDesk] = useState<RunningEdits>();
  useEffect(() => {
    if (me === undefined) return undefined;
    const begun = runEdits(me, {
      api,
      timers: browserTimers,
      random: Math.random,
      newKey: () => crypto.randomUUID(),
      signedOut: onSignedOut,
    });
    setDesk(begun);
    window.addEventListener('online', begun.online);
    return () => {
      window.removeEventListener('online', begun.online);
      begun.stop();
      setDesk(undefined);
    };
  }, [me, api, onSignedOut]);

  const edits = useSyncExternalStore(desk?.watch ?? watchNothing, () => desk?.edits());
  const owes = edits !== undefined && edits.outgoing.length > 0;
  useEffect(() => {
    if (!owes) return undefined;
    // What Bloom has not taken yet is on this page alone: the browser asks before it is closed.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [owes]);
  return desk && edits ? { edits, desk } : undefined;
}
