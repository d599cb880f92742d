/** Writes a reply to the wire; a stream waits for a slow reader and ends when the reader or the server goes. */
import type { Response } from "express";
import type { HttpReply } from "../contracts/channel-adapter.ts";

export async function writeReply(response: Response, reply: HttpReply, signal: AbortSignal): Promise<void> {
  response.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.stream !== undefined) return writeStream(response, reply.stream, signal);
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-store");
  response.end(reply.body);
}

export async function writeStream(
  response: Response,
  stream: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  if (!response.hasHeader("Cache-Control")) response.setHeader("Cache-Control", "no-store");
  // Proxies that buffer would hold back events until the stream ends.
  response.setHeader("X-Accel-Buffering", "no");
  response.flushHeaders();
  const iterator = stream[Symbol.asyncIterator]();
  const isAborted = new Promise<"aborted">((resolve) => {
    if (signal.aborted) resolve("aborted");
    signal.addEventListener("abort", () => resolve("aborted"), { once: true });
  });
  try {
    while (!signal.aborted) {
      const step = await Promise.race([iterator.next(), isAborted]);
      if (step === "aborted" || step.done === true) break;
      if (!response.write(step.value)) await waitForRoom(response, signal);
    }
  } finally {
    // Not awaited: an iterator that hangs in next() also hangs in return(), and the reader must still be let go.
    void Promise.resolve(iterator.return?.()).catch(() => {});
    response.end();
  }
}

function waitForRoom(response: Response, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      response.off("drain", goOn);
      response.off("close", goOn);
      signal.removeEventListener("abort", goOn);
      resolve();
    };
    response.on("drain", goOn);
    response.on("close", goOn);
    signal.addEventListener("abort", goOn, { once: true });
  });
}
