/** The vector index with its real child process: bad input, kills, foreign files and restarts. */
import { execFile, fork } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PassageId, ShopId } from "../../src/contracts/ids.ts";
import { type ChildVectorIndex, createVectorIndex } from "../../src/model/create-vector-index.ts";
import { embedText } from "../fakes/openai/embed-text.ts";
import { createRecordingHost } from "../support/recording-host.ts";
import { until } from "../support/until.ts";

const SHOP = "00000000-0000-4000-8000-000000000001" as ShopId;
const OTHER_SHOP = "00000000-0000-4000-8000-000000000009" as ShopId;
const STRANGER = "00000000-0000-4000-8000-000000000007" as ShopId;
const DIMENSION = 32;
/** Generous, for a machine that is busy with other things; conditions are met much sooner. */
const PATIENCE = { timeout: 15_000 };
const TEXTS = ["shipping takes seven days", "returns are free", "pay with a card", "track your parcel", "size chart"];

let folder: string;
let open: ChildVectorIndex[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dragoman vectors "));
});
afterEach(async () => {
  await Promise.all(open.map((index) => index.close()));
  open = [];
  await rm(folder, { recursive: true, force: true });
});

function openIndex(model = "fake-embedding") {
  const host = createRecordingHost();
  const index = createVectorIndex({
    dataFolder: folder,
    model,
    log: host.log,
    restartMs: 20,
    searchTimeoutMs: PATIENCE.timeout,
  });
  open.push(index);
  return { index, lines: host.lines };
}

const vectorOf = (text: string): number[] => embedText(text, DIMENSION);
const vectorsOf = (texts: readonly string[]): Map<PassageId, number[]> =>
  new Map(texts.map((text) => [text as PassageId, vectorOf(text)]));
const best = async (index: ChildVectorIndex, text: string, shop = SHOP): Promise<string | undefined> =>
  (await index.search(shop, vectorOf(text), 3))[0]?.passageId;
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** One for all tests of a block. */
function shareIndex(): () => ChildVectorIndex {
  let index: ChildVectorIndex;
  let sharedFolder: string;
  beforeAll(async () => {
    sharedFolder = await mkdtemp(join(tmpdir(), "dragoman-vectors-"));
    const { log } = createRecordingHost();
    const searchTimeoutMs = PATIENCE.timeout;
    index = createVectorIndex({ dataFolder: sharedFolder, model: "fake-embedding", log, searchTimeoutMs });
  });
  afterAll(async () => {
    await index.close();
    await rm(sharedFolder, { recursive: true, force: true });
  });
  return () => index;
}

describe("the vector index", () => {
  const shared = shareIndex();

  it("finds the nearest passages first, with their cosine similarity", async () => {
    const index = shared();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    const hits = await index.search(SHOP, vectorOf("returns are free"), 3);
    expect(hits).toHaveLength(3);
    expect(hits[0]?.passageId).toBe("returns are free");
    expect(hits[0]?.similarity).toBeCloseTo(1, 5);
    expect(hits[1]?.similarity).toBeLessThan(0.99);
  });

  it("finds what comparing with every vector finds", async () => {
    const index = shared();
    const words = Array.from({ length: 700 }, (_, at) => `article ${at} about ${(at * 7919) % 701} and ${at % 13}`);
    await index.replace(SHOP, "fake-embedding", vectorsOf(words));
    const query = vectorOf("article about 350 and 7");
    const score = (text: string): number =>
      vectorOf(text).reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0);
    const exact = words.toSorted((left, right) => score(right) - score(left)).slice(0, 10);
    const found = (await index.search(SHOP, query, 10)).map((hit) => String(hit.passageId));
    expect(found.filter((text) => exact.includes(text)).length).toBeGreaterThanOrEqual(9);
  });

  it("keeps shops apart", async () => {
    const index = shared();
    await index.replace(SHOP, "fake-embedding", vectorsOf(["returns are free"]));
    await index.replace(OTHER_SHOP, "fake-embedding", vectorsOf(["size chart"]));
    expect(await best(index, "returns are free", OTHER_SHOP)).toBe("size chart");
    expect(await index.search(SHOP, vectorOf("size chart"), 10)).toHaveLength(1);
  });

  it("holds exactly the vectors of the last replacement, and none after an empty one", async () => {
    const index = shared();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    await index.replace(SHOP, "fake-embedding", vectorsOf(["size chart"]));
    expect(await index.search(SHOP, vectorOf("returns are free"), 10)).toHaveLength(1);
    await index.replace(SHOP, "fake-embedding", new Map());
    expect(await index.search(SHOP, vectorOf("returns are free"), 10)).toEqual([]);
  });

  it("answers nothing for a shop it does not know", async () => {
    const index = shared();
    expect(await index.search(STRANGER, vectorOf("x"), 3)).toEqual([]);
  });

  it("refuses vectors of a foreign model, and a search of a foreign length finds nothing", async () => {
    const index = shared();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    await expect(index.replace(SHOP, "another-model", vectorsOf(TEXTS))).rejects.toThrow(/another model/);
    expect(await index.search(SHOP, embedText("returns are free", 64), 3)).toEqual([]);
    expect(await best(index, "returns are free")).toBe("returns are free");
  });
});

describe("bad input", () => {
  const hole: number[] = [];
  hole[DIMENSION - 1] = 0.1;
  // For the whole matrix: that it survives all of it is the point.
  const shared = shareIndex();
  beforeAll(() => shared().replace(SHOP, "fake-embedding", vectorsOf(TEXTS)));
  const bad: [string, unknown][] = [
    ["undefined inside", vectorOf("a").with(2, undefined as unknown as number)],
    ["null inside", vectorOf("a").with(2, null as unknown as number)],
    ["a text inside", vectorOf("a").with(2, "0.5" as unknown as number)],
    ["a hole", hole],
    ["NaN", vectorOf("a").with(2, Number.NaN)],
    ["Infinity", vectorOf("a").with(2, Number.POSITIVE_INFINITY)],
    ["more than single precision holds", vectorOf("a").with(2, 1e300)],
    ["too short", vectorOf("a").slice(1)],
    ["too long", [...vectorOf("a"), 0]],
    ["empty", []],
    ["a typed array", Float32Array.from(vectorOf("a"))],
    ["not a list", { length: DIMENSION }],
    ["null", null],
    ["enormous", Array.from({ length: 100_000 }, () => 0)],
  ];

  it.each(bad)("a vector with %s kills neither process and spoils no search", async (_name, vector) => {
    const index = shared();
    const pid = index.childPid;
    expect(await index.search(SHOP, vector as number[], 3)).toEqual([]);
    const spoilt = vectorsOf(TEXTS).set("bad" as PassageId, vector as number[]);
    await expect(index.replace(SHOP, "fake-embedding", spoilt)).rejects.toThrow();
    expect(await best(index, "returns are free")).toBe("returns are free");
    expect(index.childPid).toBe(pid);
  });

  it.each([0, -1, Number.NaN, 1.5, 1e9])("a limit of %s is brought into range", async (limit) => {
    const hits = await shared().search(SHOP, vectorOf("size chart"), limit);
    expect(hits.length).toBeGreaterThanOrEqual(1);
    expect(hits.length).toBeLessThanOrEqual(TEXTS.length);
  });
});

describe("a child that dies", () => {
  it("is started again with what it held, and searches meanwhile find nothing", async () => {
    const { index, lines } = openIndex();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    const pid = index.childPid ?? 0;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => index.search(SHOP, vectorOf("size chart"), 3), PATIENCE).toEqual([]);
    await expect.poll(() => best(index, "size chart"), PATIENCE).toBe("size chart");
    expect(index.childPid).not.toBe(pid);
    expect(lines.some((line) => line.event === "vector-child-ended" && line.fields.signal === "SIGKILL")).toBe(true);
  });

  it("in the middle of a replacement does not lose it", async () => {
    const { index } = openIndex();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    const many = vectorsOf(Array.from({ length: 2_000 }, (_, at) => `new passage number ${at}`));
    const replaced = index.replace(SHOP, "fake-embedding", many);
    process.kill(index.childPid ?? 0, "SIGKILL");
    await replaced;
    expect(await best(index, "new passage number 77")).toBe("new passage number 77");
    expect(await best(index, "size chart")).not.toBe("size chart");
  });

  it("after any number of kills nothing half written is read", { timeout: 60_000 }, async () => {
    const { index } = openIndex();
    for (let round = 0; round < 6; round += 1) {
      const texts = Array.from({ length: 200 }, (_, at) => `round ${round} passage ${at}`);
      const replaced = index.replace(SHOP, "fake-embedding", vectorsOf(texts)).catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      if (index.childPid) process.kill(index.childPid, "SIGKILL");
      await replaced;
      await expect
        .poll(async () => (await index.search(SHOP, vectorOf("round passage 5"), 5)).length, PATIENCE)
        .toBe(5);
      const rounds = (await index.search(SHOP, vectorOf("round passage 5"), 50)).map((hit) =>
        hit.passageId.slice(0, 7),
      );
      expect(new Set(rounds).size).toBe(1);
    }
  });
});

describe("what is on disk", () => {
  const shopFolder = (): Promise<string[]> => readdir(join(folder, "vectors", SHOP));

  it("is read at the next start, and not built again when it is the same", async () => {
    const first = openIndex().index;
    await first.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    await first.close();
    const { index } = openIndex();
    await expect.poll(() => best(index, "pay with a card"), PATIENCE).toBe("pay with a card");
    const [model = ""] = await shopFolder();
    const header = join(folder, "vectors", SHOP, model, "header.json");
    const before = await readFile(header, "utf8");
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    expect(await readFile(header, "utf8")).toBe(before);
    expect(JSON.parse(before)).toMatchObject({ model: "fake-embedding", dimension: DIMENSION, count: TEXTS.length });
  });

  it("holds one version, however often it was replaced", async () => {
    const { index } = openIndex();
    for (let at = 1; at <= 4; at += 1) await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS.slice(0, at)));
    const [model = ""] = await shopFolder();
    expect(await readdir(join(folder, "vectors", SHOP, model))).toHaveLength(2);
  });

  describe("with a header that is wrong", () => {
    const spoilt: [string, (header: Record<string, unknown>) => unknown][] = [
      ["another dimension", (header) => ({ ...header, dimension: 1536 })],
      ["another count", (header) => ({ ...header, count: 3 })],
      ["another model", (header) => ({ ...header, model: "another" })],
      ["a wrong checksum", (header) => ({ ...header, checksum: "0" })],
      ["a path instead of a version", (header) => ({ ...header, version: "../../../etc" })],
      ["nothing in it", () => ({})],
      ["no object", () => 7],
    ];
    const shopOf = (at: number) => `00000000-0000-4000-8000-0000000000a${at}` as ShopId;
    // A shop each, and one start for all of them: no two may disturb each other either.
    let index: ChildVectorIndex;
    let sharedFolder: string;
    beforeAll(async () => {
      sharedFolder = await mkdtemp(join(tmpdir(), "dragoman-vectors-"));
      const { log, lines } = createRecordingHost();
      const settings = { dataFolder: sharedFolder, model: "fake-embedding", log, searchTimeoutMs: PATIENCE.timeout };
      const first = createVectorIndex(settings);
      for (const [at, [, spoil]] of spoilt.entries()) {
        await first.replace(shopOf(at), "fake-embedding", vectorsOf(TEXTS));
        const base = join(sharedFolder, "vectors", shopOf(at));
        const path = join(base, (await readdir(base))[0] ?? "", "header.json");
        const header = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
        await writeFile(path, JSON.stringify(spoil(header)));
      }
      await first.close();
      lines.length = 0;
      index = createVectorIndex(settings);
      const ready = await until("the child", () => lines.find(({ event }) => event === "vector-child-ready"));
      expect(ready.fields.shops).toBe(0);
    });
    afterAll(async () => {
      await index.close();
      await rm(sharedFolder, { recursive: true, force: true });
    });

    it.each(spoilt.map(([says], at) => [says, at] as const))("is not read when it says %s", async (_says, at) => {
      expect(await index.search(shopOf(at), vectorOf("size chart"), 3)).toEqual([]);
      await index.replace(shopOf(at), "fake-embedding", vectorsOf(TEXTS));
      expect(await best(index, "size chart", shopOf(at))).toBe("size chart");
    });
  });

  it("is not read when the index file was cut", async () => {
    const first = openIndex().index;
    await first.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    await first.close();
    const [model = ""] = await shopFolder();
    const base = join(folder, "vectors", SHOP, model);
    const version = (await readdir(base)).find((name) => name !== "header.json") ?? "";
    const file = join(base, version, "hnswlib.index");
    await writeFile(file, (await readFile(file)).subarray(0, 40));
    const { lines } = openIndex();
    await expect.poll(() => lines.find((line) => line.event === "vector-child-ready")?.fields.shops, PATIENCE).toBe(0);
  });

  it("of another model is left alone", async () => {
    const first = openIndex().index;
    await first.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    await first.close();
    const { index } = openIndex("another-model");
    await index.replace(OTHER_SHOP, "another-model", vectorsOf(["size chart"]));
    expect(await index.search(SHOP, vectorOf("size chart"), 3)).toEqual([]);
  });
});

describe("the end", () => {
  it("close leaves no child, also while one is being restarted", async () => {
    const { index } = openIndex();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    const pid = index.childPid ?? 0;
    await index.close();
    expect(isAlive(pid)).toBe(false);
    const second = openIndex().index;
    const secondPid = second.childPid ?? 0;
    process.kill(secondPid, "SIGKILL");
    await second.close();
    expect(isAlive(secondPid)).toBe(false);
    expect(second.childPid).toBeNull();
  });

  it("the child ends when its parent is killed", async () => {
    const parent = join(folder, "parent.ts");
    const door = new URL("../../src/model/create-vector-index.ts", import.meta.url).href;
    await writeFile(
      parent,
      `const { createVectorIndex } = await import(${JSON.stringify(door)});
       const log = { info: (event) => event === "vector-child-ready" && process.send(index.childPid), warn() {}, error() {}, with: () => log };
       const index = createVectorIndex({ dataFolder: ${JSON.stringify(folder)}, model: "m", log });
       setInterval(() => {}, 1000);`,
    );
    const process_ = fork(parent, [], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const pid = await new Promise<number>((resolve) => process_.once("message", (value) => resolve(value as number)));
    expect(isAlive(pid)).toBe(true);
    process_.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), PATIENCE).toBe(false);
  });

  it("the child gets no environment, so no key", async () => {
    const { index } = openIndex();
    await index.replace(SHOP, "fake-embedding", vectorsOf(TEXTS));
    const environment = await new Promise<string>((resolve) =>
      execFile("cat", [`/proc/${index.childPid}/environ`], (_error, stdout) => resolve(stdout)),
    );
    expect(environment).not.toContain("PATH=");
  });
});
