/** The HTTP server over real connections: what it refuses and how, what it hands to channels, how it stops. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChannelRoute, HttpRequest } from "../../src/contracts/channel-adapter.ts";
import type { ChannelName } from "../../src/contracts/message.ts";
import { createHttpServer } from "../../src/http/create-server.ts";
import { type ConsoleRig, openConsoleRig } from "../console/console-rig.ts";

const channel = "echo" as ChannelName;
let rig: ConsoleRig;
let folder: string;
const seen: HttpRequest[] = [];
let isReady = true;
let streams = 0;
let aborted = 0;

const routes: readonly ChannelRoute[] = [
  {
    method: "POST",
    path: "/say",
    maxBytes: 1_000,
    handle: async (request) => {
      seen.push(request);
      return {
        status: 202,
        headers: { "content-type": "application/octet-stream", "x-own": "yes" },
        body: request.body,
      };
    },
  },
  {
    method: "GET",
    path: "/stream",
    maxBytes: 0,
    handle: async ({ signal }) => ({
      status: 200,
      headers: { "content-type": "text/event-stream" },
      stream: tick(signal),
    }),
  },
  {
    method: "GET",
    path: "/flood",
    maxBytes: 0,
    handle: async () => ({ status: 200, stream: flood() }),
  },
  {
    method: "GET",
    path: "/broken",
    maxBytes: 0,
    handle: async () => {
      throw new Error("secret detail in /work/secret/path");
    },
  },
];

async function* tick(signal: AbortSignal): AsyncGenerator<string> {
  streams += 1;
  try {
    yield "data: first\n\n";
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    aborted += 1;
  } finally {
    streams -= 1;
  }
}

let flooded = 0;
async function* flood(): AsyncGenerator<string> {
  const chunk = "x".repeat(65_536);
  for (flooded = 0; flooded < 10_000; flooded += 1) yield chunk;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pages-"));
  await mkdir(join(folder, "console/assets"), { recursive: true });
  await mkdir(join(folder, "storefront"));
  await writeFile(join(folder, "secret.txt"), "not for you");
  await writeFile(join(folder, "console/index.html"), "<!doctype html><title>console</title>");
  await writeFile(join(folder, "console/assets/index-AbCd1234.js"), "1");
  await writeFile(join(folder, "storefront/index.html"), "<!doctype html><title>shop</title>");
  await writeFile(join(folder, "storefront/.env"), "TOKEN=1");
  rig = await openConsoleRig({
    channels: [{ channel, routes }],
    pages: { console: join(folder, "console"), storefront: join(folder, "storefront") },
    readiness: async () => {
      if (isReady) return { isReady, waitingFor: [] };
      throw new Error("database gone");
    },
  });
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`${rig.origin}${path}`, init);
const errorOf = async (response: Response) => ((await response.json()) as { error: Record<string, string> }).error;

/** Sends the path as it is; fetch would tidy it up first. */
function getRaw(path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(rig.origin);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method: "GET" }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 5_000, interval: 10 }).toBe(true);
}

describe("errors", () => {
  test("an unknown address is a 404 with a code, a hint and the request's id", async () => {
    const response = await get("/nothing/here?token=abc");
    expect(response.status).toBe(404);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: "NOT_FOUND", requestId: response.headers.get("x-request-id") });
    expect(error["hint"]).not.toBe("");
  });

  test.each([
    ["DELETE", "/healthz", "GET, HEAD"],
    ["POST", "/", "GET, HEAD"],
    ["POST", "/console/", "GET, HEAD"],
    ["PUT", "/channels/echo/say", "POST"],
    ["PATCH", "/console/api/session", "GET, POST, DELETE"],
  ])("%s %s is a 405 that names what works", async (method, path, allow) => {
    const response = await get(path, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
  });

  test.each([
    ["broken JSON", "{", 400],
    ["a bare value", '"x"', 400],
    ["a hundred thousand brackets", `${"[".repeat(60_000)}${"]".repeat(60_000)}`, 400],
    ["nesting hidden behind a string with brackets", `{"a":"]]]]\\"","b":${"[".repeat(20)}${"]".repeat(20)}}`, 400],
    ["a body above the limit", `{"email":"${"x".repeat(200_000)}"}`, 413],
    ["an unknown field", '{"email":"a@b.example","password":"x","role":"owner"}', 400],
    ["a field of the wrong type", '{"email":["a"],"password":"x"}', 400],
    ["__proto__", '{"__proto__":{"email":"a@b.example"},"password":"x"}', 400],
  ])("sign-in refuses %s", async (_name, body, status) => {
    const headers = { "content-type": "application/json" };
    const response = await get("/console/api/session", { method: "POST", headers, body });
    expect(response.status).toBe(status);
    expect(Object.keys(await errorOf(response)).sort()).toEqual(["code", "hint", "message", "requestId"]);
  });

  test("a body that is not JSON by its type is refused, so a form of another site cannot send one", async () => {
    const headers = { "content-type": "text/plain" };
    const response = await get("/console/api/session", {
      method: "POST",
      headers,
      body: '{"email":"a@b.c","password":"x"}',
    });
    expect(response.status).toBe(400);
  });

  test("a fault of ours is a 500 that says nothing of its inside, and the log has it", async () => {
    const response = await get("/channels/echo/broken");
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toMatch(/secret|node_modules|\.ts|at /);
    expect(rig.host.lines.some(({ level, event }) => level === "error" && event === "http-request-failed")).toBe(true);
  });

  test("an address that cannot be decoded is a 400, not a fault", async () => {
    expect((await getRaw("/console/api/tickets/%E0%A4%A")).status).toBe(400);
  });

  test("what is not HTTP gets an answer too", async () => {
    const { hostname, port } = new URL(rig.origin);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write("HELO mail\r\n\r\n"));
      let text = "";
      socket.on("data", (chunk) => (text += String(chunk)));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"REQUEST_INVALID"');
  });

  test("the log knows routes and ids, never addresses, queries or bodies", async () => {
    await get("/console/api/tickets?view=waiting&token=hidden-value");
    await get("/hidden-path");
    await until(() => rig.host.lines.some(({ fields }) => fields["route"] === "/console/api/tickets"));
    const written = JSON.stringify(rig.host.lines);
    expect(written).not.toMatch(/hidden-value|hidden-path/);
  });
});

test("deep nesting is refused before anything is built from it", async () => {
  const headers = { "content-type": "application/json" };
  const ask = async (body: string) =>
    (await errorOf(await get("/console/api/session", { method: "POST", headers, body })))["hint"];
  expect(await ask(`${"[".repeat(60_000)}${"]".repeat(60_000)}`)).toBe("The body is nested too deeply.");
  expect(await ask(`{"a":"]]]]\\"","b":${"[".repeat(20)}${"]".repeat(20)}}`)).toBe("The body is nested too deeply.");
  expect(await ask(`{"a":"${"[".repeat(500)}"}`)).not.toBe("The body is nested too deeply.");
});

describe("headers and pages", () => {
  test("the console may run only its own scripts and styles, and nobody may frame it", async () => {
    const response = await get("/console/");
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.has("x-powered-by")).toBe(false);
  });

  test("an address inside the console is the console's page; a missing file is not", async () => {
    const page = await get("/console/waiting/0193c0de-0000-7000-8000-000000000001");
    expect([page.status, await page.text()]).toEqual([200, "<!doctype html><title>console</title>"]);
    expect((await get("/console/assets/gone-AbCd1234.js")).status).toBe(404);
    expect((await get("/console", { redirect: "manual" })).headers.get("location")).toBe("/console/");
  });

  test("files with a hash in their name are kept by the browser, pages are asked for again", async () => {
    const file = await get("/console/assets/index-AbCd1234.js");
    expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await get("/console/")).headers.get("cache-control")).toBe("no-cache");
    expect((await get("/")).headers.get("cache-control")).toBe("no-cache");
  });

  test.each([
    "/../secret.txt",
    "/console/../../secret.txt",
    "/console/..%2f..%2fsecret.txt",
    "/console/%2e%2e/%2e%2e/secret.txt",
    "/console/..%5c..%5csecret.txt",
    "/console/assets/..%00/secret.txt",
    "/.env",
    "//secret.txt",
  ])("%s leads nowhere", async (path) => {
    const { status, body } = await getRaw(path);
    expect(body).not.toMatch(/not for you|TOKEN/);
    expect(status === 404 || status === 400 || status === 403 || body.includes("<title>console</title>")).toBe(true);
  });
});

describe("health", () => {
  test("ready while the database answers, 503 when it does not, alive all the while", async () => {
    expect((await get("/readyz")).status).toBe(200);
    isReady = false;
    const response = await get("/readyz");
    isReady = true;
    expect(response.status).toBe(503);
    expect((await get("/healthz")).status).toBe(200);
  });

  test("metrics count requests by route and status", async () => {
    await get("/nothing/here");
    await until(() => rig.host.lines.length > 0);
    const text = await (await get("/metrics")).text();
    expect(text).toMatch(/http_requests_total\{[^}]*status="404"[^}]*\} \d/);
    expect(text).not.toContain("nothing/here");
  });

  test("a process without the role web serves health and nothing else", async () => {
    const { ports, host } = rig;
    const server = createHttpServer({
      ports,
      channels: [{ channel, routes }],
      roles: ["worker"],
      pages: { console: join(folder, "console"), storefront: join(folder, "storefront") },
      readiness: async () => ({ isReady: true, waitingFor: [] }),
      renderMetrics: async () => ({ contentType: "text/plain", text: "" }),
      publicOrigin: null,
      trustedProxies: 0,
      host: "127.0.0.1",
      log: host.log,
    });
    const origin = `http://127.0.0.1:${await server.listen(0)}`;
    const statuses = await Promise.all(
      ["/readyz", "/console/", "/channels/echo/stream"].map((path) => fetch(origin + path)),
    );
    await server.close();
    expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404]);
  });

  test("a taken port is said in one sentence", async () => {
    const taken = Number(new URL(rig.origin).port);
    const other = createHttpServer({
      ports: rig.ports,
      channels: [],
      roles: [],
      pages: { console: folder, storefront: folder },
      readiness: async () => ({ isReady: true, waitingFor: [] }),
      renderMetrics: async () => ({ contentType: "text/plain", text: "" }),
      publicOrigin: null,
      trustedProxies: 0,
      host: "127.0.0.1",
      log: rig.host.log,
    });
    await expect(other.listen(taken)).rejects.toMatchObject({ code: "PORT_IN_USE", detail: { port: taken } });
    await other.close();
  });
});

describe("channel routes", () => {
  test("get the body byte for byte, lower-case headers, the first of repeated query values, and their own headers back", async () => {
    const body = new Uint8Array([0, 255, 10, 13, 0xed, 0xa0, 0x80]);
    const response = await get("/channels/echo/say?a=1&a=2&b=%20x", {
      method: "POST",
      body,
      headers: { "X-Thing": "Yes" },
    });
    expect([response.status, response.headers.get("x-own")]).toEqual([202, "yes"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
    const request = seen.at(-1);
    expect(request).toMatchObject({ method: "POST", path: "/say", remoteAddress: "127.0.0.1" });
    expect(request?.headers["x-thing"]).toBe("Yes");
    expect({ ...request?.query }).toEqual({ a: "1", b: " x" });
  });

  test("never see a body above their limit, nor a compressed one", async () => {
    const before = seen.length;
    const large = await get("/channels/echo/say", { method: "POST", body: "x".repeat(1_001) });
    const zipped = await get("/channels/echo/say", {
      method: "POST",
      body: "x",
      headers: { "content-encoding": "gzip" },
    });
    expect([large.status, zipped.status, seen.length]).toEqual([413, 415, before]);
  });

  test("exist letter by letter only", async () => {
    const paths = [
      "/channels/echo/say/",
      "/channels/ECHO/say",
      "/channels/echo/saY",
      "/channels/other/say",
      "/channels",
    ];
    const statuses = await Promise.all(paths.map((path) => get(path, { method: "POST" })));
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  test("a stream ends on the server when its reader goes away", async () => {
    const before = aborted;
    const stop = new AbortController();
    const response = await get("/channels/echo/stream", { signal: stop.signal });
    await response.body?.getReader().read();
    expect(streams).toBe(1);
    stop.abort();
    await until(() => streams === 0);
    expect(aborted).toBe(before + 1);
  });

  test("a slow reader slows the stream down instead of filling the memory", async () => {
    const stop = new AbortController();
    const response = await get("/channels/echo/flood", { signal: stop.signal });
    await response.body?.getReader().read();
    let last = -1;
    await until(() => {
      const isStill = flooded === last;
      last = flooded;
      return isStill && flooded > 0;
    });
    expect(flooded).toBeLessThan(1_000);
    stop.abort();
  });
});

describe("stopping", () => {
  test("ends streams, lets a running request finish, accepts nobody new", async () => {
    let finish: (() => void) | null = null;
    const slow: ChannelRoute = {
      method: "GET",
      path: "/slow",
      maxBytes: 0,
      handle: () => new Promise((resolve) => (finish = () => resolve({ status: 200, body: "done" }))),
    };
    const stopping = await openConsoleRig({ channels: [{ channel, routes: [...routes, slow] }] });
    const stream = await fetch(`${stopping.origin}/channels/echo/stream`);
    const running = fetch(`${stopping.origin}/channels/echo/slow`);
    await until(() => streams === 1 && finish !== null);
    const reader = stream.body?.getReader();
    await reader?.read();
    const closed = stopping.server.close();
    expect((await reader?.read())?.done).toBe(true);
    await expect(fetch(`${stopping.origin}/healthz`)).rejects.toThrow();
    (finish as (() => void) | null)?.();
    expect(await (await running).text()).toBe("done");
    await closed;
    await stopping.close();
  });
});
