/** A size as people say it: "840 kB", "3.2 MB". */
const MEGABYTE = 1_000_000;

export function formatSize(bytes: number, language: string): string {
  const isLarge = bytes >= MEGABYTE;
  const value = isLarge ? bytes / MEGABYTE : Math.max(1, Math.round(bytes / 1_000));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: isLarge ? "megabyte" : "kilobyte",
    unitDisplay: "short",
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(value);
}

/** A limit as its platform states it: 10 MiB are 10 MB. */
export function formatLimit(bytes: number, language: string): string {
  return formatSize(bytes % 1_048_576 === 0 ? (bytes / 1_048_576) * MEGABYTE : bytes, language);
}
