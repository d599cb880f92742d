/** An agent at the desk: takes, answers, gives back and resolves a buyer's case, and can break in where no ticket is. */
import type { Conversation } from "../../src/contracts/conversation.ts";
import type { Instant, OutboundId, TicketId } from "../../src/contracts/ids.ts";
import type { Agent, ChangeResult } from "../../src/contracts/stores.ts";
import {
  type AgentActionResult,
  releaseTicket,
  replyToBuyer,
  resolveTicket,
  takeTicket,
} from "../../src/flows/agent-action.ts";
import type { Buyer } from "./buyer.ts";
import type { StoryPorts, StoryRig } from "./story-rig.ts";

export interface Desk {
  readonly agent: Agent;
  takes(buyer: Buyer): Promise<AgentActionResult>;
  replies(buyer: Buyer, text: string, draftKey?: string): Promise<AgentActionResult>;
  releases(buyer: Buyer, to: "queue" | "assistant"): Promise<AgentActionResult>;
  resolves(buyer: Buyer): Promise<AgentActionResult>;
  /** Takes the conversation from the assistant with these words, as a platform's own staff desk will. */
  breaksIn(buyer: Buyer, text: string): Promise<ChangeResult>;
}

export async function createDesk(rig: StoryRig, name: string): Promise<Desk> {
  const agent = await rig.addAgent(name);
  let drafts = 0;
  /** The newest case of this buyer, also when it is over. */
  const caseOf = async (buyer: Buyer): Promise<TicketId> => {
    const open = await rig.openTicketOf(buyer.threadKey);
    if (!open) throw new Error(`${buyer.threadKey} has no open ticket`);
    return open.ticketId;
  };
  return {
    agent,
    takes: async (buyer) => takeTicket(agent, await caseOf(buyer), rig.ports),
    replies: async (buyer, text, draftKey = `draft-${(drafts += 1)}`) =>
      replyToBuyer(agent, await caseOf(buyer), { text, draftKey }, rig.ports),
    releases: async (buyer, to) => releaseTicket(agent, await caseOf(buyer), to, rig.ports),
    resolves: async (buyer) => resolveTicket(agent, await caseOf(buyer), rig.ports),
    async breaksIn(buyer, text) {
      const conversationId = await rig.conversationOf(buyer.threadKey);
      const conversation = await rig.ports.conversations.get(rig.program.shop.shopId, conversationId);
      if (!conversation) throw new Error("no conversation");
      return breakIn(agent, conversation, text, rig.ports);
    },
  };
}

export async function breakIn(
  agent: Agent,
  { shopId, conversationId, epoch }: Pick<Conversation, "shopId" | "conversationId" | "epoch">,
  text: string,
  ports: StoryPorts,
): Promise<ChangeResult> {
  const ticketId = ports.ids.next<TicketId>();
  const outboundId = ports.ids.next<OutboundId>();
  const openedAt = ports.clock.now();
  const result = await ports.conversations.change(shopId, conversationId, epoch, {
    holder: { kind: "agent", ticketId, agentId: agent.agentId },
    openTicket: {
      ticketId,
      reason: "agent-wrote",
      priority: "normal",
      note: "",
      language: "en",
      openedAt,
      firstReplyDueAt: (openedAt + 60_000) as Instant,
    },
    queue: [
      {
        outboundId,
        cause: { kind: "agent", draftKey: outboundId },
        speaker: "agent",
        agentId: agent.agentId,
        text,
        language: "en",
        choices: [],
        sources: [],
      },
    ],
    audit: [],
  });
  if (result.kind === "changed") {
    ports.doorbell.ringOutbox(shopId);
    ports.live.publish(`console:${shopId}`, { kind: "ticket-changed", ticketId, conversationId });
  }
  return result;
}
