/** Brings a file that a buyer sent on Discord, to be shown to the team. Its address is asked for each time: it expires. */
import { z } from "zod";
import { Routes } from "discord.js";
import type { StaffFile } from "../../../src/contracts/staff-desk.ts";
import { cleanName } from "../../../src/shared/clean-text.ts";
import { describeFault, type SentFile } from "../client.ts";
import type { TeamParts } from "./team-parts.ts";

/** What a bot may send into a server that nobody pays for is 10 MiB. */
const MAX_BYTES = 8 * 1024 * 1024;
const FETCH_MS = 8_000;
/** Channel, message and attachment, as `decode.ts` writes them. */
const KEY = /^(\d{1,20})\/(\d{1,20})\/(\d{1,20})$/;

const WithFiles = z.object({
  attachments: z.array(z.object({ id: z.string(), filename: z.string(), size: z.number(), url: z.string() })),
});

/** Null when it cannot be had: the words before it have named it. Never throws. */
export async function fetchFile(
  parts: TeamParts,
  { part, accountId }: StaffFile,
  signal: AbortSignal,
): Promise<SentFile | null> {
  const { client, host } = parts;
  // Another account's key means nothing here.
  const [, channelId, messageId, fileId] = (accountId === host.accountId && KEY.exec(part.externalKey)) || [];
  if (!channelId || !messageId || !fileId) return null;
  try {
    const message = WithFiles.parse(await client.call("GET", Routes.channelMessage(channelId, messageId), { signal }));
    const file = message.attachments.find(({ id }) => id === fileId);
    if (!file || file.size > MAX_BYTES || !isTrusted(file.url, client.rest.options.api)) return null;
    const ending = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
    const response = await fetch(file.url, { redirect: "error", signal: ending });
    const bytes = response.ok ? await readUpTo(response, MAX_BYTES) : null;
    return bytes && { name: cleanName(file.filename) || fileId, bytes };
  } catch (error) {
    // The address holds a signature: only what kind of fault it was.
    host.log.warn("discord-file-not-fetched", { fault: describeFault(error) });
    return null;
  }
}

/** The address comes from Discord over its own API; a plain one only from where we were told to ask. */
function isTrusted(url: string, apiRoot: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return protocol === "https:" || origin === new URL(apiRoot).origin;
}

async function readUpTo(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
