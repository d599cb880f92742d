/** A section that is one page: its head with the way to the others, and what stands in it. */
import { type ReactNode, useState } from "react";
import { SettingsMenu } from "../inbox/settings-menu.tsx";
import { ShortcutsDialog } from "../inbox/shortcuts-dialog.tsx";
import { ApiProvider } from "../server/use-api.tsx";
import type { SignedIn } from "../session/use-session.ts";
import { AnnouncerProvider } from "./announcer.tsx";
import { type Section, SectionLinks } from "./section-links.tsx";

export interface SectionPageProps {
  readonly session: SignedIn;
  readonly onSignOut: () => Promise<void>;
  readonly onSessionEnd: () => void;
}

export function SectionPage({
  session,
  onSignOut,
  onSessionEnd,
  section,
  children,
}: SectionPageProps & { readonly section: Section; readonly children: ReactNode }) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  return (
    <ApiProvider session={session} onSessionEnd={onSessionEnd}>
      <AnnouncerProvider>
        <div className="knowledge">
          <header className="knowledge-head">
            <SettingsMenu session={session} onSignOut={onSignOut} onHelp={() => setHelpOpen(true)} />
            <SectionLinks section={section} />
          </header>
          <main className="knowledge-main">{children}</main>
          <ShortcutsDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
        </div>
      </AnnouncerProvider>
    </ApiProvider>
  );
}
