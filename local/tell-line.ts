import type { WriteStream } from 'node:tty';

/** A line that is written over as things go on; where nobody looks at a terminal, each that differs stands by itself. */
export function createTellLine(out: Pick<WriteStream, 'write' | 'isTTY'>) {
  let told = '';
  return {
    tell(words: string, { stays = false } = {}): void {
      if (words === told) return;
      if (out.isTTY) out.write(`\r\u001b[2K${words}${stays ? '\n' : ''}`);
      else out.write(`${words}\n`);
      told = stays ? '' : words;
    },
    /** What comes next begins its own line. */
    end(): void {
      if (out.isTTY && told !== '') out.write('\n');
      told = '';
    },
  };
}
