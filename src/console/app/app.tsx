/** The gate: nobody known yet, nobody signed in, or the section that who is signed in looks at. */
import { type ComponentType, lazy, Suspense } from "react";
import { InboxPage } from "./inbox/inbox-page.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { PageLoading } from "./parts/page-loading.tsx";
import type { SectionPageProps } from "./parts/section-page.tsx";
import { addressIn, moveTo, PRACTISED_SECTIONS, usePath } from "./parts/use-path.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { PractisingContext } from "./session/practising.ts";
import { type SignedIn, useSession } from "./session/use-session.ts";

type Section = ComponentType<SectionPageProps>;

/** Loaded when somebody goes there: the first page is the inbox, and it should be there at once. */
const SECTION_PAGES: Readonly<Record<string, Section>> = {
  search: lazy(async () => ({ default: (await import("./search/search-page.tsx")).SearchPage })),
  knowledge: lazy(async () => ({ default: (await import("./knowledge/knowledge-page.tsx")).KnowledgePage })),
  macros: lazy(async () => ({ default: (await import("./macros/macros-page.tsx")).MacrosPage })),
  desk: lazy(async () => ({ default: (await import("./settings/desk-settings-page.tsx")).DeskSettingsPage })),
  team: lazy(async () => ({ default: (await import("./team/team-page.tsx")).TeamPage })),
  people: lazy(async () => ({ default: (await import("./people/people-page.tsx")).PeoplePage })),
  account: lazy(async () => ({ default: (await import("./account/account-page.tsx")).AccountPage })),
  manners: lazy(async () => ({ default: (await import("./manners/manners-page.tsx")).MannersPage })),
  integrations: lazy(async () => ({
    default: (await import("./integrations/integrations-page.tsx")).IntegrationsPage,
  })),
  satisfaction: lazy(async () => ({
    default: (await import("./satisfaction/satisfaction-page.tsx")).SatisfactionPage,
  })),
  quality: lazy(async () => ({ default: (await import("./quality/quality-page.tsx")).QualityPage })),
  training: lazy(async () => ({ default: (await import("./training/training-page.tsx")).TrainingPage })),
  incidents: lazy(async () => ({ default: (await import("./incidents/incidents-page.tsx")).IncidentsPage })),
};

const PracticeFrame = lazy(async () => ({
  default: (await import("./training/practice-frame.tsx")).PracticeFrame,
}));
const JoinPage = lazy(async () => ({ default: (await import("./session/join-page.tsx")).JoinPage }));

export function App() {
  const path = usePath();
  const { state, signIn, signOut, endSession, refresh } = useSession();
  const section = path.split(/[/?]/u, 1)[0] ?? "";
  if (section === "join") {
    const leave = () => {
      moveTo(addressIn("inbox"));
      void refresh();
    };
    return (
      <Suspense fallback={<PageLoading />}>
        <JoinPage ticket={window.location.hash.slice(1)} onDone={leave} />
      </Suspense>
    );
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
        <Suspense fallback={<PageLoading />}>
          <PractisingContext value={session.isPractising}>
            {session.isPractising ? <PracticeFrame csrfToken={session.csrfToken}>{page}</PracticeFrame> : page}
          </PractisingContext>
        </Suspense>
      );
    }
  }
}

/** What the server would refuse leads to where one may be: to the second factor that is missing, or to the practice. */
function placeOf({ lacksFactor, isPractising }: SignedIn, section: string): string {
  if (lacksFactor) return "account";
  return isPractising && !PRACTISED_SECTIONS.some((each) => each === section) ? "inbox" : section;
}
