/** Writes a completion as server-sent events, flawless or with exactly one flaw. */
import type { ServerResponse } from "node:http";
import type { StreamFlaw } from "./behaviour.ts";
import {
  type CompletionHead,
  encodeChunk,
  encodeEmptyChoices,
  encodeError,
  encodeToolCall,
  encodeUsageChunk,
  type ToolCallSpec,
} from "./encode-answer.ts";

export interface StreamPlan {
  readonly head: CompletionHead;
  readonly text: string;
  readonly calls: readonly ToolCallSpec[];
  readonly finishReason: string;
  readonly includeUsage: boolean;
  readonly prompt: string;
  readonly pauseMs: number;
  readonly flaw: StreamFlaw | null;
}

/** Resolves with the chunks that were sent. */
export async function streamCompletion(response: ServerResponse, plan: StreamPlan): Promise<unknown[]> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  const sent: unknown[] = [];
  const send = async (chunk: unknown): Promise<void> => {
    sent.push(chunk);
    await writeEvent(response, JSON.stringify(chunk), plan.flaw);
    if (plan.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, plan.pauseMs));
  };
  if (plan.flaw === "empty-first-choices") await send(encodeEmptyChoices(plan.head));
  await send(encodeChunk(plan.head, { role: "assistant", content: "" }));
  const flood = floodOf(plan);
  if (flood) {
    await pour(response, flood);
    if (plan.flaw !== "flood") return sent;
  }
  if (plan.flaw === "refusal") await send(encodeChunk(plan.head, { refusal: plan.text }));
  const isSilent = plan.flaw === "empty-answer" || plan.flaw === "refusal" || flood !== null;
  const pieces = isSilent ? [] : cutText(plan.text);
  for (const [at, piece] of pieces.entries()) {
    await send(encodeChunk(plan.head, { content: piece }));
    if (at === 0 && (await breakOff(response, plan.flaw))) return sent;
  }
  for (const [index, call] of plan.calls.entries()) await sendToolCall(call, index, plan.head, send);
  await finish(response, plan, send);
  return sent;
}

const FLOOD_BYTES = 10 * 1024 * 1024;

/** What is sent again and again, and how much of it. */
function floodOf(plan: StreamPlan): { readonly piece: string; readonly bytes: number } | null {
  const words = "word ".repeat(200);
  const event = `data: ${JSON.stringify(encodeChunk(plan.head, { content: words }))}\n\n`;
  if (plan.flaw === "flood") return { piece: event, bytes: FLOOD_BYTES };
  if (plan.flaw === "endless") return { piece: event, bytes: Number.POSITIVE_INFINITY };
  return plan.flaw === "endless-line" ? { piece: words, bytes: Number.POSITIVE_INFINITY } : null;
}

/** As fast as it is taken, until it is enough or nobody takes it any more. */
async function pour(response: ServerResponse, { piece, bytes }: { readonly piece: string; readonly bytes: number }) {
  const closed = new Promise((resolve) => response.once("close", resolve));
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
    if (!response.write(piece)) {
      await Promise.race([closed, new Promise((resolve) => response.once("drain", resolve))]);
    }
  }
}

/** Arguments arrive in pieces after the name, as from the real server. */
async function sendToolCall(
  call: ToolCallSpec,
  index: number,
  head: CompletionHead,
  send: (chunk: unknown) => Promise<void>,
): Promise<void> {
  const opening = encodeToolCall({ name: call.name, arguments: "" }, index);
  await send(encodeChunk(head, { tool_calls: [{ index, ...opening }] }));
  for (const piece of cutText(call.arguments)) {
    await send(encodeChunk(head, { tool_calls: [{ index, function: { arguments: piece } }] }));
  }
}

/** The flaws that end or stop a stream after its first word. True when nothing may follow. */
async function breakOff(response: ServerResponse, flaw: StreamFlaw | null): Promise<boolean> {
  switch (flaw) {
    case "cut-midway":
      // The client must have read the first word before the cut, or it would look like a cut before the headers.
      await new Promise((resolve) => setTimeout(resolve, 20));
      response.destroy();
      return true;
    case "stall":
      return true;
    case "error-data":
      await writeEvent(response, JSON.stringify(encodeError("The server had an error", "server_error", null)), null);
      response.end();
      return true;
    case "error-event":
      response.write(`event: error\ndata: ${JSON.stringify(encodeError("Overloaded", "server_error", null))}\n\n`);
      response.end();
      return true;
    case "malformed-line":
      await writeEvent(response, '{"id": "chatcmpl-1", "choices": [{"delta"', null);
      response.end();
      return true;
    case "no-done":
    case "open-after-done":
    case "open-after-finish":
    case "keep-alive-comments":
    case "split-bytes":
    case "empty-first-choices":
    case "content-filter":
    case "length":
    case "empty-answer":
    case "flood":
    case "endless":
    case "endless-line":
    case "refusal":
    case null:
      return false;
  }
}

async function finish(
  response: ServerResponse,
  plan: StreamPlan,
  send: (chunk: unknown) => Promise<void>,
): Promise<void> {
  if (plan.flaw === "no-done") {
    response.end();
    return;
  }
  await send(encodeChunk(plan.head, {}, plan.finishReason));
  if (plan.flaw === "open-after-finish") return;
  if (plan.includeUsage) await send(encodeUsageChunk(plan.head, plan.prompt, plan.text));
  await writeEvent(response, "[DONE]", plan.flaw);
  if (plan.flaw !== "open-after-done") response.end();
}

async function writeEvent(response: ServerResponse, data: string, flaw: StreamFlaw | null): Promise<void> {
  if (response.destroyed) return;
  if (flaw === "keep-alive-comments") response.write(": keep-alive\n\n");
  if (flaw !== "split-bytes") {
    response.write(`data: ${data}\n\n`);
    return;
  }
  // CRLF, no space after the colon, and every byte in a write of its own: all of it is allowed.
  for (const byte of Buffer.from(`data:${data}\r\n\r\n`)) {
    response.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** About four code points a piece, never inside one. */
function cutText(text: string): string[] {
  const points = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < points.length; at += 4) pieces.push(points.slice(at, at + 4).join(""));
  return pieces;
}
