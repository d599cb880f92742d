/** One thing that was found: what it is, the line that fits, when; a link to where it can be worked on. */
import type { ReactNode } from "react";
import type { OrderHit, SearchHit, Snippet } from "../../../contracts/search.ts";
import { addressOf } from "../inbox/use-route.ts";
import { knowledgeAddress } from "../knowledge/use-knowledge-route.ts";
import { LanguageBadge, nameChannel, TicketNumber } from "../parts/badges.tsx";
import { formatMinor } from "../parts/format-minor.ts";
import { formatMoment } from "../parts/format-time.ts";
import { addressIn, followLink } from "../parts/use-path.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { type Asked, searchAddress } from "./search-address.ts";

interface Row {
  readonly title: ReactNode;
  readonly marks: ReactNode;
  readonly line: ReactNode;
  readonly at: number | null;
  /** Null: there is nowhere to go. */
  readonly address: string | null;
}

export function HitRow({ hit, asked }: { readonly hit: SearchHit; readonly asked: Asked }) {
  const texts = useTexts();
  const { title, marks, line, at, address } = describe(hit, asked, texts);
  const body = (
    <>
      <span className="search-title">{title}</span>
      <span className="search-marks">
        {marks}
        {at === null ? null : (
          <time className="muted small" dateTime={new Date(at).toISOString()}>
            {formatMoment(at, texts.language)}
          </time>
        )}
      </span>
      {line === null ? null : <span className="search-line">{line}</span>}
    </>
  );
  if (address === null) return <div className="search-hit">{body}</div>;
  return (
    <a className="search-hit" href={address} onClick={followLink}>
      {body}
    </a>
  );
}

function describe(hit: SearchHit, asked: Asked, texts: Texts): Row {
  const { text } = texts;
  switch (hit.kind) {
    case "ticket":
      return {
        title: <Name name={hit.contactName ?? text("queue.visitor")} />,
        marks: (
          <>
            <span className="badge badge-state">{text(`status.${hit.status}`)}</span>
            <TicketNumber number={hit.number} />
          </>
        ),
        line: <Name name={hit.note} />,
        at: hit.at,
        address: ticketAddress(hit.ticketId),
      };
    case "order":
      return describeOrder(hit, asked, texts);
    case "contact":
      return {
        title: <Marked snippet={hit.name} otherwise={text("queue.visitor")} />,
        marks: <span className="badge badge-state">{nameChannel(hit.channel, text)}</span>,
        line: hit.handle.length === 0 ? null : <Marked snippet={hit.handle} />,
        at: hit.at,
        address: talkAddress(hit, asked),
      };
    case "conversation":
      return {
        title: <Marked snippet={hit.contactName} otherwise={text("queue.visitor")} />,
        marks: (
          <>
            <span className="badge badge-state">{nameChannel(hit.channel, text)}</span>
            {hit.ticketNumber === null ? null : <TicketNumber number={hit.ticketNumber} />}
          </>
        ),
        line: (
          <>
            {hit.speaker === null ? null : <span className="search-speaker">{text(`speaker.${hit.speaker}`)}</span>}
            <Marked snippet={hit.snippet} />
          </>
        ),
        at: hit.at,
        address: talkAddress(hit, asked),
      };
    case "note":
      return {
        title: <Name name={hit.contactName ?? text("queue.visitor")} />,
        marks: <TicketNumber number={hit.ticketNumber} />,
        line: (
          <>
            {hit.agentName === null ? null : (
              <span className="search-speaker">
                <bdi>{hit.agentName}</bdi>
              </span>
            )}
            <Marked snippet={hit.snippet} />
          </>
        ),
        at: hit.at,
        address: ticketAddress(hit.ticketId),
      };
    case "article":
      return {
        title: <Marked snippet={hit.title} />,
        marks: <LanguageBadge tag={hit.language} />,
        line: <Marked snippet={hit.snippet} />,
        at: null,
        address: knowledgeAddress({ kind: "article", articleKey: hit.articleKey, language: hit.language }),
      };
    case "macro":
      return {
        title: <Marked snippet={hit.name} />,
        marks: null,
        line: <Marked snippet={hit.snippet} />,
        at: null,
        address: addressIn("macros", hit.macroKey),
      };
  }
}

function describeOrder(hit: OrderHit, asked: Asked, { language, text }: Texts): Row {
  const { conversationId, ticketId } = hit;
  return {
    title: <bdi dir="ltr">{hit.orderNumber}</bdi>,
    marks: <span className="badge badge-state">{text(`search.order.${hit.status}`)}</span>,
    line: (
      <span className="search-facts">
        {hit.buyerName === null ? null : <Name name={hit.buyerName} />}
        {hit.totalMinor === null || hit.currency === null ? null : (
          <span>{formatMinor(hit.totalMinor, hit.currency, language)}</span>
        )}
        {conversationId === null ? <span>{text("search.order.noTalk")}</span> : null}
      </span>
    ),
    at: hit.at,
    address: conversationId === null ? null : talkAddress({ conversationId, ticketId }, asked),
  };
}

/** Where the case is worked on; without one, the conversation to be read. */
function talkAddress(
  { ticketId, conversationId }: { readonly ticketId: string | null; readonly conversationId: string },
  asked: Asked,
): string {
  return ticketId === null ? searchAddress(asked, conversationId) : ticketAddress(ticketId);
}

function ticketAddress(ticketId: string): string {
  return addressOf({ view: "waiting", ticketId });
}

function Name({ name }: { readonly name: string }) {
  return <bdi>{name}</bdi>;
}

/** Text is text, never markup. */
function Marked({ snippet, otherwise = "" }: { readonly snippet: Snippet; readonly otherwise?: string }) {
  if (snippet.length === 0) return <bdi>{otherwise}</bdi>;
  return <bdi>{snippet.map(({ text, isHit }, at) => (isHit ? <mark key={`${at}-${text}`}>{text}</mark> : text))}</bdi>;
}
