/** The first column: whose console it is, the views with their counts, and the list. */
import { type ReactNode, type RefObject, useState } from "react";
import { Button } from "react-aria-components";
import type { TicketRow, TicketView } from "../../console-api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { CloseIcon, SearchIcon } from "../parts/icons.tsx";
import { TextWithKeys } from "../parts/key-cap.tsx";
import { SectionLinks } from "../parts/section-links.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { QueueRow } from "./queue-row.tsx";
import { SettingsMenu } from "./settings-menu.tsx";
import type { Queue } from "./use-queue.ts";
import { addressOf, type Route, VIEWS } from "./use-route.ts";

interface QueueColumnProps {
  readonly session: SignedIn;
  readonly route: Route;
  readonly queue: Queue;
  readonly now: number;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly onSignOut: () => Promise<void>;
  readonly onHelp: () => void;
  readonly onGo: (route: Route) => void;
  readonly children: ReactNode;
}

const EMPTY: Readonly<Record<TicketView, readonly [TextName, TextName, string]>> = {
  waiting: ["queue.emptyWaiting.title", "queue.emptyWaiting.body", ""],
  mine: ["queue.emptyMine.title", "queue.emptyMine.body", "T"],
  held: ["queue.emptyHeld.title", "queue.emptyHeld.body", ""],
  resolved: ["queue.emptyResolved.title", "queue.emptyResolved.body", "E"],
};

export function QueueColumn({
  session,
  route,
  queue,
  now,
  searchField,
  onSignOut,
  onHelp,
  onGo,
  children,
}: QueueColumnProps) {
  const { text } = useTexts();
  const [search, setSearch] = useState("");
  const tickets = queue.lists?.[route.view] ?? null;
  const found = tickets === null ? null : tickets.filter((ticket) => matches(ticket, search));
  return (
    <div className="column column-queue">
      <header className="queue-head">
        <SettingsMenu session={session} onSignOut={onSignOut} onHelp={onHelp} />
        <SectionLinks section="inbox" />
      </header>
      <ViewLinks route={route} queue={queue} onGo={onGo} />
      <div className="search" role="search">
        <SearchIcon />
        <input
          ref={searchField}
          type="text"
          dir={search === "" ? undefined : "auto"}
          aria-label={text("queue.search")}
          placeholder={text("queue.searchHint")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            setSearch("");
            event.currentTarget.blur();
          }}
        />
        {search === "" ? <kbd aria-hidden="true">/</kbd> : null}
        {search === "" ? null : (
          <Button className="button-icon" aria-label={text("queue.clearSearch")} onPress={() => setSearch("")}>
            <CloseIcon />
          </Button>
        )}
      </div>
      <nav className="queue-scroll" aria-label={text("queue.label")} aria-busy={found === null}>
        {queue.fault !== null && tickets === null ? <ErrorState fault={queue.fault} onRetry={queue.reload} /> : null}
        {found === null && queue.fault === null ? <QueueSkeleton /> : null}
        {found !== null && found.length === 0 ? <EmptyList view={route.view} isSearch={search !== ""} /> : null}
        <ul className="queue-list">
          {found?.map((ticket) => (
            <li key={ticket.ticketId}>
              <QueueRow ticket={ticket} route={route} now={now} agentId={session.agent.agentId} onGo={onGo} />
            </li>
          ))}
        </ul>
        <div className="only-phone">{children}</div>
      </nav>
    </div>
  );
}

function ViewLinks({ route, queue, onGo }: Pick<QueueColumnProps, "route" | "queue" | "onGo">) {
  const { text } = useTexts();
  return (
    <nav className="views" aria-label={text("view.label")}>
      {VIEWS.map((view) => {
        const count = queue.lists?.[view].length;
        return (
          <a
            key={view}
            className="view"
            href={addressOf({ view, ticketId: null })}
            aria-current={view === route.view ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              onGo({ view, ticketId: route.ticketId });
            }}
          >
            {text(`view.${view}`)}
            {count === undefined || count === 0 || view === "resolved" ? null : (
              <span className="view-count">
                <span aria-hidden="true">{count}</span>
                <span className="unseen">{text("view.count", { count })}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

function EmptyList({ view, isSearch }: { readonly view: TicketView; readonly isSearch: boolean }) {
  const { text } = useTexts();
  const [title, body, key] = isSearch
    ? (["queue.emptySearch.title", "queue.emptySearch.body", ""] as const)
    : EMPTY[view];
  return (
    <div className="state">
      <h2>{text(title)}</h2>
      <p>{key === "" ? text(body) : <TextWithKeys name={body} keys={{ key }} />}</p>
    </div>
  );
}

function QueueSkeleton() {
  const { text } = useTexts();
  return (
    <div className="skeleton" role="status" aria-label={text("app.loading")}>
      {[1, 2, 3, 4].map((row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}

function matches(ticket: TicketRow, search: string): boolean {
  const words = search.trim().toLocaleLowerCase().replace(/^#/, "");
  if (words === "") return true;
  const haystack = [ticket.contactName ?? "", ticket.note, ticket.lastMessageText, String(ticket.number)];
  return haystack.some((text) => text.toLocaleLowerCase().includes(words));
}
