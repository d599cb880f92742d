/** Sign in, who am I, sign out. */
import { z } from "zod";
import type { Ports } from "../../contracts/ports.ts";
import { closeSession, type Session, type SessionPorts } from "../../http/session/sessions.ts";
import { signIn } from "../../http/session/sign-in.ts";
import { createSignInThrottle } from "../../http/session/throttle-sign-in.ts";
import type { SessionView, SignInView } from "../console-api.ts";
import { agentRoute, type ConsoleRoute, json, openRoute } from "../console-route.ts";

const SIGN_IN = z.strictObject({
  email: z.string().trim().min(3).max(254),
  // Argon2 reads every byte of it; without a limit a long password is a cheap way to keep the server busy.
  password: z.string().min(1).max(256),
  shop: z.string().trim().max(64).optional(),
  code: z.string().trim().min(1).max(40).optional(),
});

export function createSessionRoutes(
  ports: SessionPorts & Pick<Ports, "access" | "vault" | "log">,
): readonly ConsoleRoute[] {
  const throttle = createSignInThrottle(ports.clock);
  return [
    openRoute({ method: "GET", path: "/session" }, {}, async (_input, session) =>
      json(session === null ? await viewSignedOut(ports) : viewSession(session)),
    ),
    openRoute({ method: "POST", path: "/session" }, { body: SIGN_IN }, async ({ body, ...from }, former) => {
      const shopKey = body.shop === undefined || body.shop === "" ? null : body.shop;
      const result = await signIn({ ...from, ...body, code: body.code ?? null, shopKey }, throttle, ports);
      if (result.kind === "code-needed") return json(result satisfies SignInView);
      if (former !== null) await closeSession(former, ports);
      return { kind: "json", body: viewSession(result.session), session: result.session };
    }),
    agentRoute({ method: "DELETE", path: "/session", permission: "session:own" }, {}, async (_input, session) => {
      await closeSession(session, ports);
      return { kind: "json", body: await viewSignedOut(ports), session: null };
    }),
  ];
}

async function viewSignedOut(ports: SessionPorts): Promise<SessionView> {
  return { kind: "signed-out", needsShop: (await ports.shops.list()).length > 1 };
}

export function viewSession({ agent, shop, csrfToken, lacksFactor, home }: Session): SessionView {
  return {
    kind: "signed-in",
    agent: { agentId: agent.agentId, name: agent.name, email: agent.email, role: agent.role },
    shop: { shopKey: shop.shopKey, name: shop.name, defaultLanguage: shop.defaultLanguage },
    csrfToken,
    lacksFactor,
    isPractising: home !== undefined,
  };
}
