/** One secret per installation, the same at every start, seen by nobody else. */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveKey, readInstallationSecret } from "../../src/ops/installation-secret.ts";
import { createRandomIds } from "../../src/ops/random-ids.ts";
import { createHandClock } from "../support/hand-clock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman secret "));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("a secret is made once, kept for the next start and readable by its owner only", async () => {
  const inFolder = join(folder, "data");
  const first = await readInstallationSecret(inFolder);
  expect(Buffer.from(first, "base64url")).toHaveLength(32);
  expect(await readInstallationSecret(inFolder)).toBe(first);
  expect((await stat(join(inFolder, "secret"))).mode & 0o777).toBe(0o600);
});

test("programs that start at the same moment agree on one secret", async () => {
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readInstallationSecret(folder)));
  expect(new Set(secrets).size).toBe(1);
});

test("a given secret is used as it is and nothing is written", async () => {
  expect(await readInstallationSecret(folder, "sixteen characters")).toBe("sixteen characters");
  await expect(stat(join(folder, "secret"))).rejects.toThrow();
});

test("a secret that is too short is refused with the name of the setting", async () => {
  await expect(readInstallationSecret(folder, "short")).rejects.toThrow(/DRAGOMAN_SECRET/);
});

test("keys for different purposes or of different secrets have nothing in common", () => {
  const key = deriveKey("a secret of sixteen", "sessions");
  expect(key).toHaveLength(32);
  expect(deriveKey("a secret of sixteen", "sessions").equals(key)).toBe(true);
  expect(deriveKey("a secret of sixteen", "widget").equals(key)).toBe(false);
  expect(deriveKey("another secret of sixteen", "sessions").equals(key)).toBe(false);
});

test("identifiers are unique, valid UUIDs and sort by the moment they were made", async () => {
  const clock = createHandClock();
  const ids = createRandomIds(clock);
  const made: string[] = [];
  for (let count = 0; count < 100; count += 1) {
    made.push(ids.next());
    await clock.advance(1);
  }
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(100);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
