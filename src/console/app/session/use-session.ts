/** Who is signed in, and the two ways that changes. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { SessionView, SignInBody, SignInView } from "../../console-api.ts";
import { callApi, type Fault } from "../server/call-api.ts";

export type SignedIn = Extract<SessionView, { kind: "signed-in" }>;

export type SessionState =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly fault: Fault }
  | { readonly kind: "signed-out"; readonly needsShop: boolean; readonly hasEnded: boolean }
  | { readonly kind: "signed-in"; readonly session: SignedIn };

/** A fault, or the code of the second factor is missing or wrong. */
export type SignInTrouble = Fault | Extract<SignInView, { kind: "code-needed" }>;

export function useSession() {
  const [state, setState] = useState<SessionState>({ kind: "loading" });

  const show = useCallback((view: SessionView, hasEnded = false) => {
    setState(
      view.kind === "signed-in"
        ? { kind: "signed-in", session: view }
        : { kind: "signed-out", needsShop: view.needsShop, hasEnded },
    );
  }, []);

  const lastAsked = useRef(0);
  const load = useCallback(
    async (hasEnded: boolean) => {
      lastAsked.current += 1;
      const asked = lastAsked.current;
      const called = await callApi<SessionView>({ path: "/session" });
      // Somebody asked again meanwhile, or has signed in: what was true then is not what is true now.
      if (asked !== lastAsked.current) return;
      if (called.kind === "ok") show(called.body, hasEnded);
      else setState({ kind: "failed", fault: called });
    },
    [show],
  );

  useEffect(() => void load(false), [load]);

  /** Null when it worked. */
  const signIn = useCallback(
    async (body: SignInBody): Promise<SignInTrouble | null> => {
      const called = await callApi<SignInView>({ method: "POST", path: "/session", body });
      if (called.kind !== "ok") return called;
      if (called.body.kind === "code-needed") return called.body;
      lastAsked.current += 1;
      show(called.body);
      return null;
    },
    [show],
  );

  const csrfToken = state.kind === "signed-in" ? state.session.csrfToken : undefined;
  const signOut = useCallback(async () => {
    if (csrfToken === undefined) return;
    await callApi<SessionView>({ method: "DELETE", path: "/session", csrfToken });
    await load(false);
  }, [csrfToken, load]);

  const endSession = useCallback(() => void load(true), [load]);
  const refresh = useCallback(() => load(false), [load]);
  return { state, signIn, signOut, endSession, refresh };
}
