/** Ours to Discord: one outbound message as the bodies of one or, when escaping made it longer, several messages. */
import { ButtonStyle, ComponentType, MessageFlags } from "discord.js";
import type { APIActionRowComponent, APIButtonComponent, RESTPostAPIChannelMessageJSONBody } from "discord.js";
import type { Choice, OutboundMessage, Source } from "../../src/contracts/message.ts";
import { truncateText } from "../../src/shared/clean-text.ts";

export const MAX_CONTENT_LENGTH = 2000;
const MAX_NONCE_LENGTH = 25;
export const BUTTONS_PER_ROW = 5;
export const MAX_ROWS = 5;
const MAX_LABEL_LENGTH = 80;
const MAX_SOURCE_TITLE_LENGTH = 100;

/** Empty when there is nothing to show. The last body carries sources and choices. */
export function encodeMessage(message: OutboundMessage): Promise<readonly RESTPostAPIChannelMessageJSONBody[]> {
  const written = layOut(message);
  // Files alone are a message without words.
  const contents = written.length === 0 && message.files ? [""] : written;
  return encodeBodies(message.outboundId, contents, encodeChoices(message.choices));
}

export type ButtonRow = APIActionRowComponent<APIButtonComponent>;

/** `sendId` is what a second send of the same has again. The last body has the buttons. */
export function encodeBodies(
  sendId: string,
  contents: readonly string[],
  components: ButtonRow[],
): Promise<readonly RESTPostAPIChannelMessageJSONBody[]> {
  return Promise.all(
    contents.map(async (content, index) => ({
      content,
      nonce: await encodeNonce(sendId, index),
      // Discord then answers a second send with the first message instead of showing it twice.
      enforce_nonce: true,
      // Nothing a buyer or an article wrote may call people.
      allowed_mentions: { parse: [] },
      flags: MessageFlags.SuppressEmbeds,
      ...(components.length > 0 && index === contents.length - 1 ? { components } : {}),
    })),
  );
}

function layOut(message: OutboundMessage): readonly string[] {
  const speaker = message.speakerName === null ? "" : `**${escapeMarkdown(message.speakerName)}:** `;
  const text = message.text.trim() === "" ? "" : speaker + escapeMarkdown(message.text);
  const chunks = text === "" ? [] : splitContent(text);
  for (const line of message.sources.map(encodeSource)) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MAX_CONTENT_LENGTH)
      chunks.splice(-1, 1, `${last}\n${line}`);
    else chunks.push(line);
  }
  return chunks;
}

/** A line in small type. The angle brackets keep Discord from showing a preview. */
function encodeSource(source: Source): string {
  const title = escapeMarkdown(truncateText(source.title.replace(/\s+/g, " "), MAX_SOURCE_TITLE_LENGTH));
  const url = source.url !== null && /^https?:\/\/[^\s<>]+$/.test(source.url) ? source.url : null;
  const line = `-# [${source.number}] ${title}`;
  return url === null || url.length > 1_000 ? line : `${line}: <${url}>`;
}

function encodeChoices(choices: readonly Choice[]): ButtonRow[] {
  // Discord refuses the whole message for one repeated or nameless button.
  const unique = [...new Map(choices.map((choice) => [choice.choiceId, choice])).values()];
  const count = Math.min(Math.ceil(unique.length / BUTTONS_PER_ROW), MAX_ROWS);
  return Array.from({ length: count }, (_, row) =>
    encodeRow(unique.slice(row * BUTTONS_PER_ROW, (row + 1) * BUTTONS_PER_ROW)),
  );
}

export function encodeRow(choices: readonly Choice[]): ButtonRow {
  return {
    type: ComponentType.ActionRow,
    components: choices.map(({ choiceId, label }) => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      custom_id: choiceId,
      label: truncateText(label.trim() || choiceId, MAX_LABEL_LENGTH),
    })),
  };
}

/** At most 25 characters, as Discord allows, and the same for the same part of the same message. */
export async function encodeNonce(outboundId: string, index: number): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${outboundId}#${index}`));
  // 25 hexadecimal digits are 100 bits: no two messages of one channel ever meet.
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, MAX_NONCE_LENGTH);
}

const URL_OR_REST = /(https?:\/\/[^\s<>]+)|([^]+?)(?=https?:\/\/|$)/g;

/** Text as plain text: what Discord would read as markup, mention, emoji or masked link is shown as it was written. */
export function escapeMarkdown(text: string): string {
  return text.replace(URL_OR_REST, (_, url?: string, rest?: string) => url ?? escapeSpan(rest ?? ""));
}

function escapeSpan(text: string): string {
  return (
    text
      .replace(/[\\*_`~|]/g, "\\$&")
      // A heading, quote or small line begins only at the start of a line; a dash or a number may stay a list.
      .replace(/^(\s*)(#{1,3} |>|-# )/gm, "$1\\$2")
      // Mentions, custom emoji, timestamps, slash commands.
      .replace(/<(?=[@#:/]|a:|t:|id:)/g, "\\<")
      .replace(/\](?=\()/g, "\\]")
  );
}

/** Cuts at a line break or a space where it can, never between a backslash and what it escapes. */
export function splitContent(text: string): string[] {
  const chunks: string[] = [];
  let rest = text;
  while (rest.length > MAX_CONTENT_LENGTH) {
    const window = rest.slice(0, MAX_CONTENT_LENGTH);
    const atBreak = Math.max(window.lastIndexOf("\n"), window.lastIndexOf(" "));
    const cut = atBreak > MAX_CONTENT_LENGTH / 2 ? atBreak : safeCut(rest, MAX_CONTENT_LENGTH);
    chunks.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return rest === "" ? chunks : [...chunks, rest];
}

/** For what must stay one message. */
export function cutContent(text: string): string {
  if (text.length <= MAX_CONTENT_LENGTH) return text;
  return `${text.slice(0, safeCut(text, MAX_CONTENT_LENGTH - 1)).trimEnd()}…`;
}

function safeCut(text: string, at: number): number {
  let cut = at;
  const isHighSurrogate = /[\uD800-\uDBFF]/.test(text[cut - 1] ?? "");
  if (isHighSurrogate) cut -= 1;
  let backslashes = 0;
  while (text[cut - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1 ? cut - 1 : cut;
}
