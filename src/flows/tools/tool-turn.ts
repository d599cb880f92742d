/** What the files of this folder hand one another: a turn that is about a tool, and what was heard in it. */
import type { MessageId } from "../../contracts/ids.ts";
import type { Choice } from "../../contracts/message.ts";
import type { AuditEntry, ConversationChange } from "../../contracts/stores.ts";
import type { FormPurpose, FormQuestion, ToolForm } from "../../contracts/proposal.ts";
import type { Principal } from "../../contracts/tools.ts";
import { compose, personChoice } from "../speak.ts";
import type { Asker } from "./run-tool.ts";
import { NOTHING, type Turn, type TurnOutcome } from "../turn.ts";

export interface Heard {
  /** All that was typed, and the labels of buttons. */
  readonly text: string;
  /** The buttons that were pressed. */
  readonly choiceIds: readonly string[];
}

/** A step of a tool. */
export type ToolStep =
  | { readonly kind: "begin"; readonly purpose: FormPurpose; readonly heard: Heard }
  | { readonly kind: "fill"; readonly form: ToolForm; readonly heard: Heard }
  /** Products for a wish; without any, the question is answered as any other. */
  | { readonly kind: "suggest"; readonly wish: string; readonly heard: Heard }
  | { readonly kind: "leave" }
  /** Another question in the middle of a form: it is answered, then the form goes on. */
  | { readonly kind: "aside"; readonly form: ToolForm };

/** One turn with a tool: who asks, and what has been noted so far. */
export interface ToolTurn {
  readonly turn: Turn;
  readonly heard: Heard;
  readonly principal: Principal;
  readonly audit: readonly AuditEntry[];
  /** Written with the outcome, whatever it is. */
  readonly proven: Pick<ConversationChange, "prove" | "proofMessages">;
}

const FORM_MS = 30 * 60_000;
export const CHOICES = { yes: "tool:yes", no: "tool:no", leave: "tool:leave", order: "order:" } as const;

export function readHeard(turn: Pick<Turn, "heard">): Heard {
  const parts = turn.heard.flatMap((pending) => pending.message.parts);
  const texts = parts.flatMap((part) => {
    if (part.kind === "text") return [part.text];
    return part.kind === "choice" ? [part.label] : [];
  });
  const choiceIds = parts.flatMap((part) => (part.kind === "choice" ? [part.choiceId] : []));
  return { text: texts.join("\n").trim(), choiceIds };
}

export function askerOf({ turn, principal }: Pick<ToolTurn, "turn" | "principal">): Asker {
  return { shopId: turn.shop.shopId, principal };
}

export function messageIds(turn: Turn): readonly MessageId[] {
  return turn.heard.map((pending) => pending.messageId);
}

export function createForm(
  turn: Turn,
  form: { readonly purpose: FormPurpose; readonly asking: FormQuestion } & Partial<ToolForm>,
): ToolForm {
  const expiresAt = (turn.ports.clock.now() + FORM_MS) as ToolForm["expiresAt"];
  return { orderNumber: null, orderId: null, address: null, ...form, expiresAt };
}

export interface Saying {
  readonly text: string;
  readonly choices?: readonly Choice[];
  /** Null closes the form; left out, it stays what it is. */
  readonly form?: ToolForm | null;
  readonly isAnswer?: true;
}

/** The outcome of a step: words, the state of the form, and everything that was noted on the way. */
export function say({ turn, audit, proven }: Pick<ToolTurn, "turn" | "audit" | "proven">, saying: Saying): TurnOutcome {
  const queue = compose(turn, {
    cause: { kind: "notice", notice: "tool", inReplyTo: turn.heard[0].messageId },
    speaker: "assistant",
    text: saying.text,
    choices: saying.choices ?? [],
  });
  return {
    change: {
      ...proven,
      ...(saying.form === undefined ? {} : { form: saying.form }),
      clarifyCount: 0,
      queue,
      audit,
    },
    record: saying.isAnswer ? { ...NOTHING, outcome: "answered", confidence: 1 } : NOTHING,
  };
}

/** Under a question of a form: the way out, and the way to a person. */
export function wayOut(turn: Turn): readonly Choice[] {
  return [{ choiceId: CHOICES.leave, label: turn.ports.texts.notice("tool-leave", turn.language) }, personChoice(turn)];
}
