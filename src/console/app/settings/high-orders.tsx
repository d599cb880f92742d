/** From what an order is worth its case is more urgent, in each currency the shop sells in. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { TagRemove } from "../case/tags.tsx";
import { decimalsOf, formatMinor } from "../parts/format-minor.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { SettingFieldsProps } from "./setting-fields.ts";

const MAX_CURRENCIES = 200;

export function HighOrders({ settings: { highOrderMinor }, onChange }: SettingFieldsProps) {
  const { language, text } = useTexts();
  const [currency, setCurrency] = useState("");
  const [amount, setAmount] = useState("");
  const minor = readMinor(amount, currency);
  const isFull = Object.keys(highOrderMinor).length >= MAX_CURRENCIES;
  const add = () => {
    if (minor === null) return;
    onChange({ highOrderMinor: { ...highOrderMinor, [currency]: minor } });
    setCurrency("");
    setAmount("");
  };
  return (
    <div className="setting-group">
      <h2>{text("deskSettings.highOrder")}</h2>
      <ul className="tags">
        {Object.entries(highOrderMinor).map(([code, limit]) => (
          <li key={code} className="tag">
            <bdi>{formatMinor(limit, code, language)}</bdi>
            <TagRemove
              label={text("deskSettings.removeCurrency", { currency: code })}
              onPress={() => {
                const { [code]: _gone, ...rest } = highOrderMinor;
                onChange({ highOrderMinor: rest });
              }}
            />
          </li>
        ))}
      </ul>
      <div className="actions">
        <input
          className="setting-amount"
          type="text"
          inputMode="decimal"
          dir="ltr"
          maxLength={16}
          aria-label={text("deskSettings.amount")}
          placeholder={text("deskSettings.amount")}
          value={amount}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <input
          className="setting-currency"
          type="text"
          dir="ltr"
          maxLength={3}
          aria-label={text("deskSettings.currency")}
          placeholder={text("deskSettings.currency")}
          aria-invalid={currency.length === 3 && !isCurrency(currency)}
          value={currency}
          onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
        />
        <Button className="button" isDisabled={minor === null || isFull} onPress={add}>
          {text("deskSettings.addCurrency")}
        </Button>
      </div>
      {currency.length === 3 && !isCurrency(currency) ? (
        <p className="note note-bad" role="alert">
          {text("deskSettings.wrong.currency")}
        </p>
      ) : null}
    </div>
  );
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/u.test(code);
}

/** "200", "199.90" or "199,90"; null when it is no amount of this currency. In digits: a fraction is not what it says. */
function readMinor(amount: string, currency: string): number | null {
  const found = /^(\d{1,12})(?:[.,](\d+))?$/u.exec(amount.trim());
  if (!isCurrency(currency) || !found) return null;
  const [, whole = "", fraction = ""] = found;
  const decimals = decimalsOf(currency);
  return fraction.length > decimals ? null : Number(`${whole}${fraction.padEnd(decimals, "0")}`);
}
