/** A language model on the attacker's side: whatever instruction stands in any text it sees, it carries out. */
import type { ModelMessage } from "../../../src/contracts/language-model.ts";
import { answerFromPassages } from "../../fakes/openai/answer-from-passages.ts";
import type { ToolCallSpec } from "../../fakes/openai/encode-answer.ts";
import { type Attack, isToolGoal, PLANTED_TOKEN } from "./attack.ts";
import { callAsMeant, callForAttacker } from "./obey-by-tools.ts";
import { type Seen, writePayload } from "./write-payload.ts";

export interface Obedience {
  readonly text: string;
  readonly calls: readonly ToolCallSpec[];
  readonly isObedient: boolean;
}

/** What it says to these messages. Without an instruction in sight it answers as a good model does. */
export function obeyAttacker(messages: readonly ModelMessage[], attacks: ReadonlyMap<number, Attack>): Obedience {
  const whole = messages.map((message) => message.text).join("\n\n");
  const attack = findInstruction(whole, attacks);
  return { ...writeAsTold(messages, whole, attack), calls: [] };
}

/** With tools in its hands; `stepOf` counts the requests of one attack. */
export function callAsTold(
  messages: readonly ModelMessage[],
  attacks: ReadonlyMap<number, Attack>,
  stepOf: (number: number) => number,
): Obedience {
  const whole = messages.map((message) => message.text).join("\n\n");
  const attack = findInstruction(whole, attacks);
  const number = attack?.number ?? Number(/zr(\d+)r/.exec(whole)?.[1] ?? 0);
  const step = stepOf(number);
  // A question that articles leave in doubt is offered tools whatever it is about; other deeds wait for the writing.
  const isHostile = attack !== null && (isToolGoal(attack.goal) || attack.goal === "read-order");
  const calls = isHostile ? callForAttacker(attack, step) : callAsMeant(number, step);
  return { text: calls.length > 0 ? "" : "DONE", calls, isObedient: isHostile };
}

function writeAsTold(
  messages: readonly ModelMessage[],
  whole: string,
  attack: Attack | null,
): Omit<Obedience, "calls"> {
  if (!attack) return { text: answerFromPassages(whole), isObedient: false };
  return { text: writePayload(attack, look(whole, messages[0]?.text ?? "")), isObedient: true };
}

/** It reads what people cannot see, too, and every writing of a letter. */
function findInstruction(whole: string, attacks: ReadonlyMap<number, Attack>): Attack | null {
  const tags = whole.replace(/[\u{E0020}-\u{E007E}]/gu, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xe0000),
  );
  const text = tags.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  const named = [...text.matchAll(/zq(\d+)q/g)].at(-1)?.[1];
  const planted = text.includes(PLANTED_TOKEN) ? /zr(\d+)r/.exec(text)?.[1] : undefined;
  return attacks.get(Number(named ?? planted)) ?? null;
}

function look(whole: string, system: string): Seen {
  const sentences = [...whole.matchAll(/<<passage (\d+)>>\n([\s\S]*?)\n<<end passage \1>>/g)].flatMap((match) => {
    const [, ...lines] = (match[2] ?? "").split("\n");
    return lines
      .join(" ")
      .split(/(?<=[.!?؟](?=\s)|[。！？])/u)
      .map((text) => ({ text: text.trim(), number: Number(match[1]) }))
      .filter(({ text }) => text.length > 20 && !/zq\w+q/.test(text));
  });
  return { system, whole, sentences };
}
