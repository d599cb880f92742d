/** Webhooks over real HTTP: what happens reaches who listens, signed, in order, again after a failure, and no further. */
import { createHmac } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AgentId, Instant } from "../../src/contracts/ids.ts";
import type { EndpointId, WebhookEvent } from "../../src/contracts/webhook.ts";
import { takeTicket } from "../../src/flows/agent-action.ts";
import { createWebhookSender, type WebhookSender } from "../../src/flows/integrations/send-webhooks.ts";
import { createWebhookPost } from "../../src/ops/web/create-webhook-post.ts";
import { signWebhook } from "../../src/ops/web/sign-webhook.ts";
import { judgeWebhook, PATIENCE_MS } from "../../src/outbox/judge-webhook.ts";
import { type ConsoleRig, openConsoleRig } from "../console/console-rig.ts";
import { until } from "../support/until.ts";
import { startTarget, type Target } from "./api-rig.ts";

const ALL: readonly WebhookEvent[] = ["ticket.opened", "ticket.assigned", "message.received", "message.sent"];

let rig: ConsoleRig;
let agentId: AgentId;
const targets: Target[] = [];
beforeAll(async () => {
  rig = await openConsoleRig();
  agentId = (await rig.addAgent(rig.db.shop.shopId, "Mina", "owner")).agentId;
});
afterAll(() => rig.close());
afterEach(async () => {
  await change(sql`delete from webhook_endpoint`);
  for (const target of targets.splice(0)) await target.close();
});

const change = (statement: ReturnType<typeof sql>) => rig.db.database.inShop(rig.db.shop.shopId, statement);

async function listen(
  events: readonly WebhookEvent[] = ALL,
): Promise<Target & { readonly id: EndpointId; readonly secret: string }> {
  const target = await startTarget();
  targets.push(target);
  const id = rig.ports.ids.next<EndpointId>();
  const secret = await rig.ports.webhooks.insert(
    rig.db.shop.shopId,
    id,
    { url: target.url, description: "", events },
    agentId,
  );
  return Object.assign(target, { id, secret });
}

function createSender(timeoutMs = 10_000): WebhookSender {
  const post = createWebhookPost({ timeoutMs, allowed: targets.map(({ host }) => host) });
  return createWebhookSender(rig.ports, {
    post,
    random: () => 0,
    signal: new AbortController().signal,
    sign: (due, secrets) => signWebhook(due, secrets, rig.ports.clock.now()),
  });
}

async function work(sender = createSender()): Promise<void> {
  await sender.takeDue(rig.db.shop.shopId);
  await sender.idle();
}

const story = (name: string) =>
  rig.openStory({ name, language: "en", words: [`${name}: where is it?`, "A person, please"] });
const test_ = (id: EndpointId, key: string) => rig.ports.webhooks.test(rig.db.shop.shopId, id, key);
const stateOf = (id: EndpointId) => rig.ports.webhooks.get(rig.db.shop.shopId, id);
const sentTo = (id: EndpointId) => rig.ports.webhooks.deliveries(rig.db.shop.shopId, id, { limit: 100 });
const keysOf = ({ told }: Target) => told.map(({ headers }) => headers["webhook-id"]);

describe("what happened", () => {
  test("is told once, in order, signed so that the receiver can check it", async () => {
    const erp = await listen();
    const { ticketId, conversationId } = await story("Ana");
    // As handing over writes it.
    await change(sql`insert into audit (shop_id, actor_kind, conversation_id, action, detail)
      values (${rig.db.shop.shopId}, 'assistant', ${conversationId}, 'ticket-opened', '{"reason": "buyer-asked"}')`);
    const agent = await rig.ports.agents.get(rig.db.shop.shopId, agentId);
    if (!agent) throw new Error("no agent");
    await takeTicket(agent, ticketId, rig.ports);
    await work();
    await work();
    const bodies = erp.told.map(
      ({ body }) => JSON.parse(body) as { type: string; sequence: number; data: { text?: string; ticketId?: string } },
    );
    expect(bodies.map(({ type }) => type)).toEqual([
      "message.received",
      "message.received",
      "message.sent",
      "ticket.opened",
      "ticket.assigned",
      "message.sent",
    ]);
    expect(bodies[0]?.data.text).toBe("Ana: where is it?");
    const sequences = bodies.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
    expect(new Set(keysOf(erp)).size).toBe(6);
    expect(bodies[3]?.data).toMatchObject({ ticketId, conversationId, reason: "buyer-asked" });
    for (const { headers, body } of erp.told) {
      const key = Buffer.from(erp.secret.slice("whsec_".length), "base64");
      const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
      expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
    }
  });

  test("by a transaction that commits late is not missed, though others were told meanwhile", async () => {
    const erp = await listen(["message.received"]);
    const early = await story("Bo");
    const runtime = new pg.Client({ connectionString: rig.db.runtimeUrl });
    await runtime.connect();
    await runtime.query("begin");
    await runtime.query(`set local dragoman.shop_id = '${rig.db.shop.shopId}'`);
    const insert = `insert into message (shop_id, conversation_id, seq, speaker, text)
      values ($1, $2, 1000, 'buyer', 'late') returning message_id`;
    await runtime.query(insert, [rig.db.shop.shopId, early.conversationId]);
    // A cursor that followed what it has seen would be beyond the beginning of that transaction now.
    await change(sql`select pg_sleep(2.2)`);
    await story("Cleo");
    await work();
    const before = erp.told.length;
    await runtime.query("commit");
    await runtime.end();
    await work();
    expect(
      erp.told.slice(before).map(({ body }) => (JSON.parse(body) as { data: { text: string } }).data.text),
    ).toEqual(["late"]);
  });

  test("before somebody listened, or while the endpoint was paused, is not told", async () => {
    await story("Dan");
    const erp = await listen();
    await rig.ports.webhooks.change(rig.db.shop.shopId, erp.id, { state: "paused" }, agentId);
    await story("Eva");
    await work();
    await rig.ports.webhooks.change(rig.db.shop.shopId, erp.id, { state: "active" }, agentId);
    await work();
    expect(erp.told).toEqual([]);
  });

  test("a secret that is renewed signs beside the one before, for a day", async () => {
    const erp = await listen();
    const renewed = await rig.ports.webhooks.rotate(rig.db.shop.shopId, erp.id, 86_400_000, agentId);
    await test_(erp.id, "evt_t1");
    await work();
    const [told] = erp.told;
    const signed = `evt_t1.${String(told?.headers["webhook-timestamp"])}.${told?.body}`;
    const sign = (secret: string) => {
      const key = Buffer.from(secret.slice("whsec_".length), "base64");
      return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    };
    expect(told?.headers["webhook-signature"]).toBe(`${sign(renewed ?? "")} ${sign(erp.secret)}`);
    await change(sql`update webhook_endpoint set overlap_until = now() - interval '1 second'`);
    await test_(erp.id, "evt_t2");
    await work();
    expect(String(erp.told[1]?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
  });
});

describe("a target that", () => {
  test("hangs is let go after the limit, and nobody else waits for it", async () => {
    const slow = await listen();
    const quick = await listen();
    slow.answer = () => undefined;
    await test_(slow.id, "evt_t1");
    for (const key of ["evt_t1", "evt_t2", "evt_t3"]) await test_(quick.id, key);
    const sender = createSender(1_000);
    const startedAt = Date.now();
    await sender.takeDue(rig.db.shop.shopId);
    await until("the quick one", async () => quick.told.length === 3);
    expect(Date.now() - startedAt).toBeLessThan(900);
    await sender.idle();
    expect(await sentTo(slow.id)).toMatchObject([
      { state: "queued", attempts: 1, lastFault: "too-slow", lastStatus: null },
    ]);
  });

  test("redirects inward is not followed", async () => {
    const inner = await listen();
    const outer = await listen();
    outer.answer = (response) => void response.writeHead(307, { location: inner.url }).end();
    await test_(outer.id, "evt_t1");
    await work();
    expect(inner.told).toEqual([]);
    expect(await sentTo(outer.id)).toMatchObject([{ state: "queued", lastFault: "redirected", lastStatus: 307 }]);
  });

  test("lies inward is not connected to, whatever stands in the database", async () => {
    const erp = await listen();
    await test_(erp.id, "evt_t1");
    const sender = createWebhookSender(rig.ports, {
      post: createWebhookPost(),
      random: () => 0,
      signal: new AbortController().signal,
      sign: (due, secrets) => signWebhook(due, secrets, rig.ports.clock.now()),
    });
    await change(sql`update webhook_endpoint set url = 'https://127.0.0.1/'`);
    await work(sender);
    expect(erp.told).toEqual([]);
    expect(await sentTo(erp.id)).toMatchObject([{ lastFault: "private-address" }]);
  });

  test("answers with ten megabytes has answered: the status is read, and nothing else", async () => {
    const erp = await listen();
    let written = 0;
    erp.answer = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(64 * 1024);
      const pour = (): void => {
        while (written < 10_000_000 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", pour);
        }
        response.end();
      };
      pour();
    };
    await test_(erp.id, "evt_t1");
    await work();
    expect(await sentTo(erp.id)).toMatchObject([{ state: "delivered", lastStatus: 200 }]);
    expect(written).toBeLessThan(10_000_000);
  });

  test("refuses one event is sent the later ones all the same, and the one again", async () => {
    const erp = await listen();
    erp.answer = (response, { headers }) =>
      void response.writeHead(headers["webhook-id"] === "evt_t1" ? 500 : 204).end();
    for (const key of ["evt_t1", "evt_t2", "evt_t3"]) await test_(erp.id, key);
    await work();
    expect(keysOf(erp)).toEqual(["evt_t1", "evt_t2", "evt_t3"]);
    erp.answer = (response) => void response.writeHead(200).end();
    await change(sql`update webhook_delivery set due_at = now()`);
    await work();
    expect(keysOf(erp).at(-1)).toBe("evt_t1");
    expect((await sentTo(erp.id)).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
  });

  test("answers 500 for a day is switched off and said so; switched on again it gets everything that waited", async () => {
    const erp = await listen();
    erp.answer = (response) => void response.writeHead(500).end();
    for (let at = 1; at <= 5; at += 1) await test_(erp.id, `evt_t${at}`);
    await work();
    // After three failures in a row the others wait with it instead of knocking, too.
    expect(keysOf(erp)).toEqual(["evt_t1", "evt_t2", "evt_t3"]);
    await work();
    expect(erp.told).toHaveLength(3);
    await change(sql`update webhook_endpoint set failing_since = now() - interval '25 hours', resume_at = now()`);
    await work();
    expect(await stateOf(erp.id)).toMatchObject({ state: "disabled", failures: 4, queued: 5 });
    expect(await change(sql`select action from audit where action = 'webhook-disabled'`)).toHaveLength(1);
    erp.answer = (response) => void response.writeHead(200).end();
    await work();
    expect(erp.told).toHaveLength(4);
    await rig.ports.webhooks.change(rig.db.shop.shopId, erp.id, { state: "active" }, agentId);
    await work();
    expect((await sentTo(erp.id)).every(({ state }) => state === "delivered")).toBe(true);
    expect(await stateOf(erp.id)).toMatchObject({ state: "active", failures: 0, queued: 0 });
  });

  test("says that it is gone is switched off at once, and what failed for good can be sent again", async () => {
    const erp = await listen();
    erp.answer = (response) => void response.writeHead(410).end();
    await test_(erp.id, "evt_t1");
    await work();
    expect(await stateOf(erp.id)).toMatchObject({ state: "disabled" });
    await change(sql`update webhook_delivery set state = 'failed', settled_at = now()`);
    erp.answer = (response) => void response.writeHead(200).end();
    await rig.ports.webhooks.change(rig.db.shop.shopId, erp.id, { state: "active" }, agentId);
    expect(await rig.ports.webhooks.resendFailed(rig.db.shop.shopId, erp.id, agentId)).toBe(1);
    await work();
    expect(keysOf(erp)).toEqual(["evt_t1", "evt_t1"]);
  });
});

describe("a worker that", () => {
  test("dies in the middle leaves the event to the next one, and two at once send it once", async () => {
    const erp = await listen();
    await test_(erp.id, "evt_t1");
    const [dead] = await rig.ports.webhooks.claimEndpoints(rig.db.shop.shopId, 5, 30_000);
    expect(dead?.endpointId).toBe(erp.id);
    await work();
    expect(erp.told).toEqual([]);
    await change(sql`update webhook_endpoint set lease_until = now() - interval '1 second'`);
    await Promise.all([work(), work()]);
    expect(keysOf(erp)).toEqual(["evt_t1"]);
  });
});

test("an event is tried about thirteen times within 24 hours, ever more rarely, and then given up", () => {
  let now = 0 as Instant;
  let tries = 0;
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const tried = { attempts, firstTriedAt: 0 as Instant, failures: 0, failingSince: null, now, random: 0.5 };
    const { outcome } = judgeWebhook({ kind: "answered", status: 500, retryAfterMs: null }, tried);
    tries += 1;
    if (outcome.kind !== "again") break;
    now = (now + outcome.afterMs) as Instant;
  }
  expect(now).toBeGreaterThanOrEqual(PATIENCE_MS);
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(20);
  const asked = { kind: "answered", status: 429, retryAfterMs: 120_000 } as const;
  const tried = { attempts: 0, firstTriedAt: null, failures: 0, failingSince: null, now, random: 0 };
  expect(judgeWebhook(asked, tried).verdict).toEqual({ kind: "failing", resumeAfterMs: 120_000 });
});
