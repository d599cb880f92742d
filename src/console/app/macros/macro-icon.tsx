/** A speech bubble with lines in it: words that are ready. */
export function MacroIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="M2.5 3h11v8h-6l-3 2.5V11h-2zM5 6h6M5 8.5h4" />
    </svg>
  );
}
