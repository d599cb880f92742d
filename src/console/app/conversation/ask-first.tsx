/** What is asked once before a reply goes out: somebody else is writing, or its translation does not keep everything. */
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Watcher } from "../desk/use-watchers.ts";
import type { Translation } from "../languages/use-translation.ts";
import { useTexts } from "../texts/use-texts.tsx";
import type { Next } from "./use-replies.ts";

type Question = "typing" | "doubts";

export interface AskedFirst {
  readonly question: Question | null;
  readonly names: string;
  readonly values: string;
  /** False: it was asked now, and what was meant is kept for the second time. */
  readonly pass: (next: Next | undefined) => { readonly next: Next | undefined } | null;
  readonly wait: () => void;
}

/** Each question once; whoever goes on writing is asked anew. */
export function useAskFirst(watchers: readonly Watcher[], translation: Translation, draft: string): AskedFirst {
  const { language } = useTexts();
  const [asked, setAsked] = useState<{ readonly next: Next | undefined; readonly question: Question } | null>(null);
  useEffect(() => setAsked(null), [draft]);
  const list = (values: readonly string[]) => new Intl.ListFormat(language).format(values);
  const typing = watchers.filter(({ state }) => state === "typing").map(({ name }) => name);
  const { preview } = translation;
  const doubts = preview.kind === "ready" && !preview.isEdited ? preview.doubts.map(({ value }) => value) : [];
  return {
    question: asked?.question ?? null,
    names: list(typing),
    values: list([...new Set(doubts)]),
    pass(next) {
      const meant = asked?.next ?? next;
      const questions: Question[] = [
        ...(typing.length > 0 ? (["typing"] as const) : []),
        ...(doubts.length > 0 ? (["doubts"] as const) : []),
      ];
      const open = questions.slice(asked === null ? 0 : questions.indexOf(asked.question) + 1)[0];
      setAsked(open === undefined ? null : { next: meant, question: open });
      return open === undefined ? { next: meant } : null;
    },
    wait: () => setAsked(null),
  };
}

export function AskFirst({ asked, onSend }: { readonly asked: AskedFirst; readonly onSend: () => void }) {
  const { text } = useTexts();
  if (asked.question === null) return null;
  const isTyping = asked.question === "typing";
  return (
    <div className="ask-first" role="alert">
      <p>
        {isTyping
          ? text("watchers.ask", { names: asked.names })
          : text("translation.askDoubts", { values: asked.values })}
      </p>
      <Button className="button" onPress={asked.wait}>
        {text(isTyping ? "watchers.wait" : "translation.lookAgain")}
      </Button>
      <Button className="button button-accent" onPress={onSend}>
        {text("watchers.sendAnyway")}
      </Button>
    </div>
  );
}
