/** Stands where a page will be, seen only when that takes long enough to be noticed; or why there is none. */
import type { Loaded } from "../server/use-loaded.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { ErrorState } from "./error-state.tsx";

export function PageLoading() {
  const { text } = useTexts();
  return <p className="page-loading" role="status">{`${text("app.loading")}…`}</p>;
}

export function NotLoaded({ fault, reload }: Pick<Loaded<unknown>, "fault" | "reload">) {
  return fault === null ? <PageLoading /> : <ErrorState fault={fault} onRetry={() => void reload()} />;
}
