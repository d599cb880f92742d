/** A whole practice over the console's API: answered, scored, left, resumed, and nothing of it in the real shop. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ShopId, TicketId } from "../../src/contracts/ids.ts";
import type { TrainingNow, TrainingOverview, TrainingResult } from "../../src/contracts/training-views.ts";
import { payForPractice } from "../../src/model/pay-for-practice.ts";
import { workTraining } from "../../src/flows/training/work-training.ts";
import { type ConsoleClient, createConsoleClient, errorCode, signInNew } from "../console/console-client.ts";
import { until } from "../support/until.ts";
import { openTrainingRig, type TrainingRig } from "./training-rig.ts";

let rig: TrainingRig;
let superuser: pg.Client;
beforeAll(async () => {
  rig = await openTrainingRig();
  superuser = new pg.Client({ connectionString: rig.db.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser?.end();
  await rig?.close();
});

const CHOICE = { language: "en", caseKey: "late-parcel", speed: "usual", reads: "en" };
const start = (client: ConsoleClient, choice: object = {}) =>
  client.call("POST", "/training/start", { body: { ...CHOICE, ...choice } });
const end = async (client: ConsoleClient) =>
  ((await client.call("POST", "/training/end")).body as { runId: string }).runId;
const result = async (client: ConsoleClient, runId: string) =>
  (await client.call("GET", `/training/runs/${runId}`)).body as TrainingResult;
const meOf = async (client: ConsoleClient) =>
  (await client.call("GET", "/session")).body as { agent: { agentId: string }; isPractising: boolean };
const reply = (client: ConsoleClient, ticketId: TicketId, text: string) =>
  client.call("POST", `/tickets/${ticketId}/reply`, { body: { text, draftKey: rig.ports.ids.next<string>() } });

/** Begins one case and lets its buyer write. */
async function practise(client: ConsoleClient, choice: object = {}) {
  expect((await start(client, choice)).body).toMatchObject({ kind: "started" });
  const run = await rig.runOf((await meOf(client)).agent.agentId);
  await rig.pass(run.practiceShopId, 1);
  const [buyer] = run.progress;
  if (!buyer) throw new Error("no buyer");
  return {
    practiceShopId: run.practiceShopId,
    runId: run.runId,
    ticketId: buyer.ticketId,
    conversationId: buyer.conversationId,
  };
}

async function wordsOf(place: Awaited<ReturnType<typeof practise>>): Promise<string[]> {
  const lines = await rig.ports.conversations.timeline(place.practiceShopId, place.conversationId, { limit: 100 });
  return lines.filter(({ speaker }) => speaker === "buyer").map(({ text }) => text);
}

/** How many rows of these shops each table holds. */
async function countRows(shopIds: readonly ShopId[]): Promise<Map<string, number>> {
  const tables = await superuser.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped`,
  );
  const counts = new Map<string, number>();
  for (const { name } of tables.rows) {
    const found = await superuser.query<{ n: string }>(`select count(*) as n from ${name} where shop_id = any($1)`, [
      shopIds,
    ]);
    counts.set(name, Number(found.rows[0]?.n));
  }
  return counts;
}

describe("a practice", () => {
  test("answered well from the first to the last word is worth all its points, and says why", async () => {
    const mina = await signInNew(rig, "Mina");
    const place = await practise(mina);
    expect((await meOf(mina)).isPractising).toBe(true);
    const [ticket] = ((await mina.call("GET", "/tickets?view=waiting")).body as { tickets: { ticketId: string }[] })
      .tickets;
    expect(ticket?.ticketId).toBe(place.ticketId);
    await mina.call("POST", `/tickets/${place.ticketId}/take`);
    await mina.call("PATCH", `/tickets/${place.ticketId}`, { body: { category: "delivery", priority: "normal" } });
    await reply(
      mina,
      place.ticketId,
      "I am sorry about the wait. Order 4417 will be with you in 3 working days at the most.",
    );
    await rig.pass(place.practiceShopId, 10);
    await reply(mina, place.ticketId, "Then you choose: your money back, or we send everything again.");
    await rig.pass(place.practiceShopId, 10);
    expect(await wordsOf(place)).toEqual([
      expect.stringContaining("4417"),
      expect.stringContaining("what if"),
      expect.stringContaining("everything I needed"),
    ]);
    const { card, endedBy } = await result(mina, await end(mina));
    expect(endedBy).toBe("agent");
    expect(card?.cases[0]).toMatchObject({ end: "satisfied", missed: [], score: 100 });
    expect(card?.score).toBe(100);
    expect((await meOf(mina)).isPractising).toBe(false);
  });

  test("answered late, coldly and without the facts is told what was missed, with the passage and the words", async () => {
    const bo = await signInNew(rig, "Bo");
    const place = await practise(bo, { language: "es", reads: "en" });
    await rig.pass(place.practiceShopId, 130);
    expect(await wordsOf(place)).toHaveLength(2);
    await reply(bo, place.ticketId, "We are looking into it.");
    await rig.pass(place.practiceShopId, 10);
    await reply(bo, place.ticketId, "Estamos en ello.");
    await rig.pass(place.practiceShopId, 10);
    const script = rig.ports.texts.training.scripts.get("es");
    expect(await wordsOf(place)).toEqual([
      script?.cases["late-parcel"]?.first,
      script?.shared.waiting,
      script?.shared.foreign,
      script?.shared.missing,
    ]);
    const { card } = await result(bo, await end(bo));
    const [one] = card?.cases ?? [];
    expect(one?.end).toBe("ended");
    expect(one?.missed.map(({ factKey }) => factKey)).toEqual(["arrival", "choice"]);
    expect(one?.missed[0]).toMatchObject({
      passage: script?.cases["late-parcel"]?.rule,
      passageForAgent: expect.stringContaining("within 3 working days"),
      numbers: ["3"],
    });
    const reasons = Object.fromEntries((one?.marks ?? []).map(({ criterion, reason }) => [criterion, reason]));
    expect(reasons).toMatchObject({
      "answer-time": "late",
      taken: "not-taken",
      facts: "some-missed",
      language: "foreign-language",
      manner: "opening-missed",
      sorted: "not-sorted",
    });
    expect(one?.score).toBeLessThan(30);
  });

  test("two messages in a row are one answer; a case resolved before it is answered is closed early", async () => {
    const eva = await signInNew(rig, "Eva");
    const place = await practise(eva);
    await reply(eva, place.ticketId, "I am sorry to hear that.");
    await rig.pass(place.practiceShopId, 1);
    await reply(eva, place.ticketId, "It arrives in 3 working days.");
    await rig.pass(place.practiceShopId, 1);
    await rig.pass(place.practiceShopId, 5);
    expect((await wordsOf(place)).at(-1)).toContain("what if");
    await eva.call("POST", `/tickets/${place.ticketId}/resolve`);
    await rig.pass(place.practiceShopId, 5);
    const { card } = await result(eva, await end(eva));
    expect(card?.cases[0]?.end).toBe("closed-early");
  });

  test("a buyer whom nobody answers asks twice and leaves, and time ends what nobody ends", async () => {
    const leo = await signInNew(rig, "Leo");
    const place = await practise(leo, { caseKey: "allergic-reaction", speed: "brisk" });
    await rig.pass(place.practiceShopId, 95);
    const script = rig.ports.texts.training.scripts.get("en");
    expect((await wordsOf(place)).slice(1)).toEqual([
      script?.shared.waiting,
      script?.shared.waiting,
      script?.shared.leaves,
    ]);
    await superuser.query("update training_run set clock_ms = clock_ms + 900000 where run_id = $1", [place.runId]);
    await rig.pass(place.practiceShopId, 5);
    const over = await result(leo, place.runId);
    expect([over.endedBy, over.card?.cases[0]?.end, over.card?.score]).toEqual(["time", "left", 0]);
    expect((await meOf(leo)).isPractising).toBe(false);
  });
});

describe("apart from the real shop", () => {
  test("a whole practice leaves nothing there but its own row and three lines of the audit log, and no event", async () => {
    const { shopId } = rig.db.shop;
    const ada = await signInNew(rig, "Ada");
    const merchant = await signInNew(rig, "Mara", "merchant");
    const events: unknown[] = [];
    const stop = rig.ports.live.subscribe(`console:${shopId}`, (event) => events.push(event));
    const before = await countRows([shopId, rig.db.otherShop.shopId]);
    const place = await practise(ada, { caseKey: "abuse" });
    await ada.call("POST", `/tickets/${place.ticketId}/take`);
    await ada.call("PATCH", `/tickets/${place.ticketId}`, { body: { tags: ["angry"], priority: "high" } });
    await ada.call("POST", `/tickets/${place.ticketId}/notes`, {
      body: { noteId: "0193c0de-0000-7000-8000-00000000feed", text: "Was rude, then calm.", mentions: [] },
    });
    await reply(ada, place.ticketId, "I am sorry. Please send me a photo of it.");
    await rig.pass(place.practiceShopId, 10);
    await reply(ada, place.ticketId, "A replacement is on its way.");
    await rig.pass(place.practiceShopId, 10);
    await ada.call("POST", `/tickets/${place.ticketId}/resolve`);
    await rig.pass(place.practiceShopId, 3);
    // While it goes on the practice itself is full of rows: what is counted below would be seen.
    const practised = await countRows([place.practiceShopId]);
    for (const table of ["message", "ticket", "conversation", "outbox", "contact", "ticket_note", "audit"]) {
      expect([table, (practised.get(table) ?? 0) > 0]).toEqual([table, true]);
    }
    expect((await merchant.call("GET", `/tickets/${place.ticketId}`)).status).toBe(404);
    expect((await merchant.call("POST", "/search", { body: { query: "2290" } })).body).not.toMatchObject({
      tickets: [expect.anything()],
    });
    await end(ada);
    stop();
    const after = await countRows([shopId, rig.db.otherShop.shopId]);
    const changed = [...after]
      .filter(([table, n]) => n !== before.get(table))
      .map(([table, n]) => [table, n - (before.get(table) ?? 0)]);
    expect(Object.fromEntries(changed)).toEqual({ training_run: 1, audit: 3 });
    expect(events).toEqual([]);
    expect((await rig.ports.shops.list()).some((shop) => shop.shopId === place.practiceShopId)).toBe(false);
  });

  test("what belongs to the real shop is refused while one practises, and its people cannot sign in to a practice", async () => {
    const ivo = await signInNew(rig, "Ivo", "owner");
    const place = await practise(ivo);
    for (const [method, path, body] of [
      ["GET", "/people", undefined],
      ["GET", "/api-keys", undefined],
      ["GET", "/knowledge", undefined],
      ["POST", "/account/name", { name: "Ivo" }],
      ["PUT", "/desk/settings", {}],
    ] as const) {
      const answer = await ivo.call(method, path, body === undefined ? {} : { body });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const { shopKey } = (await rig.ports.shops.get(place.practiceShopId)) ?? { shopKey: "" };
    const stranger = createConsoleClient(rig.origin);
    expect((await stranger.signIn("ivo@shop.example", undefined, shopKey)).status).toBe(401);
    await ivo.call("DELETE", "/session");
    expect((await ivo.call("GET", "/tickets?view=waiting")).status).toBe(401);
  });
});

describe("leaving and coming back", () => {
  test("a new session is in the real shop and may go on; two agents never meet; one who holds real cases is kept from it", async () => {
    const [kim, ned] = [await signInNew(rig, "Kim"), await signInNew(rig, "Ned")];
    const place = await practise(kim);
    expect((await ned.call("GET", `/tickets/${place.ticketId}`)).status).toBe(404);
    const other = await practise(ned);
    expect(other.practiceShopId).not.toBe(place.practiceShopId);
    expect((await ned.call("GET", `/tickets/${place.ticketId}`)).status).toBe(404);
    const again = createConsoleClient(rig.origin);
    await again.signIn("kim@shop.example");
    expect((await meOf(again)).isPractising).toBe(false);
    expect(((await again.call("GET", "/training")).body as TrainingOverview).open?.runId).toBe(place.runId);
    expect((await start(again)).body).toEqual({ kind: "refused", reason: "already-open" });
    expect((await again.call("POST", "/training/resume")).body).toEqual({ kind: "resumed" });
    expect((await again.call("GET", "/training/now")).body as TrainingNow).toMatchObject({
      kind: "running",
      runId: place.runId,
    });
    await end(again);
    expect((await meOf(kim)).isPractising).toBe(false);
    expect((await kim.call("POST", "/training/end")).status).toBe(404);

    const story = await rig.openStory({ name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Una persona"] });
    await kim.call("POST", `/tickets/${story.ticketId}/take`);
    expect((await start(kim)).body).toEqual({ kind: "refused", reason: "holds-cases", cases: 1 });
  });

  test("a server that was away for an hour is not held against the agent", async () => {
    const una = await signInNew(rig, "Una");
    const place = await practise(una);
    await rig.clock.advance(3_600_000);
    await rig.pass(place.practiceShopId, 5);
    expect(await wordsOf(place)).toHaveLength(1);
    // The same look by two workers says nothing twice.
    await rig.clock.advance(120_000);
    await Promise.all([workTraining(place.practiceShopId, rig.ports), workTraining(place.practiceShopId, rig.ports)]);
    expect(await wordsOf(place)).toHaveLength(1);
  });

  test("results are one's own and those who head the team see everybody's; another shop sees none", async () => {
    const [oda, mia] = [await signInNew(rig, "Oda"), await signInNew(rig, "Mia", "merchant")];
    const [viewer, foreigner] = [
      await signInNew(rig, "Vic", "viewer"),
      await signInNew(rig, "Fox", "owner", rig.db.otherShop),
    ];
    await practise(oda);
    const runId = await end(oda);
    expect((await result(oda, runId)).card?.cases).toHaveLength(1);
    expect((await result(mia, runId)).runId).toBe(runId);
    const team = (await mia.call("GET", "/training/team")).body as { runs: { runId: string; agentName: string }[] };
    expect(team.runs.find((run) => run.runId === runId)?.agentName).toBe("Oda");
    const colleague = await signInNew(rig, "Pia");
    expect((await colleague.call("GET", `/training/runs/${runId}`)).status).toBe(404);
    expect((await oda.call("GET", "/training/team")).status).toBe(403);
    expect((await foreigner.call("GET", `/training/runs/${runId}`)).status).toBe(404);
    expect(((await foreigner.call("GET", "/training/team")).body as { runs: unknown[] }).runs).toEqual([]);
    const refused = await start(viewer);
    expect([refused.status, errorCode(refused)]).toEqual([403, "NOT_ALLOWED"]);
    expect((await start(colleague, { caseKey: "nobody-knows" })).status).toBe(400);
    expect((await start(colleague, { language: "xx" })).status).toBe(400);
  });
});

describe("with a model", () => {
  test("a comment stands beside the points, and what it costs is the real shop's", async () => {
    const asked: unknown[] = [];
    const told = await openTrainingRig({
      model: {
        async complete(_messages, { task, shopId }) {
          asked.push({ task, shopId });
          const text = JSON.stringify({ comment: "You named the day at once. Say sorry before you do." });
          return task === "coach" ? { kind: "text", text, model: "told" } : { kind: "unavailable", reason: "refused" };
        },
      },
    });
    try {
      const { shopId } = told.db.shop;
      const ria = await signInNew(told, "Ria");
      await ria.call("POST", "/training/start", { body: CHOICE });
      const { practiceShopId } = await told.runOf((await meOf(ria)).agent.agentId);
      await told.pass(practiceShopId, 1);
      const runId = await end(ria);
      await until("it is written", async () => (await result(ria, runId)).comment !== null);
      const { card, comment } = await result(ria, runId);
      expect(comment).toMatch(/^You named the day/u);
      expect(card?.score).toBe(card?.cases[0]?.score);
      expect(asked).toContainEqual({ task: "coach", shopId });
      const payers: string[] = [];
      const budget = payForPractice(
        {
          ...told.ports.budget,
          reserve: (payer) => {
            payers.push(payer);
            return Promise.resolve({ kind: "exhausted", day: "" });
          },
        },
        told.ports.shops,
      );
      await budget.reserve(practiceShopId, { tokens: 1, costMicros: 0 });
      await budget.reserve(shopId, { tokens: 1, costMicros: 0 });
      expect(payers).toEqual([shopId, shopId]);
    } finally {
      await told.close();
    }
  });
});
