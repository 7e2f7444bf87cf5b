type Question = { readonly id: number; readonly name: string; readonly input: unknown };
type Answerer = (input: never) => unknown;

/** The child's side of `startProcess`: answers what the parent asks, and ends with it. */
export function answerParent(answerers: Readonly<Record<string, Answerer>>): void {
  process.on('message', async ({ id, name, input }: Question) => {
    try {
      const answer = await answerers[name]?.(input as never);
      process.send?.({ id, answer });
    } catch (error) {
      process.send?.({ id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0 });
}
