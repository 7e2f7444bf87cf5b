export function Leaf() {
  return (
    <svg className="leaf" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M27 4C13 4 5 11 5 20c0 3 1 5 2 7 2-8 7-13 14-16-6 5-9 9-11 15 12 2 18-6 17-22z" />
    </svg>
  );
}
