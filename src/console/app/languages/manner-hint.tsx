/** One line at the composer: how the shop speaks with buyers of this market when something went wrong. */
import type { ShopManner } from "../../../contracts/manner.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameMarket } from "./name-market.ts";

export function MannerHint({ manner }: { readonly manner: ShopManner }) {
  const { language, text } = useTexts();
  const avoided = new Intl.ListFormat(language, { type: "conjunction" }).format(
    manner.avoid.map((each) => text(`manners.avoid.${each}`)),
  );
  const reason = manner.isShipped ? (manner.reasons[language] ?? manner.reasons["en"]) : undefined;
  return (
    <details className="manner">
      <summary>
        <span className="manner-market">{nameMarket(manner.market, language)}</span>
        <span>
          {text(`manners.opening.${manner.opening}`)} · {text(`manners.formality.${manner.formality}`)}
        </span>
      </summary>
      {avoided === "" ? null : <p>{text("manners.avoiding", { list: avoided })}</p>}
      {manner.note === "" ? null : <p dir="auto">{manner.note}</p>}
      {reason === undefined ? null : <p className="muted">{reason}</p>}
    </details>
  );
}
