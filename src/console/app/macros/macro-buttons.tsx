/** Save, undo, hide or delete, restore: as far as the role allows, each said in a sentence. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { MACRO_VALUES } from "../../../contracts/macro.ts";
import { useAnnouncer } from "../parts/announcer.tsx";
import { addressIn, moveTo } from "../parts/use-path.ts";
import type { Called } from "../server/call-api.ts";
import { useApi } from "../server/use-api.tsx";
import { type TextName, useTexts } from "../texts/use-texts.tsx";
import type { EditedMacro, MacroEditorProps } from "./edited-macro.ts";

interface MacroButtonsProps extends MacroEditorProps {
  readonly edited: EditedMacro;
  readonly isChanged: boolean;
  readonly onReset: () => void;
}

export function MacroButtons({ macro, edited, takenKeys, mayWrite, isChanged, onReset, reload }: MacroButtonsProps) {
  const { language, text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  if (!mayWrite) return null;
  const slips = findSlips(edited);
  const isEmpty = Object.values(edited.texts).every((each) => each.trim() === "");
  const run = async (call: Promise<Called<unknown>>, done: TextName, then: () => void) => {
    setBusy(true);
    const called = await call;
    setBusy(false);
    if (called.kind !== "ok") return say(text("macros.failed"), "bad");
    say(text(done));
    await reload();
    then();
  };
  const key = macro.macroKey === "" ? makeKey(edited, language, takenKeys) : macro.macroKey;
  const path = `/macros/${key}`;
  const toList = () => moveTo(addressIn("macros"));
  const save = () => run(api.post(path, edited), "macros.saved", () => moveTo(addressIn("macros", key)));
  const restore = () => run(api.post(`${path}/restore`, {}), "macros.restored", toList);
  return (
    <div className="stack macro-buttons">
      {slips.length === 0 ? null : (
        <p className="note note-bad" role="alert">
          {text("macros.slip", { names: slips.map((each) => `\u2066{${each}}\u2069`).join(", ") })}
        </p>
      )}
      <div className="actions" aria-busy={isBusy}>
        <Button
          className="button button-accent"
          isDisabled={isBusy || !isChanged || isEmpty || slips.length > 0}
          onPress={() => void save()}
        >
          {text("action.save")}
        </Button>
        {isChanged ? (
          <Button className="button" isDisabled={isBusy} onPress={onReset}>
            {text("article.reset")}
          </Button>
        ) : null}
        {macro.comesWithProgram && (macro.isHidden || !macro.isShipped) ? (
          <Button className="button" isDisabled={isBusy} onPress={() => void restore()}>
            {text(macro.isHidden ? "macros.show" : "macros.restore")}
          </Button>
        ) : null}
        {macro.macroKey === "" || macro.isHidden ? null : (
          <Button
            className="button button-bad"
            isDisabled={isBusy}
            onPress={() => void run(api.remove(path), macro.comesWithProgram ? "macros.hid" : "macros.deleted", toList)}
          >
            {text(macro.comesWithProgram ? "macros.hide" : "macros.delete")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What stands in braces and is no value, as the server would refuse it. */
function findSlips({ texts }: EditedMacro): readonly string[] {
  const names = Object.values(texts).flatMap((said) =>
    [...said.matchAll(/\{([^{}\n]{1,40})\}/gu)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].filter((name) => !MACRO_VALUES.some((value) => value === name));
}

/** From the name where it has Latin letters; programs read it, people do not. */
function makeKey({ names }: EditedMacro, language: string, taken: readonly string[]): string {
  const name = names.en ?? names[language as keyof typeof names] ?? Object.values(names)[0] ?? "";
  const letters = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-");
  const base = letters.replace(/^-+|-+$/gu, "").slice(0, 50) || "macro";
  const isFree = (key: string) => !taken.includes(key) && key !== "new";
  if (isFree(base)) return base;
  let next = 2;
  while (!isFree(`${base}-${next}`)) next += 1;
  return `${base}-${next}`;
}
