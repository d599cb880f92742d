/** Small marks: the buyer's language, the channel, what is at stake. */
import type { TicketRow } from "../../console-api.ts";
import { ENGLISH } from "../texts/english.ts";
import { type TextName, type Texts, useTexts } from "../texts/use-texts.tsx";
import { nameLanguage } from "./format-time.ts";

export function LanguageBadge({ tag }: { readonly tag: string }) {
  const { language } = useTexts();
  const name = nameLanguage(tag, language);
  return (
    <span className="badge badge-language" title={name}>
      <span aria-hidden="true">{tag.toUpperCase()}</span>
      <span className="unseen">{name}</span>
    </span>
  );
}

export function PriorityBadge({ priority }: { readonly priority: TicketRow["priority"] }) {
  const { text } = useTexts();
  if (priority === "normal" || priority === "low") return null;
  return <span className={`badge badge-${priority}`}>{text(`priority.${priority}`)}</span>;
}

/** Left to right everywhere: "#12" must not become "12#". */
export function TicketNumber({ number }: { readonly number: number }) {
  return (
    <span className="ticket-number">
      <bdi dir="ltr">#{number}</bdi>
    </span>
  );
}

/** A channel that has no text yet is called by its own name. */
export function nameChannel(channel: string, text: Texts["text"]): string {
  const name = `channel.${channel}`;
  return isTextName(name) ? text(name) : channel;
}

function isTextName(name: string): name is TextName {
  return Object.hasOwn(ENGLISH, name);
}
