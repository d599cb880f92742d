/** The gate: nobody known yet, nobody signed in, or the section that who is signed in looks at. */
import { type ComponentProps, type ComponentType, lazy, Suspense } from "react";
import { InboxPage } from "./inbox/inbox-page.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { usePath } from "./parts/use-path.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { useSession } from "./session/use-session.ts";
import { useTexts } from "./texts/use-texts.tsx";

type Section = ComponentType<ComponentProps<typeof InboxPage>>;

/** Loaded when somebody goes there: the first page is the inbox, and it should be there at once. */
const SECTION_PAGES: Readonly<Record<string, Section>> = {
  knowledge: lazy(async () => ({ default: (await import("./knowledge/knowledge-page.tsx")).KnowledgePage })),
  macros: lazy(async () => ({ default: (await import("./macros/macros-page.tsx")).MacrosPage })),
  incidents: lazy(async () => ({ default: (await import("./incidents/incidents-page.tsx")).IncidentsPage })),
};

export function App() {
  const { text } = useTexts();
  const path = usePath();
  const { state, signIn, signOut, reload, endSession } = useSession();
  const loading = <p className="page-loading" role="status">{`${text("app.loading")}…`}</p>;
  switch (state.kind) {
    case "loading":
      return loading;
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
      return (
        <Suspense fallback={loading}>
          <Section session={state.session} onSignOut={signOut} onSessionEnd={endSession} />
        </Suspense>
      );
    }
  }
}
