/** What is kept in this browser: the console's language, and how it tells of what is new. */
import { useAlertSettings } from "../desk/use-alerts.ts";
import { LanguageSelect } from "../parts/language-select.tsx";
import { useTexts } from "../texts/use-texts.tsx";

export function HereFields() {
  const { text } = useTexts();
  const { hasSound, hasDesktop, canDesktop, setSound, setDesktop } = useAlertSettings();
  return (
    <section className="card access-card" aria-labelledby="account-here">
      <h2 id="account-here">{text("account.here")}</h2>
      <p className="muted small">{text("account.hereLead")}</p>
      <LanguageSelect />
      <label className="option">
        <input type="checkbox" checked={hasSound} onChange={() => setSound(!hasSound)} />
        <span>{text("menu.alertSound")}</span>
      </label>
      <label className="option">
        <input
          type="checkbox"
          disabled={!canDesktop}
          checked={hasDesktop}
          onChange={() => void setDesktop(!hasDesktop)}
        />
        <span>{text(canDesktop ? "menu.alertDesktop" : "menu.alertForbidden")}</span>
      </label>
    </section>
  );
}
