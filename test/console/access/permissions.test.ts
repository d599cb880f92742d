/** Every route of the console asks the one table of permissions: walked over the list itself, with every role. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createConsoleRoutes } from "../../../src/console/console-routes.ts";
import { AGENT_ROLES, type Permission, PERMISSIONS } from "../../../src/contracts/permission.ts";
import type { AgentRole } from "../../../src/contracts/stores.ts";
import { assertMay, may, reaches } from "../../../src/shared/assert-may.ts";
import { type ConsoleClient, errorCode, signInNew } from "../console-client.ts";
import { type ConsoleRig, openConsoleRig } from "../console-rig.ts";

let rig: ConsoleRig;
const clients = new Map<AgentRole, ConsoleClient>();
beforeAll(async () => {
  rig = await openConsoleRig();
  for (const role of AGENT_ROLES) clients.set(role, await signInNew(rig, `The ${role}`.replace(" ", "-"), role));
});
afterAll(() => rig.close());

// The table needs no port to be listed; nothing is called on it.
const routes = createConsoleRoutes({ ports: { clock: { now: () => 0 } } as never, channels: [], imports: {} as never });

describe("permissions", () => {
  test("every route for people who have signed in names one", () => {
    expect(routes.length).toBeGreaterThan(40);
    const without = routes.filter(({ access, permission }) => access === "agent" && permission === undefined);
    expect(without.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test("none is refused by its own role and none admits another, whatever is sent along", async () => {
    const wrong: string[] = [];
    for (const { method, path, permission } of routes.filter((route) => route.permission !== undefined)) {
      for (const role of AGENT_ROLES) {
        if (permission === undefined || may({ role }, permission)) continue;
        const address = path.replaceAll(/:\w+/gu, "0193c0de-0000-7000-8000-00000000dead");
        const answer = await clients.get(role)?.call(method, address, method === "GET" ? {} : { body: {} });
        if (answer === undefined || answer.status !== 403 || errorCode(answer) !== "NOT_ALLOWED")
          wrong.push(`${method} ${path} as ${role}: ${answer?.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a role above another may all that the other may", () => {
    for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
      const granted = AGENT_ROLES.map((role) => may({ role }, permission));
      expect([permission, granted]).toEqual([
        permission,
        granted.toSorted((one, other) => Number(one) - Number(other)),
      ]);
      expect(may({ role: "owner" }, permission)).toBe(true);
    }
    expect(reaches("merchant", "merchant")).toBe(true);
    expect(reaches("merchant", "owner")).toBe(false);
  });

  test("who is let in no more may nothing, whatever the role", () => {
    for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
      expect(may({ role: "owner", isDisabled: true }, permission)).toBe(false);
    }
    expect(() => assertMay({ role: "owner", isDisabled: true }, "tickets:work")).toThrow(/ask an owner/u);
  });
});
