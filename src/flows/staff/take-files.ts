/** Files that somebody of the team posted in a thread, brought from the platform and put beside their reply. */
import { MAX_FILE_BYTES, MAX_FILES, type FetchedFile, type UploadId } from "../../contracts/files.ts";
import type { Part } from "../../contracts/message.ts";
import type { StaffEvent } from "../../contracts/staff-desk.ts";
import { formatMegabytes } from "../files/check-files.ts";
import { uploadFile, type UploadOutcome } from "../files/upload-file.ts";
import type { DeskEvent, Speaking } from "./heard-event.ts";
import type { StaffPorts } from "./staff-ports.ts";

type Said = Extract<StaffEvent, { readonly kind: "said" }>;
type Fetchable = Extract<Part, { readonly externalKey: string }>;

export type TakenFiles =
  | { readonly kind: "taken"; readonly files: readonly UploadId[] }
  /** Of all or none: whoever posted three files does not mean two. */
  | { readonly kind: "refused"; readonly hint: Readonly<Record<string, string | number>> };

/** Shorter than an event is leased for. */
const FETCH_MS = 15_000;

export function isFetchable(part: Part): part is Fetchable {
  return part.kind === "image" || part.kind === "file" || part.kind === "voice";
}

/** Named after the message and the place in it, so that an event that is handled twice keeps each once. */
export async function takeFiles(
  { accountId, desk }: DeskEvent,
  { agent, thread }: Speaking,
  { parts, messageKey }: Said,
  ports: StaffPorts,
): Promise<TakenFiles> {
  const adapter = ports.channels.adapterOf(accountId);
  const files: UploadId[] = [];
  const ending = AbortSignal.timeout(FETCH_MS);
  for (const [index, part] of parts.filter(isFetchable).slice(0, MAX_FILES).entries()) {
    const fetched = (await adapter?.fetchFile?.(part.externalKey, MAX_FILE_BYTES, ending)) ?? UNREACHABLE;
    if (fetched.kind !== "fetched") return { kind: "refused", hint: describeFetched(fetched) };
    const uploadId = ports.ids.derive<UploadId>(`staff-file:${desk.deskId}:${messageKey}:${index}`);
    const name = part.kind === "file" ? part.name : (fetched.name ?? "");
    const outcome = await uploadFile(agent, thread.ticketId, { uploadId, name, content: fetched.content }, ports);
    if (outcome.kind === "refused") return { kind: "refused", hint: describeRefused(outcome) };
    files.push(outcome.upload.uploadId);
  }
  return { kind: "taken", files };
}

const UNREACHABLE: FetchedFile = { kind: "unreachable" };

function describeFetched({ kind }: FetchedFile): Readonly<Record<string, string | number>> {
  if (kind !== "too-large") return { why: "fetched" };
  return { why: "size", channel: "Dragoman", max: formatMegabytes(MAX_FILE_BYTES) };
}

const WHY = {
  empty: "empty",
  "wrong-type": "type",
  "too-large": "size",
  "no-room": "room",
  "no-files": "none",
} as const;

function describeRefused(
  outcome: Extract<UploadOutcome, { kind: "refused" }>,
): Readonly<Record<string, string | number>> {
  const rules = "rules" in outcome ? outcome.rules : null;
  const limit = rules ? { channel: rules.channel, max: formatMegabytes(rules.maxBytes) } : {};
  return { why: WHY[outcome.why], ...limit };
}
