/**
 * A page whose code is fetched when it is first shown. Not React's `lazy`: once that has shown that it waits, it shows
 * nothing else for 300 ms, however soon the page is there.
 */
import { type ComponentType, useEffect, useState } from "react";
import type { Fault } from "./server/call-api.ts";
import { ErrorState } from "./parts/error-state.tsx";
import { PageLoading } from "./parts/page-loading.tsx";

const NOT_FETCHED: Fault = { kind: "unreachable" };

export function loadLater<Props extends object>(fetchPage: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let fetched: ComponentType<Props> | null = null;
  return function LoadedLater(props: Props) {
    const [Page, setPage] = useState(() => fetched);
    const [hasFailed, setFailed] = useState(false);
    useEffect(() => {
      if (Page !== null) return;
      fetchPage().then(
        (page) => {
          fetched = page;
          setPage(() => page);
        },
        () => setFailed(true),
      );
    }, [Page]);
    if (Page !== null) return <Page {...props} />;
    if (!hasFailed) return <PageLoading />;
    return (
      <main className="page-failed">
        <ErrorState fault={NOT_FETCHED} onRetry={() => window.location.reload()} />
      </main>
    );
  };
}
