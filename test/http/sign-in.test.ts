/** Signing in: what the cookie is, how long it lasts, what ends it, and what a guesser learns (nothing). */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFirstOwner } from "../../src/http/session/create-first-owner.ts";
import { hashPassword } from "../../src/http/session/passwords.ts";
import { type ConsoleClient, createConsoleClient, errorCode } from "../console/console-client.ts";
import { type ConsoleRig, openConsoleRig, PASSWORD } from "../console/console-rig.ts";
import { createHandClock, type HandClock } from "../support/hand-clock.ts";

const HOUR_MS = 3_600_000;
let rig: ConsoleRig;
let clock: HandClock;
let email: string;
let client: ConsoleClient;
let people = 0;

beforeAll(async () => {
  clock = createHandClock(Date.now());
  rig = await openConsoleRig({ clock, trustedProxies: 1 });
});
afterAll(() => rig.close());
beforeEach(async () => {
  ({ email } = await rig.addAgent(rig.db.shop.shopId, `Agent${++people}`));
  client = createConsoleClient(rig.origin);
});

const whoAmI = async (who = client) => ((await who.call("GET", "/session")).body as { kind: string }).kind;

describe("the session", () => {
  test("is a cookie that scripts cannot read and other sites cannot send; only its hash is stored", async () => {
    const answer = await client.signIn(email);
    expect(answer.status).toBe(200);
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      /^dragoman=first\.[0-9a-z]+\.[\w-]{43}; Max-Age=604800; Path=\/; .*HttpOnly; SameSite=Strict$/,
    );
    expect(JSON.stringify(answer.body)).not.toContain(client.cookie.split(".")[2]);
    const token = client.cookie.slice("dragoman=".length);
    const hash = createHash("sha256").update(token).digest("hex");
    expect(await rig.ports.agents.findSession(rig.db.shop.shopId, hash)).toMatchObject({ agent: { email } });
    expect(await rig.ports.agents.findSession(rig.db.shop.shopId, token)).toBeNull();
  });

  test("over https the cookie is bound to this host and never travels in the clear", async () => {
    const https = { "x-forwarded-proto": "https", origin: rig.origin.replace("http:", "https:") };
    const body = { email, password: PASSWORD, shop: "first" };
    const answer = await client.call("POST", "/session", { body, headers: https });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-dragoman=.*; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/);
    expect(cookie).not.toContain("Domain");
    client.cookie = cookie.split(";")[0]?.replace("__Host-", "") ?? "";
    const plain = await client.call("GET", "/session", { headers: https });
    expect(plain.body).toMatchObject({ kind: "signed-out" });
  });

  test("gets a new token with every sign-in, and the one before is worth nothing", async () => {
    await client.signIn(email);
    const former = client.cookie;
    await client.signIn(email);
    expect(client.cookie).not.toBe(former);
    const old = createConsoleClient(rig.origin);
    old.cookie = former;
    expect(await whoAmI(old)).toBe("signed-out");
  });

  test("a token that was planted before the sign-in is not taken over", async () => {
    const planted = `first.${Date.now().toString(36)}.${"A".repeat(43)}`;
    client.cookie = `dragoman=${planted}`;
    await client.signIn(email);
    expect(client.cookie).not.toContain(planted);
  });

  test("ends after twelve quiet hours", async () => {
    await client.signIn(email);
    await clock.advance(12 * HOUR_MS + 1);
    expect(await whoAmI()).toBe("signed-out");
  });

  test("goes on while it is used, and ends after seven days however busy", async () => {
    await client.signIn(email);
    const endAt = clock.now() + 7 * 24 * HOUR_MS;
    const hash = createHash("sha256").update(client.cookie.slice("dragoman=".length)).digest("hex");
    for (let hours = 11; hours < 7 * 24; hours += 11) {
      await clock.advance(11 * HOUR_MS);
      expect(await whoAmI()).toBe("signed-in");
    }
    // The row itself ends then too, should the token's start ever not be looked at.
    expect((await rig.ports.agents.findSession(rig.db.shop.shopId, hash))?.expiresAt).toBe(endAt);
    await clock.advance(11 * HOUR_MS);
    expect(await whoAmI()).toBe("signed-out");
  });

  test("ends for good with the sign-out", async () => {
    await client.signIn(email);
    const answer = await client.call("DELETE", "/session");
    expect(answer.headers.getSetCookie()[0]).toMatch(/^dragoman=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect(await whoAmI()).toBe("signed-out");
  });

  test("ends everywhere when the password changes", async () => {
    const other = createConsoleClient(rig.origin);
    await client.signIn(email);
    await other.signIn(email);
    const found = await rig.ports.agents.findForSignIn(rig.db.shop.shopId, email);
    await rig.ports.access.setPassword(
      rig.db.shop.shopId,
      found?.agent.agentId ?? never(),
      await hashPassword("another one"),
      null,
    );
    expect([await whoAmI(client), await whoAmI(other)]).toEqual(["signed-out", "signed-out"]);
    expect(errorCode(await client.signIn(email))).toBe("NOT_SIGNED_IN");
    expect((await client.signIn(email, "another one")).status).toBe(200);
  });

  test.each([
    "",
    "x",
    "first..",
    "first.zzzzzzzz.short",
    `second.${Date.now().toString(36)}.${"A".repeat(43)}`,
    `nobody.${Date.now().toString(36)}.${"A".repeat(43)}`,
    `first.${"z".repeat(10)}.${"A".repeat(43)}`,
    "'; drop table agent; --",
  ])("a made-up token (%s) is nobody", async (token) => {
    client.cookie = `dragoman=${token}`;
    expect(await whoAmI()).toBe("signed-out");
  });

  test("a session of one shop is nobody in another, though the rest of the token is right", async () => {
    await client.signIn(email);
    client.cookie = client.cookie.replace("dragoman=first.", "dragoman=second.");
    expect(await whoAmI()).toBe("signed-out");
  });
});

describe("guessing", () => {
  test("a wrong password, an unknown e-mail and an unknown shop get the same answer", async () => {
    const answers = [
      await client.signIn(email, "wrong"),
      await client.signIn("nobody@shop.example", "wrong"),
      await client.signIn(email, PASSWORD, "nowhere"),
      await client.signIn(email, PASSWORD, "second"),
    ];
    const said = answers.map(({ status, body }) => {
      const { requestId: _own, ...error } = (body as { error: Record<string, string> }).error;
      return { status, error };
    });
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(said[0]?.status).toBe(401);
  });

  test("an unknown e-mail takes as long as a wrong password", async () => {
    const time = async (address: string) => {
      const startedAt = performance.now();
      await client.signIn(address, "wrong");
      return performance.now() - startedAt;
    };
    await time("warm@shop.example");
    const known = [await time(email), await time(email), await time(email)].sort((a, b) => a - b)[1] ?? 0;
    const unknown = [await time("a@shop.example"), await time("b@shop.example"), await time("c@shop.example")];
    // Without the decoy an unknown e-mail costs a tenth; the bound is wide because the machine is shared.
    expect((unknown.sort((a, b) => a - b)[1] ?? 0) / known).toBeGreaterThan(0.4);
  });

  test("the eleventh try in a quarter of an hour waits, even with the right password; then it works", async () => {
    const tries = await Promise.all(Array.from({ length: 10 }, () => client.signIn(email, "wrong")));
    expect(tries.every(({ status }) => status === 401)).toBe(true);
    const blocked = await client.signIn(email.toUpperCase());
    expect([blocked.status, errorCode(blocked)]).toEqual([429, "TOO_MANY_REQUESTS"]);
    expect(Number(blocked.headers.get("retry-after"))).toBeGreaterThan(800);
    await clock.advance(15 * 60_000);
    expect((await client.signIn(email)).status).toBe(200);
  });

  test("somebody else's tries from elsewhere lock nobody out", async () => {
    const attacker = { "x-forwarded-for": "203.0.113.9" };
    const body = { email, password: "wrong", shop: "first" };
    for (let n = 0; n < 12; n += 1) await client.call("POST", "/session", { body, headers: attacker });
    expect((await client.signIn(email)).status).toBe(200);
  });
});

describe("forgery", () => {
  test.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sister host", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://evil.example" }],
    ["a hidden origin", { origin: "null" }],
  ])("a sign-in from %s is refused", async (_name, headers) => {
    const answer = await client.call("POST", "/session", {
      body: { email, password: PASSWORD, shop: "first" },
      headers,
    });
    expect([answer.status, errorCode(answer)]).toEqual([403, "CSRF_INVALID"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("a change needs the token of this very session", async () => {
    await client.signIn(email);
    const other = createConsoleClient(rig.origin);
    await other.signIn(email);
    for (const csrfToken of ["", "x", other.csrfToken, `${client.csrfToken}x`]) {
      const answer = await client.call("DELETE", "/session", { headers: { "x-csrf-token": csrfToken } });
      expect([answer.status, errorCode(answer)]).toEqual([403, "CSRF_INVALID"]);
    }
    expect(await whoAmI()).toBe("signed-in");
  });
});

describe("the first owner", () => {
  test("is made once for a shop without agents, with a password nobody can guess, and can sign in", async () => {
    const { ports } = rig;
    const shop = await ports.shops.ensure({
      shopKey: "fresh",
      name: "Fresh",
      defaultLanguage: "en",
      languages: ["en"],
      widgetOrigins: [],
    });
    const made = (await Promise.all([createFirstOwner(shop, ports), createFirstOwner(shop, ports)])).filter(
      (each) => each !== null,
    );
    expect(made).toHaveLength(1);
    expect(made[0]?.password).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/);
    expect(await createFirstOwner(shop, ports)).toBeNull();
    const answer = await client.signIn(made[0]?.email ?? "", made[0]?.password ?? "", "fresh");
    expect(answer.body).toMatchObject({ kind: "signed-in", agent: { role: "owner" }, shop: { shopKey: "fresh" } });
  });
});

function never(): never {
  throw new Error("the agent is there");
}
