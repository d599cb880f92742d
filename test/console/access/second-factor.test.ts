/** The second factor over the console's API: added, asked for, taken once, taken away, asked of everybody. */
import { describe, expect, test } from "vitest";
import { computeCode, decodeBase32, STEP_MS } from "../../../src/http/session/compute-code.ts";
import { until } from "../../support/until.ts";
import { type ConsoleClient, createConsoleClient, errorCode } from "../console-client.ts";
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

prepareAccess();

describe("the second factor", () => {
  const codeNow = (factorKey: string, shift = 0) =>
    computeCode(decodeBase32(factorKey), Math.floor(clock.now() / STEP_MS) + shift);
  const begin = async (client: ConsoleClient) =>
    (await post(client, "/account/factor", { password: PASSWORD })).body as { factorKey: string; address: string };
  const enrol = async (client: ConsoleClient) => {
    const { factorKey } = await begin(client);
    const { codes } = (await post(client, "/account/factor/confirm", { code: codeNow(factorKey) })).body as {
      codes: string[];
    };
    return { factorKey, codes };
  };
  const enter = (email: string, code?: string, from = "198.51.100.7") =>
    createConsoleClient(rig.origin).call("POST", "/session", {
      body: { email, password: PASSWORD, shop: "first", ...(code === undefined ? {} : { code }) },
      headers: { "x-forwarded-for": from },
    });

  test("is offered as a key and an address, asked for only once it is proven, and needs the password to begin", async () => {
    const { client, email } = await addPerson();
    expect(reasonOf(await post(client, "/account/factor", { password: "wrong" }))).toBe("wrong-password");
    const { factorKey, address } = await begin(client);
    expect(factorKey).toMatch(/^[A-Z2-7]{32}$/u);
    expect(address).toContain(`secret=${factorKey}`);
    expect(address).toMatch(/^otpauth:\/\/totp\/.+:person\d+%40shop\.example\?/u);
    expect(kindOf(await enter(email))).toBe("signed-in");
    expect(reasonOf(await post(client, "/account/factor/confirm", { code: "000000" }))).toBe("wrong-code");
    const confirmed = await post(client, "/account/factor/confirm", { code: codeNow(factorKey) });
    const { codes } = confirmed.body as { codes: string[] };
    expect(new Set(codes).size).toBe(10);
    expect((await accountOf(client)).codesLeft).toBe(10);
    const needed = await enter(email);
    expect([needed.body, needed.headers.getSetCookie()]).toEqual([{ kind: "code-needed", wasWrong: false }, []]);
    const rows = await rig.db.database.withShop(rig.db.shop.shopId, async (trx) => [
      await trx.selectFrom("agent_factor").selectAll().execute(),
      await trx.selectFrom("recovery_code").selectAll().execute(),
    ]);
    for (const secret of [factorKey, ...codes]) expect(JSON.stringify(rows)).not.toContain(secret);
    expect(errorCode(await post(client, "/account/factor", { password: PASSWORD }))).toBe("REQUEST_INVALID");
  });

  test("a code opens once, one step early or late, and no other; a wrong password is told before any code", async () => {
    const { client, email } = await addPerson();
    const { factorKey } = await enrol(client);
    // The step of the proof was taken with it.
    expect((await enter(email, codeNow(factorKey))).body).toEqual({ kind: "code-needed", wasWrong: true });
    await clock.advance(3 * STEP_MS);
    const code = codeNow(factorKey, -1);
    expect(kindOf(await enter(email, codeNow(factorKey, -2)))).toBe("code-needed");
    expect(kindOf(await enter(email, codeNow(factorKey, 2)))).toBe("code-needed");
    const both = await Promise.all([enter(email, code), enter(email, code)]);
    expect(both.map(kindOf).toSorted((one = "", other = "") => one.localeCompare(other))).toEqual([
      "code-needed",
      "signed-in",
    ]);
    expect(kindOf(await enter(email, codeNow(factorKey, 1)))).toBe("signed-in");
    // Older than the newest that was taken, though its time has not passed.
    expect(kindOf(await enter(email, codeNow(factorKey)))).toBe("code-needed");
    const wrong = await client.signIn(email, "wrong");
    expect([wrong.status, errorCode(wrong)]).toEqual([401, "NOT_SIGNED_IN"]);
  });

  test("recovery codes open once each, however they are typed, and new ones end the old", async () => {
    const { client, email } = await addPerson();
    const { factorKey, codes } = await enrol(client);
    const [first = "", second = ""] = codes;
    expect(kindOf(await enter(email, ` ${first.toUpperCase().replaceAll("-", " ")} `))).toBe("signed-in");
    expect(kindOf(await enter(email, first))).toBe("code-needed");
    expect((await accountOf(client)).codesLeft).toBe(9);
    await clock.advance(STEP_MS);
    const renewed = await post(client, "/account/factor/codes", { password: PASSWORD, code: codeNow(factorKey) });
    expect((renewed.body as { codes: string[] }).codes).toHaveLength(10);
    expect(kindOf(await enter(email, second))).toBe("code-needed");
    expect(await audits("recovery-code-used")).not.toEqual([]);
  });

  test("is taken away with password and code only, or by an owner, who is written down", async () => {
    const { client, email, agentId } = await addPerson();
    const { factorKey } = await enrol(client);
    await clock.advance(STEP_MS);
    const remove = (password: string, code: string) => post(client, "/account/factor/remove", { password, code });
    expect(reasonOf(await remove("wrong", codeNow(factorKey)))).toBe("wrong-password");
    expect(reasonOf(await remove(PASSWORD, "000000"))).toBe("wrong-code");
    expect(kindOf(await remove(PASSWORD, codeNow(factorKey)))).toBe("done");
    expect(kindOf(await enter(email))).toBe("signed-in");
    await enrol(client);
    expect((await post(merchant, `/people/${agentId}/reset-factor`)).status).toBe(403);
    expect((await post(olga, `/people/${agentId}/reset-factor`)).status).toBe(200);
    expect(await isIn(client)).toBe(false);
    expect(kindOf(await enter(email))).toBe("signed-in");
    const row = (await audits("factor-removed")).at(-1);
    expect(row).toMatchObject({ actor_kind: "agent", detail: { agentId } });
    expect(row?.agent_id).not.toBe(agentId);
  });

  test("asked of everybody, who has none may add one and nothing else", async () => {
    const { client } = await addPerson();
    const { factorKey } = await begin(client);
    expect((await merchant.call("PUT", "/people/settings", { body: { isFactorRequired: true } })).status).toBe(403);
    expect((await olga.call("PUT", "/people/settings", { body: { isFactorRequired: true } })).status).toBe(200);
    expect((await client.call("GET", "/session")).body).toMatchObject({ kind: "signed-in", lacksFactor: true });
    const refused = await client.call("GET", "/tickets?view=waiting");
    expect([refused.status, errorCode(refused)]).toEqual([403, "SECOND_FACTOR_MISSING"]);
    expect((await accountOf(client)).isFactorRequired).toBe(true);
    expect(kindOf(await post(client, "/account/factor/confirm", { code: codeNow(factorKey) }))).toBe("done");
    expect((await client.call("GET", "/tickets?view=waiting")).status).toBe(200);
    await rig.ports.access.saveSettings(rig.db.shop.shopId, { isFactorRequired: false }, null);
  });

  test("guessing codes behind a right password stops for strangers, not for who was in before from there", async () => {
    const { client, email } = await addPerson();
    const { factorKey } = await enrol(client);
    await clock.advance(STEP_MS);
    expect(kindOf(await enter(email, codeNow(factorKey), "192.0.2.1"))).toBe("signed-in");
    const tries = Array.from({ length: 21 }, (_, n) => enter(email, "000000", `203.0.113.${100 + Math.floor(n / 5)}`));
    // A stranger waits before anybody looks, and it is our clock that they wait by.
    let answered = 0;
    for (const each of tries) void each.finally(() => (answered += 1));
    await until("all strangers are answered", async () => {
      if (answered < tries.length) await clock.advance(1_000);
      return answered === tries.length;
    });
    const answers = await Promise.all(tries);
    // One of the twenty was spent by who knew the code.
    expect(answers.filter((answer) => kindOf(answer) === "code-needed")).toHaveLength(19);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    await clock.advance(STEP_MS);
    expect(kindOf(await enter(email, codeNow(factorKey), "192.0.2.1"))).toBe("signed-in");
  });
});
