/** POST /session: a visitor's token, or, when the shop's page vouches for the buyer, that of a thread of the buyer's own. */
import { createHash } from "node:crypto";
import type { HttpReply } from "../../../src/contracts/channel-adapter.ts";
import { decodeSessionBody } from "../decode.ts";
import { encodeError, encodeJson } from "../encode.ts";
import { type Call, refuseInvalid, refuseTooMany } from "../guard-request.ts";
import type { RateLimit } from "../limit-rate.ts";
import { createBuyerToken, createToken, findThreadKey, isBuyerToken, threadKeyOf } from "../sessions.ts";
import { verifyBuyerToken } from "./verify-buyer.ts";
import type { OpenSessionReply } from "../wire.ts";

export async function openSession(call: Call, perAddress: RateLimit): Promise<HttpReply> {
  const waitMs = perAddress.take(call.request.remoteAddress);
  if (waitMs > 0) return refuseTooMany(call, waitMs);
  const body = decodeSessionBody(call.request);
  if (body.kind === "invalid") return refuseInvalid(call);
  if (body.value.identity !== undefined) return openBuyerSession(call, body.value.identity);
  const reply: OpenSessionReply = { token: createToken() };
  return encodeJson(200, reply, call.headers);
}

/** An anonymous thread never becomes a buyer's: what a stranger wrote on this device stays the stranger's. */
async function openBuyerSession(call: Call, identity: string): Promise<HttpReply> {
  const { host, headers, request } = call;
  const verdict = await verifyBuyerToken(identity, await host.buyers.keys(), host.clock.now());
  if (verdict.kind === "refused") return refuse(call, `identity-${verdict.reason}`);
  const token = (await ownToken(call, verdict.identity.subject)) ?? createBuyerToken();
  const isKept = await host.buyers.keep(threadKeyOf(token), verdict);
  // Shown before by another browser: somebody has copied it.
  if (!isKept) return refuse(call, "identity-used");
  const reply: OpenSessionReply = { token };
  host.log.info("buyer-vouched", { isNew: request.headers["x-dragoman-session"] !== token });
  return encodeJson(200, reply, headers);
}

/** The browser's own token, when it is the thread of this very buyer. */
async function ownToken({ host, request }: Call, subject: string): Promise<string | null> {
  const token = request.headers["x-dragoman-session"];
  const threadKey = findThreadKey(request);
  if (token === undefined || threadKey === null || !isBuyerToken(token)) return null;
  return (await host.buyers.find(threadKey))?.subject === subject ? token : null;
}

/** Who speaks in a thread: the buyer of that name in whatever browser, or the visitor of this one. Null: no such thread. */
export async function findSenderKey({ host, request }: Call, threadKey: string): Promise<string | null> {
  if (!isBuyerToken(request.headers["x-dragoman-session"] ?? "")) return threadKey;
  const identity = await host.buyers.find(threadKey);
  return identity && `buyer:${createHash("sha256").update(identity.subject).digest("hex")}`;
}

function refuse({ host, headers }: Call, reason: string): HttpReply {
  host.refuse(reason);
  return encodeError(401, "SIGNATURE_INVALID", headers);
}
