/** Nothing a person wrote and no secret reaches the log, whatever a caller passes. */
import { expect, test } from "vitest";
import { AppError } from "../../src/contracts/errors.ts";
import { createJsonLogger } from "../../src/ops/json-logger.ts";

function record(form: "json" | "line" = "json") {
  const lines: string[] = [];
  return { lines, log: createJsonLogger({ level: "info", form, write: (line) => void lines.push(line) }) };
}

test("an event is one line of JSON with its name, level, time and fields", () => {
  const { lines, log } = record();
  log.with({ shopId: "s1" }).info("reply-queued", { messageId: "m1", ms: 3 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "info",
    event: "reply-queued",
    shopId: "s1",
    messageId: "m1",
    ms: 3,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

test.each([
  { token: "SENTINEL" },
  { botToken: "SENTINEL" },
  { password: "SENTINEL" },
  { headers: { Authorization: "SENTINEL", "set-cookie": "SENTINEL" } },
  { message: { text: "SENTINEL" } },
  { contacts: [{ email: "SENTINEL", phone_number: "SENTINEL" }] },
  { apiKey: "SENTINEL", api_key: "SENTINEL", DRAGOMAN_SECRET: "SENTINEL" },
  { webhookUrl: "https://example.test/SENTINEL", url: "SENTINEL" },
  { error: new Error("SENTINEL") },
])("the secret in %o does not reach the log", (fields) => {
  const { lines, log } = record();
  log.info("test", fields);
  log.with(fields).warn("test");
  log.error("test", null, fields);
  expect(lines).toHaveLength(3);
  expect(lines.join("")).not.toContain("SENTINEL");
});

test("figures about secrets stay readable", () => {
  const { lines, log } = record();
  log.info("model-called", { tokens: 12, textLength: 40, emailFound: true });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ tokens: 12, textLength: 40, emailFound: true });
});

test("an error keeps its kind, code, frames and causes but no message that may quote a buyer", () => {
  const { lines, log } = record();
  const parse = (): unknown => {
    try {
      return JSON.parse("SENTINEL is what the buyer wrote");
    } catch (error) {
      return error;
    }
  };
  const fromDatabase = Object.assign(new Error('invalid input syntax: "SENTINEL"'), {
    code: "22P02",
    detail: "Key (email)=(SENTINEL)",
    table: "messages",
  });
  log.error("turn-failed", new Error("SENTINEL\n    at SENTINEL (parcel.ts:1:1)", { cause: fromDatabase }));
  log.error("turn-failed", parse());
  expect(lines.join("")).not.toContain("SENTINEL");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    error: {
      type: "Error",
      frames: expect.arrayContaining([expect.stringContaining("json-logger.test.ts")]),
      cause: { code: "22P02", table: "messages" },
    },
  });
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({ error: { type: "SyntaxError" } });
});

test("a fault of ours says its code, its hint and its detail", () => {
  const { lines, log } = record();
  log.error("start-failed", new AppError("PORT_IN_USE", "Set PORT to another one.", { port: 3000 }));
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    error: { code: "PORT_IN_USE", hint: "Set PORT to another one.", detail: { port: 3000 } },
  });
});

test("a value that refers to itself, a huge list and a text without end do not break or flood the log", () => {
  const { lines, log } = record();
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  log.info("odd", { circle, many: Array(100_000).fill(1), long: "x".repeat(1_000_000), big: 10n });
  expect(lines[0]?.length).toBeLessThan(2_000);
});

test("at a terminal an event is one short line", () => {
  const { lines, log } = record("line");
  log.warn("queue-missed", { name: "turns", ms: 250, note: "two words" });
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d .*warn.* queue-missed name=turns ms=250 note="two words"\n$/);
});

test("a level keeps lower ones out", () => {
  const lines: string[] = [];
  const log = createJsonLogger({ level: "warn", form: "json", write: (line) => void lines.push(line) });
  log.info("quiet");
  log.warn("loud");
  expect(lines).toHaveLength(1);
});
