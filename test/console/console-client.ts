/** A browser's part without a browser: keeps the cookie, sends the marks a browser would, and the CSRF token. */
import type { SessionView } from "../../src/console/console-api.ts";
import type { AgentRole } from "../../src/contracts/stores.ts";
import { type ConsoleRig, PASSWORD } from "./console-rig.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface ConsoleClient {
  cookie: string;
  csrfToken: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  signIn(email: string, password?: string, shop?: string): Promise<Answer>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function createConsoleClient(origin: string): ConsoleClient {
  const client: ConsoleClient = {
    cookie: "",
    csrfToken: "",
    async call(method, path, { body, headers = {} } = {}) {
      const response = await fetch(`${origin}/console/api${path}`, {
        method,
        headers: {
          cookie: client.cookie,
          ...(method === "GET" ? {} : { origin, "sec-fetch-site": "same-origin", "x-csrf-token": client.csrfToken }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
    },
    async signIn(email, password = PASSWORD, shop = "first") {
      const answer = await client.call("POST", "/session", { body: { email, password, shop } });
      const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
      if (cookie !== undefined) client.cookie = cookie;
      const view = answer.body as SessionView;
      if (view.kind === "signed-in") client.csrfToken = view.csrfToken;
      return answer;
    },
  };
  return client;
}

/** A new person of that role, signed in. */
export async function signInNew(
  rig: ConsoleRig,
  name: string,
  role?: AgentRole,
  shop = rig.db.shop,
): Promise<ConsoleClient> {
  const { email } = await rig.addAgent(shop.shopId, name, role);
  const client = createConsoleClient(rig.origin);
  await client.signIn(email, undefined, shop.shopKey);
  return client;
}

/** One of each role that matters, and an owner of the other shop. */
export async function signInEach(rig: ConsoleRig) {
  return {
    owner: await signInNew(rig, "Olga", "owner"),
    agent: await signInNew(rig, "Mina", "agent"),
    viewer: await signInNew(rig, "Vera", "viewer"),
    foreigner: await signInNew(rig, "Fremd", "owner", rig.db.otherShop),
  };
}

export function errorCode(answer: Answer): unknown {
  return (answer.body as { error?: { code?: unknown } }).error?.code;
}
