/** The search over everything, and reading a conversation that never was a ticket. What is looked for stands in no address. */
import { z } from "zod";
import { AppError } from "../../contracts/errors.ts";
import type { ConversationId } from "../../contracts/ids.ts";
import type { Ports } from "../../contracts/ports.ts";
import { SEARCH_KINDS } from "../../contracts/search.ts";
import type { Agent } from "../../contracts/stores.ts";
import { findAnything } from "../../flows/search/find-anything.ts";
import { cleanText } from "../../shared/clean-text.ts";
import type { SearchView, TranscriptView } from "./search-api.ts";
import { idOf } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, json } from "../console-route.ts";
import { nameAgents, viewMessage } from "../desk/view-ticket.ts";

const MAX_QUERY = 200;
const MAX_HITS = 50;
const MAX_MESSAGES = 200;

const SEARCH = z.strictObject({
  // The space behind a word says that it is whole, and stays.
  query: z
    .string()
    .max(MAX_QUERY)
    .transform((text) => cleanText(text)),
  kinds: z.array(z.enum(SEARCH_KINDS)).min(1).max(SEARCH_KINDS.length).optional(),
  limit: z.int().min(1).max(MAX_HITS).default(5),
});
const CONVERSATION = z.strictObject({
  conversationId: idOf<ConversationId>(),
});

export function createSearchRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute(
      { method: "POST", path: "/search", permission: "tickets:read" },
      { body: SEARCH },
      async ({ body }, { agent }) => {
        const kinds = SEARCH_KINDS.filter((kind) => body.kinds?.includes(kind) ?? true);
        const groups = await findAnything(agent, { ...body, kinds }, ports);
        return json({ groups } satisfies SearchView);
      },
    ),
    agentRoute(
      { method: "GET", path: "/conversations/:conversationId", permission: "tickets:read" },
      { params: CONVERSATION },
      async ({ params }, { agent }) => json(await readTranscript(agent, params.conversationId, ports)),
    ),
  ];
}

async function readTranscript(agent: Agent, conversationId: ConversationId, ports: Ports): Promise<TranscriptView> {
  const conversation = await ports.conversations.get(agent.shopId, conversationId);
  if (!conversation) throw new AppError("NOT_FOUND", "This conversation does not exist.");
  const messages = await ports.conversations.timeline(agent.shopId, conversationId, { limit: MAX_MESSAGES });
  const names = await nameAgents(agent, messages, conversation.holder, ports);
  return {
    conversationId,
    messages: messages.map((message) => viewMessage(message, names)),
    isCut: messages.length === MAX_MESSAGES,
  };
}
