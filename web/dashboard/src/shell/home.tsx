import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isSignedOut, wordsFor } from '../api/api-error.ts';
import type { Api, Me } from '../api/create-api.ts';
import { DayPage } from '../day/day-page.tsx';
import { PractitionerSelect } from '../day/practitioner-select.tsx';
import type { DayScope } from '../day/use-feed.ts';
import { UnsavedPanel } from '../edits/unsaved-panel.tsx';
import { useEdits } from '../edits/use-edits.ts';
import { Leaf } from './leaf.tsx';
import { Problem } from './problem.tsx';

type HomeProps = { readonly api: Api; readonly onSignedOut: () => void; readonly onLogOut: () => void };

/** The page of whoever is logged in: their own day, or for the front desk, anybody's. */
export function Home({ api, onSignedOut, onLogOut }: HomeProps) {
  const me = useQuery({ queryKey: ['me'], queryFn: api.me, staleTime: Number.POSITIVE_INFINITY });
  const signedOut = isSignedOut(me.error);
  useEffect(() => {
    if (signedOut) onSignedOut();
  }, [signedOut, onSignedOut]);

  return (
    <>
      <header className="top">
        <span className="brand">
          <Leaf /> Bloom
        </span>
        {me.data && (
          <span className="who">
            {me.data.user.name} · {me.data.practice.name}
          </span>
        )}
        <button type="button" data-testid="logout-button" onClick={onLogOut}>
          Log out
        </button>
      </header>
      <main>
        {me.error && !signedOut && (
          <Problem
            title="Your page cannot be shown yet"
            words={wordsFor(me.error)}
            onRetry={() => void me.refetch()}
          />
        )}
        {me.data && <Days me={me.data} api={api} onSignedOut={onSignedOut} />}
      </main>
    </>
  );
}

type DaysProps = { readonly me: Me; readonly api: Api; readonly onSignedOut: () => void };

function Days({ me, api, onSignedOut }: DaysProps) {
  const queries = useQueryClient();
  const isDesk = me.roles.includes('reception') || me.roles.includes('admin');
  const [chosen, setChosen] = useState('');
  const practitioners = useQuery({
    queryKey: ['practitioners'],
    queryFn: api.practitioners,
    enabled: isDesk,
    staleTime: 3_600_000,
  });

  const seesDays = isDesk || me.practitionerId !== undefined;
  const own = useEdits(seesDays ? me.user.id : undefined, api, onSignedOut);
  const scope = scopeOf(me, isDesk, chosen);
  const practitioner = practitioners.data?.find(({ id }) => id === chosen);
  return (
    <>
      {isDesk && (
        <PractitionerSelect
          practitioners={practitioners.data ?? []}
          practiceName={me.practice.name}
          fault={practitioners.error ? wordsFor(practitioners.error) : undefined}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      {own && <UnsavedPanel {...own} timezone={me.practice.timezone} api={api} />}
      {scope && own && (
        <DayPage
          key={`${scope.kind}:${scope.id}`}
          scope={scope}
          timezone={practitioner?.timezone ?? me.practice.timezone}
          practitioners={new Map(practitioners.data?.map((one) => [one.id, one]))}
          own={own}
          api={api}
          onSignedOut={onSignedOut}
          onIdentify={() => void queries.invalidateQueries()}
        />
      )}
      {!scope && (
        <p className="empty">
          {isDesk ? 'Choose whose day to see.' : 'There is nothing on this page for your role.'}
        </p>
      )}
    </>
  );
}

function scopeOf(me: Me, isDesk: boolean, chosen: string): DayScope | undefined {
  if (!isDesk) return me.practitionerId ? { kind: 'practitioner', id: me.practitionerId } : undefined;
  if (chosen === 'practice') return { kind: 'practice', id: me.practice.id };
  return chosen ? { kind: 'practitioner', id: chosen } : undefined;
}
