/** The views with their counts: the built-in ones, those of the team, and one's own. */
import { Button } from "react-aria-components";
import type { SavedViewRow } from "../../console-api.ts";
import type { Counts } from "../inbox/use-queue.ts";
import { addressOf, type Route, VIEWS, type ViewName } from "../inbox/use-route.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface ViewLinksProps {
  readonly route: Route;
  readonly counts: Counts | null;
  readonly saved: readonly SavedViewRow[];
  readonly onGo: (route: Route) => void;
  readonly onEdit: () => void;
}

/** As far as the server counts. */
const MANY = 1_000;

export function ViewLinks({ route, counts, saved, onGo, onEdit }: ViewLinksProps) {
  const { text } = useTexts();
  return (
    <nav className="views" aria-label={text("view.label")}>
      {VIEWS.map((view) => (
        <ViewLink
          key={view}
          view={view}
          name={text(`view.${view}`)}
          count={view === "resolved" ? null : (counts?.[view] ?? null)}
          route={route}
          onGo={onGo}
        />
      ))}
      {saved.map(({ viewId, name, count }) => (
        <ViewLink key={viewId} view={`view-${viewId}`} name={name} count={count} route={route} onGo={onGo} />
      ))}
      {saved.length === 0 ? null : (
        <Button className="view views-edit" onPress={onEdit}>
          {text("views.edit")}
        </Button>
      )}
    </nav>
  );
}

interface ViewLinkProps {
  readonly view: ViewName;
  readonly name: string;
  /** Null: nobody needs one. */
  readonly count: number | null;
  readonly route: Route;
  readonly onGo: (route: Route) => void;
}

function ViewLink({ view, name, count, route, onGo }: ViewLinkProps) {
  const { text } = useTexts();
  return (
    <a
      className="view"
      data-view={view}
      href={addressOf({ view, ticketId: null })}
      aria-current={view === route.view ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onGo({ view, ticketId: route.ticketId });
      }}
    >
      <bdi className="view-name">{name}</bdi>
      {count === null || count === 0 ? null : (
        <span className="view-count">
          <span aria-hidden="true">{count >= MANY ? `${MANY - 1}+` : count}</span>
          <span className="unseen">{text("view.count", { count })}</span>
        </span>
      )}
    </a>
  );
}
