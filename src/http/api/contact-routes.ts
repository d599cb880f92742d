/** Contacts of a shop, and their tags. */
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";
import type { ContactId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { CONTACT_VIEW, pageOf, viewContact } from "./api-views.ts";
import { decodeCursor, encodeCursor } from "./encode-cursor.ts";
import { TAGS } from "./ticket-actions.ts";
import { PAGE } from "./ticket-reads.ts";

const CONTACT = z.strictObject({ contactId: z.guid().transform((id) => id.toLowerCase() as ContactId) });
const QUERY = z.strictObject({ ...PAGE, tag: z.string().min(1).max(40).optional() });
const GONE = "This contact does not exist.";

export function createContactRoutes(ports: Ports): readonly ApiRoute[] {
  return [
    apiRoute(
      {
        method: "GET",
        path: "/contacts",
        operationId: "listContacts",
        summary: "Contacts, in an order that stays as it is",
        scope: "contacts:read",
        permission: "contacts:read",
        reply: pageOf(CONTACT_VIEW).meta({ id: "ContactPage" }),
      },
      { query: QUERY },
      async ({ query: { cursor, limit, tag }, caller: { agent } }) => {
        const place = decodeCursor("contacts", cursor);
        const afterId = place === undefined ? undefined : (z.guid().parse(place) as ContactId);
        const found = await ports.browse.contacts(agent.shopId, { limit: limit + 1, afterId, tag });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        const nextCursor = found.length > limit && last ? encodeCursor("contacts", last.contactId) : null;
        return { items: items.map(viewContact), nextCursor };
      },
    ),
    apiRoute(
      {
        method: "GET",
        path: "/contacts/:contactId",
        operationId: "getContact",
        summary: "One contact with its identities and conversations",
        scope: "contacts:read",
        permission: "contacts:read",
        reply: CONTACT_VIEW,
      },
      { params: CONTACT },
      async ({ params, caller: { agent } }) => {
        const contact = await ports.browse.contact(agent.shopId, params.contactId);
        if (!contact) throw new AppError("NOT_FOUND", GONE);
        return viewContact(contact);
      },
    ),
    createTagRoute(ports),
  ];
}

function createTagRoute(ports: Ports): ApiRoute {
  return apiRoute(
    {
      method: "PUT",
      path: "/contacts/:contactId/tags",
      operationId: "tagContact",
      summary: "Replaces the tags of a contact",
      scope: "contacts:write",
      permission: "contacts:write",
      reply: CONTACT_VIEW,
    },
    { params: CONTACT, body: z.strictObject({ tags: TAGS }) },
    async ({ params: { contactId }, body, caller: { agent } }) => {
      const actor = { kind: "agent", agentId: agent.agentId } as const;
      const isTagged = await ports.desk.tagContact(agent.shopId, contactId, body.tags, { actor, via: agent.via });
      const contact = isTagged ? await ports.browse.contact(agent.shopId, contactId) : null;
      if (!contact) throw new AppError("NOT_FOUND", GONE);
      return viewContact(contact);
    },
  );
}
