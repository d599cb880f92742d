/** The sections of the console: what one works in beside one another, the others in a menu behind them. */
import { useContext } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { PractisingContext } from "../session/practising.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ChevronIcon, SearchIcon } from "./icons.tsx";
import { addressIn, followLink, moveTo, PRACTISED_SECTIONS, type Section, SECTIONS } from "./use-path.ts";

/** As many as stand beside one another in the narrow column, in the longest language; the others in the menu. */
const IN_SIGHT = 3;

/** The search has its picture, and one's own account stands in the menu of who one is. */
const LISTED: readonly Section[] = SECTIONS.filter((each) => each !== "search" && each !== "account");
const LISTED_PRACTISING = LISTED.filter((each) => PRACTISED_SECTIONS.includes(each));

export function SectionLinks({ section }: { readonly section: Section }) {
  const { text } = useTexts();
  const listed = useContext(PractisingContext) ? LISTED_PRACTISING : LISTED;
  const others = listed.slice(IN_SIGHT);
  const isAmongOthers = others.includes(section);
  return (
    <nav className="sections" aria-label={text("section.label")}>
      {listed.slice(0, IN_SIGHT).map((each) => (
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
      <MenuTrigger>
        <Button className="section-link section-more" data-current={isAmongOthers}>
          {text(isAmongOthers ? `section.${section}` : "action.more")}
          <ChevronIcon />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label={text("action.more")}>
            {others.map((each) => (
              <MenuItem key={each} id={each} className="menu-item" onAction={() => moveTo(addressIn(each))}>
                {text(`section.${each}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <a
        className="section-link section-search"
        href={addressIn("search")}
        aria-label={text("section.search")}
        title={text("shortcuts.search")}
        aria-current={section === "search" ? "page" : undefined}
        onClick={followLink}
      >
        <SearchIcon />
      </a>
    </nav>
  );
}
