/** A tab for each language that something may be written in; a dot says in which it is. */
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { LANGUAGES, type Language } from "../../../contracts/language.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { nameLanguage } from "./format-time.ts";

interface TextTabsProps {
  readonly label: string;
  readonly current: Language;
  readonly onChange: (language: Language) => void;
  readonly isWritten: (language: Language) => boolean;
  readonly children: (language: Language) => ReactNode;
}

export function TextTabs({ label, current, onChange, isWritten, children }: TextTabsProps) {
  const { language: own, text } = useTexts();
  return (
    <Tabs
      className="text-tab-set"
      selectedKey={current}
      onSelectionChange={(key) => onChange(LANGUAGES.find((each) => each === key) ?? "en")}
    >
      <TabList className="language-tabs" aria-label={label}>
        {LANGUAGES.map((each) => (
          <Tab key={each} ref={each === current ? showTab : undefined} id={each} className="language-tab">
            <span className="cell-dot" data-state={isWritten(each) ? "published" : "missing"} aria-hidden="true" />
            {nameLanguage(each, own)}
            <span className="unseen">{text(isWritten(each) ? "tabs.written" : "tabs.empty")}</span>
          </Tab>
        ))}
      </TabList>
      <TabPanel id={current} className="text-panel">
        {children(current)}
      </TabPanel>
    </Tabs>
  );
}

/** On a phone the row scrolls, and the language one begins with may be the fifteenth. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Where to begin: what the console speaks, when anybody may write in it. */
export function startLanguage(own: string): Language {
  return LANGUAGES.find((each) => each === own) ?? "en";
}
