/** Answers one HTTP request to the Bot API: reads the parameters, lets the script strike, calls, writes the journal. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BotState, Json } from "./bot-state.ts";
import { METHODS } from "./call-method.ts";
import { isJson } from "./check-message.ts";
import { findGroup, GROUP_METHODS } from "./group/call-group-method.ts";
import type { Fault, FaultScript } from "./fault-script.ts";
import type { UploadedFile } from "./send-file.ts";
import { describeStatus, Refusal } from "./refuse-call.ts";
import { takeUpdates } from "./take-updates.ts";

export interface JournalEntry {
  readonly method: string;
  readonly parameters: Json;
  /** The status that was answered; 0 when nothing was. */
  readonly status: number;
  /** The result of a call that took effect, also when its answer was cut. */
  readonly result: unknown;
  readonly description: string | null;
  readonly at: number;
}

export interface FakeContext {
  readonly state: BotState;
  readonly faults: FaultScript;
  readonly journal: JournalEntry[];
  /** Aborts when the fake stops. */
  readonly stopped: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

export async function answerCall(context: FakeContext, request: IncomingMessage, response: ServerResponse) {
  const path = URL.parse(request.url ?? "/", "http://fake")?.pathname ?? "/";
  const match = /^\/bot([^/]+)\/(\w+)$/.exec(path);
  const token = match?.[1] ?? "";
  if (!match || !/^\d+:[\w-]+$/.test(token)) return write(response, refusal(new Refusal(404, "Not Found")));
  if (token !== context.state.token) return write(response, refusal(new Refusal(401, "Unauthorized")));
  const method = match[2] ?? "";
  const parameters = await readParameters(request);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, context.stopped]);
  const fault = context.faults.take(method, parameters);
  if (fault) return strike(context, { method, parameters, signal, response }, fault);
  const answer = await call(context, method, parameters, signal);
  note(context, method, parameters, answer);
  write(response, answer);
}

interface StruckCall {
  readonly method: string;
  readonly parameters: Json;
  readonly signal: AbortSignal;
  readonly response: ServerResponse;
}

async function strike(context: FakeContext, { method, parameters, signal, response }: StruckCall, fault: Fault) {
  if (fault.delayMs) await waitFor(fault.delayMs, signal);
  const takesEffect = fault.cutAfterAccept === true || fault.accept === true || isOnlyLate(fault);
  const answer = takesEffect
    ? await call(context, method, parameters, signal)
    : refusal(new Refusal(fault.code ?? 500, describeFault(fault), fault.retryAfter ?? null));
  const isSilent = fault.cut === true || fault.cutAfterAccept === true || fault.hang === true;
  note(context, method, parameters, isSilent ? { ...answer, status: 0 } : answer);
  if (fault.cut || fault.cutAfterAccept) return void response.socket?.destroy();
  if (fault.hang) return waitFor(600_000, signal);
  if (fault.html) return writeText(response, fault.code ?? 502, "<html><h1>Bad Gateway</h1></html>", "text/html");
  if (fault.body !== undefined) return writeText(response, fault.code ?? 200, fault.body, "application/json");
  write(response, answer);
}

function isOnlyLate(fault: Fault): boolean {
  return fault.delayMs !== undefined && fault.code === undefined && !fault.cut && !fault.hang && !fault.html;
}

function describeFault(fault: Fault): string {
  return fault.description ?? describeStatus(fault.code ?? 500, fault.retryAfter ?? null);
}

/** Carries a method out, by HTTP or from the answer to a webhook. */
export async function call(
  { state }: FakeContext,
  method: string,
  parameters: Json,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    if (method.toLowerCase() === "getupdates") return success(await takeUpdates(state, parameters, signal));
    const isMeant = (known: string) => known.toLowerCase() === method.toLowerCase();
    const group = findGroup(state, parameters);
    const inGroup = group && GROUP_METHODS[Object.keys(GROUP_METHODS).find(isMeant) ?? ""];
    if (group && inGroup) return success(inGroup(state, group, parameters));
    const run = METHODS[Object.keys(METHODS).find(isMeant) ?? ""];
    if (!run) throw new Refusal(404, "Not Found");
    return success(run(state, parameters));
  } catch (error) {
    if (error instanceof Refusal) return refusal(error);
    throw error;
  }
}

export function note({ journal }: FakeContext, method: string, parameters: Json, { status, body }: Answer): void {
  const { result, description } = body;
  const text = typeof description === "string" ? description : null;
  const { files, ...named } = parameters;
  const shown = isJson(files) ? { ...named, files: Object.keys(files).length } : parameters;
  journal.push({
    method,
    parameters: shown,
    status,
    result: structuredClone(result),
    description: text,
    at: Date.now(),
  });
}

function success(result: unknown): Answer {
  return { status: 200, body: { ok: true, result } };
}

function refusal({ status, message, retryAfter, migrateTo }: Refusal): Answer {
  const parameters = {
    ...(retryAfter !== null && { retry_after: retryAfter }),
    ...(migrateTo !== null && { migrate_to_chat_id: migrateTo }),
  };
  const told = Object.keys(parameters).length > 0 ? { parameters } : {};
  return { status, body: { ok: false, error_code: status, description: message, ...told } };
}

/** A form with files: what stands in a field as `attach://<name>` is the file of that name. */
async function readForm(request: IncomingMessage): Promise<Json> {
  const type = request.headers["content-type"] ?? "";
  const form = await new Response(await readBytes(request), { headers: { "content-type": type } }).formData();
  const fields: Json = {};
  const files: Record<string, UploadedFile> = {};
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = /^[[{]|^(true|false|-?\d+)$/.test(value) ? JSON.parse(value) : value;
    else files[name] = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return { ...fields, ...(typeof fields["caption"] === "number" && { caption: String(fields["caption"]) }), files };
}

/** JSON, a form or the query, as the Bot API takes them; values of forms that look like JSON are JSON. */
async function readParameters(request: IncomingMessage): Promise<Json> {
  if (request.headers["content-type"]?.startsWith("multipart/form-data")) return readForm(request);
  const text = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (type.includes("json")) {
    const body: unknown = text === "" ? {} : JSON.parse(text);
    return isJson(body) ? body : {};
  }
  const query = new URLSearchParams(
    type.includes("urlencoded") ? text : URL.parse(request.url ?? "/", "http://f")?.search,
  );
  return Object.fromEntries(
    [...query].map(([key, value]) => [
      key,
      /^[[{]|^(true|false|\d+)$/.test(value) && key !== "text" ? JSON.parse(value) : value,
    ]),
  );
}

export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString("utf8");
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function write(response: ServerResponse, { status, body }: Answer): void {
  writeText(response, status, JSON.stringify(body), "application/json");
}

export function writeText(response: ServerResponse, status: number, text: string, type: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": type }).end(text);
}

export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => (clearTimeout(timer), signal.removeEventListener("abort", finish), resolve());
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
    if (signal.aborted) finish();
  });
}
