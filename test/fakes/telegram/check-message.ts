/** Takes the parameters of a message apart as Telegram does, and refuses with its words what it would refuse. */
import type { Button, Json } from "./bot-state.ts";
import { Refusal } from "./refuse-call.ts";

export interface CheckedMessage {
  readonly text: string;
  readonly entities: readonly Json[];
  readonly buttons: readonly Button[];
}

export function checkMessage(parameters: Json): CheckedMessage {
  const { text, parse_mode: parseMode, entities } = parameters;
  if (typeof text !== "string") throw new Refusal(400, "Bad Request: message text is empty");
  if (!text.isWellFormed()) throw new Refusal(400, "Bad Request: strings must be encoded in UTF-8");
  // The fake speaks entities only; any parse mode gets the answer that Telegram gives to an unknown one.
  if (parseMode !== undefined) throw new Refusal(400, "Bad Request: unsupported parse_mode");
  const checked = checkEntities(entities, text);
  const shown = tidyText(text, checked);
  if (shown.text === "") throw new Refusal(400, "Bad Request: message text is empty");
  if (shown.text.length > 4_096) throw new Refusal(400, "Bad Request: message is too long");
  return { ...shown, buttons: checkKeyboard(parameters["reply_markup"]) };
}

function checkEntities(entities: unknown, text: string): Json[] {
  if (entities === undefined) return [];
  if (!Array.isArray(entities)) throw new Refusal(400, "Bad Request: can't parse entities: expected an Array");
  return entities.slice(0, 100).map((entity: unknown) => {
    if (!isJson(entity)) throw new Refusal(400, "Bad Request: can't parse entities: expected an Object");
    const { offset, length } = entity;
    if (!Number.isInteger(offset) || Number(offset) < 0 || Number(offset) > text.length)
      throw new Refusal(400, "Bad Request: Receive an entity with incorrect offset");
    if (!Number.isInteger(length) || Number(length) < 0 || Number(offset) + Number(length) > text.length)
      throw new Refusal(400, "Bad Request: Receive an entity with incorrect length");
    return entity;
  });
}

/**
 * Telegram turns other controls into spaces, drops carriage returns, line separators and the old bidi embeddings, and
 * trims the ends; entities move along.
 */
function tidyText(text: string, entities: readonly Json[]): { text: string; entities: Json[] } {
  const moved: number[] = [];
  let tidy = "";
  for (const unit of text.split("")) {
    moved.push(tidy.length);
    const code = unit.charCodeAt(0);
    if (isDropped(code)) continue;
    tidy += code < 32 && unit !== "\n" ? " " : unit;
  }
  moved.push(tidy.length);
  const shift = tidy.length - tidy.trimStart().length;
  const trimmed = tidy.trim();
  const place = (at: number) => Math.min(Math.max((moved[at] ?? tidy.length) - shift, 0), trimmed.length);
  const kept = entities.flatMap((entity) => {
    const start = place(Number(entity["offset"]));
    const end = place(Number(entity["offset"]) + Number(entity["length"]));
    return end > start ? [{ ...entity, offset: start, length: end - start }] : [];
  });
  return { text: trimmed, entities: kept };
}

function isDropped(code: number): boolean {
  return code === 13 || (code >= 0x2028 && code <= 0x202e) || code === 0x030a || code === 0x0333 || code === 0x033f;
}

function checkKeyboard(markup: unknown): Button[] {
  if (markup === undefined) return [];
  if (!isJson(markup)) throw new Refusal(400, "Bad Request: object expected as reply markup");
  const rows = markup["inline_keyboard"];
  if (rows === undefined) return [];
  if (!Array.isArray(rows) || !rows.every(Array.isArray))
    throw new Refusal(400, 'Bad Request: field "inline_keyboard" must be of type Array');
  return rows.flat().map(checkButton);
}

function checkButton(button: unknown): Button {
  if (!isJson(button)) throw new Refusal(400, "Bad Request: can't parse inline keyboard button: expected an Object");
  const { text, callback_data: data } = button;
  if (typeof text !== "string")
    throw new Refusal(400, 'Bad Request: can\'t parse inline keyboard button: field "text" must be of type String');
  if (!text.isWellFormed()) throw new Refusal(400, "Bad Request: strings must be encoded in UTF-8");
  if (text.trim() === "") throw new Refusal(400, "Bad Request: inline keyboard button text must be non-empty");
  if (typeof data !== "string")
    throw new Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard");
  const bytes = Buffer.byteLength(data);
  if (bytes < 1 || bytes > 64) throw new Refusal(400, "Bad Request: BUTTON_DATA_INVALID");
  return { label: text.trim(), data };
}

/** A parameter as text; anything but text and numbers is none. */
export function asText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
