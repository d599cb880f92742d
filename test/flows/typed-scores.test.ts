/** On a channel without buttons a score is typed: a figure alone, in whatever digits; a sentence is a sentence. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ticket } from "../../src/contracts/ticket.ts";
import { readScore } from "../../src/flows/after/read-typed.ts";
import { workDesk } from "../../src/flows/desk/work-desk.ts";
import { type Buyer, createBuyer } from "../support/buyer.ts";
import { createDesk, type Desk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
let mina: Desk;
beforeAll(async () => {
  rig = await openStoryRig({ runs: false, knowsMuch: false, capabilities: { maxChoices: 0 } });
  mina = await createDesk(rig, "Mina Park");
});
afterAll(() => rig.close());

const shopId = () => rig.program.shop.shopId;
const scoreOf = ({ ticketId }: Ticket) => rig.ports.desk.scoreOf(shopId(), ticketId);
const last = (buyer: Buyer) => buyer.heard().at(-1)?.text;

async function says(buyer: Buyer, text: string): Promise<void> {
  await buyer.says(text);
  await rig.work();
}

async function asked(kind: "ask-score" | "follow-up"): Promise<{ readonly buyer: Buyer; readonly ticket: Ticket }> {
  const buyer = createBuyer(rig, { locale: "en" });
  await says(buyer, "a person please");
  const ticket = await rig.openTicketOf(buyer.threadKey);
  if (!ticket) throw new Error("no ticket");
  await mina.replies(buyer, "Done.");
  await mina.resolves(buyer);
  await rig.work();
  await rig.program.db.database.inShop(shopId(), sql`update ticket_timer set due_at = now() where kind = ${kind}`);
  await workDesk(shopId(), rig.ports);
  await rig.work();
  return { buyer, ticket };
}

describe("without buttons", () => {
  test("the question says what to type, the figure is the score, and the next words are the comment", async () => {
    const { buyer, ticket } = await asked("ask-score");
    expect(last(buyer)).toBe(rig.ports.texts.notice("ask-score-typed", "en", { number: ticket.number }));
    await says(buyer, " 4 ");
    expect(await scoreOf(ticket)).toMatchObject({ score: 4 });
    await says(buyer, "quick and kind");
    expect(await scoreOf(ticket)).toMatchObject({ score: 4, comment: "quick and kind" });
    expect(last(buyer)).toBe(rig.ports.texts.notice("score-noted", "en"));
  });

  test("a bad figure brings the case back", async () => {
    const { buyer, ticket } = await asked("ask-score");
    await says(buyer, "1/5");
    expect(last(buyer)).toBe(rig.ports.texts.notice("score-reopened", "en", { number: ticket.number }));
    expect((await rig.ports.tickets.get(shopId(), ticket.ticketId))?.status).toBe("waiting");
  });

  test("a question with a figure in it is a question", async () => {
    const { buyer, ticket } = await asked("ask-score");
    await says(buyer, "does delivery take 5 days?");
    expect(last(buyer)).toMatch(/7 days/);
    expect(await scoreOf(ticket)).toMatchObject({ score: null });
  });

  test("yes and no to the question days later", async () => {
    const yes = await asked("follow-up");
    await says(yes.buyer, "yes");
    expect(last(yes.buyer)).toBe(rig.ports.texts.notice("follow-up-settled", "en"));
    const no = await asked("follow-up");
    await says(no.buyer, "nope");
    expect(last(no.buyer)).toBe(rig.ports.texts.notice("ticket-reopened", "en", { number: no.ticket.number }));
  });
});

test("figures alone are scores in all digits", () => {
  expect(["5", "５", "٤", "۳", "๒", "1/5", "4.", " 3 "].map(readScore)).toEqual([5, 5, 4, 3, 2, 1, 4, 3]);
  expect(["0", "6", "45", "5 days", "five", "", "4/4", "٦"].map(readScore)).toEqual(Array(8).fill(null));
});
