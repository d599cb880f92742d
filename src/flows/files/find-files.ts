/** What an agent says to a buyer, and the files beside it as they are kept. */
import { AppError } from "../../contracts/errors.ts";
import type { UploadId } from "../../contracts/files.ts";
import type { MessageId } from "../../contracts/ids.ts";
import type { KeptPart } from "../../contracts/message.ts";
import type { Ports } from "../../contracts/ports.ts";
import type { Agent } from "../../contracts/stores.ts";
import type { OwnWords } from "../../contracts/translation.ts";

export interface AgentReply {
  readonly text: string;
  readonly draftKey: string;
  readonly own?: OwnWords | undefined;
  /** What the agent has put beside it, or, of a copy, what its first one carried. */
  readonly files?: readonly (UploadId | KeptPart)[] | undefined;
  /** The message of which this is a copy. */
  readonly again?: MessageId;
}

/** In their order. Throws when one of them is not there any more, or never was this agent's. */
export async function findFiles(
  { shopId, agentId }: Agent,
  { files = [] }: AgentReply,
  ports: Pick<Ports, "files">,
): Promise<readonly KeptPart[]> {
  const uploadIds = files.filter((file) => typeof file === "string");
  if (uploadIds.length === 0) return files.filter((file) => typeof file !== "string");
  const found = await ports.files.findUploads(shopId, agentId, uploadIds);
  if (found.length < uploadIds.length) {
    throw new AppError("REQUEST_INVALID", "A file is not kept any more; attach it again.");
  }
  return found.map(({ file }) => file);
}
