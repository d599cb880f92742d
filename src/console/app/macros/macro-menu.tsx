/** In the composer: the menu of macros, most used first, and above the field what a macro left open. */
import { useMemo, useState } from "react";
import {
  Autocomplete,
  Button,
  Input,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  SearchField,
  Text,
  useFilter,
} from "react-aria-components";
import type { Macro } from "../../../contracts/macro.ts";
import { useShortcuts } from "../inbox/use-shortcuts.ts";
import { nameLanguage } from "../parts/format-time.ts";
import { useApi } from "../server/use-api.tsx";
import { useTexts } from "../texts/use-texts.tsx";
import { MacroIcon } from "./macro-icon.tsx";
import { nameMacro, searchText, wordsOf } from "./name-macro.ts";
import type { Macros } from "./use-macros.ts";

/** The last messages stay in sight: an agent chooses by what was said. */
const MAX_HEIGHT_PX = 400;

export function MacroMenu({ macros }: { readonly macros: Macros }) {
  const { text } = useTexts();
  const api = useApi();
  const { contains } = useFilter({ sensitivity: "base" });
  const [isOpen, setOpen] = useState(false);
  const [listed, setListed] = useState<readonly Macro[] | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    // Colleagues write macros, and what is used most changes: looked at anew each time, the last list meanwhile.
    if (next) {
      void api.get<{ readonly macros: readonly Macro[] }>("/macros").then((called) => {
        setListed((before) => (called.kind === "ok" ? called.body.macros : (before ?? [])));
      });
    }
  };
  useShortcuts(useMemo(() => ({ m: () => change(true) }), [api]));
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={change}>
      <Button className="button-icon macro-button" aria-label={text("macros.menu")}>
        <MacroIcon />
      </Button>
      <Popover className="popover macro-popover" placement="top start" maxHeight={MAX_HEIGHT_PX}>
        <Autocomplete filter={contains}>
          <SearchField className="macro-search" aria-label={text("macros.search")} autoFocus>
            <Input placeholder={text("macros.search")} />
          </SearchField>
          {listed === null ? (
            <p className="macro-none">{`${text("app.loading")}…`}</p>
          ) : (
            <Choices listed={listed} onChoose={macros.choose} />
          )}
        </Autocomplete>
      </Popover>
    </MenuTrigger>
  );
}

interface ChoicesProps {
  readonly listed: readonly Macro[];
  readonly onChoose: (macroKey: string) => void;
}

function Choices({ listed, onChoose }: ChoicesProps) {
  const { language, text } = useTexts();
  return (
    <Menu
      className="menu macro-menu"
      aria-label={text("macros.menu")}
      items={listed.map((macro) => ({ ...macro, id: macro.macroKey }))}
      onAction={(key) => onChoose(String(key))}
      renderEmptyState={() => (
        <p className="macro-none">{text(listed.length === 0 ? "macros.none" : "macros.noFit")}</p>
      )}
    >
      {(macro) => (
        <MenuItem className="menu-item macro-item" textValue={searchText(macro, language)}>
          <Text slot="label" className="macro-name" dir="auto">
            {nameMacro(macro, language)}
          </Text>
          <Text slot="description" className="macro-said" dir="auto">
            {wordsOf(macro, language)}
          </Text>
        </MenuItem>
      )}
    </Menu>
  );
}

/** In words, because a brace is easily read over. */
export function MacroNote({ macros }: { readonly macros: Macros }) {
  const { language, text } = useTexts();
  const { openValues, otherLanguage, wasRefused, next } = macros;
  const names = openValues.map((value) => text(`macros.value.${value}`));
  const listed = new Intl.ListFormat(language, { type: "conjunction" }).format(names);
  return (
    <div className="macro-notes">
      {openValues.length > 0 ? (
        <p className="note note-warn" role="status">
          {text("macros.open", { count: openValues.length, names: listed })}
        </p>
      ) : null}
      {wasRefused ? (
        <p className="note note-bad" role="alert">
          {text("macros.refused")}
        </p>
      ) : null}
      {otherLanguage === null ? null : (
        <p className="note note-info" role="status">
          {text("macros.otherLanguage", { language: nameLanguage(otherLanguage, language) })}
        </p>
      )}
      {next === undefined ? null : (
        <p className="note note-info">
          {text(`macros.then.${next}.note`)}{" "}
          <Button className="button-text" onPress={macros.leaveCase}>
            {text("macros.then.leave")}
          </Button>
        </p>
      )}
    </div>
  );
}
