/** From the buyer's wish for a person to an agent's answer and back again; the ticket is the thread through it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LANGUAGES } from "../../src/contracts/language.ts";
import { createBuyer } from "../support/buyer.ts";
import { createDesk, type Desk } from "../support/desk.ts";
import { openStoryRig, type StoryRig } from "../support/story-rig.ts";
import { until } from "../support/until.ts";

let rig: StoryRig;
let mina: Desk;
let omar: Desk;
beforeAll(async () => {
  rig = await openStoryRig({ runs: true });
  mina = await createDesk(rig, "Mina Park");
  omar = await createDesk(rig, "Omar Haddad");
});
afterAll(() => rig.close());

const holderOf = async (threadKey: string) =>
  (await rig.ports.conversations.get(rig.program.shop.shopId, await rig.conversationOf(threadKey)))?.holder;

describe("a person is asked for", () => {
  test.each(LANGUAGES)("in %s: a ticket opens, and the notice is in that language", async (language) => {
    const phrase = rig.ports.texts.cues.get(language)?.["person"]?.[0] ?? "";
    const buyer = createBuyer(rig, { locale: language });
    const said = await buyer.says(phrase).getsNotice("handoff-opened").in(language);
    const ticket = await rig.openTicketOf(buyer.threadKey);
    expect(said?.text).toContain(String(ticket?.number));
    expect(ticket).toMatchObject({ reason: "buyer-asked", priority: "normal", language, status: "waiting" });
  });

  test("by the button below a greeting", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("hello").getsNotice("greeting");
    await buyer.presses("person").getsNotice("handoff-opened");
  });

  test("with a complaint: an apology first, and a high priority", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("My parcel never arrived! I want to talk to a person").getsNotice("handoff-complaint");
    await buyer.hasTicket("high");
  });

  test("with a threat of the law: urgent, a person must answer within two hours", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("I will sue you").getsNotice("handoff-complaint");
    const ticket = await rig.openTicketOf(buyer.threadKey);
    expect(ticket?.priority).toBe("urgent");
    expect((ticket?.firstReplyDueAt ?? 0) - (ticket?.openedAt ?? 0)).toBe(2 * 60 * 60 * 1_000);
  });

  test("numbers count up within the shop, and no two buyers get one", async () => {
    const asking = Array.from({ length: 5 }, () => createBuyer(rig, { locale: "en" }));
    await Promise.all(asking.map((buyer) => buyer.says("/human").getsNotice("handoff-opened")));
    const tickets = await Promise.all(asking.map((buyer) => rig.openTicketOf(buyer.threadKey)));
    expect(new Set(tickets.map((ticket) => ticket?.number)).size).toBe(5);
  });
});

describe("an agent", () => {
  const waiting = async () => {
    const buyer = createBuyer(rig, { locale: "en", name: "Ana" });
    await buyer.says("a person please").getsNotice("handoff-opened");
    return buyer;
  };

  test("who takes the case is announced by first name and answers under it; the assistant stays silent", async () => {
    const buyer = await waiting();
    await mina.takes(buyer);
    const joined = await buyer.hearsNotice("agent-joined");
    expect(joined?.text).toContain("Mina");
    expect(joined?.text).not.toContain("Park");
    await mina.replies(buyer, "Hello Ana, I am on it.");
    const said = await buyer.hears("Hello Ana, I am on it.");
    expect(said).toMatchObject({ speaker: "agent", speakerName: "Mina" });
    await buyer.says("How long does delivery take?");
    await buyer.says("/help");
    await rig.quiet();
    await mina.replies(buyer, "Twelve days.");
    await buyer.hears("Twelve days.");
    expect(buyer.heard().map((each) => each.speaker)).toEqual(["notice", "notice", "agent", "agent"]);
  });

  test("who answers without taking the case holds it by that", async () => {
    const buyer = await waiting();
    expect(await omar.replies(buyer, "Omar here.")).toEqual({ kind: "done" });
    await buyer.hears("Omar here.");
    expect(await holderOf(buyer.threadKey)).toMatchObject({ kind: "agent", agentId: omar.agent.agentId });
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ status: "held", agentId: omar.agent.agentId });
  });

  test("is refused, and told who was first, when a colleague has the case", async () => {
    const buyer = await waiting();
    const takes = await Promise.allSettled([mina.takes(buyer), omar.takes(buyer)]);
    const done = takes.filter((each) => each.status === "fulfilled" && each.value.kind === "done");
    expect(done).toHaveLength(1);
    const first = takes[0]?.status === "fulfilled" && takes[0].value.kind === "done" ? mina : omar;
    const second = first === mina ? omar : mina;
    const reply = await second.replies(buyer, "me too");
    expect(reply).toMatchObject({ kind: "overtaken", holder: { kind: "agent", agentId: first.agent.agentId } });
    await expect(second.takes(buyer)).rejects.toMatchObject({ code: "TRANSITION_FORBIDDEN" });
  });

  test("who presses send twice is heard once", async () => {
    const buyer = await waiting();
    await mina.replies(buyer, "Only once.", "draft-twice");
    await mina.replies(buyer, "Only once.", "draft-twice");
    await mina.replies(buyer, "And then this.");
    await buyer.hears("Only once.");
    await buyer.hears("And then this.");
  });

  test("may put the case back into the queue, where a colleague finds it and the buyer hears who joins", async () => {
    const buyer = await waiting();
    await mina.takes(buyer);
    await buyer.hearsNotice("agent-joined");
    await mina.releases(buyer, "queue");
    expect(await holderOf(buyer.threadKey)).toMatchObject({ kind: "queue" });
    expect(await rig.openTicketOf(buyer.threadKey)).toMatchObject({ status: "waiting", agentId: null });
    await omar.takes(buyer);
    const joined = await buyer.hearsNotice("agent-joined");
    expect(joined?.text).toContain("Omar");
    await mina.resolves(buyer).catch(() => undefined);
  });

  test("may change the language of nobody: the buyer does, and the shop's system confirms it", async () => {
    const buyer = await waiting();
    await mina.replies(buyer, "Hello!");
    await buyer.hears("Hello!");
    const said = await buyer.says("/language es").getsNotice("language-set").in("es");
    expect(said?.speaker).toBe("notice");
  });
});

describe("the case is over", () => {
  const answered = async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("a person please").getsNotice("handoff-opened");
    await mina.replies(buyer, "Done, Ana.");
    await buyer.hears("Done, Ana.");
    return buyer;
  };

  test("resolved: the next question is answered by the assistant, without a loop back to people", async () => {
    const buyer = await answered();
    await mina.resolves(buyer);
    await buyer.hearsNotice("ticket-resolved");
    await buyer
      .says("How long does delivery take?")
      .gets(/working days/)
      .citing("shipping-times");
    await buyer.says("thanks").getsNotice("thanks-reply");
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
  });

  test("resolved and asked again: a new number, for it is a new case", async () => {
    const buyer = await answered();
    const before = await rig.openTicketOf(buyer.threadKey);
    await mina.resolves(buyer);
    await buyer.hearsNotice("ticket-resolved");
    await buyer.says("a person please").getsNotice("handoff-opened");
    const after = await rig.openTicketOf(buyer.threadKey);
    expect(after?.number).toBeGreaterThan(before?.number ?? Number.POSITIVE_INFINITY);
  });

  test("given back to the assistant: the buyer is told, and the ticket is closed for people", async () => {
    const buyer = await answered();
    await mina.releases(buyer, "assistant");
    await buyer.hearsNotice("returned-to-assistant");
    await buyer.says("How do I return an item?").gets(/./).citing("return-policy");
    expect(await rig.openTicketOf(buyer.threadKey)).toBeNull();
  });

  test("a resolved case takes no more replies", async () => {
    const buyer = await answered();
    const ticket = await rig.openTicketOf(buyer.threadKey);
    await mina.resolves(buyer);
    const late = rig.ports.tickets.get(rig.program.shop.shopId, ticket?.ticketId as never);
    expect((await late)?.status).toBe("resolved");
    await expect(mina.replies(buyer, "one more thing")).rejects.toThrow(/no open ticket/);
  });
});

describe("the console", () => {
  test("is told when a reply arrived, and when the buyer has blocked the shop", async () => {
    const buyer = createBuyer(rig, { locale: "en" });
    await buyer.says("a person please").getsNotice("handoff-opened");
    const conversationId = await rig.conversationOf(buyer.threadKey);
    const deliveries = async () =>
      (await rig.ports.conversations.timeline(rig.program.shop.shopId, conversationId, { limit: 20 })).map(
        (message) => message.delivery,
      );
    buyer.meets({ kind: "deliver" }, { kind: "refused", reason: "blocked", detail: "bot was blocked" });
    await mina.replies(buyer, "Are you there?");
    await buyer.hears("Are you there?");
    await until("the reply stands as delivered", async () => (await deliveries()).at(-1) === "delivered");
    rig.events.length = 0;
    await mina.replies(buyer, "Hello?");
    await until("the reply stands as refused", async () => (await deliveries()).at(-1) === "refused");
    // Once for the reply itself, once for what became of it.
    const told = () =>
      rig.events.filter((event) => event.kind === "message-added" && event.conversationId === conversationId);
    await until("the console hears of it", () => told().length >= 2);
  });
});
