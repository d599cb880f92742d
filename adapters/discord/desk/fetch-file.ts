/** Brings a file that was sent on Discord. Its address is asked for each time: it expires. */
import { z } from "zod";
import { Routes } from "discord.js";
import type { FetchedFile } from "../../../src/contracts/files.ts";
import { readUpTo } from "../../../src/shared/files/read-up-to.ts";
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

type Parts = Pick<TeamParts, "client" | "host">;

/** To be shown to the team. Null when it cannot be had: the words before it have named it. Never throws. */
export async function fetchShown(
  parts: Parts,
  { part, accountId }: StaffFile,
  signal: AbortSignal,
): Promise<SentFile | null> {
  // Another account's key means nothing here.
  if (accountId !== parts.host.accountId) return null;
  const ending = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  const fetched = await fetchFile(parts, { externalKey: part.externalKey, maxBytes: MAX_BYTES }, ending);
  return fetched.kind === "fetched" ? { name: fetched.name ?? "file", bytes: fetched.content } : null;
}

export async function fetchFile(
  { client, host }: Parts,
  { externalKey, maxBytes }: { readonly externalKey: string; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<FetchedFile> {
  const [, channelId, messageId, fileId] = KEY.exec(externalKey) ?? [];
  if (!channelId || !messageId || !fileId) return { kind: "gone" };
  try {
    const message = WithFiles.parse(await client.call("GET", Routes.channelMessage(channelId, messageId), { signal }));
    const file = message.attachments.find(({ id }) => id === fileId);
    if (!file || !isTrusted(file.url, client.rest.options.api)) return { kind: "gone" };
    if (file.size > maxBytes) return { kind: "too-large" };
    const response = await fetch(file.url, { redirect: "error", signal });
    const content = response.ok ? await readUpTo(response, maxBytes) : null;
    if (content === null) return { kind: "unreachable" };
    return { kind: "fetched", name: cleanName(file.filename) || fileId, content };
  } catch (error) {
    // The address holds a signature: only what kind of fault it was.
    const fault = describeFault(error);
    host.log.warn("discord-file-not-fetched", { fault });
    return fault.kind === "rejected" && fault.status === 404 ? { kind: "gone" } : { kind: "unreachable" };
  }
}

/** The address comes from Discord over its own API; a plain one only from where we were told to ask. */
function isTrusted(url: string, apiRoot: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, origin } = new URL(url);
  return protocol === "https:" || origin === new URL(apiRoot).origin;
}
