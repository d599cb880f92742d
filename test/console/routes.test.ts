/** Every route of the console, taken from its own list: without a session, with a forged change, with a foreign id. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FirstRunView, TicketListView, TicketPageView } from "../../src/console/console-api.ts";
import { createConsoleRoutes } from "../../src/console/console-routes.ts";
import { createHandClock, type HandClock } from "../support/hand-clock.ts";
import { type ConsoleClient, createConsoleClient, errorCode } from "./console-client.ts";
import { type ConsoleRig, type OpenedStory, openConsoleRig } from "./console-rig.ts";
import { BODIES, fillPath, HEADERS, QUERIES, UNKNOWN } from "./route-examples.ts";

let rig: ConsoleRig;
let clock: HandClock;
let mina: ConsoleClient;
let foreigner: ConsoleClient;
let viewer: ConsoleClient;
let owner: ConsoleClient;
let story: OpenedStory;

const STORY = { name: "Lucía", language: "es", words: ["¿Cuánto tarda?", "Quiero una persona"] } as const;

beforeAll(async () => {
  clock = createHandClock(Date.now());
  rig = await openConsoleRig({ clock });
  const client = async (
    shopId: Parameters<ConsoleRig["addAgent"]>[0],
    name: string,
    shop: string,
    role?: "viewer" | "owner",
  ) => {
    const { email } = await rig.addAgent(shopId, name, role);
    const each = createConsoleClient(rig.origin);
    await each.signIn(email, undefined, shop);
    return each;
  };
  mina = await client(rig.db.shop.shopId, "Mina", "first");
  viewer = await client(rig.db.shop.shopId, "Vera", "first", "viewer");
  owner = await client(rig.db.shop.shopId, "Olga", "first", "owner");
  foreigner = await client(rig.db.otherShop.shopId, "Foreign", "second");
  story = await rig.openStory(STORY);
});
afterAll(() => rig.close());

// The table needs no port to be listed; nothing is called on it.
const routes = createConsoleRoutes({ ports: { clock: { now: () => 0 } } as never, channels: [] });
const agentRoutes = routes.filter(({ access }) => access === "agent");
const changes = agentRoutes.filter(({ method }) => method !== "GET");
/** Articles and questions have ids and rights of their own: knowledge-routes.test.ts. */
const withId = agentRoutes.filter(({ path }) => path.includes(":ticketId"));
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

function call(client: ConsoleClient, name: string, ticketId: string, headers: Record<string, string> = {}) {
  const [method = "", pattern = ""] = name.split(" ");
  const path = fillPath(pattern, ticketId) + (QUERIES[name] ?? "");
  if (method !== "GET" && !(name in BODIES)) throw new Error(`no example body for ${name}`);
  const body = BODIES[name];
  return client.call(method, path, {
    headers: { ...HEADERS[name], ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

describe("the matrix of every route", () => {
  test("lists what there is", () => {
    expect(routes.map(nameOf)).toMatchInlineSnapshot(`
      [
        "GET /session",
        "POST /session",
        "DELETE /session",
        "POST /access/link",
        "POST /access/link/accept",
        "GET /account",
        "POST /account/password",
        "POST /account/name",
        "POST /account/factor",
        "POST /account/factor/confirm",
        "POST /account/factor/codes",
        "POST /account/factor/remove",
        "POST /account/sessions/:sessionId/end",
        "POST /account/sessions/end-others",
        "GET /people",
        "POST /people/invitations",
        "DELETE /people/links/:linkId",
        "PUT /people/settings",
        "POST /people/:agentId/role",
        "POST /people/:agentId/disable",
        "POST /people/:agentId/enable",
        "POST /people/:agentId/password-link",
        "POST /people/:agentId/end-sessions",
        "POST /people/:agentId/reset-factor",
        "GET /tickets",
        "GET /tickets/:ticketId",
        "POST /tickets/:ticketId/take",
        "POST /tickets/:ticketId/reply",
        "POST /tickets/:ticketId/release",
        "POST /tickets/:ticketId/resolve",
        "POST /tickets/:ticketId/files",
        "GET /files/:uploadId",
        "DELETE /files/:uploadId",
        "GET /messages/:messageId/files/:position",
        "POST /tickets/:ticketId/messages/:messageId/again",
        "GET /views",
        "PUT /views/:viewId",
        "DELETE /views/:viewId",
        "PUT /view-order",
        "GET /selection",
        "POST /bulk",
        "GET /tickets/:ticketId/contact",
        "PUT /tickets/:ticketId/contact",
        "POST /tickets/:ticketId/snooze",
        "POST /tickets/:ticketId/await",
        "POST /tickets/:ticketId/transfer",
        "PATCH /tickets/:ticketId",
        "POST /tickets/:ticketId/presence",
        "GET /tickets/:ticketId/related",
        "POST /tickets/:ticketId/merge",
        "POST /merges/:mergeId/undo",
        "GET /tickets/:ticketId/notes",
        "POST /tickets/:ticketId/notes",
        "GET /agents",
        "GET /desk/me",
        "PUT /desk/me",
        "POST /desk/me/seen",
        "GET /desk/settings",
        "PUT /desk/settings",
        "GET /macros",
        "POST /macros/:macroKey",
        "DELETE /macros/:macroKey",
        "POST /macros/:macroKey/restore",
        "GET /tickets/:ticketId/macros/:macroKey",
        "POST /tickets/:ticketId/macros/:macroKey/used",
        "GET /tickets/:ticketId/copilot",
        "POST /tickets/:ticketId/copilot/summary",
        "POST /tickets/:ticketId/copilot/reply",
        "POST /tickets/:ticketId/copilot/rewrite",
        "GET /desk/me/reading",
        "PUT /desk/me/reading",
        "POST /tickets/:ticketId/translations",
        "POST /tickets/:ticketId/translations/preview",
        "GET /manners",
        "PUT /manners/:market",
        "POST /manners/:market/restore",
        "GET /incidents",
        "POST /incidents",
        "GET /incidents/:incidentId",
        "PUT /incidents/:incidentId/texts",
        "POST /incidents/:incidentId/approve",
        "POST /incidents/:incidentId/close",
        "GET /satisfaction",
        "POST /satisfaction/export",
        "GET /reviews/card",
        "PUT /reviews/card",
        "POST /reviews/draw",
        "GET /reviews/waiting",
        "GET /reviews/results",
        "GET /reviews/own",
        "GET /reviews/:reviewId",
        "POST /reviews/:reviewId",
        "POST /reviews/:reviewId/skip",
        "POST /reviews/:reviewId/answer",
        "GET /team-desks",
        "POST /team-desks/codes",
        "DELETE /team-desks/desks/:deskId",
        "DELETE /team-desks/accounts/:accountId/:senderKey",
        "GET /training",
        "GET /training/now",
        "GET /training/team",
        "GET /training/runs/:runId",
        "POST /training/start",
        "POST /training/resume",
        "POST /training/end",
        "GET /proposals",
        "POST /proposals/:proposalId/approve",
        "POST /proposals/:proposalId/reject",
        "GET /api-keys",
        "POST /api-keys",
        "DELETE /api-keys/:keyId",
        "GET /webhooks",
        "POST /webhooks",
        "PATCH /webhooks/:endpointId",
        "DELETE /webhooks/:endpointId",
        "POST /webhooks/:endpointId/secret",
        "POST /webhooks/:endpointId/test",
        "GET /webhooks/:endpointId/deliveries",
        "POST /webhooks/:endpointId/deliveries/:eventKey/resend",
        "POST /webhooks/:endpointId/resend-failed",
        "GET /knowledge",
        "GET /knowledge/articles/:articleKey",
        "POST /knowledge/articles/:articleKey/drafts",
        "POST /knowledge/articles/:articleKey/proposals",
        "POST /knowledge/moves",
        "POST /knowledge/ask",
        "POST /knowledge/settings",
        "GET /knowledge/questions",
        "POST /knowledge/questions/:groupId/article",
        "POST /knowledge/questions/:groupId/state",
        "POST /search",
        "GET /conversations/:conversationId",
        "GET /live",
        "GET /first-run",
      ]
    `);
  });

  test.each(agentRoutes.map(nameOf))("%s without a session is 401", async (name) => {
    const answer = await call(createConsoleClient(rig.origin), name, story.ticketId);
    expect([answer.status, errorCode(answer)]).toEqual([401, "NOT_SIGNED_IN"]);
  });

  test.each(changes.map(nameOf))("%s without the right CSRF token, or from elsewhere, is 403", async (name) => {
    for (const headers of [
      { "x-csrf-token": "" },
      { "x-csrf-token": foreigner.csrfToken },
      { origin: "https://evil.example" },
    ]) {
      const answer = await call(mina, name, story.ticketId, headers);
      expect([answer.status, errorCode(answer)]).toEqual([403, "CSRF_INVALID"]);
    }
  });

  test.each(withId.map(nameOf))(
    "%s with another shop's ticket is the same 404 as with one that never was",
    async (name) => {
      const answers = [
        await call(foreigner, name, story.ticketId),
        await call(foreigner, name, UNKNOWN),
        await call(mina, name, UNKNOWN),
      ];
      const said = answers.map(({ status, body }) => {
        const { requestId: _own, ...error } = (body as { error: Record<string, string> }).error;
        return JSON.stringify({ status, error });
      });
      expect(new Set(said).size).toBe(1);
      expect(answers[0]?.status).toBe(404);
    },
  );

  test.each(withId.map(nameOf))("%s with something that is no id is 404", async (name) => {
    for (const id of ["1", "x".repeat(2_000), "0193c0de", "%00", "..%2f", "'%20or%201=1--"]) {
      expect((await call(mina, name, id)).status).toBe(404);
    }
  });

  test.each(changes.filter(({ path }) => path !== "/session").map(nameOf))(
    "%s with an unknown field is 400",
    async (name) => {
      const [method = "", pattern = ""] = name.split(" ");
      const body = { ...(BODIES[name] as object), shopId: rig.db.otherShop.shopId };
      const answer = await owner.call(method, fillPath(pattern, story.ticketId), { body });
      expect([answer.status, errorCode(answer)]).toEqual([400, "REQUEST_INVALID"]);
    },
  );

  test.each(withId.filter(({ method }) => method !== "GET").map(nameOf))("%s as a viewer is refused", async (name) => {
    const answer = await call(viewer, name, story.ticketId);
    expect([answer.status, errorCode(answer)]).toEqual([403, "NOT_ALLOWED"]);
  });

  test.each([
    "/tickets",
    "/tickets?view=all",
    "/tickets?view=waiting&view=mine",
    "/tickets?view=waiting&limit=9",
    "/first-run?x=1",
  ])("GET %s is 400", async (path) => {
    expect((await mina.call("GET", path)).status).toBe(400);
  });
});

describe("tickets", () => {
  test("the other shop's queue does not hold this shop's ticket", async () => {
    const own = (await mina.call("GET", "/tickets?view=waiting")).body as TicketListView;
    const foreign = (await foreigner.call("GET", "/tickets?view=waiting")).body as TicketListView;
    expect(own.tickets.map(({ ticketId }) => ticketId)).toContain(story.ticketId);
    expect(foreign.tickets).toEqual([]);
  });

  test.each(["", " \n ", "\u0000", "\ud800", "x".repeat(8_001)])(
    "a reply that is empty, unwritable or too long is 400 (%#)",
    async (text) => {
      const body = { text, draftKey: "draft-0002" };
      expect((await mina.call("POST", `/tickets/${story.ticketId}/reply`, { body })).status).toBe(400);
    },
  );

  test("an agent takes, answers and resolves; the same draft sent twice arrives once", async () => {
    const { ticketId } = await rig.openStory(STORY);
    const page = async () => (await mina.call("GET", `/tickets/${ticketId}`)).body as TicketPageView;
    expect((await page()).holder).toEqual({ kind: "queue" });
    expect((await mina.call("POST", `/tickets/${ticketId}/take`, { body: {} })).body).toEqual({ kind: "done" });
    expect((await page()).holder).toEqual({ kind: "you" });
    const body = { text: "Hola, soy Mina.", draftKey: "draft-0003" };
    const twice = await Promise.all([1, 2].map(() => mina.call("POST", `/tickets/${ticketId}/reply`, { body })));
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    await mina.call("POST", `/tickets/${ticketId}/reply`, { body });
    const sent = (await rig.deliver()).filter((text) => text === body.text);
    expect(sent).toHaveLength(1);
    const reply = (await page()).messages.filter(({ speaker }) => speaker === "agent");
    expect(reply).toMatchObject([{ text: body.text, speakerName: "Mina", delivery: "delivered" }]);
    expect((await mina.call("POST", `/tickets/${ticketId}/resolve`, { body: {} })).body).toEqual({ kind: "done" });
    expect((await page()).ticket.status).toBe("resolved");
    const again = await mina.call("POST", `/tickets/${ticketId}/resolve`, { body: {} });
    expect([again.status, errorCode(again)]).toEqual([409, "TRANSITION_FORBIDDEN"]);
  });

  test("a page shows what is listed in its type and nothing else", async () => {
    const { body } = await mina.call("GET", `/tickets/${story.ticketId}`);
    const { ticket, messages } = body as TicketPageView;
    expect(Object.keys(ticket)).not.toContain("shopId");
    expect(Object.keys(messages[0] ?? {}).sort()).toEqual(
      "at attachments choices conversationId delivery isAgain isMaybeDuplicate language messageId seq sources speaker speakerName text".split(
        " ",
      ),
    );
  });

  test("the first-run facts follow what happened", async () => {
    const facts = async (client: ConsoleClient) => (await client.call("GET", "/first-run")).body as FirstRunView;
    expect(await facts(mina)).toEqual({ hasAsked: true, hasAnswered: true, channels: ["web"] });
    expect(await facts(foreigner)).toEqual({ hasAsked: false, hasAnswered: false, channels: ["web"] });
  });
});

describe("the live feed", () => {
  const open = async (client: ConsoleClient) => {
    const response = await fetch(`${rig.origin}/console/api/live`, { headers: { cookie: client.cookie } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const read = async () => (await reader?.read())?.value ?? null;
    expect(await read()).toBe(": connected\n\n");
    return { read, close: () => reader?.cancel() };
  };

  test("tells an agent's page of its own shop's changes, by id only", async () => {
    const own = await open(mina);
    const foreign = await open(foreigner);
    const { threadKey, conversationId, ticketId } = await rig.openStory(STORY);
    const wanted = JSON.stringify({ kind: "ticket-changed", ticketId, conversationId });
    let heard = "";
    while (!heard.includes(wanted)) heard += await own.read();
    expect(heard).not.toContain("Lucía");
    await rig.buyerSays(threadKey, "Lucía", "¿Hola?");
    const { shopId } = rig.db.otherShop;
    rig.ports.live.publish(`console:${shopId}`, { kind: "message-added", conversationId: "other" });
    expect(await foreign.read()).toBe('data: {"kind":"message-added","conversationId":"other"}\n\n');
    await Promise.all([own.close(), foreign.close()]);
  });

  test("beats every 20 seconds, and ends when the session does", async () => {
    const { email } = await rig.addAgent(rig.db.shop.shopId, "Leaver");
    const leaver = createConsoleClient(rig.origin);
    await leaver.signIn(email);
    const feed = await open(leaver);
    await expect.poll(() => clock.sleepers()).toBeGreaterThan(0);
    await clock.advance(20_000);
    expect(await feed.read()).toBe(": beat\n\n");
    await leaver.call("DELETE", "/session");
    await expect.poll(() => clock.sleepers()).toBeGreaterThan(0);
    await clock.advance(20_000);
    expect(await feed.read()).toBeNull();
  });

  test("leaves no subscription behind when the page goes", async () => {
    const before = clock.sleepers();
    const feed = await open(mina);
    await expect.poll(() => clock.sleepers()).toBe(before + 1);
    await feed.close();
    await expect.poll(() => clock.sleepers()).toBe(before);
  });
});
