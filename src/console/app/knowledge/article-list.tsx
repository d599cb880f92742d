/** Every article as a row of languages: what is fresh, due, missing or being written, and what buyers thought of it. */
import { useMemo, useState } from "react";
import type { ArticleRow, CoverageCell, Freshness, KnowledgeListView } from "../../knowledge-api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { nameLanguage } from "../parts/format-time.ts";
import { SearchField } from "../parts/fields/search-field.tsx";
import { SelectOne } from "../parts/fields/select-one.tsx";
import { followLink } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { NewArticle } from "./new-article.tsx";
import { knowledgeAddress } from "./use-knowledge-route.ts";
import { useLoaded } from "../server/use-loaded.ts";

const FRESHNESS: readonly Freshness[] = ["fresh", "due", "expired", "behind", "draft", "missing"];
const SHOWS = ["all", "due", "expired", "behind", "open", "missing"] as const;
type Show = (typeof SHOWS)[number];
const ORDERS = ["title", "worst", "asked"] as const;
type Order = (typeof ORDERS)[number];

export function ArticleList() {
  const { language, text } = useTexts();
  const { body, fault, reload } = useLoaded<KnowledgeListView>(`/knowledge?language=${language}`);
  const [search, setSearch] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [order, setOrder] = useState<Order>("title");
  const rows = useMemo(() => pick(body?.articles ?? [], { search, show, order }), [body, search, show, order]);
  if (fault !== null && body === null) return <ErrorState fault={fault} onRetry={() => void reload()} />;
  if (body === null) return <ListSkeleton />;
  if (body.articles.length === 0) return <NoArticles page={body} />;
  return (
    <section aria-labelledby="articles-title">
      <div className="knowledge-title">
        <h1 id="articles-title">{text("knowledge.title")}</h1>
        <p className="muted small">{text("knowledge.count", { count: body.articles.length })}</p>
        {body.mayWrite ? <NewArticle languages={body.languages} /> : null}
      </div>
      {body.openQuestions > 0 ? (
        <p className="note note-info">
          <a href={knowledgeAddress({ kind: "questions" })} onClick={followLink}>
            {text("knowledge.openQuestions", { count: body.openQuestions })}
          </a>
        </p>
      ) : null}
      <div className="list-tools">
        <SearchField label={text("knowledge.search")} value={search} onChange={setSearch} />
        <Choose
          label={text("knowledge.show")}
          values={SHOWS}
          value={show}
          nameOf={(each) => text(`knowledge.show.${each}`)}
          onChange={setShow}
        />
        <Choose
          label={text("knowledge.order")}
          values={ORDERS}
          value={order}
          nameOf={(each) => text(`knowledge.order.${each}`)}
          onChange={setOrder}
        />
      </div>
      <Legend />
      {rows.length === 0 ? (
        <div className="state">
          <h2>{text("knowledge.empty.title")}</h2>
          <p>{text("knowledge.empty.body")}</p>
        </div>
      ) : (
        <ul className="card">
          {rows.map((row) => (
            <Row key={row.articleKey} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** A shop that begins: two ways to a first article, and nothing to search or filter yet. */
function NoArticles({ page }: { readonly page: KnowledgeListView }) {
  const { text } = useTexts();
  return (
    <section aria-labelledby="articles-title">
      <div className="knowledge-title">
        <h1 id="articles-title">{text("knowledge.title")}</h1>
      </div>
      <div className="state">
        <h2>{text("knowledge.none.title")}</h2>
        <p>{text("knowledge.none.body")}</p>
        {page.mayWrite ? (
          <div className="actions">
            <NewArticle languages={page.languages} />
            <a className="button" href={knowledgeAddress({ kind: "import" })} onClick={followLink}>
              {text("knowledge.none.import")}
            </a>
          </div>
        ) : null}
      </div>
    </section>
  );
}

interface ChooseProps<Value extends string> {
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value;
  readonly nameOf: (value: Value) => string;
  readonly onChange: (value: Value) => void;
}

function Choose<Value extends string>({ label, ...select }: ChooseProps<Value>) {
  return (
    <label className="choose">
      <span className="unseen">{label}</span>
      <SelectOne {...select} />
    </label>
  );
}

function Legend() {
  const { text } = useTexts();
  return (
    <ul className="legend" aria-hidden="true">
      {FRESHNESS.map((state) => (
        <li key={state}>
          <span className="cell" data-state={state} /> {text(`freshness.${state}`)}
        </li>
      ))}
    </ul>
  );
}

function Row({ row }: { readonly row: ArticleRow }) {
  const { text } = useTexts();
  return (
    <li className="article-row">
      <a
        className="article-link"
        href={knowledgeAddress({ kind: "article", articleKey: row.articleKey, language: null })}
        onClick={followLink}
      >
        {/* Their letters run their own way; they begin where the row begins. */}
        <span className="article-name">
          <bdi lang={row.titleLanguage}>{row.title}</bdi>
        </span>
        <span className="article-key">
          <bdi dir="ltr">{row.articleKey}</bdi>
        </span>
      </a>
      <ul className="cells" aria-label={text("knowledge.languages")}>
        {row.cells.map((cell) => (
          <Cell key={cell.language} cell={cell} articleKey={row.articleKey} />
        ))}
      </ul>
      <p className="figures small muted">
        {text("knowledge.answered", { count: row.answered })}
        {row.up + row.down === 0 ? null : (
          <span className={row.down > row.up ? "figures-bad" : undefined}>
            {" · "}
            {text("knowledge.rated", { up: row.up, down: row.down })}
          </span>
        )}
      </p>
    </li>
  );
}

function Cell({ cell, articleKey }: { readonly cell: CoverageCell; readonly articleKey: string }) {
  const { language, text } = useTexts();
  const state = text(`freshness.${cell.state}`);
  const open = cell.open === null ? "" : `, ${text(`version.state.${cell.open}`)}`;
  const label = `${nameLanguage(cell.language, language)}: ${state}${open}`;
  return (
    <li>
      <a
        className="cell"
        data-state={cell.state}
        data-open={cell.open === null ? undefined : "true"}
        href={knowledgeAddress({ kind: "article", articleKey, language: cell.language })}
        title={label}
        aria-label={label}
        onClick={followLink}
      >
        {cell.language}
      </a>
    </li>
  );
}

function ListSkeleton() {
  const { text } = useTexts();
  return (
    <div className="skeleton" role="status" aria-label={text("app.loading")}>
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}

function pick(
  rows: readonly ArticleRow[],
  wish: { readonly search: string; readonly show: Show; readonly order: Order },
): readonly ArticleRow[] {
  const words = wish.search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const found = rows.filter((row) => {
    const haystack = row.search.toLocaleLowerCase();
    return words.every((word) => haystack.includes(word)) && row.cells.some((cell) => isShown(cell, wish.show));
  });
  return found.toSorted((one, other) => {
    if (wish.order === "asked") return other.answered - one.answered;
    // One thumb down of one says less than ten of twelve.
    if (wish.order === "worst") return badness(other) - badness(one);
    return one.title.localeCompare(other.title);
  });
}

function isShown({ state, open }: CoverageCell, show: Show): boolean {
  if (show === "all") return true;
  return show === "open" ? open !== null || state === "draft" : state === show;
}

/** The lower end of what share of buyers it did not help, 90 % sure (Wilson's interval). */
function badness({ up, down }: ArticleRow): number {
  const count = up + down;
  if (count === 0) return -1;
  const z = 1.28;
  const share = down / count;
  const spread = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return (share + z ** 2 / (2 * count) - spread) / (1 + z ** 2 / count);
}
