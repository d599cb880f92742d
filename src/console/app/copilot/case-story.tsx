/** Three lines of the hand-over card: as a model wrote them, otherwise of what is known. */
import { Button } from "react-aria-components";
import type { CaseFacts, CaseSummary } from "../../../contracts/copilot.ts";
import type { SourceView, TicketPageView } from "../../console-api.ts";
import { Fact } from "../conversation/fact.tsx";
import { Sources } from "../conversation/sources.tsx";
import { formatMoment } from "../parts/format-time.ts";
import { type Texts, useTexts } from "../texts/use-texts.tsx";
import { describeFailure } from "./describe-failure.ts";
import { useCopilot } from "./use-copilot.tsx";

interface CaseStoryProps {
  readonly page: TicketPageView;
  /** The buyer's own words, or what they confirmed by a button. */
  readonly wish: string;
  readonly sources: readonly SourceView[];
  readonly isViewer: boolean;
}

export function CaseStory({ page, wish, sources, isViewer }: CaseStoryProps) {
  const { text } = useTexts();
  const { view, isWriting } = useCopilot();
  const summary = view?.summary ?? null;
  return (
    <>
      <dl aria-busy={isWriting}>
        {summary === null ? <Known page={page} wish={wish} /> : <Written summary={summary} />}
        {sources.length === 0 ? null : (
          <Fact name={text("handover.sources")}>
            <Sources sources={sources} />
          </Fact>
        )}
      </dl>
      <WhoWrote summary={summary} isViewer={isViewer} />
    </>
  );
}

function Written({ summary }: { readonly summary: CaseSummary }) {
  const { text } = useTexts();
  return (
    <>
      <Fact name={text("handover.wants")}>
        <span className="handover-wish" dir="auto" lang={summary.language}>
          {summary.wants}
        </span>
      </Fact>
      {(["tried", "stake"] as const).map((part) => (
        <Fact key={part} name={text(`handover.${part}`)}>
          <span className="handover-line" dir="auto" lang={summary.language}>
            {summary[part]}
          </span>
        </Fact>
      ))}
    </>
  );
}

function Known({ page, wish }: { readonly page: TicketPageView; readonly wish: string }) {
  const { language, text } = useTexts();
  const { view } = useCopilot();
  const { ticket } = page;
  const facts = view?.facts ?? null;
  const tried = facts === null ? "" : describeTried(facts, text);
  const stake = facts === null ? [] : listStake(facts, { language, text });
  const words = ticket.reason === "proposal" ? wish : (facts?.question ?? wish);
  return (
    <>
      <Fact name={text("handover.wants")}>
        <span className="handover-wish" dir="auto">
          {words}
        </span>
        {ticket.category === "other" ? null : <span className="muted"> {text(`category.${ticket.category}`)}</span>}
      </Fact>
      <Fact name={text("handover.tried")}>
        {text(`reason.long.${ticket.reason}`)} {tried}
      </Fact>
      <Fact name={text("handover.stake")}>
        {stake.length === 0 ? <span className="muted">{text("handover.noStake")}</span> : stake.join(" · ")}
      </Fact>
    </>
  );
}

function describeTried({ triedTitles, askedBack }: CaseFacts, text: Texts["text"]): string {
  // Their titles stand with their words below.
  if (triedTitles.length > 0) return text("handover.answeredFrom", { count: triedTitles.length });
  return askedBack > 0 ? text("handover.askedBack", { count: askedBack }) : "";
}

function listStake(facts: CaseFacts, { language, text }: Pick<Texts, "language" | "text">): readonly string[] {
  const { priority, order, otherCases, tags } = facts;
  const isPressing = priority === "urgent" || priority === "high";
  const has = (tag: string) => tags.includes(tag);
  return [
    ...(isPressing ? [text(`priority.${priority}`)] : []),
    ...(has("angry") ? [text("handover.angry")] : []),
    ...(has("vip") ? [text("handover.vip")] : []),
    ...(order === null ? [] : [nameOrder(order, { language, text })]),
    ...(otherCases > 0 ? [text("handover.otherCases", { count: otherCases })] : []),
  ];
}

function nameOrder(
  { number, amount, currency }: NonNullable<CaseFacts["order"]>,
  { language, text }: Pick<Texts, "language" | "text">,
): string {
  // A number reads from left to right in every language.
  const shown = `\u2066${number}\u2069`;
  if (amount === null || currency === null) return text("handover.order", { number: shown });
  const total = new Intl.NumberFormat(language, { style: "currency", currency }).format(Number(amount));
  return text("handover.orderOf", { number: shown, total });
}

function WhoWrote({ summary, isViewer }: { readonly summary: CaseSummary | null; readonly isViewer: boolean }) {
  const { language, text } = useTexts();
  const { view, isWriting, failure, writeSummary } = useCopilot();
  if (view === null || !view.hasModel) return null;
  const isGood = summary !== null && summary.language === language && !view.isStale && failure === null;
  const said =
    summary === null
      ? text("handover.unwritten")
      : text("handover.written", { time: formatMoment(summary.writtenAt, language) });
  return (
    <p className="handover-writer">
      <span>{isWriting ? text("handover.writing") : said}</span>
      {view.isStale && !isWriting ? <span>{text("handover.stale")}</span> : null}
      {failure === null ? null : (
        <span className="delivery-bad" role="status">
          {describeFailure(failure, text)}
        </span>
      )}
      {isViewer || isWriting || isGood ? null : (
        <Button className="button-text" onPress={writeSummary}>
          {text(summary === null ? "handover.write" : "handover.writeAnew")}
        </Button>
      )}
    </p>
  );
}
