/** Contacts of a shop, and their tags. */
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";
import type { ContactId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { CONTACT_VIEW, pageOf, viewContact } from "./api-views.ts";
import { idOf, TAGS } from "../input/request-fields.ts";
import { cutPage, decodeCursor } from "./encode-cursor.ts";
import { PAGE } from "./ticket-reads.ts";

const CONTACT_ID = idOf<ContactId>();
const CONTACT = z.strictObject({ contactId: CONTACT_ID });
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
        const afterId = decodeCursor("contacts", cursor, CONTACT_ID);
        const found = await ports.browse.contacts(agent.shopId, { limit: limit + 1, afterId, tag });
        const { items, nextCursor } = cutPage("contacts", found, limit, ({ contactId }) => contactId);
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
