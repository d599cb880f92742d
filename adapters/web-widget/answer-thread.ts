/** The three routes of a thread: take a message, follow what happens, read what was before. */
import type { HttpReply } from "../../src/contracts/channel-adapter.ts";
import { decodeEventsQuery, decodeHistoryQuery, decodeMessage, decodeMessageBody, toBuyerEntry } from "./decode.ts";
import { encodeError, encodeJson } from "./encode.ts";
import { refuseInvalid, refuseTooMany, type ThreadCall } from "./guard-request.ts";
import { findSenderKey } from "./session/open-session.ts";
import type { StreamSeats } from "./sessions.ts";
import { streamEvents } from "./stream-events.ts";
import type { HistoryReply, PostMessageReply, WidgetEntry } from "./wire.ts";

export async function takeMessage(call: ThreadCall): Promise<HttpReply> {
  const { host, threadKey, headers } = call;
  const body = decodeMessageBody(call.request);
  if (body.kind === "invalid") return refuseInvalid(call);
  const senderKey = await findSenderKey(call, threadKey);
  if (senderKey === null) return encodeError(401, "NOT_SIGNED_IN", headers);
  const message = decodeMessage(body.value, { threadKey, senderKey }, host.clock.now());
  // The feed first: an answer may follow within milliseconds, and must not stand above its question. Both writes take
  // the same key once, so a crash or a refusal between them is mended by the browser's next try.
  const entry = toBuyerEntry(body.value, message.sentAt);
  const cursor = await host.feed.append(threadKey, message.externalId, entry);
  const outcome = await host.receive(message);
  if (outcome.kind === "refused" && outcome.reason === "empty") return refuseInvalid(call);
  if (outcome.kind === "refused") return refuseTooMany(call, outcome.retryAfterMs);
  const reply: PostMessageReply = { cursor };
  return encodeJson(200, reply, headers);
}

export async function followThread(call: ThreadCall, seats: StreamSeats): Promise<HttpReply> {
  if (!seats.hasRoom(call.request.remoteAddress)) return refuseTooMany(call, 30_000);
  const after = decodeEventsQuery(call.request);
  if (after.kind === "invalid") return refuseInvalid(call);
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      ...call.headers,
    },
    stream: streamFromSeat(call, seats, after.value),
  };
}

/** The seat is taken when the first byte is asked for, so a reply that is never written holds none. */
async function* streamFromSeat(call: ThreadCall, seats: StreamSeats, afterCursor: number): AsyncGenerator<string> {
  const { host, request, threadKey } = call;
  const ending = new AbortController();
  const end = () => ending.abort();
  const leave = seats.take(threadKey, request.remoteAddress, end);
  request.signal.addEventListener("abort", end, { once: true });
  try {
    if (!request.signal.aborted) yield* streamEvents(host, threadKey, afterCursor, ending.signal);
  } finally {
    request.signal.removeEventListener("abort", end);
    leave();
  }
}

/** Cursors have no gaps, so the page before one is an arithmetic matter. */
export async function readHistory(call: ThreadCall): Promise<HttpReply> {
  const query = decodeHistoryQuery(call.request);
  if (query.kind === "invalid") return refuseInvalid(call);
  const first = Math.max(1, query.value.before - query.value.limit);
  const count = query.value.before - first;
  const entries = count > 0 ? await call.host.feed.read(call.threadKey, first - 1, count) : [];
  const reply: HistoryReply = {
    // Only encode.ts and decode.ts write payloads into the feed.
    entries: entries.map(({ cursor, payload }) => ({ cursor, entry: payload as WidgetEntry })),
    hasMore: first > 1,
  };
  return encodeJson(200, reply, call.headers);
}
