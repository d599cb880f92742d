/** Discord's own rules for a message that a bot creates, with its codes; the published schema knows only some of them. */

const MAX_CONTENT = 2000;
const MAX_NONCE = 25;
const KNOWN_KEYS = new Set([
  "content",
  "nonce",
  "enforce_nonce",
  "tts",
  "embeds",
  "allowed_mentions",
  "message_reference",
]);
const MORE_KEYS = new Set(["components", "sticker_ids", "attachments", "flags", "poll"]);

export type CheckedBody =
  | { readonly kind: "refused"; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: "accepted";
      readonly content: string;
      readonly nonce: string | number | null;
      readonly isNonceEnforced: boolean;
      readonly flags: number;
      readonly components: readonly unknown[];
    };

export function checkMessageBody(body: unknown, hasFiles = false): CheckedBody {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return { kind: "refused", body: { message: "The request body contains invalid JSON.", code: 50_109 } };
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const faults: Record<string, unknown> = {};
  const fault = (key: string, code: string, message: string) => {
    faults[key] = { _errors: [{ code, message }] };
  };
  // Discord lets an unknown key pass; here it is always a slip of ours.
  for (const key of Object.keys(fields)) {
    if (!KNOWN_KEYS.has(key) && !MORE_KEYS.has(key)) fault(key, "UNKNOWN_KEY", "The fake knows no such key");
  }
  const content = fields["content"] ?? "";
  if (typeof content !== "string") fault("content", "STRING_TYPE_CONVERT", "Could not interpret as string.");
  else if (Array.from(content.trim()).length > MAX_CONTENT) {
    fault("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
  }
  const nonce = fields["nonce"] ?? null;
  if (typeof nonce === "string" && nonce.length > MAX_NONCE) fault("nonce", "NONCE_TYPE_TOO_LONG", "Too long");
  else if (nonce !== null && typeof nonce !== "string" && typeof nonce !== "number") fault("nonce", "NONCE_TYPE", "?");
  const components = Array.isArray(fields["components"]) ? (fields["components"] as unknown[]) : [];
  for (const problem of checkComponents(components)) fault("components", "COMPONENT", problem);
  if (Object.keys(faults).length > 0) {
    return { kind: "refused", body: { message: "Invalid Form Body", code: 50_035, errors: faults } };
  }
  const text = typeof content === "string" ? content.trim() : "";
  if (text === "" && !hasFiles)
    return { kind: "refused", body: { message: "Cannot send an empty message", code: 50_006 } };
  return {
    kind: "accepted",
    content: text,
    nonce: nonce as string | number | null,
    isNonceEnforced: fields["enforce_nonce"] === true,
    flags: Number(fields["flags"] ?? 0),
    components,
  };
}

interface Component {
  readonly type?: unknown;
  readonly custom_id?: unknown;
  readonly label?: unknown;
  readonly options?: readonly { readonly label?: unknown; readonly value?: unknown }[];
}
interface Row {
  readonly type?: unknown;
  readonly components?: readonly Component[];
}

const BUTTON = 2;
const MENU = 3;

function checkComponents(rows: readonly unknown[]): string[] {
  const problems: string[] = [];
  if (rows.length > 5) problems.push("Must be 5 or fewer rows.");
  const seen = new Set<unknown>();
  for (const row of rows as readonly Row[]) {
    const parts = row.components ?? [];
    const max = parts.some((part) => part.type === MENU) ? 1 : 5;
    if (row.type !== 1 || parts.length < 1 || parts.length > max) problems.push("One to five buttons, or one menu.");
    for (const part of parts) {
      problems.push(...(part.type === MENU ? checkMenu(part) : checkButton(part)));
      const { custom_id } = part;
      if (typeof custom_id !== "string" || custom_id.length < 1 || custom_id.length > 100) problems.push("custom_id");
      if (seen.has(custom_id)) problems.push("Component custom id cannot be duplicated");
      seen.add(custom_id);
    }
  }
  return problems;
}

const fits = (text: unknown, max: number) => typeof text === "string" && text.length >= 1 && text.length <= max;

function checkButton({ type, label }: Component): string[] {
  if (type !== BUTTON) return ["The fake knows only buttons and menus."];
  return fits(label, 80) ? [] : ["label"];
}

function checkMenu({ options = [] }: Component): string[] {
  const isRight = options.every((option) => fits(option.label, 100) && fits(option.value, 100));
  const values = new Set(options.map((option) => option.value));
  return isRight && options.length >= 1 && options.length <= 25 && values.size === options.length ? [] : ["options"];
}
