/** The first column: whose console it is, the views with their counts, what narrows them, and the list. */
import { type ReactNode, type RefObject, useState } from "react";
import { Button } from "react-aria-components";
import type { SavedViewRow, TicketRow, TicketView } from "../../console-api.ts";
import type { TicketConditions } from "../../../contracts/ticket.ts";
import { BulkBar } from "../bulk/bulk-bar.tsx";
import { BulkReportPanel } from "../bulk/bulk-report.tsx";
import type { Worklist } from "../bulk/use-worklist.ts";
import type { AlertSettings } from "../desk/use-alerts.ts";
import { useUndo } from "../desk/use-undoable.tsx";
import type { Unread } from "../desk/use-unread.ts";
import type { Watchers } from "../desk/use-watchers.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { CloseIcon } from "../parts/icons.tsx";
import { TextWithKeys } from "../parts/key-cap.tsx";
import { searchAddress } from "../search/search-address.ts";
import { SearchField } from "../parts/fields/search-field.tsx";
import { SectionLinks } from "../parts/section-links.tsx";
import { addressIn, followLink, moveTo } from "../parts/use-path.ts";
import type { SignedIn } from "../session/use-session.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { FilterButton, FilterMarks } from "../views/filter-bar.tsx";
import { readConditions, writeConditions } from "../views/read-conditions.ts";
import { ViewLinks } from "../views/view-links.tsx";
import { QueueRow } from "./queue-row.tsx";
import { SettingsMenu } from "./settings-menu.tsx";
import type { Queue } from "./use-queue.ts";
import { type Route, VIEWS } from "./use-route.ts";

interface QueueColumnProps {
  readonly session: SignedIn;
  readonly route: Route;
  readonly queue: Queue;
  readonly worklist: Worklist;
  readonly watchers: Watchers;
  readonly now: number;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly presence: ReactNode;
  readonly alerts: AlertSettings;
  readonly unread: Unread;
  readonly onSignOut: () => Promise<void>;
  readonly onHelp: () => void;
  readonly onGo: (route: Route) => void;
  readonly onNarrow: (conditions: TicketConditions) => void;
  readonly children: ReactNode;
}

const EMPTY: Readonly<Record<TicketView, readonly [TextName, TextName, string]>> = {
  waiting: ["queue.emptyWaiting.title", "queue.emptyWaiting.body", ""],
  mine: ["queue.emptyMine.title", "queue.emptyMine.body", "T"],
  unassigned: ["queue.emptyUnassigned.title", "queue.emptyUnassigned.body", ""],
  open: ["queue.emptyOpen.title", "queue.emptyOpen.body", ""],
  urgent: ["queue.emptyUrgent.title", "queue.emptyUrgent.body", ""],
  overdue: ["queue.emptyOverdue.title", "queue.emptyOverdue.body", ""],
  held: ["queue.emptyHeld.title", "queue.emptyHeld.body", ""],
  snoozed: ["queue.emptySnoozed.title", "queue.emptySnoozed.body", "S"],
  resolved: ["queue.emptyResolved.title", "queue.emptyResolved.body", "E"],
};

export function QueueColumn(props: QueueColumnProps) {
  const { session, route, queue, worklist, searchField, presence, alerts } = props;
  const { onSignOut, onHelp, onGo, onNarrow } = props;
  const { views, selection, bulk } = worklist;
  const saved = worklist.saved.views ?? [];
  const { text } = useTexts();
  const [search, setSearch] = useState("");
  const { pending } = useUndo();
  const tickets = queue.shown?.filter(({ ticketId }) => pending?.ticketIds.includes(ticketId) !== true) ?? null;
  const conditions = readConditions(route.narrowing ?? "");
  return (
    <div className="column column-queue">
      <header className="queue-head">
        <SettingsMenu session={session} alerts={alerts} onSignOut={onSignOut} onHelp={onHelp} />
        {presence}
        <SectionLinks section="inbox" />
      </header>
      <ViewLinks route={route} counts={queue.counts} saved={saved} onGo={onGo} onEdit={views.editAll} />
      <SearchField
        label={text("queue.search")}
        placeholder={text("queue.searchHint")}
        value={search}
        field={searchField}
        onChange={setSearch}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing && search.trim() !== "") {
            moveTo(searchAddress({ query: search, kind: null }));
          }
          if (event.key !== "Escape") return;
          setSearch("");
          event.currentTarget.blur();
        }}
      >
        {search === "" ? null : (
          <Button className="button-icon" aria-label={text("queue.clearSearch")} onPress={() => setSearch("")}>
            <CloseIcon />
          </Button>
        )}
        <FilterButton conditions={conditions} onChange={onNarrow} />
      </SearchField>
      <FilterMarks conditions={conditions} onChange={onNarrow} onSave={views.saveThis} />
      <BulkBar selection={selection} bulk={bulk} shown={tickets ?? []} total={countOf(route, queue, saved)} />
      <BulkReportPanel report={bulk.report} route={route} onDismiss={bulk.dismiss} />
      <QueueList {...props} tickets={tickets} search={search} isNarrowed={writeConditions(conditions) !== ""} />
    </div>
  );
}

/** Of a narrowed list nobody has counted. */
function countOf({ view, narrowing }: Route, { counts }: Queue, saved: readonly SavedViewRow[]): number | null {
  if (narrowing !== undefined) return null;
  const builtIn = VIEWS.find((each) => each === view);
  if (builtIn) return counts?.[builtIn] ?? null;
  return saved.find(({ viewId }) => `view-${viewId}` === view)?.count ?? null;
}

interface QueueListProps extends QueueColumnProps {
  readonly tickets: readonly TicketRow[] | null;
  readonly search: string;
  readonly isNarrowed: boolean;
}

function QueueList(props: QueueListProps) {
  const { session, route, queue, watchers, now, unread, tickets, search, isNarrowed } = props;
  const { selection, maySelect } = props.worklist;
  const { text } = useTexts();
  const { fault } = queue;
  const isGone = fault?.kind === "refused" && fault.code === "NOT_FOUND";
  const found = isGone ? null : (tickets?.filter((ticket) => matches(ticket, search)) ?? null);
  return (
    <nav className="queue-scroll" aria-label={text("queue.label")} aria-busy={found === null && fault === null}>
      {isGone ? <MissingView /> : null}
      {fault !== null && !isGone && tickets === null ? <ErrorState fault={fault} onRetry={queue.reload} /> : null}
      {found === null && fault === null ? <QueueSkeleton /> : null}
      {found !== null && found.length === 0 ? (
        <EmptyList view={route.view} isSearch={search !== ""} isNarrowed={isNarrowed} />
      ) : null}
      <ul className="queue-list">
        {found?.map((ticket) => (
          <li key={ticket.ticketId}>
            <QueueRow
              ticket={ticket}
              route={route}
              now={now}
              agentId={session.agent.agentId}
              isUnread={unread.isUnread(ticket)}
              watchers={watchers.of(ticket.ticketId)}
              isSelected={selection.has(ticket.ticketId)}
              onSelect={maySelect ? (isRange) => selection.toggle(ticket.ticketId, isRange) : undefined}
              onGo={props.onGo}
            />
          </li>
        ))}
      </ul>
      <div className="only-phone">{props.children}</div>
    </nav>
  );
}

/** Deleted by somebody, or a link that is not complete. */
function MissingView() {
  const { text } = useTexts();
  return (
    <div className="state" role="alert">
      <h2>{text("views.missing.title")}</h2>
      <p>{text("views.missing.body")}</p>
      <a className="button" href={addressIn("inbox")} onClick={followLink}>
        {text("view.waiting")}
      </a>
    </div>
  );
}

interface EmptyListProps {
  readonly view: Route["view"];
  readonly isSearch: boolean;
  readonly isNarrowed: boolean;
}

function EmptyList({ view, isSearch, isNarrowed }: EmptyListProps) {
  const { text } = useTexts();
  const builtIn = VIEWS.find((each) => each === view);
  const [title, body, key] = isSearch
    ? (["queue.emptySearch.title", "queue.emptySearch.body", "Enter"] as const)
    : isNarrowed || builtIn === undefined
      ? (["queue.emptyNarrowed.title", "queue.emptyNarrowed.body", ""] as const)
      : EMPTY[builtIn];
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
  const { contactName, note, lastMessageText, number, tags } = ticket;
  const haystack = [contactName ?? "", note, lastMessageText, String(number), ...tags];
  return haystack.some((text) => text.toLocaleLowerCase().includes(words));
}
