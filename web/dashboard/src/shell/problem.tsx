type ProblemProps = { readonly title: string; readonly words: string; readonly onRetry?: () => void };

/** What went wrong, what it means, and what can be done. */
export function Problem({ title, words, onRetry }: ProblemProps) {
  return (
    <section className="problem" role="alert">
      <h2>{title}</h2>
      <p>{words}</p>
      {onRetry && (
        <button type="button" className="go" onClick={onRetry}>
          Try again
        </button>
      )}
    </section>
  );
}
