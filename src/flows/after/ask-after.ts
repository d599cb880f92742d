/** Asked by the clock once an agent has resolved a case: how it was, and days later whether all is settled. */
import type { Conversation } from "../../contracts/conversation.ts";
import type { Language } from "../../contracts/language.ts";
import type { Choice } from "../../contracts/message.ts";
import { type AfterCase, type ScoreChange, SCORES } from "../../contracts/satisfaction.ts";
import type { Ticket } from "../../contracts/ticket.ts";
import { writeDeskChoice } from "../../shared/desk-choice.ts";
import { type DeskPorts, tellConsole } from "../desk/desk-ports.ts";
import { sayAbout } from "../desk/say-notice.ts";
import { nameAsked } from "./asked-notice.ts";

/** Nobody likes to be asked again and again: one contact, one question in so long. */
const ASKED_AGAIN_MS = 7 * 24 * 60 * 60_000;

export async function askScore(ticket: Ticket, ports: DeskPorts): Promise<void> {
  await ask("ask-score", ticket, ports, {
    mayAsk: ({ hasWritten, wasAsked, isFollowed }) => !hasWritten && !wasAsked && !isFollowed,
    write: (language, room) => writeScoreQuestion(ticket, language, room, ports),
    scores: [{ kind: "asked", ticketId: ticket.ticketId }],
  });
}

export async function followUp(ticket: Ticket, ports: DeskPorts): Promise<void> {
  const { ticketId, number } = ticket;
  await ask("follow-up", ticket, ports, {
    mayAsk: ({ isFollowed }) => !isFollowed,
    write: (language) => ({
      text: ports.texts.notice("follow-up", language, { number }),
      choices: [true, false].map((isSettled) => ({
        choiceId: writeDeskChoice({ kind: "settled", isSettled, ticketId }),
        label: ports.texts.notice(isSettled ? "tool-yes" : "tool-no", language),
      })),
    }),
    scores: [],
  });
}

interface Question {
  readonly text: string;
  readonly choices: readonly Choice[];
}

interface Asking {
  mayAsk(after: AfterCase): boolean;
  /** `room`: how many buttons the channel has. */
  write(language: Language, room: number): Question;
  readonly scores: readonly ScoreChange[];
}

/** Fenced: whoever has come in since has more to say than a question about the past. */
async function ask(kind: "ask-score" | "follow-up", ticket: Ticket, ports: DeskPorts, asking: Asking): Promise<void> {
  const { shopId, ticketId, conversationId, agentId } = ticket;
  const conversation = await findQuiet(ticket, ports);
  const adapter = conversation && ports.channels.adapterOf(conversation.accountId);
  const after = await ports.desk.afterCase(shopId, ticketId, ASKED_AGAIN_MS);
  if (!conversation || !adapter || !after || !asking.mayAsk(after)) {
    return ports.desk.dropTimer(shopId, ticketId, kind);
  }
  const question = asking.write(conversation.language ?? ticket.language, adapter.capabilities.maxChoices);
  const result = await ports.conversations.change(shopId, conversationId, conversation.epoch, {
    ticket: { ticketId, expectStatus: ["resolved"], status: "resolved", agentId },
    scores: asking.scores,
    timers: [{ ticketId, kind, dueAt: null }],
    queue: sayAbout(
      ticket,
      conversation,
      { name: nameAsked(kind, ticketId), speaker: "assistant", ...question },
      ports,
    ),
    audit: [{ actor: { kind: "system" }, action: `ticket-${kind}`, detail: { ticket: ticket.number } }],
  });
  if (result.kind !== "changed") return;
  ports.doorbell.ringOutbox(shopId);
  tellConsole(shopId, ticket, ports);
}

/** Null unless the case is over and no person has the conversation. */
async function findQuiet(
  { shopId, conversationId, status }: Ticket,
  { conversations }: Pick<DeskPorts, "conversations">,
): Promise<Conversation | null> {
  if (status !== "resolved") return null;
  const conversation = await conversations.get(shopId, conversationId);
  return conversation?.holder.kind === "assistant" ? conversation : null;
}

function writeScoreQuestion(
  { ticketId, number }: Ticket,
  language: Language,
  room: number,
  { texts }: Pick<DeskPorts, "texts">,
): Question {
  if (room < SCORES.length) return { text: texts.notice("ask-score-typed", language, { number }), choices: [] };
  return {
    text: texts.notice("ask-score", language, { number }),
    choices: SCORES.map((score) => ({
      choiceId: writeDeskChoice({ kind: "score", score, ticketId }),
      label: texts.notice(`score-${score}`, language),
    })),
  };
}
