/** One small question to the model whose reply is data: bounded in time, checked by a schema, null when it is not so. */
import type { z } from "zod";
import type { ShopId } from "../../contracts/ids.ts";
import type { ModelTask } from "../../contracts/language-model.ts";
import type { Ports } from "../../contracts/ports.ts";
import { fillPrompt, versionMark } from "../prompt/fill-prompt.ts";
import { workWithin } from "../work-within.ts";

export interface JsonQuestion<Value> {
  readonly shopId: ShopId;
  /** Also the name of the prompt file. */
  readonly task: Exclude<ModelTask, "answer">;
  readonly values: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<Value>;
  readonly ms: number;
  readonly signal: AbortSignal;
}

export interface JsonAnswer<Value> {
  /** Null: nothing usable came. */
  readonly value: Value | null;
  /** "answered", "nonsense", or why no reply came. */
  readonly outcome: string;
  readonly promptVersion: string;
  /** Null when no reply came. */
  readonly model: string | null;
}

/** Longer replies are not what was asked for. */
const MAX_JSON_LENGTH = 8_000;

/** Never throws. */
export async function askForJson<Value>(
  question: JsonQuestion<Value>,
  ports: Pick<Ports, "model" | "texts" | "clock">,
): Promise<JsonAnswer<Value>> {
  const prompt = ports.texts.prompt(question.task);
  const promptVersion = versionMark(prompt.name, prompt.version);
  const { model } = ports;
  if (!model) return { value: null, outcome: "no-model", promptVersion, model: null };
  const text = fillPrompt(prompt.text, question.values);
  const { shopId, task } = question;
  const limit = { clock: ports.clock, ms: question.ms, signal: question.signal };
  const reply = await workWithin(limit, (signal) => model.complete([{ role: "user", text }], { signal, shopId, task }));
  if (reply?.kind !== "text") return { value: null, outcome: reply?.reason ?? "timeout", promptVersion, model: null };
  const read = question.schema.safeParse(readJson(reply.text));
  const asked = { promptVersion, model: reply.model };
  return read.success
    ? { value: read.data, outcome: "answered", ...asked }
    : { value: null, outcome: "nonsense", ...asked };
}

/** Undefined when there is none, or too much. */
function readJson(reply: string): unknown {
  return reply.length > MAX_JSON_LENGTH ? undefined : readObject(reply);
}

/** The object in a reply, whatever the model put around it; undefined when there is none, or only half of one. */
export function readObject(reply: string): unknown {
  const start = reply.indexOf("{");
  const end = reply.lastIndexOf("}");
  if (start === -1 || end < start) return undefined;
  try {
    return JSON.parse(reply.slice(start, end + 1)) as unknown;
  } catch {
    return undefined;
  }
}
