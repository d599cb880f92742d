/** The fake's remote control below /_control, for people at a command line and for tests in another process. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type FakeContext, readBody, write, writeText } from "./answer-call.ts";
import { forceUpdate, type Json } from "./bot-state.ts";
import { asText, isJson } from "./check-message.ts";
import { createFakeBuyer, type FakeBuyer } from "./fake-buyer.ts";
import type { Fault } from "./fault-script.ts";

export const CONTROL_HELP = `Telegram fake: the Bot API with a remote control.
  POST /_control/say       {"chat":1001,"text":"¿Dónde está mi paquete?","language":"es","name":"Ana","topic":7}
  POST /_control/press     {"chat":1001,"choice":"label or data of a button"}
  POST /_control/send      {"chat":1001,"content":{"location":{"latitude":1,"longitude":2}}}
  POST /_control/edit      {"chat":1001,"text":"..."}
  POST /_control/block     {"chat":1001}      also: unblock, redeliver, delete-account
  POST /_control/update    {"message":{...}}  any update, however odd; it gets the next update_id
  POST /_control/fault     {"method":"sendMessage","code":429,"retryAfter":3,"times":2}
                           also: hang, accept, cut, cutAfterAccept, html, body, delayMs, chatId, contains
  POST /_control/faults/clear
  GET  /_control/transcript?chat=1001
  GET  /_control/journal
`;

export async function answerControl(
  context: FakeContext,
  buyers: Map<number, FakeBuyer>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? "/", "http://fake");
  const action = url.pathname.replace(/^\/_control\/?/, "");
  try {
    if (request.method === "GET") return look(context, action, url, response);
    const text = await readBody(request);
    const body: unknown = text === "" ? {} : JSON.parse(text);
    if (!isJson(body)) throw new Error("the body is not a JSON object");
    const result = act(context, buyers, action, body);
    write(response, { status: 200, body: { ok: true, result: result ?? null } });
  } catch (error) {
    write(response, { status: 400, body: { ok: false, description: error instanceof Error ? error.message : "?" } });
  }
}

function look({ state, journal }: FakeContext, action: string, url: URL, response: ServerResponse): void {
  const chat = state.chats.get(Number(url.searchParams.get("chat")));
  if (action === "transcript")
    return write(response, { status: 200, body: { ok: true, result: chat?.transcript ?? [] } });
  if (action === "journal") return write(response, { status: 200, body: { ok: true, result: journal } });
  writeText(response, action === "" ? 200 : 404, CONTROL_HELP, "text/plain; charset=utf-8");
}

function act(context: FakeContext, buyers: Map<number, FakeBuyer>, action: string, body: Json): unknown {
  if (action === "update") return forceUpdate(context.state, body);
  if (action === "fault") return context.faults.add(decodeFault(body));
  if (action === "faults/clear") return context.faults.clear();
  const buyer = findBuyer(context, buyers, body);
  switch (action) {
    case "say":
      return buyer.says(asText(body["text"]), typeof body["topic"] === "number" ? body["topic"] : undefined);
    case "press":
      return buyer.presses(asText(body["choice"]));
    case "send":
      return buyer.sends(isJson(body["content"]) ? body["content"] : {});
    case "edit":
      return buyer.edits(asText(body["text"]));
    case "block":
      return buyer.blocks();
    case "unblock":
      return buyer.unblocks();
    case "redeliver":
      return buyer.redeliverLast();
    case "delete-account":
      return buyer.deletesAccount();
    default:
      throw new Error("no such action; GET /_control lists them");
  }
}

function findBuyer({ state }: FakeContext, buyers: Map<number, FakeBuyer>, body: Json): FakeBuyer {
  const { chat, name, language } = body;
  if (!Number.isSafeInteger(chat) || chat === 0) throw new Error("chat is not a chat id");
  const id = Number(chat);
  const profile = {
    ...(typeof name === "string" && { name }),
    ...(typeof language === "string" && { languageCode: language }),
  };
  const buyer = buyers.get(id);
  if (buyer && Object.keys(profile).length === 0) return buyer;
  const made = createFakeBuyer(state, id, profile);
  buyers.set(id, made);
  return made;
}

function decodeFault(body: Json): Fault {
  if (typeof body["method"] !== "string") throw new Error("method is missing");
  return { ...body, method: body["method"] };
}
