/** A section that is one page: its head with the way to the others, and what stands in it. */
import { type ReactNode, useState } from "react";
import { SettingsMenu } from "../inbox/settings-menu.tsx";
import { ShortcutsDialog } from "../inbox/shortcuts-dialog.tsx";
import { ApiProvider } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { AnnouncerProvider } from "./announcer.tsx";
import { SectionLinks } from "./section-links.tsx";
import type { Section } from "./use-path.ts";

export interface SectionPageProps {
  readonly session: SignedIn;
  readonly onSignOut: () => Promise<void>;
  readonly onSessionEnd: () => void;
}

interface FramedProps extends SectionPageProps {
  readonly section: Section;
  /** The ways within the section, beside those to the others. */
  readonly places?: ReactNode;
  readonly children: ReactNode;
}

export function SectionPage({ session, onSignOut, onSessionEnd, section, places, children }: FramedProps) {
  const [isHelpOpen, setHelpOpen] = useState(false);
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
