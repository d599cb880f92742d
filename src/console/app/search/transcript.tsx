/** A conversation that was found and is no ticket: to be read, with the way back to what was found. */
import type { TranscriptView } from "../../search/search-api.ts";
import { MessageBubble } from "../conversation/message-bubble.tsx";
import { formatDay } from "../parts/format-time.ts";
import { BackIcon } from "../parts/icons.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { searchAddress, useAsked } from "./search-address.ts";

export function Transcript({ conversationId }: { readonly conversationId: string }) {
  const { language, text } = useTexts();
  const [asked] = useAsked();
  const { body, fault, reload } = useLoaded<TranscriptView>(`/conversations/${encodeURIComponent(conversationId)}`);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  const [first] = body.messages;
  return (
    <section className="search-page" aria-labelledby="transcript-title">
      <div className="knowledge-title">
        <a className="button" href={searchAddress(asked)} onClick={followLink}>
          <BackIcon />
          {text("search.back")}
        </a>
        <h1 id="transcript-title">{text("search.transcript")}</h1>
      </div>
      <p className="note note-info">{text(body.isCut ? "search.transcript.cut" : "search.transcript.note")}</p>
      <ol className="messages-list transcript">
        {first === undefined ? null : <li className="day">{formatDay(first.at, language)}</li>}
        {body.messages.map((message) => (
          <MessageBubble key={message.messageId} message={message} isFollowUp={false} contactName={null} />
        ))}
      </ol>
    </section>
  );
}
