/** What was found, kind by kind: each a list of links, with the words that fit marked. */
import { Button } from "react-aria-components";
import type { SearchGroup, SearchHit, SearchKind } from "../../../contracts/search.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { HitRow } from "./hit-row.tsx";
import type { Asked } from "./search-address.ts";

interface SearchGroupsProps {
  readonly groups: readonly SearchGroup[];
  readonly asked: Asked;
  readonly isBusy: boolean;
  readonly onMore: (kind: SearchKind) => void;
}

export function SearchGroups({ groups, asked, isBusy, onMore }: SearchGroupsProps) {
  const { text } = useTexts();
  return (
    <div className="search-groups" aria-busy={isBusy}>
      {groups.map(({ kind, hits, hasMore }) => (
        <section key={kind} className="search-group" aria-labelledby={`search-${kind}`}>
          <h2 id={`search-${kind}`}>{text(`search.kind.${kind}`)}</h2>
          <ul className="card search-hits">
            {hits.map((hit) => (
              <li key={keyOf(hit)}>
                <HitRow hit={hit} asked={asked} />
              </li>
            ))}
          </ul>
          {hasMore && asked.kind === null ? (
            <Button className="button button-quiet search-more" onPress={() => onMore(kind)}>
              {text("search.more", { kind: text(`search.kind.${kind}`) })}
            </Button>
          ) : null}
          {hasMore && asked.kind !== null ? <p className="muted small">{text("search.narrow")}</p> : null}
        </section>
      ))}
    </div>
  );
}

function keyOf(hit: SearchHit): string {
  switch (hit.kind) {
    case "ticket":
      return hit.ticketId;
    case "order":
      return hit.orderId;
    case "contact":
      return hit.contactId;
    case "conversation":
      return hit.conversationId;
    case "note":
      return hit.noteId;
    case "article":
      return `${hit.articleKey}/${hit.language}`;
    case "macro":
      return hit.macroKey;
  }
}
