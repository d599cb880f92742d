/** Sends files that belong together as one call: a photo, a document, or an album of either. */
import type { KeptPart, OutboundMessage } from "../../src/contracts/message.ts";
import { encodeCaption, type SendTarget } from "./encode.ts";
import { isPhoto } from "./encode-files.ts";
import type { CallOutcome } from "./client.ts";
import type { TelegramContext } from "./wait-out.ts";

/** 20 MB over four megabits a second, and what Telegram takes to look at them. */
const UPLOAD_LIMIT_MS = 60_000;
/** Very long or narrow pictures, and some others, Telegram takes as documents alone. */
const NO_PHOTO = /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_SAVE_FILE_INVALID|PHOTO_EXT_INVALID/;

type Sent = CallOutcome<unknown>;

/** Null when the bytes are gone: the buyer's data were erased. */
export async function sendFiles(
  context: Pick<TelegramContext, "client" | "host">,
  message: OutboundMessage,
  target: SendTarget,
  signal: AbortSignal,
): Promise<Sent | null> {
  const files = await loadFiles(context, message.files ?? []);
  if (files === null) return null;
  const isPhotos = (message.files ?? []).every(isPhoto);
  const parts = { ...target, ...encodeCaption(message) };
  const outcome = await call(context, { files, parts, as: isPhotos ? "photo" : "document" }, signal);
  const isNoPhoto = isPhotos && outcome.kind === "rejected" && NO_PHOTO.test(outcome.description);
  // Refused, so nothing stands there: the same once more in the other form cannot be a second copy.
  return isNoPhoto ? call(context, { files, parts, as: "document" }, signal) : outcome;
}

interface LoadedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

async function loadFiles(
  { host }: Pick<TelegramContext, "host">,
  files: readonly KeptPart[],
): Promise<readonly LoadedFile[] | null> {
  try {
    return await Promise.all(files.map(async (file) => ({ name: file.name, content: await host.files.load(file) })));
  } catch (error) {
    host.log.error("telegram-file-not-loaded", error);
    return null;
  }
}

interface Upload {
  readonly files: readonly LoadedFile[];
  readonly parts: SendTarget & ReturnType<typeof encodeCaption>;
  readonly as: "photo" | "document";
}

async function call(
  { client }: Pick<TelegramContext, "client">,
  { files, parts, as }: Upload,
  signal: AbortSignal,
): Promise<Sent> {
  // Loaded with the channel, as the client is.
  const { InputFile } = await import("grammy");
  // The library writes a name as it is given, and one with a space would end there; `cleanFileName` left no quote in it.
  const media = files.map(({ name, content }) => new InputFile(content, `"${name}"`));
  const [first] = media;
  const limits = { timeoutMs: UPLOAD_LIMIT_MS, signal };
  return client.call<unknown>((api, inner) => {
    if (media.length > 1 || first === undefined) {
      const { caption, caption_entities, ...target } = parts;
      const words = { ...(caption !== undefined && { caption }), ...(caption_entities && { caption_entities }) };
      const group = media.map((file, index) => ({ type: as, media: file, ...(index === 0 && words) }));
      return api.sendMediaGroup(
        { ...target, media: group as Parameters<typeof api.sendMediaGroup>[0]["media"] },
        inner,
      );
    }
    return as === "photo"
      ? api.sendPhoto({ ...parts, photo: first }, inner)
      : api.sendDocument({ ...parts, document: first }, inner);
  }, limits);
}
