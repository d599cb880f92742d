/** A conversation that was found and is no ticket: to be read, with the way back to what was found. */
import type { TranscriptView } from "../../search/search-api.ts";
import { BackIcon } from "../parts/icons.tsx";
import { NotLoaded } from "../parts/page-loading.tsx";
import { followLink } from "../parts/use-path.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ReadMessages } from "./read-messages.tsx";
import { searchAddress, useAsked } from "./search-address.ts";

export function Transcript({ conversationId }: { readonly conversationId: string }) {
  const { text } = useTexts();
  const [asked] = useAsked();
  const { body, fault, reload } = useLoaded<TranscriptView>(`/conversations/${encodeURIComponent(conversationId)}`);
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
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
      <ReadMessages transcript={body} />
    </section>
  );
}
