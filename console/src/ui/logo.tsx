/** A fairlead: what a rope is led through to where it is wanted. */
export function Logo() {
  return (
    <svg viewBox="0 0 28 28" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" aria-hidden="true">
      <circle cx="14" cy="14" r="8" />
      <path d="M1.5 14h8M18.5 14h8" />
      <circle cx="14" cy="14" r="2.75" fill="currentColor" stroke="none" />
    </svg>
  );
}
