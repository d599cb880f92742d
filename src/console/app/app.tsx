/** The gate: nobody known yet, nobody signed in, or the section that who is signed in looks at. */
import { InboxPage } from "./inbox/inbox-page.tsx";
import { KnowledgePage } from "./knowledge/knowledge-page.tsx";
import { ErrorState } from "./parts/error-state.tsx";
import { usePath } from "./parts/use-path.ts";
import { SignInPage } from "./session/sign-in-page.tsx";
import { useSession } from "./session/use-session.ts";
import { useTexts } from "./texts/use-texts.tsx";

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
    case "signed-in":
      return path.startsWith("knowledge") ? (
        <KnowledgePage session={state.session} onSignOut={signOut} onSessionEnd={endSession} />
      ) : (
        <InboxPage session={state.session} onSignOut={signOut} onSessionEnd={endSession} />
      );
  }
}
