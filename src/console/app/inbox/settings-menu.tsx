/** Who I am, and what is mine to set: language, appearance, the list of keys, the way out. */
import { useState } from "react";
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  type Selection,
  Separator,
} from "react-aria-components";
import type { AlertSettings } from "../desk/use-alerts.ts";
import { changeTheme, readTheme, THEMES, type Theme } from "../parts/choose-theme.ts";
import { BrandMark, CheckIcon, ChevronIcon } from "../parts/icons.tsx";
import { nameInItself } from "../parts/language-select.tsx";
import { addressIn, moveTo } from "../parts/use-path.ts";
import type { SignedIn } from "../session/use-session.ts";
import { CONSOLE_LANGUAGES } from "../texts/load-texts.ts";
import { type TextName, useTexts } from "../texts/use-texts.tsx";

interface SettingsMenuProps {
  readonly session: SignedIn;
  readonly alerts?: AlertSettings;
  readonly onSignOut: () => Promise<void>;
  readonly onHelp: () => void;
}

const THEME_NAMES: Readonly<Record<Theme, TextName>> = {
  system: "menu.themeSystem",
  light: "menu.themeLight",
  dark: "menu.themeDark",
};

export function SettingsMenu({ session, alerts, onSignOut, onHelp }: SettingsMenuProps) {
  const { language, text, changeLanguage } = useTexts();
  const [theme, setTheme] = useState(readTheme);
  const setAndKeep = (next: Theme) => {
    setTheme(next);
    changeTheme(next);
  };
  return (
    <MenuTrigger>
      <Button className="who" aria-label={text("menu.label", { name: session.agent.name })}>
        <BrandMark />
        <span className="who-names">
          <bdi className="who-shop">{session.shop.name}</bdi>
          <bdi className="who-agent">{session.agent.email}</bdi>
        </span>
        <ChevronIcon />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu
          className="menu"
          aria-label={text("menu.label", { name: session.agent.name })}
          disabledKeys={alerts?.canDesktop === false ? ["desktop"] : []}
        >
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[language]}
            onSelectionChange={(keys) =>
              changeLanguage(CONSOLE_LANGUAGES.find((each) => isChosen(keys, each)) ?? language)
            }
          >
            <Header className="menu-head">{text("menu.language")}</Header>
            {CONSOLE_LANGUAGES.map((each) => (
              <CheckedItem key={each} id={each} label={nameInItself(each)} />
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => setAndKeep(THEMES.find((each) => isChosen(keys, each)) ?? theme)}
          >
            <Header className="menu-head">{text("menu.theme")}</Header>
            {THEMES.map((each) => (
              <CheckedItem key={each} id={each} label={text(THEME_NAMES[each])} />
            ))}
          </MenuSection>
          <Separator className="menu-line" />
          {alerts === undefined ? null : <AlertSection alerts={alerts} />}
          <MenuItem className="menu-item" onAction={onHelp}>
            <span className="menu-check" />
            <span className="menu-label">{text("menu.shortcuts")}</span>
            <kbd>?</kbd>
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => moveTo(addressIn("account"))}>
            <span className="menu-check" />
            {text("section.account")}
          </MenuItem>
          <MenuItem className="menu-item" onAction={() => void onSignOut()}>
            <span className="menu-check" />
            {text("menu.signOut")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function AlertSection({ alerts }: { readonly alerts: AlertSettings }) {
  const { text } = useTexts();
  const { hasDesktop, hasSound, canDesktop } = alerts;
  const selected = [...(hasDesktop ? ["desktop"] : []), ...(hasSound ? ["sound"] : [])];
  return (
    <>
      <MenuSection
        selectionMode="multiple"
        selectedKeys={selected}
        onSelectionChange={(keys) => {
          if (isChosen(keys, "sound") !== hasSound) alerts.setSound(!hasSound);
          if (isChosen(keys, "desktop") !== hasDesktop) void alerts.setDesktop(!hasDesktop);
        }}
      >
        <Header className="menu-head">{text("menu.alerts")}</Header>
        <CheckedItem id="desktop" label={text(canDesktop ? "menu.alertDesktop" : "menu.alertForbidden")} />
        <CheckedItem id="sound" label={text("menu.alertSound")} />
      </MenuSection>
      <Separator className="menu-line" />
    </>
  );
}

function isChosen(keys: Selection, key: string): boolean {
  return keys !== "all" && keys.has(key);
}

function CheckedItem({ id, label }: { readonly id: string; readonly label: string }) {
  return (
    <MenuItem id={id} textValue={label} className="menu-item">
      {({ isSelected }) => (
        <>
          <span className="menu-check">{isSelected ? <CheckIcon /> : null}</span>
          {label}
        </>
      )}
    </MenuItem>
  );
}
