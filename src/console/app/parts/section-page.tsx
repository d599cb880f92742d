/** A section that is one page: its head with the way to the others, and what stands in it. */
import { type ReactNode, useState } from "react";
import { SettingsMenu } from "../inbox/settings-menu.tsx";
import { ShortcutsDialog } from "../inbox/shortcuts-dialog.tsx";
import { type Shortcuts, useShortcuts } from "../inbox/use-shortcuts.ts";
import { ApiProvider } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { AnnouncerProvider } from "./announcer.tsx";
import { SectionLinks } from "./section-links.tsx";
import { addressIn, moveTo, type Section } from "./use-path.ts";

export interface SectionPageProps {
  readonly session: SignedIn;
  readonly onSignOut: () => Promise<void>;
  readonly onSessionEnd: () => void;
  /** Something about who is signed in has changed: read it again. */
  readonly onSessionChange: () => Promise<void>;
}

interface FramedProps extends SectionPageProps {
  readonly section: Section;
  /** The ways within the section, beside those to the others. */
  readonly places?: ReactNode;
  readonly children: ReactNode;
}

/** The search page has a field of its own to go to: from there this leads nowhere. */
const EVERYWHERE: Shortcuts = { "/": () => moveTo(addressIn("search")) };

export function SectionPage({ session, onSignOut, onSessionEnd, section, places, children }: FramedProps) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts(EVERYWHERE);
  return (
    <ApiProvider session={session} onSessionEnd={onSessionEnd}>
      <AnnouncerProvider>
        <div className="knowledge">
          <header className="knowledge-head">
            <SettingsMenu session={session} onSignOut={onSignOut} onHelp={() => setHelpOpen(true)} />
            <SectionLinks section={section} />
            {places}
          </header>
          <main className="knowledge-main">{children}</main>
          <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
        </div>
      </AnnouncerProvider>
    </ApiProvider>
  );
}
