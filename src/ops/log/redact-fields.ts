/** Takes out of log fields what must not be in a log, by the name of the field, at any depth. */

const MAX_DEPTH = 5;
const MAX_ITEMS = 20;
const MAX_TEXT_LENGTH = 500;
const SECRET =
  /token|password|passwd|secret|authorization|cookie|credential|api-?key|signature|nonce|text|body|email|phone|^url$|-url$/;

export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactRecord(fields, 0);
}

function redactRecord(record: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  const entries = Object.entries(record).map(([key, value]) => [
    key,
    isSecret(key, value) ? "[redacted]" : redact(value, depth + 1),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Counts stay readable: `tokens: 12` and `textLength: 40` are figures, not secrets. */
function isSecret(key: string, value: unknown): boolean {
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) return false;
  return SECRET.test(
    key
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .replaceAll("_", "-")
      .toLowerCase(),
  );
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === "string") {
    return value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value;
  }
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  if (value instanceof Date) return value;
  if (value instanceof Error) return value.name;
  return redactRecord(value as Record<string, unknown>, depth);
}
