/** The story of a case over the console's API: written once, checked, in the agent's language; and sorted once more, never lower. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Rewritten, SuggestedReply, SummaryOutcome } from "../../../src/contracts/copilot.ts";
import { createBudgetedModel } from "../../../src/model/create-budgeted-model.ts";
import { createRecordingHost } from "../../support/recording-host.ts";
import {
  ask,
  audits,
  brief,
  fake,
  mina,
  prepareCopilot,
  rig,
  says,
  shopId,
  STORY,
  ticket,
  view,
  work,
} from "./copilot-case.ts";
import type { BuyerStory } from "../console-rig.ts";
import { createFakeChat } from "../../fakes/openai/create-fake-chat.ts";
import { takePrompts } from "./copilot-rig.ts";

prepareCopilot();

describe("the summary of a hand-over", () => {
  test("is written once, without the buyer's data reaching the model, and has them for the agent", async () => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    says(brief());
    expect(await work()).toBe(1);
    const [prompt = ""] = takePrompts(fake);
    expect(prompt).toContain("in English (en)");
    expect(prompt).toContain("<<conversation>>\nbuyer: ¿Cuánto tarda el envío a México?");
    for (const hidden of ["lucia@correo.example", "HL-20481733", "Lucía"]) expect(prompt).not.toContain(hidden);
    const { summary, isStale, hasModel } = await view(ticketId);
    expect(summary).toMatchObject({ language: "en", model: "fake-chat" });
    expect(summary?.wants).toBe("Lucía wants to know how long order HL-20481733 takes to Mexico.");
    expect(summary?.promptVersion).toMatch(/^brief:[0-9a-f]{12}$/u);
    expect([isStale, hasModel]).toEqual([false, true]);
    // Looked at again, nobody is asked again.
    expect(await work()).toBe(0);
    await rig.buyerSays(threadKey, "Lucía", "¿Hola?");
    expect((await view(ticketId)).isStale).toBe(true);
    expect(await work()).toBe(0);
    expect(takePrompts(fake)).toEqual([]);
  });

  test.each([
    ["a number that nobody said", { stake: "She ordered 7 lamps." }, "numbers"],
    ["another language", { wants: "Quiere saber cuánto tarda el envío de su pedido a México." }, "language"],
    ["an address", { tried: "See evil.example/now for what was tried." }, "links"],
    ["hidden data that there is not", { wants: "She wants order [order 7] to come." }, "placeholders"],
    ["a priority that there is not", { priority: "extreme" }, "nonsense"],
  ])("with %s is not kept, and what is known stands in its place", async (_name, wrong, reason) => {
    const { ticketId } = await rig.openStory(STORY);
    says(brief(wrong));
    await work();
    const { summary, facts } = await view(ticketId);
    expect(summary).toBeNull();
    expect(facts).toMatchObject({ category: "other", reason: "buyer-asked", triedTitles: [] });
    expect(facts.question).toContain("¿Cuánto tarda el envío a México?");
    // On demand the agent is told why.
    says(brief(wrong));
    expect(await ask<SummaryOutcome>(ticketId, "summary", { language: "en" })).toEqual({ kind: "failed", reason });
  });

  test("is written in the agent's language on demand, once for the same words, and anew when there are others", async () => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    const spanish = {
      wants: "Quiere saber cuánto tarda su pedido.",
      tried: "El asistente no contestó nada y pidió una persona.",
      stake: "No se sabe que haya nada en juego.",
    };
    says(brief(spanish));
    const wish = { language: "es" };
    expect(await ask<SummaryOutcome>(ticketId, "summary", wish)).toMatchObject({
      summary: { language: "es", ...spanish },
    });
    expect(await ask<SummaryOutcome>(ticketId, "summary", { ...wish, anew: true })).toMatchObject({ kind: "written" });
    expect(takePrompts(fake)).toHaveLength(1);
    await rig.buyerSays(threadKey, "Lucía", "Es un regalo para el domingo");
    says(brief({ ...spanish, stake: "Es un regalo para el domingo." }));
    const anew = await ask<SummaryOutcome>(ticketId, "summary", { ...wish, anew: true });
    expect(anew).toMatchObject({ summary: { stake: "Es un regalo para el domingo." } });
    expect((await view(ticketId, mina, "?language=es")).summary?.stake).toContain("domingo");
  });

  test("what came to nothing is asked for again later, and of two workers that look at once one asks", async () => {
    const { ticketId } = await rig.openStory(STORY);
    says("I cannot do that.");
    expect(await work()).toBe(1);
    // Not at once.
    expect(await work()).toBe(0);
    await rig.db.database.inShop(shopId(), sql`update ticket_brief set due_at = now() where not is_done`);
    takePrompts(fake);
    fake.script.always("chat", { kind: "text", text: brief() });
    const looked = await Promise.all([work(), work(), work()]);
    expect(looked.toSorted()).toEqual([0, 0, 1]);
    expect(takePrompts(fake)).toHaveLength(1);
    expect((await view(ticketId)).summary?.wants).toContain("HL-20481733");
  });

  test("a case that is opened again is summed up again", async () => {
    const { ticketId } = await rig.openStory(STORY);
    fake.script.always("chat", { kind: "text", text: brief() });
    expect(await work()).toBe(1);
    const reopen = sql`update ticket set sorted_at = now() where ticket_id = ${ticketId}`;
    await rig.db.database.inShop(shopId(), reopen);
    expect(await work()).toBe(1);
    expect(await work()).toBe(0);
  });
});

describe("a model's triage", () => {
  const open = async (more: BuyerStory["ticket"] = {}) => {
    const { ticketId } = await rig.openStory({ ...STORY, ticket: more });
    return ticketId;
  };

  test("raises and corrects with its reason in the audit log, and the promise moves with it", async () => {
    const firstReplyDueAt = (Date.now() + 24 * 3_600_000) as never;
    const ticketId = await open({ firstReplyDueAt });
    says(brief({ priority: "urgent", category: "damaged", why: "danger" }));
    await work();
    const found = await ticket(ticketId);
    expect(found).toMatchObject({ priority: "urgent", category: "damaged" });
    expect(found?.firstReplyDueAt).toBeLessThan(firstReplyDueAt);
    expect((await audits("triage-refined")).at(-1)?.detail).toEqual({
      ticket: found?.number,
      by: "model",
      why: "danger",
      priority: "urgent",
      priorityBefore: "normal",
      category: "damaged",
      categoryBefore: "other",
    });
    // What it corrected is not taken for a new hand-over.
    expect(await work()).toBe(0);
  });

  test("lowers nothing", async () => {
    const ticketId = await open({ priority: "high", category: "safety" });
    says(brief({ priority: "low", category: "product", why: "subject" }));
    await work();
    expect(await ticket(ticketId)).toMatchObject({ priority: "high", category: "safety" });
  });

  test("leaves alone what a person has sorted, also while it thinks", async () => {
    const ticketId = await open();
    await mina.call("PATCH", `/tickets/${ticketId}`, { body: { priority: "low" } });
    says(brief({ priority: "urgent", category: "damaged", why: "danger" }));
    await work();
    expect(await ticket(ticketId)).toMatchObject({ priority: "low", category: "other" });
    expect((await view(ticketId)).summary).not.toBeNull();
    const meanwhile = await open();
    const { model } = rig.ports;
    try {
      const text = brief({ priority: "urgent", category: "damaged", why: "danger" });
      const complete = async () => {
        await mina.call("PATCH", `/tickets/${meanwhile}`, { body: { category: "product" } });
        return { kind: "text", text, model: "slow" } as const;
      };
      Object.assign(rig.ports, { model: { complete } });
      await work();
    } finally {
      Object.assign(rig.ports, { model });
    }
    expect(await ticket(meanwhile)).toMatchObject({ priority: "normal", category: "product" });
    // A tag is no sorting.
    const other = await open();
    await mina.call("PATCH", `/tickets/${other}`, { body: { tags: ["gift"] } });
    says(brief({ priority: "high", why: "date" }));
    await work();
    expect(await ticket(other)).toMatchObject({ priority: "high", tags: ["gift"] });
  });
});

describe("limits", () => {
  test("a spent budget is said as such, and asks no server", async () => {
    const { ticketId } = await rig.openStory(STORY);
    const { model } = rig.ports;
    const tools = { budget: rig.ports.budget, price: null, chatModel: "fake-chat", ...createRecordingHost() };
    try {
      Object.assign(rig.ports, { model: createBudgetedModel(createFakeChat(fake), tools) });
      await rig.ports.budget.saveWishes(shopId(), { limits: { maxTokens: 1, maxCostMicros: null } });
      expect(await ask<SummaryOutcome>(ticketId, "summary", { language: "en" })).toEqual({
        kind: "failed",
        reason: "budget",
      });
      expect(await ask<Rewritten>(ticketId, "rewrite", { text: "Hola", manner: "formal" })).toEqual({
        kind: "failed",
        reason: "budget",
      });
      expect(await work()).toBe(1);
      expect(await ask<SuggestedReply>(ticketId, "reply")).toMatchObject({ kind: "suggested", writtenBy: "extract" });
      expect(takePrompts(fake)).toEqual([]);
    } finally {
      Object.assign(rig.ports, { model });
      await rig.ports.budget.saveWishes(shopId(), { limits: { maxTokens: null, maxCostMicros: null } });
    }
  });

  test("a buyer who is forgotten is forgotten in the summary, too", async () => {
    const { ticketId, threadKey } = await rig.openStory(STORY);
    says(brief());
    await work();
    const identity = {
      subject: "7",
      email: "lucia@correo.example",
      phone: null,
      expiresAt: (Date.now() + 60_000) as never,
    };
    const thread = { accountId: rig.db.accountId, threadKey };
    await rig.ports.tools.keepIdentity(shopId(), thread, { identity, tokenId: "token-1" });
    expect((await view(ticketId)).summary).not.toBeNull();
    expect(await rig.ports.commerce.forgetBuyer(shopId(), { email: "lucia@correo.example" })).toBeGreaterThan(0);
    expect((await view(ticketId)).summary).toBeNull();
  });
});
