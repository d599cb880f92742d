/** Files in the console: put beside a reply, looked at in a conversation, and a reply that is sent once more. */
import { z } from "zod";
import { MAX_FILE_BYTES, type OpenedFile, type UploadId } from "../../contracts/files.ts";
import type { MessageId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { openMessageFile, openUpload } from "../../flows/files/open-file.ts";
import { sendAgain } from "../../flows/files/send-again.ts";
import { uploadFile, type UploadOutcome } from "../../flows/files/upload-file.ts";
import { idOf, NO_BODY, TICKET } from "../../http/input/request-fields.ts";
import { assertMay } from "../../shared/assert-may.ts";
import type { UploadedView, UploadView } from "./files-api.ts";
import { agentRoute, type ConsoleReply, type ConsoleRoute, json } from "../console-route.ts";
import { answerAction } from "../desk/ticket-routes.ts";

const UPLOAD = z.strictObject({ uploadId: idOf<UploadId>() });
const PLACE = z.strictObject({
  messageId: idOf<MessageId>(),
  position: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number),
});
const MESSAGE = TICKET.extend({ messageId: idOf<MessageId>() });
/** Cleaned by whoever keeps it: however long and odd, a name is no reason to refuse a file. */
const NEW_FILE = z.strictObject({ uploadId: idOf<UploadId>(), name: z.string().max(1_000) });
const BYTES = z.instanceof(Uint8Array);

export function createFileRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      {
        method: "POST",
        path: "/tickets/:ticketId/files",
        permission: "tickets:work",
        upload: {
          maxBytes: MAX_FILE_BYTES,
          tooLarge: `It is larger than ${MAX_FILE_BYTES / 1_000_000} MB.`,
          admit: (agent) => assertMay(agent, "tickets:work"),
        },
      },
      { params: TICKET, query: NEW_FILE, body: BYTES },
      async ({ params, query, body: content }, { agent }) =>
        json(viewUploaded(await uploadFile(agent, params.ticketId, { ...query, content }, ports))),
    ),
    agentRoute(
      { method: "GET", path: "/files/:uploadId", permission: "tickets:work" },
      { params: UPLOAD },
      async ({ params }, { agent }) => file(await openUpload(agent, params.uploadId, ports)),
    ),
    agentRoute(
      { method: "DELETE", path: "/files/:uploadId", permission: "tickets:work" },
      { params: UPLOAD },
      async ({ params }, { agent }) => {
        await ports.files.removeUpload(agent.shopId, agent.agentId, params.uploadId);
        return json({ kind: "done" });
      },
    ),
    agentRoute(
      { method: "GET", path: "/messages/:messageId/files/:position", permission: "tickets:read" },
      { params: PLACE },
      async ({ params, signal }, { agent }) => file(await openMessageFile(agent, params, ports, signal)),
    ),
    agentRoute(
      { method: "POST", path: "/tickets/:ticketId/messages/:messageId/again", permission: "tickets:work" },
      { params: MESSAGE, body: NO_BODY },
      async ({ params: { ticketId, messageId } }, { agent }) =>
        answerAction(agent, await sendAgain(agent, ticketId, messageId, ports), ports),
    ),
  ];
}

function file(opened: OpenedFile): ConsoleReply {
  return { kind: "file", file: opened };
}

function viewUploaded(outcome: UploadOutcome): UploadedView {
  if (outcome.kind === "refused") return { kind: "refused", why: outcome.why };
  const { uploadId, file: kept } = outcome.upload;
  const upload: UploadView = {
    uploadId,
    name: kept.name,
    bytes: kept.bytes,
    isImage: kept.mediaType.startsWith("image/"),
  };
  return { kind: "kept", upload };
}
