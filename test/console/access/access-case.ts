/** What the tests of people and access share: a shop by a clock moved by hand, who runs it, and whoever comes in. */
import { afterAll, beforeAll } from "vitest";
import type { AccountView } from "../../../src/contracts/access.ts";
import type { AgentRole } from "../../../src/contracts/stores.ts";
import { createHandClock, type HandClock } from "../../support/hand-clock.ts";
import { type Answer, type ConsoleClient, createConsoleClient, signInNew } from "../console-client.ts";
import { type ConsoleRig, openConsoleRig } from "../console-rig.ts";

export let rig: ConsoleRig;
export let clock: HandClock;
export let olga: ConsoleClient;
export let merchant: ConsoleClient;
let people = 0;

/** For the file that calls it. */
export function prepareAccess(): void {
  beforeAll(async () => {
    clock = createHandClock(Date.now());
    rig = await openConsoleRig({ clock, trustedProxies: 1 });
    olga = await signInNew(rig, "Olga", "owner");
    merchant = await signInNew(rig, "Marc", "merchant");
  });
  afterAll(() => rig.close());
}

export const post = (client: ConsoleClient, path: string, body: unknown = {}) => client.call("POST", path, { body });
export const kindOf = ({ body }: Answer) => (body as { kind?: string }).kind;
export const reasonOf = ({ body }: Answer) => (body as { reason?: string }).reason;
export const accountOf = async (client: ConsoleClient) => (await client.call("GET", "/account")).body as AccountView;
export const isIn = async (client: ConsoleClient) => kindOf(await client.call("GET", "/session")) === "signed-in";

export async function addPerson(role: AgentRole = "agent") {
  const name = `Person${++people}`;
  const { agentId, email } = await rig.addAgent(rig.db.shop.shopId, name, role);
  const client = createConsoleClient(rig.origin);
  await client.signIn(email);
  return { agentId, email, client };
}

export async function audits(action: string) {
  return rig.db.database.withShop(rig.db.shop.shopId, (trx) =>
    trx.selectFrom("audit").selectAll().where("action", "=", action).execute(),
  );
}
