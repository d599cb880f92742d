/** The sections of the console: the inbox, the knowledge, macros, incidents. */
import { useTexts } from "../texts/use-texts.tsx";
import { addressIn, followLink, type Section, SECTIONS } from "./use-path.ts";

export function SectionLinks({ section }: { readonly section: Section }) {
  const { text } = useTexts();
  return (
    <nav className="sections" aria-label={text("section.label")}>
      {SECTIONS.map((each) => (
        <a
          key={each}
          className="section-link"
          href={addressIn(each)}
          aria-current={each === section ? "page" : undefined}
          onClick={followLink}
        >
          {text(`section.${each}`)}
        </a>
      ))}
    </nav>
  );
}
