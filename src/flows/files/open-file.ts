/** A file of a conversation or beside a draft, for the agent who looks at it. What a buyer sent is fetched when first asked for. */
import { AppError } from "../../contracts/errors.ts";
import {
  type FilePlace,
  MAX_FILE_BYTES,
  type MessageFile,
  type OpenedFile,
  type UploadId,
} from "../../contracts/files.ts";
import type { KeptPart } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { assertMay } from "../../shared/assert-may.ts";
import { createGates } from "../../shared/create-gates.ts";
import { cleanFileName } from "../../shared/files/clean-file-name.ts";
import { sniffMediaType } from "../../shared/files/sniff-media-type.ts";

export type OpenPorts = Pick<Ports, "files" | "channels">;

const FETCH_MS = 30_000;
/** Each is held whole in memory until the platform has given all of it. */
const gate = createGates(3);

export async function openMessageFile(
  agent: Agent,
  place: FilePlace,
  ports: OpenPorts,
  signal: AbortSignal,
): Promise<OpenedFile> {
  assertMay(agent, "tickets:read");
  const found = await ports.files.findInMessage(agent.shopId, place);
  if (!found) throw gone();
  if (found.kept) return openKept(agent, found.kept, ports);
  return gate(() => fetchReceived(agent, place, ports, AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)])));
}

/** Only one's own: nobody else knows of it yet. */
export async function openUpload(agent: Agent, uploadId: UploadId, ports: OpenPorts): Promise<OpenedFile> {
  const [upload] = await ports.files.findUploads(agent.shopId, agent.agentId, [uploadId]);
  if (!upload) throw gone();
  return openKept(agent, upload.file, ports);
}

function openKept({ shopId }: Agent, file: KeptPart, { files }: OpenPorts): OpenedFile {
  const { name, mediaType, bytes } = file;
  return { name, mediaType, bytes, content: files.read(shopId, file.sha256) };
}

/** Looked up again: who waited at the gate may find it there by now. */
async function fetchReceived(
  agent: Agent,
  place: FilePlace,
  ports: OpenPorts,
  signal: AbortSignal,
): Promise<OpenedFile> {
  const found = await ports.files.findInMessage(agent.shopId, place);
  if (!found) throw gone();
  if (found.kept) return openKept(agent, found.kept, ports);
  const { externalKey, name } = readReceived(found);
  const adapter = ports.channels.adapterOf(found.accountId);
  const fetched = (await adapter?.fetchFile?.(externalKey, MAX_FILE_BYTES, signal)) ?? { kind: "unreachable" };
  switch (fetched.kind) {
    case "fetched":
      break;
    case "gone":
      throw gone();
    case "too-large":
      throw new AppError("REQUEST_TOO_LARGE", "This file is larger than what is fetched; open it on its platform.");
    case "unreachable":
      throw new AppError("TOO_MANY_REQUESTS", "The platform did not give the file; try again in a moment.");
    default:
      return assertNever(fetched);
  }
  const { content } = fetched;
  const mediaType = sniffMediaType(content);
  const file = { name: cleanFileName(name || (fetched.name ?? ""), mediaType), mediaType, content };
  // Without room it is shown all the same, and fetched again next time.
  if (content.byteLength > 0) await ports.files.keepReceived(agent.shopId, place, file);
  return { name: file.name, mediaType, bytes: content.byteLength, content: once(content) };
}

function readReceived({ part }: MessageFile): { readonly externalKey: string; readonly name: string } {
  if (part.kind === "image" || part.kind === "file" || part.kind === "voice") {
    if (part.externalKey !== "") return { externalKey: part.externalKey, name: part.kind === "file" ? part.name : "" };
  }
  throw gone();
}

// oxlint-disable-next-line require-await -- an iterable of what is there already
async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

function gone(): AppError {
  return new AppError("NOT_FOUND", "This file does not exist, or not any more.");
}
