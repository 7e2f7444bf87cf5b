/** `make dead-letters`: the edits that were given up, and what an operator decides about them. */
import { setTimeout as pause } from 'node:timers/promises';
import { type AskClinic, createAskClinic } from './ask-clinic.ts';
import { countLine, type DeadLetter, letterLine, letterLines } from './dead-letter-words.ts';
import { readLetterCommand } from './letter-command.ts';
import { replayLetters } from './replay-letters.ts';
import { readLocalSettings } from './settings.ts';

const route = '/ops/dead-letters';

/** The newest first, however many there are. */
async function allLetters(ask: AskClinic): Promise<DeadLetter[]> {
  type Page = { items: DeadLetter[]; nextCursor: string | null };
  const letters: DeadLetter[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await ask<Page>(
      cursor === '' ? route : `${route}?cursor=${encodeURIComponent(cursor)}`,
    );
    letters.push(...page.items);
    cursor = page.nextCursor;
  }
  return letters;
}

try {
  const command = readLetterCommand(process.env);
  const settings = readLocalSettings(process.env, process.cwd());
  const ask = await createAskClinic(settings, process.env.PRACTICE || 'demo', 'ops');
  const decide = (id: string, decision: 'replay' | 'discard', body: object = {}) =>
    ask<DeadLetter>(`${route}/${encodeURIComponent(id)}/${decision}`, body);
  switch (command.kind) {
    case 'list': {
      const letters = await allLetters(ask);
      for (const letter of letters) console.log(letterLine(letter));
      // Beside the lines, so that these can be piped on.
      console.error(countLine(letters));
      break;
    }
    case 'show': {
      const letter = (await allLetters(ask)).find(({ id }) => id === command.id);
      if (!letter)
        throw new Error(`No edit ${command.id} was given up: make dead-letters lists those that were.`);
      for (const words of letterLines(letter)) console.log(words);
      break;
    }
    case 'replay':
      console.log(letterLine(await decide(command.id, 'replay')));
      break;
    case 'replay-all': {
      const replay = (id: string) => decide(id, 'replay');
      const { replayed, asked } = await replayLetters(await allLetters(ask), {
        replay,
        pause,
        tell: console.error,
      });
      console.log(`Replayed ${replayed} of ${asked} that waited.`);
      if (replayed < asked) process.exit(1);
      break;
    }
    case 'discard':
      console.log(letterLine(await decide(command.id, 'discard', { reason: command.reason })));
      break;
  }
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
