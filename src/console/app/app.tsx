/** The gate: nobody known yet, nobody signed in, or the section that who is signed in looks at. */
import { IncidentsPage } from "./incidents/incidents-page.tsx";
import { InboxPage } from "./inbox/inbox-page.tsx";
import { KnowledgePage } from "./knowledge/knowledge-page.tsx";
import { MacrosPage } from "./macros/macros-page.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { usePath } from "./parts/use-path.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { useSession } from "./session/use-session.ts";
import { useTexts } from "./texts/use-texts.tsx";

const SECTION_PAGES: Readonly<Record<string, typeof InboxPage>> = {
  knowledge: KnowledgePage,
  macros: MacrosPage,
  incidents: IncidentsPage,
};

export function App() {
  const { text } = useTexts();
  const path = usePath();
  const { state, signIn, signOut, reload, endSession } = useSession();
  switch (state.kind) {
    case "loading":
      return <p className="page-loading" role="status">{`${text("app.loading")}…`}</p>;
    case "failed":
      return (
        <main className="page-failed">
          <ErrorState fault={state.fault} onRetry={reload} />
        </main>
      );
    case "signed-out":
      return <SignInPage needsShop={state.needsShop} hasEnded={state.hasEnded} onSignIn={signIn} />;
    case "signed-in": {
      const Section = SECTION_PAGES[path.split(/[/?]/u, 1)[0] ?? ""] ?? InboxPage;
      return <Section session={state.session} onSignOut={signOut} onSessionEnd={endSession} />;
    }
  }
}
