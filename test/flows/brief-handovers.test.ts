/** With running workers: a hand-over is summed up beside the talk, once, and the talk waits for no model. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LanguageModel } from "../../src/contracts/language-model.ts";
import { createBuyer } from "../support/buyer.ts";
import { createDesk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { until } from "../support/until.ts";

let rig: StoryRig;
let asked = 0;
const thinking = Promise.withResolvers<void>();
const BRIEF = JSON.stringify({
  wants: "The buyer wants to talk to a person.",
  tried: "The assistant tried nothing.",
  stake: "Nothing is known to be at stake.",
  priority: "high",
  category: "delivery",
  why: "date",
});
/** Answers nothing but what these tests are about, and takes its time for that. */
const model: LanguageModel = {
  async complete(_messages, { task }) {
    if (task !== "brief") return { kind: "unavailable", reason: "refused" };
    asked += 1;
    await thinking.promise;
    return { kind: "text", text: BRIEF, model: "slow" };
  },
};

beforeAll(async () => {
  rig = await openStoryRig({ runs: true, model, knowsMuch: false });
});
afterAll(() => rig.close());

test("an agent answers while a model thinks; then the summary is there, the case is sorted, and nobody is asked again", async () => {
  const { shopId } = rig.program.shop;
  const buyer = createBuyer(rig, { locale: "en" });
  await buyer.says("I want to talk to a person").getsNotice("handoff-opened");
  await until("a model is asked", () => asked === 1);
  const mina = await createDesk(rig, "Mina Park");
  await mina.takes(buyer);
  await buyer.hearsNotice("agent-joined");
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  expect(await rig.ports.copilot.summariesOf(shopId, ticket.ticketId)).toEqual([]);
  thinking.resolve();
  await until("it is summed up", async () => {
    const [summary] = await rig.ports.copilot.summariesOf(shopId, ticket.ticketId);
    return summary?.wants === "The buyer wants to talk to a person.";
  });
  expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({
    status: "held",
    priority: "high",
    category: "delivery",
  });
  await until("the page was told", () =>
    rig.events.some((event) => event.kind === "ticket-changed" && event.ticketId === ticket.ticketId),
  );
  const [row] = await rig.program.db.database.inShop<{ is_done: boolean; attempts: number }>(
    shopId,
    sql`select is_done, attempts from ticket_brief where ticket_id = ${ticket.ticketId}`,
  );
  expect(row).toEqual({ is_done: true, attempts: 1 });
  expect(asked).toBe(1);
});
