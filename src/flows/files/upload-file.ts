/** A file put beside a reply: judged by its bytes and by the buyer's channel, kept until the reply is sent or a day has passed. */
import type { FileUpload, UploadId } from "../../contracts/files.ts";
import type { TicketId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { AppError } from "../../contracts/errors.ts";
import type { Agent } from "../../contracts/stores.ts";
import { cleanFileName } from "../../shared/files/clean-file-name.ts";
import { sniffMediaType } from "../../shared/files/sniff-media-type.ts";
import { findWorkable } from "../case/edit-ticket.ts";
import { type FileFault, type FileRules, fileRulesOf, findFileFault } from "./check-files.ts";

export type UploadPorts = Pick<Ports, "files" | "tickets" | "conversations" | "channels">;

export interface SentFile {
  /** Given by who sends it, so that sending it again after an answer that was lost keeps it once. */
  readonly uploadId: UploadId;
  readonly name: string;
  readonly content: Uint8Array;
}

export type UploadOutcome =
  | { readonly kind: "kept"; readonly upload: FileUpload }
  | { readonly kind: "refused"; readonly why: FileFault; readonly rules: FileRules }
  /** The channel carries no files, or is switched off. */
  | { readonly kind: "refused"; readonly why: "no-files" }
  /** The shop keeps as much as it may. */
  | { readonly kind: "refused"; readonly why: "no-room" };

export async function uploadFile(
  agent: Agent,
  ticketId: TicketId,
  { uploadId, name, content }: SentFile,
  ports: UploadPorts,
): Promise<UploadOutcome> {
  const rules = await readFileRules(agent, ticketId, ports);
  if (!rules) return { kind: "refused", why: "no-files" };
  const mediaType = sniffMediaType(content);
  const why = findFileFault({ bytes: content.byteLength, mediaType }, rules);
  if (why !== null) return { kind: "refused", why, rules };
  const { agentId, shopId } = agent;
  const file = { uploadId, agentId, name: cleanFileName(name, mediaType), mediaType, content };
  const upload = await ports.files.keepUpload(shopId, file);
  return upload === "no-room" ? { kind: "refused", why: "no-room" } : { kind: "kept", upload };
}

/** What the buyer of this ticket can be sent; null: text alone. */
export async function readFileRules(
  agent: Agent,
  ticketId: TicketId,
  ports: Omit<UploadPorts, "files">,
): Promise<FileRules | null> {
  const ticket = await findWorkable(agent, ticketId, ports);
  const conversation = await ports.conversations.get(agent.shopId, ticket.conversationId);
  if (!conversation) throw new AppError("NOT_FOUND", "This ticket does not exist.");
  return fileRulesOf(ports.channels.adapterOf(conversation.accountId));
}
