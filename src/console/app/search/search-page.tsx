/** The search over everything: a field, the kinds, what was found; or a conversation that was found, to be read. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { SEARCH_KINDS, type SearchKind } from "../../../contracts/search.ts";
import { useShortcuts } from "../inbox/use-shortcuts.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { ErrorState } from "../parts/error-state.tsx";
import { SearchField } from "../parts/fields/search-field.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useListRoute } from "../parts/use-path.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import { useAsked } from "./search-address.ts";
import { SearchGroups } from "./search-groups.tsx";
import { Transcript } from "./transcript.tsx";
import { MAX_QUERY, useSearch } from "./use-search.ts";
import "../styles/search.css";

export function SearchPage(props: SectionPageProps) {
  const route = useListRoute();
  return (
    <SectionPage {...props} section="search">
      {route.kind === "one" ? <Transcript conversationId={route.key} /> : <Everything />}
    </SectionPage>
  );
}

function Everything() {
  const { text } = useTexts();
  const { whisper } = useAnnouncer();
  const [asked, change] = useAsked();
  const [typed, setTyped] = useState(asked.query);
  const search = useSearch(asked);
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLElement>(null);
  const focusField = () => field.current?.select();
  useShortcuts({ "/": focusField });
  useEffect(() => field.current?.focus(), []);
  // Back and forward, or another link: the address says what is asked.
  useEffect(() => setTyped((before) => (before === asked.query ? before : asked.query)), [asked.query]);
  const count = search.groups?.reduce((sum, { hits }) => sum + hits.length, 0) ?? 0;
  const isAnswered = search.groups !== null && !search.isAsking;
  useEffect(() => {
    if (isAnswered) whisper(text("search.found", { count }));
  }, [isAnswered, count, text, whisper]);

  const ask = (query: string) => {
    setTyped(query);
    change({ ...asked, query: query.slice(0, MAX_QUERY) });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementInteractions: arrows go from the field into the list and back
    <section
      className="search-page"
      aria-labelledby="search-title"
      ref={box}
      onKeyDown={(event) => walk(event, box.current)}
    >
      <div className="knowledge-title">
        <h1 id="search-title">{text("section.search")}</h1>
      </div>
      <SearchField
        label={text("search.label")}
        placeholder={text("search.hint")}
        value={typed}
        field={field}
        onChange={ask}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "") ask("");
        }}
      />
      <KindFilter kind={asked.kind} onChange={(kind) => change({ ...asked, kind })} />
      {search.fault === null ? null : <ErrorState fault={search.fault} onRetry={search.retry} />}
      {search.groups === null ? (
        <Lead isAsking={search.isAsking} />
      ) : search.groups.length === 0 && isAnswered ? (
        <div className="state">
          <h2>{text("search.nothing.title")}</h2>
          <p>{text("search.nothing.body")}</p>
        </div>
      ) : (
        <SearchGroups
          groups={search.groups}
          asked={asked}
          isBusy={search.isAsking}
          onMore={(kind) => {
            change({ ...asked, kind });
            focusField();
          }}
        />
      )}
    </section>
  );
}

function KindFilter({
  kind,
  onChange,
}: {
  readonly kind: SearchKind | null;
  readonly onChange: (kind: SearchKind | null) => void;
}) {
  const { text } = useTexts();
  const offered = [null, ...SEARCH_KINDS] as const;
  return (
    <div className="search-kinds" role="group" aria-label={text("search.kinds")}>
      {offered.map((each) => (
        <button
          key={each ?? "all"}
          type="button"
          className="search-kind"
          aria-pressed={each === kind}
          onClick={() => onChange(each)}
        >
          {text(`search.kind.${each ?? "all"}`)}
        </button>
      ))}
    </div>
  );
}

const EXAMPLES: readonly TextName[] = ["search.example.words", "search.example.number", "search.example.person"];

function Lead({ isAsking }: { readonly isAsking: boolean }) {
  const { text } = useTexts();
  if (isAsking) return <div className="skeleton" role="status" aria-label={text("app.loading")} />;
  return (
    <div className="state">
      <h2>{text("search.lead.title")}</h2>
      <ul className="search-examples">
        {EXAMPLES.map((name) => (
          <li key={name}>{text(name)}</li>
        ))}
      </ul>
    </div>
  );
}

/** Down from the field into the list, up again, and through it; Enter opens, because a hit is a link. */
function walk(event: KeyboardEvent, box: HTMLElement | null): void {
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || event.nativeEvent.isComposing || box === null) return;
  const stops = [...box.querySelectorAll<HTMLElement>(".search input, a.search-hit, .search-more")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  if (at === -1) return;
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
