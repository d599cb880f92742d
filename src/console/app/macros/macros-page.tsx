/** The section of macros: the list, or the one that is being written. */
import type { ShelvedMacro } from "../../../contracts/macro.ts";
import { useLoaded } from "../server/use-loaded.ts";
import { mayDo } from "../session/may-do.ts";
import { NotLoaded } from "../parts/page-loading.tsx";
import { SectionPage, type SectionPageProps } from "../parts/section-page.tsx";
import { useListRoute } from "../parts/use-path.ts";
import { useTexts } from "../texts/use-texts.tsx";
import { MacroEditor } from "./macro-editor.tsx";
import { MacroList } from "./macro-list.tsx";

export function MacrosPage(props: SectionPageProps) {
  return (
    <SectionPage {...props} section="macros">
      <Macros mayWrite={mayDo(props.session.agent, "macros:write")} />
    </SectionPage>
  );
}

const NEW: ShelvedMacro = {
  macroKey: "",
  names: {},
  texts: {},
  actions: {},
  isShipped: false,
  usedCount: 0,
  comesWithProgram: false,
  isHidden: false,
};

function Macros({ mayWrite }: { readonly mayWrite: boolean }) {
  const { text } = useTexts();
  const route = useListRoute();
  const { body, fault, reload } = useLoaded<{ readonly macros: readonly ShelvedMacro[] }>("/macros?hidden=yes");
  if (body === null) return <NotLoaded fault={fault} reload={reload} />;
  if (route.kind === "list") return <MacroList macros={body.macros} mayWrite={mayWrite} />;
  const macro = route.kind === "new" ? NEW : body.macros.find(({ macroKey }) => macroKey === route.key);
  if (macro === undefined) {
    return (
      <div className="state" role="alert">
        <h1>{text("macros.missing.title")}</h1>
        <p>{text("macros.missing.body")}</p>
      </div>
    );
  }
  const keys = body.macros.map(({ macroKey }) => macroKey);
  return <MacroEditor key={macro.macroKey} macro={macro} takenKeys={keys} mayWrite={mayWrite} reload={reload} />;
}
