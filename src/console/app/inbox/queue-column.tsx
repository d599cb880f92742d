/** The first column: whose console it is, the views with their counts, and the list. */
import { type ReactNode, type RefObject, useState } from "react";
import { Button } from "react-aria-components";
import type { TicketRow, TicketView } from "../../console-api.ts";
import type { AlertSettings } from "../desk/use-alerts.ts";
import { useUndo } from "../desk/use-undoable.tsx";
import type { Unread } from "../desk/use-unread.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { CloseIcon } from "../parts/icons.tsx";
import { TextWithKeys } from "../parts/key-cap.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { SectionLinks } from "../parts/section-links.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { QueueRow } from "./queue-row.tsx";
import { SettingsMenu } from "./settings-menu.tsx";
import type { Counts, Queue } from "./use-queue.ts";
import { addressOf, type Route, VIEWS } from "./use-route.ts";

interface QueueColumnProps {
  readonly session: SignedIn;
  readonly route: Route;
  readonly queue: Queue;
  readonly now: number;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly presence: ReactNode;
  readonly alerts: AlertSettings;
  readonly unread: Unread;
  /** Of the buyer; "": any. */
  readonly language: string;
  readonly onLanguage: (language: string) => void;
  readonly onSignOut: () => Promise<void>;
  readonly onHelp: () => void;
  readonly onGo: (route: Route) => void;
  readonly children: ReactNode;
}

/** As far as the server counts. */
const MANY = 1_000;

const EMPTY: Readonly<Record<TicketView, readonly [TextName, TextName, string]>> = {
  waiting: ["queue.emptyWaiting.title", "queue.emptyWaiting.body", ""],
  mine: ["queue.emptyMine.title", "queue.emptyMine.body", "T"],
  unassigned: ["queue.emptyUnassigned.title", "queue.emptyUnassigned.body", ""],
  urgent: ["queue.emptyUrgent.title", "queue.emptyUrgent.body", ""],
  overdue: ["queue.emptyOverdue.title", "queue.emptyOverdue.body", ""],
  held: ["queue.emptyHeld.title", "queue.emptyHeld.body", ""],
  snoozed: ["queue.emptySnoozed.title", "queue.emptySnoozed.body", "S"],
  resolved: ["queue.emptyResolved.title", "queue.emptyResolved.body", "E"],
};

export function QueueColumn(props: QueueColumnProps) {
  const { session, route, queue, now, searchField, presence, alerts, unread, language } = props;
  const { onLanguage, onSignOut, onHelp, onGo, children } = props;
  const { text } = useTexts();
  const [search, setSearch] = useState("");
  const { pending } = useUndo();
  const tickets = queue.shown?.filter(({ ticketId }) => ticketId !== pending?.ticketId) ?? null;
  const found = tickets === null ? null : tickets.filter((ticket) => matches(ticket, search));
  const languages = useLanguagesSeen(tickets, language);
  return (
    <div className="column column-queue">
      <header className="queue-head">
        <SettingsMenu session={session} alerts={alerts} onSignOut={onSignOut} onHelp={onHelp} />
        {presence}
        <SectionLinks section="inbox" />
      </header>
      <ViewLinks route={route} counts={queue.counts} onGo={onGo} />
      <SearchField
        label={text("queue.search")}
        placeholder={text("queue.searchHint")}
        value={search}
        field={searchField}
        onChange={setSearch}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setSearch("");
          event.currentTarget.blur();
        }}
      >
        {search === "" ? (
          <kbd aria-hidden="true">/</kbd>
        ) : (
          <Button className="button-icon" aria-label={text("queue.clearSearch")} onPress={() => setSearch("")}>
            <CloseIcon />
          </Button>
        )}
        <LanguageFilter languages={languages} value={language} onChange={onLanguage} />
      </SearchField>
      <nav className="queue-scroll" aria-label={text("queue.label")} aria-busy={found === null}>
        {queue.fault !== null && tickets === null ? <ErrorState fault={queue.fault} onRetry={queue.reload} /> : null}
        {found === null && queue.fault === null ? <QueueSkeleton /> : null}
        {found !== null && found.length === 0 ? (
          <EmptyList view={route.view} isSearch={search !== "" || language !== ""} />
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
                onGo={onGo}
              />
            </li>
          ))}
        </ul>
        <div className="only-phone">{children}</div>
      </nav>
    </div>
  );
}

interface ViewLinksProps {
  readonly route: Route;
  readonly counts: Counts | null;
  readonly onGo: (route: Route) => void;
}

function ViewLinks({ route, counts, onGo }: ViewLinksProps) {
  const { text } = useTexts();
  return (
    <nav className="views" aria-label={text("view.label")}>
      {VIEWS.map((view) => {
        const count = counts?.[view];
        return (
          <a
            key={view}
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
            <span className="view-name">{text(`view.${view}`)}</span>
            {count === undefined || count === 0 || view === "resolved" ? null : (
              <span className="view-count">
                <span aria-hidden="true">{count >= MANY ? `${MANY - 1}+` : count}</span>
                <span className="unseen">{text("view.count", { count })}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

interface LanguageFilterProps {
  readonly languages: readonly string[];
  readonly value: string;
  readonly onChange: (language: string) => void;
}

function LanguageFilter({ languages, value, onChange }: LanguageFilterProps) {
  const { language, text } = useTexts();
  if (languages.length < 2 && value === "") return null;
  return (
    <select
      className="language-filter"
      aria-label={text("queue.language")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">{text("queue.anyLanguage")}</option>
      {languages.map((each) => (
        <option key={each} value={each}>
          {nameLanguage(each, language)}
        </option>
      ))}
    </select>
  );
}

/** Those of the unfiltered list, kept while the filter hides the others. */
function useLanguagesSeen(tickets: readonly TicketRow[] | null, chosen: string): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const found = [...new Set((tickets ?? []).map((ticket) => ticket.language))].sort();
  if (chosen === "" && tickets !== null && found.join() !== seen.join()) setSeen(found);
  return chosen === "" || seen.includes(chosen) ? seen : [...seen, chosen];
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
  const { contactName, note, lastMessageText, number, tags } = ticket;
  const haystack = [contactName ?? "", note, lastMessageText, String(number), ...tags];
  return haystack.some((text) => text.toLocaleLowerCase().includes(words));
}
