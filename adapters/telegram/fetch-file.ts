/** Brings a file that somebody sent on Telegram; its address holds the token and is asked for anew each time. */
import type { FetchedFile } from "../../src/contracts/files.ts";
import type { TelegramContext } from "./wait-out.ts";

const ASK_MS = 10_000;
const FETCH_MS = 30_000;

export async function fetchFile(
  { client }: Pick<TelegramContext, "client">,
  { externalKey, maxBytes }: { readonly externalKey: string; readonly maxBytes: number },
  signal: AbortSignal,
): Promise<FetchedFile> {
  const asked = await client.call((api, inner) => api.getFile({ file_id: externalKey }, inner), {
    timeoutMs: ASK_MS,
    signal,
  });
  if (asked.kind === "rejected") {
    if (/too big/i.test(asked.description)) return { kind: "too-large" };
    return asked.status === 400 ? { kind: "gone" } : { kind: "unreachable" };
  }
  if (asked.kind !== "ok") return { kind: "unreachable" };
  const { file_path: path, file_size: size } = asked.result;
  if (typeof path !== "string") return { kind: "gone" };
  if (typeof size === "number" && size > maxBytes) return { kind: "too-large" };
  const content = await client.download(path, maxBytes, { timeoutMs: FETCH_MS, signal });
  if (content === null) return { kind: "unreachable" };
  return { kind: "fetched", name: path.slice(path.lastIndexOf("/") + 1), content };
}
