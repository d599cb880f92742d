/** Stands where a page will be; seen only when that takes long enough to be noticed. */
import { useTexts } from "../texts/use-texts.tsx";

export function PageLoading() {
  const { text } = useTexts();
  return <p className="page-loading" role="status">{`${text("app.loading")}…`}</p>;
}
