/** What the tests of the copilot's routes share: a shop that knows something, people, a scripted model, a buyer's story. */
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { CopilotView } from "../../../src/contracts/copilot.ts";
import { briefHandovers } from "../../../src/flows/copilot/brief-handovers.ts";
import { createFakeChat } from "../../fakes/openai/create-fake-chat.ts";
import { type OpenAiFake, startOpenAiFake } from "../../fakes/openai/start-openai-fake.ts";
import { type ConsoleClient, signInNew } from "../console-client.ts";
import { type BuyerStory, type ConsoleRig, openConsoleRig } from "../console-rig.ts";
import { teach } from "./copilot-rig.ts";

export let fake: OpenAiFake;
export let rig: ConsoleRig;
export let mina: ConsoleClient;
export let viewer: ConsoleClient;
export let foreigner: ConsoleClient;
const signal = new AbortController().signal;
export const shopId = () => rig.db.shop.shopId;

/** For the file that calls it; each test has hand-overs of its own. */
export function prepareCopilot(): void {
  beforeAll(async () => {
    fake = await startOpenAiFake();
    rig = await openConsoleRig({ model: createFakeChat(fake) });
    await teach(rig);
    mina = await signInNew(rig, "Mina Park");
    viewer = await signInNew(rig, "Vera", "viewer");
    foreigner = await signInNew(rig, "Foreign", "agent", rig.db.otherShop);
  });
  afterAll(async () => {
    await rig.close();
    await fake.stop();
  });
  afterEach(async () => {
    fake.script.reset();
    fake.journal.length = 0;
    // Each test has hand-overs of its own.
    await rig.db.database.inShop(
      shopId(),
      sql`update ticket set status = 'closed', agent_id = null, snoozed_until = null`,
    );
  });
}

export const STORY: BuyerStory = {
  name: "Lucía Marín",
  language: "es",
  words: ["¿Cuánto tarda el envío a México? Soy Lucía, lucia@correo.example, pedido HL-20481733", "Quiero una persona"],
};
export const brief = (more: object = {}) =>
  JSON.stringify({
    wants: "Lucía wants to know how long order [order 1] takes to Mexico.",
    tried: "The assistant answered nothing and she asked for a person.",
    stake: "Nothing is known to be at stake.",
    priority: "normal",
    category: "delivery",
    why: "subject",
    ...more,
  });
export const says = (...texts: readonly string[]) =>
  fake.script.next("chat", ...texts.map((text) => ({ kind: "text", text }) as const));
export const work = () => briefHandovers(shopId(), rig.ports, signal);
export const view = async (ticketId: string, client = mina, query = "?language=en") =>
  (await client.call("GET", `/tickets/${ticketId}/copilot${query}`)).body as CopilotView;
export const ask = async <Reply>(ticketId: string, what: string, body: unknown = {}, client = mina) =>
  (await client.call("POST", `/tickets/${ticketId}/copilot/${what}`, { body })).body as Reply;
export const ticket = async (ticketId: string) => rig.ports.tickets.get(shopId(), ticketId as never);
export const audits = (action: string) =>
  rig.db.database.inShop<{ detail: Record<string, unknown> }>(
    shopId(),
    sql`select detail from audit where shop_id = ${shopId()} and action = ${action} order by audit_id`,
  );
