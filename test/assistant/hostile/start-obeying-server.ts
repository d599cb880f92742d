/** An OpenAI-compatible server whose model obeys whoever speaks last; it keeps every prompt it was shown. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ModelMessage } from "../../../src/contracts/language-model.ts";
import { streamCompletion } from "../../fakes/openai/stream-completion.ts";
import type { Attack } from "./attack.ts";
import { callAsTold, obeyAttacker } from "./obey-attacker.ts";

export interface ObeyingServer {
  readonly baseUrl: string;
  /** Each request's messages as one text. */
  readonly prompts: string[];
  /** How often the model was offered tools, by attack. */
  readonly steps: ReadonlyMap<number, number>;
  /** How many tools it has called for attackers. */
  readonly called: () => number;
  /** How many requests it answered as the attacker wanted. */
  readonly obeyed: () => number;
  stop(): Promise<void>;
}

interface ChatBody {
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly role: ModelMessage["role"]; readonly content: unknown }[];
}

export async function startObeyingServer(attacks: ReadonlyMap<number, Attack>): Promise<ObeyingServer> {
  const prompts: string[] = [];
  const steps = new Map<number, number>();
  let obeyed = 0;
  let called = 0;
  const stepOf = (number: number): number => {
    const step = (steps.get(number) ?? 0) + 1;
    steps.set(number, step);
    return step;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      if (!request.url?.endsWith("/chat/completions")) return void response.writeHead(404).end("{}");
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as ChatBody;
      const messages = (body.messages ?? []).map(({ role, content }) => ({ role, text: readContent(content) }));
      prompts.push(messages.map((message) => message.text).join("\n\n"));
      const { text, calls, isObedient } = body.tools
        ? callAsTold(messages, attacks, stepOf)
        : obeyAttacker(messages, attacks);
      if (isObedient) obeyed += 1;
      if (isObedient) called += calls.length;
      const head = { id: `chatcmpl-${prompts.length}`, model: "obeying", created: 1_700_000_000 };
      const prompt = prompts.at(-1) ?? "";
      const finishReason = calls.length > 0 ? "tool_calls" : "stop";
      const plan = { head, text, calls, finishReason, includeUsage: false, prompt, pauseMs: 0, flaw: null };
      streamCompletion(response, plan).catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    prompts,
    steps,
    called: () => called,
    obeyed: () => obeyed,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readContent(content: unknown): string {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((part: { readonly text?: string }) => part.text ?? "").join("") : "";
}
