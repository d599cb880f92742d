/** One line at the composer: how the shop speaks with buyers of this market when something went wrong. */
import type { Manner, ShopManner } from "../../../contracts/manner.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameMarket } from "./name-market.ts";

export function MannerHint({ manner }: { readonly manner: ShopManner }) {
  const { language, text } = useTexts();
  const reason = manner.isShipped ? (manner.reasons[language] ?? manner.reasons["en"]) : undefined;
  return (
    <details className="manner">
      <summary>
        <span className="manner-market">{nameMarket(manner.market, language)}</span>
        <span>
          {text(`manners.opening.${manner.opening}`)} · {text(`manners.formality.${manner.formality}`)}
        </span>
      </summary>
      <Avoided manner={manner} />
      {reason === undefined ? null : <p className="muted">{reason}</p>}
    </details>
  );
}

export function Avoided({ manner }: { readonly manner: Manner }) {
  const { language, text } = useTexts();
  const list = new Intl.ListFormat(language, { type: "conjunction" }).format(
    manner.avoid.map((each) => text(`manners.avoid.${each}`)),
  );
  return (
    <>
      {list === "" ? null : <p>{text("manners.avoiding", { list })}</p>}
      {manner.note === "" ? null : <p dir="auto">{manner.note}</p>}
    </>
  );
}
