/** The console's own texts in the language its user chose, which also sets the direction of the page. */
import { IntlMessageFormat } from "intl-messageformat";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { ENGLISH, type TextName } from "./english.ts";
import { chooseLanguage, keepLanguage, loadTexts, type TextBook } from "./load-texts.ts";

export type { TextName } from "./english.ts";
export type TextValues = Readonly<Record<string, string | number>>;

export interface Texts {
  /** BCP 47 primary tag of the language the console speaks now. */
  readonly language: string;
  readonly text: (name: TextName, values?: TextValues) => string;
  readonly changeLanguage: (language: string) => void;
}

const TextsContext = createContext<Texts | null>(null);

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (texts === null) throw new Error("useTexts needs a TextsProvider");
  return texts;
}

export function TextsProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(chooseLanguage);
  const [loaded, setLoaded] = useState<{ language: string; book: TextBook } | null>(null);

  useEffect(() => {
    let isStale = false;
    // A language that cannot be loaded must not leave the page empty: English is always there.
    const fallBack = () => ({ language: "en", book: ENGLISH as TextBook });
    void loadTexts(wanted)
      .then((book) => ({ language: wanted, book }), fallBack)
      .then((next) => !isStale && setLoaded(next));
    return () => {
      isStale = true;
    };
  }, [wanted]);

  useEffect(() => {
    if (loaded === null) return;
    document.documentElement.lang = loaded.language;
    document.documentElement.dir = directionOf(loaded.language);
    document.title = loaded.book["app.title"] ?? "Dragoman";
  }, [loaded]);

  const texts = useMemo<Texts | null>(() => {
    if (loaded === null) return null;
    const changeLanguage = (language: string) => {
      keepLanguage(language);
      setWanted(language);
    };
    return { language: loaded.language, text: createText(loaded.language, loaded.book), changeLanguage };
  }, [loaded]);

  if (texts === null) return null;
  return (
    <TextsContext value={texts}>
      <I18nProvider locale={texts.language}>{children}</I18nProvider>
    </TextsContext>
  );
}

/** Parsed once per text and language: formatting is then cheap enough for every row of the queue. */
function createText(language: string, book: TextBook): Texts["text"] {
  const parsed = new Map<TextName, IntlMessageFormat>();
  return (name, values) => {
    const source = book[name] ?? ENGLISH[name];
    if (values === undefined) return source;
    const known = parsed.get(name) ?? new IntlMessageFormat(source, language);
    parsed.set(name, known);
    return String(known.format(values));
  };
}

function directionOf(language: string): "ltr" | "rtl" {
  return ["ar", "he", "fa", "ur"].includes(language) ? "rtl" : "ltr";
}
