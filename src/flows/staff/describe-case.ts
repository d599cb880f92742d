/** A case as its thread shows it: the title, the card, the lines that tell what changed. */
import type { Agent } from "../../contracts/agent.ts";
import type { Choice, KeptPart, Part } from "../../contracts/message.ts";
import type { StaffBlock, StaffFile, StaffLanguage } from "../../contracts/staff-desk.ts";
import type { MirroredMessage, StaffNews } from "../../contracts/staff-store.ts";
import type { Ticket, TicketStatus, TicketSummary } from "../../contracts/ticket.ts";
import { assertNever } from "../../shared/assert-never.ts";
import { truncateText } from "../../shared/clean-text.ts";
import { headLanguage, nameLanguage } from "./languages/name-language.ts";
import type { StaffPorts } from "./staff-ports.ts";

type TextPorts = Pick<StaffPorts, "texts">;
type Names = (agentId: Agent["agentId"] | null) => string;

const EMOJI: Readonly<Record<TicketStatus, string>> = {
  waiting: "🟡",
  held: "🔵",
  "pending-buyer": "⚪",
  snoozed: "💤",
  resolved: "✅",
  closed: "🔒",
};

/** Rows of the card, in the order in which a hand needs them. */
const CARD_BUTTONS = [
  ["take", "resolve"],
  ["note", "macro"],
  ["priority", "return"],
] as const;

const MAX_NAME = 40;

export function isOver(status: TicketStatus): boolean {
  return status === "resolved" || status === "closed";
}

export function titleOf(
  { status, priority, number, contactName }: Pick<TicketSummary, "status" | "priority" | "number" | "contactName">,
  maxLength: number,
): string {
  const mark = priority === "urgent" && !isOver(status) ? "🔥" : "";
  const name = contactName === null ? "" : ` ${truncateText(contactName.replace(/\s+/g, " ").trim(), MAX_NAME)}`;
  return truncateText(`${EMOJI[status]}${mark} #${number}${name}`, maxLength);
}

export interface CardFacts {
  readonly ticket: TicketSummary;
  readonly tried: readonly string[];
  /** Null where the program does not know its own address. */
  readonly consoleUrl: string | null;
  /** There is a model. */
  readonly translates: boolean;
}

export function describeCard(
  { ticket, tried, consoleUrl, translates }: CardFacts,
  language: StaffLanguage,
  { texts }: TextPorts,
) {
  const say = (name: string, values: Readonly<Record<string, string | number>> = {}) =>
    texts.desk(name, language, values);
  const spoken = nameLanguage(ticket.language, language);
  const isTranslated = translates && ticket.language !== language;
  const lines = [
    ticket.contactName === null
      ? say("card-buyer-unknown", { language: spoken })
      : say("card-buyer", { name: ticket.contactName, language: spoken }),
    say("card-facts", {
      priority: say("priority", { priority: ticket.priority }),
      category: say("category", { category: identifier(ticket.category) }),
      status: say("status", { status: identifier(ticket.status) }),
    }),
    ...(ticket.agentName === null ? [] : [say("card-with", { name: ticket.agentName })]),
    say("card-reason", { reason: say("reason", { reason: identifier(ticket.reason) }) }),
    tried.length > 0 ? say("card-tried", { articles: tried.join(" · ") }) : say("card-tried-nothing"),
    ...(consoleUrl === null ? [] : [`${consoleUrl}/console/open/${ticket.ticketId}`]),
  ];
  const blocks: readonly StaffBlock[] = [
    { heading: say("card-title", { number: ticket.number }), text: lines.join("\n") },
    ...(ticket.note === "" ? [] : [{ heading: null, text: `“${ticket.note}”` }]),
    {
      heading: null,
      text: [say("card-how"), ...(isTranslated ? [say("card-languages", { language: spoken })] : [])].join(" "),
    },
  ];
  return blocks;
}

/** Over, there is nothing to press. */
export function cardButtons(status: TicketStatus, language: StaffLanguage, { texts }: TextPorts): readonly Choice[][] {
  if (isOver(status)) return [];
  return CARD_BUTTONS.map((row) =>
    row.map((name) => ({ choiceId: name, label: texts.desk(`button-${name}`, language) })),
  );
}

/** In ICU a choice is a word of letters and underscores. */
function identifier(value: string): string {
  return value.replaceAll("-", "_");
}

/** What changed since the thread was told last. */
export function describeChanges(
  { thread: { shown }, ticket }: StaffNews,
  language: StaffLanguage,
  { texts, nameAgent }: TextPorts & { readonly nameAgent: Names },
): readonly StaffBlock[] {
  const lines: string[] = [];
  const isMoved = shown.status !== ticket.status || (ticket.status === "held" && shown.agentId !== ticket.agentId);
  if (isMoved) lines.push(describeStatus(ticket, language, { texts, nameAgent }));
  if (shown.priority !== ticket.priority) {
    const priority = texts.desk("priority", language, { priority: ticket.priority });
    lines.push(texts.desk("changed-priority", language, { priority }));
  }
  if (shown.category !== ticket.category) {
    const category = texts.desk("category", language, { category: identifier(ticket.category) });
    lines.push(texts.desk("changed-category", language, { category }));
  }
  return lines.map((text) => ({ heading: null, text }));
}

function describeStatus(
  { status, agentId }: Ticket,
  language: StaffLanguage,
  { texts, nameAgent }: TextPorts & { readonly nameAgent: Names },
): string {
  const name = nameAgent(agentId);
  if (status === "resolved") {
    return name === ""
      ? texts.desk("state-resolved-alone", language)
      : texts.desk("state-resolved", language, { name });
  }
  return texts.desk(`state-${status}`, language, status === "held" ? { name } : {});
}

export interface Mirrored {
  readonly blocks: readonly StaffBlock[];
  readonly files: readonly StaffFile[];
}

/** A message as its line: who, and what. Files follow it where the desk's account has them, and are named elsewhere. */
export function describeMessage(
  message: MirroredMessage,
  language: StaffLanguage,
  {
    texts,
    speaker,
    fileAccount,
  }: TextPorts & {
    readonly speaker: string;
    readonly fileAccount: StaffFile["accountId"] | null;
  },
): Mirrored {
  const files: StaffFile[] = [];
  const texted: string[] = message.text === "" ? [] : [message.text];
  for (const part of message.parts) {
    const isFile = part.kind === "image" || part.kind === "file" || part.kind === "voice";
    if (isFile && fileAccount !== null) files.push({ part, accountId: fileAccount });
    const named = describePart(part, language, texts);
    if (named !== null) texted.push(named);
  }
  // An agent's reply from elsewhere, sent in another language: the team reads what they meant.
  if (message.ownWords) texted.push(`${headLanguage(message.ownWords.language, language)}: ${message.ownWords.text}`);
  return { blocks: [{ heading: speaker, text: texted.join("\n") }], files };
}

/** Null for what stands in the message's text already. */
function describePart(part: Part | KeptPart, language: StaffLanguage, texts: StaffPorts["texts"]): string | null {
  switch (part.kind) {
    case "text":
    case "choice":
      return null;
    case "image":
      return texts.desk("part-image", language);
    case "kept":
    case "file":
      return texts.desk("part-file", language, { name: part.name });
    case "voice":
      return texts.desk("part-voice", language);
    case "location":
      return texts.desk("part-location", language, { place: `${part.latitude}, ${part.longitude}` });
    default:
      return assertNever(part);
  }
}
