/** The fake OpenAI server as the command line uses it: scripted and read over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Behaviour } from "../fakes/openai/behaviour.ts";
import { embedText } from "../fakes/openai/embed-text.ts";
import { type OpenAiFake, startOpenAiFake } from "../fakes/openai/start-openai-fake.ts";

let fake: OpenAiFake;
beforeEach(async () => {
  fake = await startOpenAiFake();
});
afterEach(() => fake.stop());

const control = (name: string, body?: unknown): Promise<Response> =>
  fetch(new URL(`/_control/${name}`, fake.baseUrl), {
    method: body === undefined ? "GET" : "POST",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const chat = (content = "hi", key = fake.apiKey): Promise<Response> =>
  fetch(`${fake.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content }] }),
  });

async function readContent(response: Response): Promise<string> {
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content ?? "";
}

describe("the fake OpenAI server", () => {
  it("plays what was scripted over HTTP, once or always, until it is reset", async () => {
    const text: Behaviour = { kind: "text", text: "scripted" };
    await control("next", { behaviour: text });
    expect(await readContent(await chat())).toBe("scripted");
    expect(await readContent(await chat())).not.toBe("scripted");
    await control("always", { endpoint: "chat", behaviour: { kind: "server-error", status: 503 } });
    expect((await chat()).status).toBe(503);
    expect((await chat()).status).toBe(503);
    await control("reset", {});
    expect((await chat()).status).toBe(200);
  });

  it("keeps a journal that holds no key", async () => {
    await chat("what was asked");
    const journal = await (await control("journal")).text();
    expect(journal).toContain("what was asked");
    expect(journal).not.toContain(fake.apiKey);
  });

  it("refuses a wrong key, an unknown path and a body that is no JSON", async () => {
    expect((await chat("hi", "sk-wrong")).status).toBe(401);
    const headers = { authorization: `Bearer ${fake.apiKey}` };
    expect((await fetch(`${fake.baseUrl}/nothing`, { headers })).status).toBe(404);
    const broken = await fetch(`${fake.baseUrl}/chat/completions`, { method: "POST", headers, body: "{" });
    expect(broken.status).toBe(400);
    expect((await control("nothing")).status).toBe(404);
  });

  it("answers as late as it is told to", async () => {
    await control("latency", { latencyMs: 120 });
    const startedAt = performance.now();
    await chat();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(118);
  });

  it("answers from the passages of our prompt and of anybody's", async () => {
    const ours =
      "<<passage 1>>\nPayment\nWe take cards.\n<<end passage 1>>\n\n<<passage 2>>\nDelivery\nDelivery takes 7 days.\n<<end passage 2>>\n\n<<message>>\nHow long does delivery take?\n<<end message>>";
    expect(await readContent(await chat(ours))).toBe("ANSWER\nDelivery takes 7 days [2].");
    expect(await readContent(await chat(ours.replace(/How long.*/, "xyz?")))).toBe("CANNOT");
  });

  it("embeds the same text the same way, and similar texts near each other", () => {
    const near = (left: string, right: string): number =>
      embedText(left, 256).reduce((sum, value, at) => sum + value * (embedText(right, 256)[at] ?? 0), 0);
    expect(near("delivery to Mexico", "delivery to Mexico")).toBeCloseTo(1, 6);
    expect(near("delivery to Mexico", "deliveries to Mexico")).toBeGreaterThan(0.6);
    expect(near("delivery to Mexico", "warranty on lamps")).toBeLessThan(0.3);
  });

  it("stops at once, whatever hangs", async () => {
    fake.script.always("chat", { kind: "no-response" });
    const hanging = chat().catch(() => "cut");
    await expect.poll(() => fake.journal.length, { timeout: 10_000 }).toBe(1);
    const startedAt = performance.now();
    await fake.stop();
    expect(await hanging).toBe("cut");
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    fake = await startOpenAiFake();
  });
});
