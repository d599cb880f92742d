/** The sections of the console: the inbox, the knowledge, macros, incidents. */
import { useTexts } from "../texts/use-texts.tsx";
import { BASE, followLink } from "./use-path.ts";

export const SECTIONS = ["inbox", "knowledge", "macros", "incidents"] as const;
export type Section = (typeof SECTIONS)[number];

const ADDRESSES: Readonly<Record<Section, string>> = {
  inbox: `${BASE}waiting`,
  knowledge: `${BASE}knowledge`,
  macros: `${BASE}macros`,
  incidents: `${BASE}incidents`,
};

export function SectionLinks({ section }: { readonly section: Section }) {
  const { text } = useTexts();
  return (
    <nav className="sections" aria-label={text("section.label")}>
      {SECTIONS.map((each) => (
        <a
          key={each}
          className="section-link"
          href={ADDRESSES[each]}
          aria-current={each === section ? "page" : undefined}
          onClick={followLink}
        >
          {text(`section.${each}`)}
        </a>
      ))}
    </nav>
  );
}
