/** Buyers rate answers: the tap is kept, is no question, can be changed, and a thumb down offers a person. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentId, ArticleKey, Instant } from "../../src/contracts/ids.ts";
import { createBuyer } from "../support/buyer.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";

let rig: StoryRig;
beforeAll(async () => {
  rig = await openStoryRig({ runs: true, knowsMuch: false });
});
afterAll(() => rig.close());

const QUESTION = "How long does delivery take?";
const base = () => rig.ports.knowledgeBase;
const figuresOf = async (articleKey: string) => {
  const all = await rig.ports.feedback.figures(rig.program.shop.shopId, 0 as Instant);
  return all.find((figures) => figures.articleKey === articleKey) ?? { answered: 0, up: 0, down: 0 };
};
const turnsOf = (threadKey: string) =>
  rig.program.db.database.withShop(rig.program.shop.shopId, async (trx) => {
    const rows = await trx.run(sql<{ outcome: string }>`
      select t.outcome from turn t join conversation c using (shop_id, conversation_id)
      where c.thread_key = ${threadKey} order by t.first_seq`);
    return rows.map(({ outcome }) => outcome);
  });

describe("thumbs under an answer", () => {
  test("a thumb up is kept and thanked for, and nothing is answered to it", async () => {
    const buyer = createBuyer(rig);
    await buyer.says(QUESTION).gets(/7 days/);
    const before = await figuresOf("delivery");
    await buyer.presses("rate:up:").getsNotice("rated-up");
    await rig.quiet();
    const after = await figuresOf("delivery");
    expect(after).toMatchObject({ answered: before.answered, up: before.up + 1, down: before.down });
    expect(await turnsOf(buyer.threadKey)).toEqual(["answered", "noticed"]);
  });

  test("a thumb down offers a person, and the button leads to one", async () => {
    const buyer = createBuyer(rig);
    await buyer.says(QUESTION).gets(/7 days/);
    await buyer.presses("rate:down:").getsNotice("rated-down").offering("person");
    await buyer.presses("person").getsNotice("handoff-opened");
    await buyer.hasTicket();
  });

  test("one answer has one rating: it can be changed, and the same tap again says nothing more", async () => {
    const buyer = createBuyer(rig);
    const before = await figuresOf("delivery");
    await buyer.says(QUESTION).gets(/7 days/);
    await buyer.presses("rate:up:").getsNotice("rated-up");
    await buyer.presses("rate:up:");
    await buyer.presses("rate:down:").getsNotice("rated-down");
    await rig.quiet();
    expect(buyer.heard()).toHaveLength(3);
    expect(await figuresOf("delivery")).toMatchObject({ up: before.up, down: before.down + 1 });
  });

  test("a tap and a question in one breath: the question is answered and the tap is kept", async () => {
    const buyer = createBuyer(rig);
    const message = await buyer.says(QUESTION).gets(/7 days/);
    const up = message?.choices.find(({ choiceId }) => choiceId.startsWith("rate:up:"));
    if (!up) throw new Error("no thumb");
    const before = await figuresOf("delivery");
    await buyer.sends({ kind: "choice", ...up }, { kind: "text", text: QUESTION }).gets(/7 days/);
    await rig.quiet();
    expect(await figuresOf("delivery")).toMatchObject({ answered: before.answered + 1, up: before.up + 1 });
  });

  test("while a person has the conversation a tap is kept and nobody is talked over", async () => {
    const buyer = createBuyer(rig);
    const answer = await buyer.says(QUESTION).gets(/7 days/);
    await buyer.says("/human").getsNotice("handoff-opened");
    const before = await figuresOf("delivery");
    const down = answer?.choices.find(({ choiceId }) => choiceId.startsWith("rate:down:"));
    if (!down) throw new Error("no thumb");
    await buyer.sends({ kind: "choice", ...down });
    await rig.quiet();
    expect(buyer.heard()).toHaveLength(2);
    expect((await figuresOf("delivery")).down).toBe(before.down + 1);
  });

  test("another buyer's answer cannot be rated, and a forged id is nothing", async () => {
    const owner = createBuyer(rig);
    const answer = await owner.says(QUESTION).gets(/7 days/);
    const foreign = answer?.choices.find(({ choiceId }) => choiceId.startsWith("rate:down:"));
    if (!foreign) throw new Error("no thumb");
    const before = await figuresOf("delivery");
    const thief = createBuyer(rig);
    await thief.sends({ kind: "choice", ...foreign });
    await thief.sends({ kind: "choice", choiceId: "rate:up:1", label: "x" });
    await rig.quiet();
    expect(await figuresOf("delivery")).toEqual(before);
  });

  test("the shop can switch them off", async () => {
    const agent = await rig.addAgent("Olga", "owner");
    const { shopId } = rig.program.shop;
    const settings = await base().settings(shopId);
    await base().saveSettings(shopId, { ...settings, hasRatings: false }, agent.agentId as AgentId);
    const buyer = createBuyer(rig);
    const answer = await buyer.says(QUESTION).gets(/7 days/);
    expect(answer?.choices).toEqual([]);
    await base().saveSettings(shopId, settings, agent.agentId as AgentId);
  });

  test("the newest questions of an article are listed with what the buyer thought", async () => {
    const buyer = createBuyer(rig);
    await buyer.says("how long is delivery to Spain??").gets(/7 days/);
    await buyer.presses("rate:down:").getsNotice("rated-down");
    await rig.quiet();
    const [newest] = await rig.ports.feedback.answersOf(rig.program.shop.shopId, "delivery" as ArticleKey, 5);
    expect(newest).toMatchObject({ question: "how long is delivery to Spain??", rating: "down", language: "en" });
  });
});

describe("an article whose review has run out", () => {
  test("is still answered, and the answer says so", async () => {
    const { shopId } = rig.program.shop;
    await rig.program.teach([{ path: "en/delivery.md", text: OLD }]);
    const buyer = createBuyer(rig);
    await buyer
      .says(QUESTION)
      .gets(new RegExp(`7 days[\\s\\S]*${rig.ports.texts.notice("answer-not-reviewed", "en").slice(0, 20)}`));
    expect((await base().rules(shopId)).expired).toEqual(new Set(["delivery/en"]));
  });

  test("is withheld when the shop says so", async () => {
    const { shopId } = rig.program.shop;
    const agent = await rig.addAgent("Olga", "owner");
    await base().saveSettings(
      shopId,
      { expired: "withhold", warnDays: 30, hasRatings: true },
      agent.agentId as AgentId,
    );
    await rig.program.shelves.fill(shopId);
    const buyer = createBuyer(rig);
    await buyer.says(QUESTION).getsNotice("handoff-no-answer");
  });
});

const OLD = `---
title: Delivery
reviewedUntil: "2020-01-31"
questions:
  - How long does delivery take?
  - and to Spain?
---
Delivery takes 7 days everywhere.
`;
