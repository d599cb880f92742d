/** What one can do with an article in one language, with what is said afterwards; every action ends with a fresh page. */
import { useState } from "react";
import type { Language } from "../../../../contracts/language.ts";
import type {
  ArticlePageView,
  DraftBody,
  DraftView,
  MoveBody,
  MoveView,
  ProposedView,
  VersionView,
} from "../../../knowledge-api.ts";
import { useAnnouncer } from "../../parts/announcer.tsx";
import type { Called } from "../../server/call-api.ts";
import { useApi } from "../../server/use-api.tsx";
import { type TextName, useTexts } from "../../texts/use-texts.tsx";
import type { EditedText, Standing } from "./standing.ts";

/** A model writes an article longer than anybody waits for a list. */
const PROPOSAL_MS = 90_000;

export interface ArticleActionSet {
  readonly isBusy: boolean;
  /** The saved draft, or null when it was not saved. */
  readonly save: (text: EditedText, standing: Standing, isWithdrawal?: boolean) => Promise<VersionView | null>;
  readonly move: (versionIds: readonly string[], to: MoveBody["to"], said: TextName) => Promise<boolean>;
  readonly propose: (languages: readonly Language[], onDone: (done: number) => void) => Promise<void>;
}

export function useArticleActions(
  page: Pick<ArticlePageView, "articleKey">,
  language: Language,
  reload: () => Promise<void>,
): ArticleActionSet {
  const { text } = useTexts();
  const api = useApi();
  const { say } = useAnnouncer();
  const [isBusy, setBusy] = useState(false);
  const base = `/knowledge/articles/${page.articleKey}`;

  const during = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    setBusy(true);
    try {
      return await work();
    } finally {
      await reload();
      setBusy(false);
    }
  };
  const sayFault = (called: Exclude<Called<unknown>, { kind: "ok" }>) =>
    say(text(called.kind === "refused" ? nameFault(called.code) : "knowledge.failed"), "bad");

  return {
    isBusy,
    save: (edited, standing, isWithdrawal = false) =>
      during(async () => {
        const body: DraftBody = {
          language,
          text: { ...edited, tags: edited.tags.filter((tag) => tag.trim() !== "") },
          ...(isWithdrawal ? { isWithdrawal } : {}),
          reason: "",
          basedOn: standing.open?.versionId ?? null,
        };
        const called = await api.post<DraftView>(`${base}/drafts`, body);
        if (called.kind !== "ok") {
          sayFault(called);
          return null;
        }
        if (called.body.kind === "overtaken") {
          say(text("knowledge.overtaken", { name: called.body.by.author ?? text("version.program") }), "bad");
          return null;
        }
        if (called.body.kind === "unchanged") return standing.open;
        return called.body.version;
      }),
    move: (versionIds, to, said) =>
      during(async () => {
        const called = await api.post<MoveView>("/knowledge/moves", { versionIds, to, reason: "" });
        if (called.kind !== "ok") {
          sayFault(called);
          return false;
        }
        const isMoved = called.body.kind === "moved";
        say(text(isMoved ? said : "knowledge.moveOvertaken"), isMoved ? "good" : "bad");
        return isMoved;
      }),
    propose: (languages, onDone) =>
      during(async () => {
        let proposed = 0;
        for (const [at, each] of languages.entries()) {
          const called = await api.post<ProposedView>(`${base}/proposals`, { language: each }, PROPOSAL_MS);
          if (called.kind === "ok" && called.body.kind === "proposed") proposed += 1;
          onDone(at + 1);
        }
        const isGood = proposed === languages.length;
        say(text("knowledge.proposed", { count: proposed, total: languages.length }), isGood ? "good" : "bad");
      }),
  };
}

function nameFault(code: string): TextName {
  if (code === "NOT_ALLOWED") return "knowledge.notAllowed";
  return code === "REQUEST_INVALID" ? "knowledge.invalid" : "knowledge.failed";
}
