/** People and access over the console's API: invited, given roles, shut out, with sessions to end. */
import { beforeAll, describe, expect, test } from "vitest";
import type { LinkView, PeopleView } from "../../../src/contracts/access.ts";
import type { ApiKeyId } from "../../../src/contracts/api-key.ts";
import type { AgentRole } from "../../../src/contracts/stores.ts";
import { type ConsoleClient, createConsoleClient, errorCode, signInNew } from "../console-client.ts";
import { PASSWORD } from "../console-rig.ts";
import {
  accountOf,
  addPerson,
  audits,
  clock,
  isIn,
  kindOf,
  merchant,
  olga,
  post,
  prepareAccess,
  reasonOf,
  rig,
} from "./access-case.ts";

const DAY_MS = 86_400_000;
const NEW_PASSWORD = "seven quiet herons at dawn";
const NEVER = "0193c0de-0000-7000-8000-00000000dead";

let foreigner: ConsoleClient;

prepareAccess();
beforeAll(async () => {
  foreigner = await signInNew(rig, "Fremd", "owner", rig.db.otherShop);
});

const listOf = async (client = olga) => (await client.call("GET", "/people")).body as PeopleView;

async function invite(email: string, role: AgentRole = "agent", by = olga): Promise<string> {
  const answer = await post(by, "/people/invitations", { email, role });
  expect(answer.status).toBe(200);
  return (answer.body as { ticket: string }).ticket;
}

const accept = (ticket: string, password = NEW_PASSWORD, from = "198.51.100.7") =>
  createConsoleClient(rig.origin).call("POST", "/access/link/accept", {
    body: { ticket, password, name: "Nia Okoro", languages: ["ar"] },
    headers: { "x-forwarded-for": from },
  });
const look = async (ticket: string) =>
  (await post(createConsoleClient(rig.origin), "/access/link", { ticket })).body as LinkView;

describe("invitations", () => {
  test("let somebody in once, with the role that was chosen, a name, a password and languages of their own", async () => {
    const ticket = await invite("Nia@shop.example");
    expect(await look(ticket)).toMatchObject({ kind: "invitation", email: "Nia@shop.example", role: "agent" });
    expect((await listOf()).links).toMatchObject([{ email: "Nia@shop.example", kind: "invitation" }]);
    const answer = await accept(ticket);
    expect([kindOf(answer), answer.headers.getSetCookie().length]).toEqual(["done", 1]);
    const nia = (await listOf()).people.find(({ email }) => email === "Nia@shop.example");
    expect(nia).toMatchObject({ name: "Nia Okoro", role: "agent", isDisabled: false, hasFactor: false });
    expect((await rig.ports.desk.deskOf(rig.db.shop.shopId, nia?.agentId ?? never()))?.languages).toEqual(["ar"]);
    expect((await createConsoleClient(rig.origin).signIn("nia@shop.example", NEW_PASSWORD)).status).toBe(200);
    expect(reasonOf(await accept(ticket))).toBe("link-void");
    expect(await look(ticket)).toEqual({ kind: "void" });
    expect((await audits("invitation-accepted")).at(-1)?.detail).toMatchObject({ role: "agent" });
  });

  test("two who use one link at the same moment: one is in", async () => {
    const ticket = await invite("twice@shop.example");
    const answers = await Promise.all([accept(ticket), accept(ticket)]);
    expect(answers.map(kindOf).toSorted((one = "", other = "") => one.localeCompare(other))).toEqual([
      "done",
      "refused",
    ]);
  });

  test("end after seven days, when taken back, and when a newer one is made for the same address", async () => {
    const old = await invite("late@shop.example");
    await clock.advance(7 * DAY_MS - 60_000);
    await olga.signIn("olga@shop.example");
    await merchant.signIn("marc@shop.example");
    await foreigner.signIn("fremd@shop.example", PASSWORD, "second");
    expect((await look(old)).kind).toBe("invitation");
    await clock.advance(60_000);
    expect((await look(old)).kind).toBe("void");
    expect(reasonOf(await accept(old))).toBe("link-void");
    const first = await invite("late@shop.example");
    const second = await invite("late@shop.example");
    expect([(await look(first)).kind, (await look(second)).kind]).toEqual(["void", "invitation"]);
    const [link] = (await listOf()).links;
    expect((await foreigner.call("DELETE", `/people/links/${link?.linkId}`)).status).toBe(404);
    expect((await olga.call("DELETE", `/people/links/${link?.linkId}`)).status).toBe(200);
    expect((await look(second)).kind).toBe("void");
    expect((await listOf()).links).toEqual([]);
  });

  test("are not given above one's own role, nor to an address that is known, nor by an agent", async () => {
    const above = await post(merchant, "/people/invitations", { email: "boss@shop.example", role: "owner" });
    expect([above.status, errorCode(above)]).toEqual([403, "NOT_ALLOWED"]);
    const known = await post(merchant, "/people/invitations", { email: "OLGA@shop.example", role: "agent" });
    expect(reasonOf(known)).toBe("email-taken");
    const { client } = await addPerson();
    expect((await post(client, "/people/invitations", { email: "x@shop.example", role: "viewer" })).status).toBe(403);
    expect((await client.call("GET", "/people")).status).toBe(403);
  });

  test("keep the hash of their token only, and neither it nor the token is in the log", async () => {
    const ticket = await invite("hash@shop.example");
    const rows = await rig.db.database.withShop(rig.db.shop.shopId, (trx) =>
      trx.selectFrom("access_link").selectAll().execute(),
    );
    const token = ticket.split(".")[1] ?? "";
    expect(token).toMatch(/^[\w-]{43}$/u);
    expect(JSON.stringify(rows)).not.toContain(token);
    await accept(ticket);
    expect(JSON.stringify(rig.host.lines)).not.toContain(token);
    for (const made of ["first.", "first", ".", "nowhere.x", `second.${token}`]) {
      expect((await look(made)).kind).toBe("void");
    }
  });
});

describe("passwords", () => {
  const OWN = "a very private sentence";
  test.each([
    ["short one", "too-short"],
    ["password123", "common"],
    ["P4ssw0rd-2024!", "common"],
    ["qwertyuiop", "common"],
    ["1234567890", "common"],
    ["aaaaaaaaaaaa", "common"],
    ["iloveyou2024", "common"],
    ["nia okoro rules all", "personal"],
    ["xx-choose@shop.example", "personal"],
  ])("%s is refused: %s", async (password, reason) => {
    const ticket = await invite("choose@shop.example");
    const answer = await accept(ticket, password, `203.0.113.${password.length}`);
    expect(reasonOf(answer)).toBe(reason);
    expect((await look(ticket)).kind).toBe("invitation");
  });

  test("changed by their owner, every other session ends and this one goes on", async () => {
    const { client, email } = await addPerson();
    const other = createConsoleClient(rig.origin);
    await other.signIn(email);
    expect(reasonOf(await post(client, "/account/password", { current: "wrong", next: OWN }))).toBe("wrong-password");
    expect(reasonOf(await post(client, "/account/password", { current: PASSWORD, next: "short" }))).toBe("too-short");
    expect([await isIn(client), await isIn(other)]).toEqual([true, true]);
    const answer = await post(client, "/account/password", { current: PASSWORD, next: OWN });
    expect(kindOf(answer)).toBe("done");
    client.cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect([await isIn(client), await isIn(other)]).toEqual([true, false]);
    expect((await client.signIn(email)).status).toBe(401);
    expect((await client.signIn(email, OWN)).status).toBe(200);
  });

  test("guessing one's own waits after ten tries, like at the door", async () => {
    const { client } = await addPerson();
    for (let tries = 0; tries < 10; tries += 1) await post(client, "/account/factor", { password: "wrong" });
    const answer = await post(client, "/account/factor", { password: PASSWORD });
    expect([answer.status, errorCode(answer)]).toEqual([429, "TOO_MANY_REQUESTS"]);
  });

  test("are reset by a link that an owner makes, once, and the sessions of before are over", async () => {
    const { client, agentId, email } = await addPerson();
    expect((await post(merchant, `/people/${agentId}/password-link`)).status).toBe(403);
    expect((await post(foreigner, `/people/${agentId}/password-link`)).status).toBe(404);
    const { ticket } = (await post(olga, `/people/${agentId}/password-link`)).body as { ticket: string };
    expect(await look(ticket)).toMatchObject({ kind: "reset", email });
    const answer = await accept(ticket, OWN);
    expect([kindOf(answer), answer.headers.getSetCookie()]).toEqual(["done", []]);
    expect(await isIn(client)).toBe(false);
    expect((await client.signIn(email, OWN)).status).toBe(200);
    expect(reasonOf(await accept(ticket, OWN))).toBe("link-void");
    const again = ((await post(olga, `/people/${agentId}/password-link`)).body as { ticket: string }).ticket;
    await clock.advance(DAY_MS + 1);
    for (const [each, name, shop] of [
      [olga, "olga"],
      [merchant, "marc"],
      [foreigner, "fremd", "second"],
    ] as const)
      await each.signIn(`${name}@shop.example`, PASSWORD, shop);
    expect((await look(again)).kind).toBe("void");
  });
});

describe("roles", () => {
  test("are changed by who stands at least as high, and count from the next request on", async () => {
    const { client, agentId } = await addPerson("viewer");
    const story = await rig.openStory({ name: "Lucía", language: "es", words: ["¿Cuánto?", "Una persona"] });
    const take = () => post(client, `/tickets/${story.ticketId}/take`);
    expect((await take()).status).toBe(403);
    expect((await post(merchant, `/people/${agentId}/role`, { role: "agent" })).status).toBe(200);
    expect((await take()).status).toBe(200);
    expect((await audits("person-role-changed")).at(-1)?.detail).toEqual({ agentId, from: "viewer", to: "agent" });
    expect((await post(merchant, `/people/${agentId}/role`, { role: "owner" })).status).toBe(403);
    expect((await post(foreigner, `/people/${agentId}/role`, { role: "viewer" })).status).toBe(404);
    expect((await post(olga, `/people/${NEVER}/role`, { role: "viewer" })).status).toBe(404);
    const [boss] = (await listOf()).people.filter(({ role }) => role === "owner");
    expect((await post(merchant, `/people/${boss?.agentId}/role`, { role: "viewer" })).status).toBe(403);
    // Made a viewer again, what they hold waits for somebody who may answer.
    await post(olga, `/people/${agentId}/role`, { role: "viewer" });
    expect(await rig.ports.tickets.get(rig.db.shop.shopId, story.ticketId)).toMatchObject({
      status: "waiting",
      agentId: null,
    });
  });

  test("the last owner stays: neither demoted nor shut out, also when two owners demote each other at once", async () => {
    const own = (await listOf()).people.find(({ email }) => email === "olga@shop.example")?.agentId ?? never();
    const alone = await post(olga, `/people/${own}/role`, { role: "agent" });
    expect([alone.status, errorCode(alone)]).toEqual([409, "TRANSITION_FORBIDDEN"]);
    expect((await post(olga, `/people/${own}/disable`)).status).toBe(400);
    const second = await addPerson("owner");
    const answers = await Promise.all([
      post(olga, `/people/${second.agentId}/role`, { role: "agent" }),
      post(second.client, `/people/${own}/role`, { role: "agent" }),
    ]);
    const owners = (await listOf(answers[0]?.status === 200 ? olga : second.client)).people.filter(
      ({ role }) => role === "owner",
    );
    expect(owners).toHaveLength(1);
    if (answers[0]?.status !== 200) {
      await post(second.client, `/people/${own}/role`, { role: "owner" });
      await post(olga, `/people/${second.agentId}/role`, { role: "agent" });
    }
  });
});

describe("a person who is shut out", () => {
  test("is out at once, leaves what they held to the queue, is given nothing, and may be let in again", async () => {
    const { client, agentId, email } = await addPerson();
    const held = await rig.openStory({ name: "Ana", language: "es", words: ["¿Cuánto?", "Una persona"] });
    const asleep = await rig.openStory({ name: "Eva", language: "es", words: ["¿Cuánto?", "Una persona"] });
    await client.call("PUT", "/desk/me", {
      body: { availability: "available", languages: [], skills: [], capacity: null },
    });
    for (const { ticketId } of [held, asleep]) await post(client, `/tickets/${ticketId}/take`);
    await post(client, `/tickets/${asleep.ticketId}/snooze`, { until: clock.now() + DAY_MS });
    const feed = await fetch(`${rig.origin}/console/api/live`, { headers: { cookie: client.cookie } });
    const reader = feed.body?.getReader() ?? never();
    await reader.read();
    const keyHash = "a key of theirs";
    await rig.ports.apiKeys.insert(rig.db.shop.shopId, {
      keyId: rig.ports.ids.next<ApiKeyId>(),
      agentId,
      name: "Theirs",
      keyHash,
      prefix: "x",
      scopes: ["tickets:read"],
      expiresAt: null,
      createdBy: agentId,
    });
    const keyOpens = async () => (await rig.ports.apiKeys.find(rig.db.shop.shopId, keyHash)) !== null;
    expect(await keyOpens()).toBe(true);
    expect((await post(merchant, `/people/${agentId}/disable`)).status).toBe(200);
    expect(await isIn(client)).toBe(false);
    expect(await keyOpens()).toBe(false);
    // The page that is open hears no more, though our clock stands still.
    for (let part = await reader.read(); !part.done; part = await reader.read());
    for (const { ticketId } of [held, asleep]) {
      const ticket = await rig.ports.tickets.get(rig.db.shop.shopId, ticketId);
      expect(ticket).toMatchObject({ status: "waiting", agentId: null });
    }
    const available = await rig.ports.desk.available(rig.db.shop.shopId, DAY_MS);
    expect(available.map((each) => each.agentId)).not.toContain(agentId);
    expect((await client.signIn(email)).status).toBe(401);
    const transfer = await post(olga, `/tickets/${held.ticketId}/transfer`, { agentId });
    expect([transfer.status, errorCode(transfer)]).toEqual([400, "REQUEST_INVALID"]);
    expect((await post(merchant, `/people/${agentId}/disable`)).status).toBe(409);
    expect((await post(merchant, `/people/${agentId}/enable`)).status).toBe(200);
    expect((await client.signIn(email)).status).toBe(200);
    expect((await audits("person-disabled")).at(-1)?.detail).toEqual({ agentId });
  });
});

describe("sessions", () => {
  test("are listed with their device, end one by one or all but this one, and are nobody else's", async () => {
    const { client, email, agentId } = await addPerson();
    const phone = createConsoleClient(rig.origin);
    const body = { email, password: PASSWORD, shop: "first" };
    const agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
    const answer = await phone.call("POST", "/session", { body, headers: { "user-agent": agent } });
    phone.cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    await clock.advance(6 * 60_000);
    await isIn(client);
    const { sessions } = await accountOf(client);
    expect(sessions.map(({ device, isCurrent }) => [device, isCurrent])).toEqual([
      ["", true],
      ["Chrome, Android", false],
    ]);
    expect((sessions[0]?.seenAt ?? 0) - (sessions[1]?.seenAt ?? 0)).toBeGreaterThanOrEqual(6 * 60_000);
    expect(JSON.stringify(sessions)).not.toContain("ash");
    const other = sessions[1]?.sessionId;
    expect((await post(merchant, `/account/sessions/${other}/end`)).status).toBe(404);
    expect((await post(client, `/account/sessions/${other}/end`)).status).toBe(200);
    expect([await isIn(phone), await isIn(client)]).toEqual([false, true]);
    await phone.signIn(email);
    expect((await post(client, "/account/sessions/end-others")).status).toBe(200);
    expect([await isIn(phone), await isIn(client)]).toEqual([false, true]);
    expect((await post(merchant, `/people/${agentId}/end-sessions`)).status).toBe(403);
    expect((await post(olga, `/people/${agentId}/end-sessions`)).status).toBe(200);
    expect(await isIn(client)).toBe(false);
  });
});

function never(): never {
  throw new Error("it is there");
}
