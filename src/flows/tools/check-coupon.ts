/** Whether a code works for this buyer. Tries are counted: nobody finds codes by guessing. */
import { couponKey } from "../../shared/contact-keys.ts";
import type { TurnOutcome } from "../turn.ts";
import { askFor } from "./ask-form.ts";
import { readCode } from "./choose-step.ts";
import { runTool } from "./run-tool.ts";
import { sayResult } from "./say-result.ts";
import { askerOf, createForm, say, type ToolTurn } from "./tool-turn.ts";
import { giveToPerson } from "./verify-buyer.ts";

export async function checkCoupon(tools: ToolTurn): Promise<TurnOutcome> {
  const { turn, principal, heard } = tools;
  const { ports } = turn;
  const settings = await ports.tools.settings(principal.shopId);
  const code = readCode(heard.text);
  if (code === null) {
    const form = createForm(turn, { purpose: "coupon-check", asking: "coupon-code" });
    return say(tools, { ...askFor(form, settings, turn), form });
  }
  const left = await ports.tools.countTry(principal.shopId, {
    kind: "coupon",
    conversationId: principal.conversationId,
    contactId: principal.contactId,
    subjectKey: couponKey(code),
    limits: {
      perHour: settings.couponTriesPerHour,
      perHourOfShop: settings.proofTriesPerHourOfShop * settings.couponTriesPerHour,
    },
  });
  if (left === null) return giveToPerson(tools, "coupon-blocked");
  const { result, audit } = await runTool(askerOf(tools), { tool: "coupon-check", code }, ports);
  if (result.kind !== "coupon") return giveToPerson(tools, "coupon-denied");
  const text = sayResult(result, { texts: ports.texts, language: turn.language });
  return say({ ...tools, audit: [...tools.audit, audit] }, { text, form: null, isAnswer: true });
}
