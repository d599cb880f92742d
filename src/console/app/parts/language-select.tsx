/** Chooses the console's own language; each is named in itself, so that one finds one's own. */
import { useTexts } from "../texts/use-texts.tsx";
import { CONSOLE_LANGUAGES } from "../texts/load-texts.ts";

export function LanguageSelect() {
  const { language, text, changeLanguage } = useTexts();
  return (
    <select
      className="language-select"
      aria-label={text("menu.language")}
      value={language}
      onChange={(event) => changeLanguage(event.currentTarget.value)}
    >
      {CONSOLE_LANGUAGES.map((each) => (
        <option key={each} value={each} lang={each}>
          {nameInItself(each)}
        </option>
      ))}
    </select>
  );
}

export function nameInItself(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
