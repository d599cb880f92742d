/** For who holds a link and has no session: what it is for, and using it. The token comes in the body, never in a URL. */
import { z } from "zod";
import type { LinkView } from "../../contracts/access.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { acceptLink, findLink } from "../../flows/access/links.ts";
import { openSession } from "../../http/session/sessions.ts";
import { createSignInThrottle } from "../../http/session/throttle-sign-in.ts";
import { type ConsoleRoute, DONE, json, openRoute } from "../console-route.ts";

const TICKET = z.string().min(1).max(200);
const ACCEPTANCE = z.strictObject({
  ticket: TICKET,
  password: z.string().min(1).max(256),
  name: z.string().trim().max(80).default(""),
  languages: z.array(z.enum(LANGUAGES)).max(LANGUAGES.length).default([]),
});

export function createLinkRoutes(ports: Ports): readonly ConsoleRoute[] {
  const throttle = createSignInThrottle(ports.clock);
  return [
    openRoute(
      { method: "POST", path: "/access/link" },
      { body: z.strictObject({ ticket: TICKET }) },
      async ({ body, remoteAddress }) => {
        throttle.count(body.ticket, remoteAddress);
        const found = await findLink(body.ticket, ports);
        if (found === null) return json({ kind: "void" } satisfies LinkView);
        const { shop, link } = found;
        const { kind, email, role } = link;
        const view: LinkView = { kind, email, role, shopName: shop.name, shopLanguages: shop.languages };
        return json(view);
      },
    ),
    openRoute(
      { method: "POST", path: "/access/link/accept" },
      { body: ACCEPTANCE },
      async ({ body, remoteAddress, device }) => {
        throttle.count(body.ticket, remoteAddress);
        const result = await acceptLink(body, ports);
        if (result.kind === "refused") return json(result);
        // Who got a new password proves the second factor at the door, like everybody.
        if (!result.isNew) return DONE;
        const session = await openSession({ ...result, device }, ports);
        return { kind: "json", body: { kind: "done" }, session };
      },
    ),
  ];
}
