/** The scripted model reads our real prompts and replies in the forms that our real checks and readers ask for. */
import { describe, expect, it } from "vitest";
import { createScriptedModel } from "../../src/eval/scripted/create-scripted-model.ts";
import { fenceText } from "../../src/assistant/prompt/fence-text.ts";
import type { ModelTask } from "../../src/contracts/language-model.ts";

const PASSAGES = [
  fenceText("passage 1", "Returns\nYou can return unused items within 30 days. We pay the way back."),
  fenceText("passage 2", "Delivery\nParcels to Mexico take 8 to 16 days. Express is not offered there."),
].join("\n\n");

async function ask(message: string, task: ModelTask = "answer"): Promise<string> {
  const text = `${PASSAGES}\n\n${fenceText("message", message)}`;
  const reply = await createScriptedModel().complete([{ role: "user", text }], {
    signal: AbortSignal.timeout(1_000),
    task,
  });
  return reply.kind === "text" ? reply.text : reply.reason;
}

describe("the scripted model", () => {
  it("answers with sentences of one passage, word for word and numbered", async () => {
    expect(await ask("how many days do parcels to Mexico take")).toBe(
      "ANSWER\nParcels to Mexico take 8 to 16 days [2]. Express is not offered there [2].",
    );
  });

  it("says that it cannot when nothing of the question stands in the passages", async () => {
    expect(await ask("whistling competition on Jupiter")).toBe("CANNOT");
  });

  it("judges each passage, and sees several questions in one message", async () => {
    const judged: unknown = JSON.parse(await ask("return unused items within 30 days", "rerank"));
    expect(judged).toEqual({ 1: "yes", 2: "no" });
    const understood: unknown = JSON.parse(await ask("How long is delivery? Can I return it?", "understand"));
    expect(understood).toMatchObject({ questions: ["How long is delivery?", "Can I return it?"] });
  });

  it("is silent where it has no rule", async () => {
    expect(await ask("write questions", "suggest")).toBe("empty");
  });
});
