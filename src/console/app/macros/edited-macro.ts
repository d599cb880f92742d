/** What the editor of a macro is given, and what of it is being changed. */
import type { ShelvedMacro } from "../../../contracts/macro.ts";

export interface MacroEditorProps {
  readonly macro: ShelvedMacro;
  readonly takenKeys: readonly string[];
  readonly mayWrite: boolean;
  readonly reload: () => Promise<void>;
}

export type EditedMacro = Pick<ShelvedMacro, "names" | "texts" | "actions">;
