/** GET /files: what this thread was sent, and nothing else. The session stands in a header, so no address opens anything. */
import type { HttpReply } from "../../src/contracts/channel-adapter.ts";
import { fileHeaders } from "../../src/shared/files/file-headers.ts";
import { decodeFileQuery } from "./decode.ts";
import { encodeError } from "./encode.ts";
import { refuseInvalid, type ThreadCall } from "./guard-request.ts";

export async function giveFile(call: ThreadCall): Promise<HttpReply> {
  const query = decodeFileQuery(call.request);
  if (query.kind === "invalid") return refuseInvalid(call);
  const { message: outboundId, at: position } = query.value;
  const file = await call.host.files.openInThread(call.threadKey, { outboundId, position });
  if (file === null) return encodeError(404, "NOT_FOUND", call.headers);
  return { status: 200, headers: { ...fileHeaders(file), ...call.headers }, stream: file.content };
}
