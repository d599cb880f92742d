/** A market that does not ship: named here, written above. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "react-aria-components";
import { isLanguage } from "../../../contracts/language.ts";
import type { ShopManner } from "../../../contracts/manner.ts";
import { useTexts } from "../texts/use-texts.tsx";

interface AddMarketProps {
  readonly known: readonly string[];
  readonly onAdd: (manner: ShopManner) => void;
}

export function AddMarket({ known, onAdd }: AddMarketProps) {
  const { text } = useTexts();
  const fieldId = useId();
  const [written, setWritten] = useState("");
  const [isWrong, setWrong] = useState(false);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const market = readMarket(written);
    if (market === null || known.includes(market)) return setWrong(true);
    setWrong(false);
    setWritten("");
    onAdd({
      market,
      opening: "solution",
      formality: "polite",
      avoid: [],
      note: "",
      reasons: {},
      isShipped: false,
      comesWithProgram: false,
    });
  };
  return (
    <form className="field" onSubmit={add}>
      <label htmlFor={fieldId}>{text("manners.add.label")}</label>
      <div className="actions">
        <input
          id={fieldId}
          dir="ltr"
          maxLength={5}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? `${fieldId}-wrong` : undefined}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <Button type="submit" className="button">
          {text("manners.add")}
        </Button>
      </div>
      {isWrong ? (
        <p id={`${fieldId}-wrong`} className="note note-bad" role="alert">
          {text("manners.add.wrong")}
        </p>
      ) : null}
    </form>
  );
}

/** As people type it: "pt-br" and "br" are understood, "xx" is no language of ours but may be a country. */
function readMarket(written: string): string | null {
  const [first = "", second] = written.trim().split(/[-_]/u);
  if (second === undefined) {
    if (isLanguage(first.toLowerCase()) && first !== first.toUpperCase()) return first.toLowerCase();
    return /^[a-z]{2}$/iu.test(first) && isCountry(first) ? first.toUpperCase() : null;
  }
  return isLanguage(first.toLowerCase()) && isCountry(second) ? `${first.toLowerCase()}-${second.toUpperCase()}` : null;
}

function isCountry(code: string): boolean {
  if (!/^[a-z]{2}$/iu.test(code)) return false;
  const name = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" }).of(code.toUpperCase());
  return name !== undefined;
}
