/** The panel's few icons, drawn in the text's colour and hidden from screen readers. */
const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 20V5M5.5 11.5L12 5l6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.9-3.7 3.9-5.5 7.5-5.5s6.6 1.8 7.5 5.5",
  spark: "M12 3.5l1.9 5.6 5.6 1.9-5.6 1.9L12 18.5l-1.9-5.6-5.6-1.9 5.6-1.9zM19 16.5v4M17 18.5h4",
  note: "M12 8.5v.01M12 12v5M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  globe:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.7 3.7 5.7 3.7 9s-1.2 6.3-3.7 9c-2.5-2.7-3.7-5.7-3.7-9S9.5 5.7 12 3z",
  down: "M12 5v14M5.5 12.5L12 19l6.5-6.5",
  next: "M9 5.5l6.5 6.5L9 18.5",
  thumbUp: "M7 20H4.5v-9H7zM7 11l4-7.5c1.4 0 2.2 1 2.2 2.3V9.5h5.3c1 0 1.7.9 1.5 1.9l-1.4 7c-.2 1-.9 1.6-1.9 1.6H7",
  thumbDown: "M7 4H4.5v9H7zM7 13l4 7.5c1.4 0 2.2-1 2.2-2.3V14.5h5.3c1 0 1.7-.9 1.5-1.9l-1.4-7C18.4 4.6 17.7 4 16.7 4H7",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
