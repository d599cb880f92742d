/** In the story of a case: what went into it and when, what it went into, and the way back. */
import { Button } from "react-aria-components";
import type { MergeView, TicketPageView } from "../../console-api.ts";
import { addressOf } from "../inbox/use-route.ts";
import { formatClock, formatMoment } from "../parts/format-time.ts";
import { followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { Merges } from "./use-merges.ts";

interface MergeLineProps {
  readonly merge: MergeView;
  readonly page: TicketPageView;
  /** Undefined for who may not. */
  readonly merges: Merges | undefined;
}

export function MergeLine({ merge, page, merges }: MergeLineProps) {
  const { language, text } = useTexts();
  const isHere = merge.ticketId === page.ticket.ticketId;
  const others = isHere ? merge.merged : [merge];
  return (
    <li className="merge-line">
      <span>{text(isHere ? "merge.line" : "merge.lineAway", { name: merge.mergedBy ?? text("owner.someone") })}</span>
      {others.map(({ ticketId, number }) => (
        <a key={ticketId} href={addressOf({ view: isHere ? "resolved" : "held", ticketId })} onClick={followLink}>
          <bdi dir="ltr">#{number}</bdi>
        </a>
      ))}
      <Clock at={merge.mergedAt} />
      {merge.undoneAt === null ? (
        merges === undefined ? null : (
          <Button className="button-link" isDisabled={merges.isBusy} onPress={() => merges.undo(merge.mergeId)}>
            {text("merge.part")}
          </Button>
        )
      ) : (
        <span>
          {text("merge.partedBy", { name: merge.undoneBy ?? text("owner.someone") })} <Clock at={merge.undoneAt} />
        </span>
      )}
    </li>
  );

  function Clock({ at }: { readonly at: number }) {
    return (
      <time dateTime={new Date(at).toISOString()} title={formatMoment(at, language)}>
        {formatClock(at, language)}
      </time>
    );
  }
}
