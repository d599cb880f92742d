/** An OpenAI-compatible server on 127.0.0.1: chat completions, embeddings, models, and every failure by script. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerFromPassages } from "./answer-from-passages.ts";
import { answerInJson } from "./answer-in-json.ts";
import { type Behaviour, createScript, type FakeEndpoint, type FakeScript, type JournalEntry } from "./behaviour.ts";
import { DEFAULT_DIMENSIONS, embedText, encodeBase64 } from "./embed-text.ts";
import { encodeCompletion, encodeError, encodeModels, encodeToolCompletion } from "./encode-answer.ts";
import { playControl } from "./play-control.ts";
import { playRefusal, sendJson } from "./play-refusal.ts";
import { streamCompletion } from "./stream-completion.ts";

export const describe =
  "OpenAI-compatible server: chat completions with streaming, embeddings, models, failures by script";

export interface OpenAiFake {
  /** Ends in `/v1`, as OPENAI_BASE_URL wants it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly journal: JournalEntry[];
  readonly script: FakeScript;
  stop(): Promise<void>;
}

interface ChatBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
}

interface EmbeddingBody {
  readonly model?: string;
  readonly input?: string | readonly string[];
  readonly dimensions?: number;
  readonly encoding_format?: "float" | "base64";
}

const API_KEY = "sk-fake-0000000000000000";
/** 32 bit floats have seven digits; more would pretend to a precision the real server does not have. */
const roundFloat = (value: number): number => Math.fround(value);

export async function startOpenAiFake(options: { readonly port?: number } = {}): Promise<OpenAiFake> {
  const journal: JournalEntry[] = [];
  const script = createScript();
  let count = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const body = await readJson(request);
    if (path.startsWith("/_control/")) return playControl(path, body, response, { journal, script });
    const note = (status: number | null, answer: unknown): void =>
      void journal.push({
        at: Date.now(),
        method: request.method ?? "",
        path,
        headers: flattenHeaders(request),
        body,
        status,
        answer,
      });
    count += 1;
    if (request.headers.authorization !== `Bearer ${API_KEY}`) {
      return note(401, playRefusal(response, { kind: "invalid-key" }));
    }
    const endpoint = endpointOf(request.method, path);
    if (!endpoint) {
      return note(404, sendJson(response, 404, encodeError("Unknown request URL", "invalid_request_error", null)));
    }
    const latencyMs = script.latencyOf(endpoint);
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    const behaviour = script.take(endpoint);
    if (behaviour?.kind === "no-response") return note(null, null);
    if (behaviour?.kind === "cut-before-headers") {
      note(null, null);
      response.destroy();
      return;
    }
    const refusal = behaviour ? playRefusal(response, behaviour) : undefined;
    if (refusal !== undefined) return note(response.statusCode, refusal);
    if (endpoint === "models") return note(200, sendJson(response, 200, encodeModels()));
    if (endpoint === "embeddings") return note(200, answerEmbeddings(response, body as EmbeddingBody, behaviour));
    // Noted before the stream is over, so that a test sees the request while it hangs.
    const answer: unknown[] = [];
    note(200, answer);
    answer.push(...(await answerChat(response, body as ChatBody, behaviour, `chatcmpl-${count}`)));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 400, encodeError(String(error), "invalid_request_error", null));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    apiKey: API_KEY,
    journal,
    script,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Requests that were left hanging on purpose would keep the server open for ever.
        server.closeAllConnections();
      }),
  };
}

function endpointOf(method: string | undefined, path: string): FakeEndpoint | null {
  if (method === "POST" && path === "/v1/chat/completions") return "chat";
  if (method === "POST" && path === "/v1/embeddings") return "embeddings";
  if (method === "GET" && path === "/v1/models") return "models";
  return null;
}

async function answerChat(
  response: ServerResponse,
  body: ChatBody,
  behaviour: Behaviour | null,
  id: string,
): Promise<unknown[]> {
  const messages = body.messages ?? [];
  if (messages.length === 0) {
    return [sendJson(response, 400, encodeError("'messages' is too short", "invalid_request_error", null, "messages"))];
  }
  const prompt = messages.map((message) => readContent(message.content)).join("\n\n");
  const head = { id, model: body.model ?? "fake-chat", created: Math.floor(Date.now() / 1000) };
  const scripted = behaviour && "text" in behaviour ? behaviour.text : undefined;
  const calls = behaviour?.kind === "tool-calls" ? behaviour.calls : [];
  const text = calls.length > 0 ? "" : (scripted ?? answerInJson(prompt) ?? answerFromPassages(prompt));
  const flaw = behaviour?.kind === "stream" ? behaviour.flaw : null;
  const finishReason = finishOf(behaviour);
  if (!body.stream || behaviour?.kind === "not-a-stream") {
    const content = flaw === "empty-answer" ? "" : text;
    const answer =
      calls.length > 0
        ? encodeToolCompletion(head, calls, prompt)
        : encodeCompletion(head, content, finishReason, prompt);
    return [sendJson(response, 200, answer)];
  }
  const includeUsage = body.stream_options?.include_usage === true;
  const pauseMs = behaviour?.kind === "text" ? (behaviour.pauseMs ?? 0) : 0;
  return streamCompletion(response, { head, text, calls, finishReason, includeUsage, prompt, pauseMs, flaw });
}

function finishOf(behaviour: Behaviour | null): string {
  if (behaviour?.kind === "text") return behaviour.finishReason ?? "stop";
  if (behaviour?.kind === "tool-calls") return "tool_calls";
  if (behaviour?.kind === "stream" && behaviour.flaw === "content-filter") return "content_filter";
  if (behaviour?.kind === "stream" && behaviour.flaw === "length") return "length";
  return "stop";
}

function answerEmbeddings(response: ServerResponse, body: EmbeddingBody, behaviour: Behaviour | null): unknown {
  const texts = typeof body.input === "string" ? [body.input] : (body.input ?? []);
  if (texts.length === 0) {
    return sendJson(response, 400, encodeError("'input' must not be empty", "invalid_request_error", null, "input"));
  }
  const dimensions = body.dimensions ?? DEFAULT_DIMENSIONS;
  const isScripted = behaviour?.kind === "embeddings";
  const rows = isScripted ? behaviour.rows : texts.map((text) => embedText(text, dimensions).map(roundFloat));
  const data = rows.map((row, index) => ({
    object: "embedding",
    index,
    // Scripted rows may hold things that no float can: they always go out as JSON.
    embedding: body.encoding_format === "base64" && !isScripted ? encodeBase64(row as readonly number[]) : row,
  }));
  const tokens = Math.ceil(texts.join("").length / 4);
  return sendJson(response, 200, {
    object: "list",
    data,
    model: body.model ?? "fake-embedding",
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function readContent(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: { text?: unknown }) => (typeof part.text === "string" ? part.text : "")).join("\n");
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? null : (JSON.parse(text) as unknown);
}

function flattenHeaders(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  // The journal can be read over HTTP: no key belongs in it.
  return Object.fromEntries(entries.filter(([name]) => name !== "authorization"));
}
