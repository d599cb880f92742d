/** The gate: nobody known yet, nobody signed in, or the section that who is signed in looks at. */
import type { ComponentType } from "react";
import { InboxPage } from "./inbox/inbox-page.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { loadLater } from "./load-later.tsx";
import { PageLoading } from "./parts/page-loading.tsx";
import type { SectionPageProps } from "./parts/section-page.tsx";
import { addressIn, moveTo, PRACTISED_SECTIONS, usePath } from "./parts/use-path.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { PractisingContext } from "./session/practising.ts";
import { type SignedIn, useSession } from "./session/use-session.ts";

type Section = ComponentType<SectionPageProps>;

/** Loaded when somebody goes there: the first page is the inbox, and it should be there at once. */
const SECTION_PAGES: Readonly<Record<string, Section>> = {
  search: loadLater(async () => (await import("./search/search-page.tsx")).SearchPage),
  knowledge: loadLater(async () => (await import("./knowledge/knowledge-page.tsx")).KnowledgePage),
  macros: loadLater(async () => (await import("./macros/macros-page.tsx")).MacrosPage),
  desk: loadLater(async () => (await import("./settings/desk-settings-page.tsx")).DeskSettingsPage),
  team: loadLater(async () => (await import("./team/team-page.tsx")).TeamPage),
  people: loadLater(async () => (await import("./people/people-page.tsx")).PeoplePage),
  account: loadLater(async () => (await import("./account/account-page.tsx")).AccountPage),
  manners: loadLater(async () => (await import("./manners/manners-page.tsx")).MannersPage),
  integrations: loadLater(async () => (await import("./integrations/integrations-page.tsx")).IntegrationsPage),
  satisfaction: loadLater(async () => (await import("./satisfaction/satisfaction-page.tsx")).SatisfactionPage),
  quality: loadLater(async () => (await import("./quality/quality-page.tsx")).QualityPage),
  training: loadLater(async () => (await import("./training/training-page.tsx")).TrainingPage),
  incidents: loadLater(async () => (await import("./incidents/incidents-page.tsx")).IncidentsPage),
};

const PracticeFrame = loadLater(async () => (await import("./training/practice-frame.tsx")).PracticeFrame);
const JoinPage = loadLater(async () => (await import("./session/join-page.tsx")).JoinPage);

export function App() {
  const path = usePath();
  const { state, signIn, signOut, endSession, refresh } = useSession();
  const section = path.split(/[/?]/u, 1)[0] ?? "";
  if (section === "join") {
    const leave = () => {
      moveTo(addressIn("inbox"));
      void refresh();
    };
    return <JoinPage ticket={window.location.hash.slice(1)} onDone={leave} />;
  }
  switch (state.kind) {
    case "loading":
      return <PageLoading />;
    case "failed":
      return (
        <main className="page-failed">
          <ErrorState fault={state.fault} onRetry={() => void refresh()} />
        </main>
      );
    case "signed-out":
      return <SignInPage needsShop={state.needsShop} hasEnded={state.hasEnded} onSignIn={signIn} />;
    case "signed-in": {
      const { session } = state;
      const Section = SECTION_PAGES[placeOf(session, section)] ?? InboxPage;
      const page = (
        <Section session={session} onSignOut={signOut} onSessionEnd={endSession} onSessionChange={refresh} />
      );
      return (
        <PractisingContext value={session.isPractising}>
          {session.isPractising ? <PracticeFrame csrfToken={session.csrfToken}>{page}</PracticeFrame> : page}
        </PractisingContext>
      );
    }
  }
}

/** What the server would refuse leads to where one may be: to the second factor that is missing, or to the practice. */
function placeOf({ lacksFactor, isPractising }: SignedIn, section: string): string {
  if (lacksFactor) return "account";
  return isPractising && !PRACTISED_SECTIONS.some((each) => each === section) ? "inbox" : section;
}
