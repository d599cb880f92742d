/** The widget's routes over real HTTP: who may call them, what they accept, what they answer. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { webWidget } from "../../adapters/web-widget/index.ts";
import { threadKeyOf } from "../../adapters/web-widget/sessions.ts";
import type { WidgetConfig } from "../../adapters/web-widget/wire.ts";
import { ERROR_CODES } from "../../src/contracts/errors.ts";
import { createRecordingHost, type RecordingHost } from "../support/recording-host.ts";
import { type RouteServer, startRouteServer } from "../support/route-server.ts";

const FUZZ_RUNS = Number(process.env["FUZZ_RUNS"] ?? 300);
const PARTNER = "https://partner.example";
const LISTED = "https://listed.example:8443";

let host: RecordingHost;
let server: RouteServer;
let token: string;

beforeEach(async () => {
  host = createRecordingHost();
  host.widgetOrigins = [LISTED];
  server = await startRouteServer();
  const adapter = await webWidget.create({ origins: PARTNER }, host);
  server.mount("web", adapter.routes);
  token = ((await (await call("POST", "/session", { body: "{}" })).json()) as { token: string }).token;
});

afterEach(() => server.stop());

interface CallParts {
  readonly origin?: string | null;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
  readonly session?: string;
}

function call(method: string, path: string, parts: CallParts = {}): Promise<Response> {
  const origin = parts.origin === undefined ? server.origin : parts.origin;
  return fetch(`${server.origin}/channels/web${path}`, {
    method,
    headers: {
      ...(origin === null ? {} : { origin }),
      ...(parts.body === undefined ? {} : { "content-type": "application/json" }),
      ...(parts.session === undefined ? {} : { "x-dragoman-session": parts.session }),
      ...parts.headers,
    },
    ...(parts.body === undefined ? {} : { body: parts.body }),
  });
}

const message = (fields: object = {}) =>
  JSON.stringify({ clientMessageId: crypto.randomUUID(), text: "hello", locale: "en", ...fields });

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe("A session", () => {
  test("is 256 random bits, and only its hash names the thread", async () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    await call("POST", "/messages", { session: token, body: message() });
    expect(host.received[0]?.threadKey).toBe(threadKeyOf(token));
    expect(JSON.stringify(host.received)).not.toContain(token);
  });

  test("that is missing or malformed is refused with 401 on each route of a thread", async () => {
    for (const session of [undefined, "", "short", `${token}xx`, "ä".repeat(3), token.slice(1)]) {
      const parts = session === undefined || /ä/.test(session) ? {} : { session };
      for (const [method, path] of [
        ["POST", "/messages"],
        ["GET", "/events"],
        ["GET", "/history?before=1"],
      ] as const) {
        const response = await call(method, path, { ...parts, ...(method === "POST" ? { body: message() } : {}) });
        expect([method, path, response.status]).toEqual([method, path, 401]);
        expect(await codeOf(response)).toBe("NOT_SIGNED_IN");
      }
    }
  });
});

describe("A message", () => {
  test("is answered alike when it is new and when it is repeated, and stands in the thread once", async () => {
    const body = message();
    const first = await call("POST", "/messages", { session: token, body });
    const second = await call("POST", "/messages", { session: token, body });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await second.json()).toEqual(await first.json());
    expect(host.received).toHaveLength(1);
    expect(host.received[0]?.externalId).toMatch(/^[0-9a-f]{64}:[A-Za-z0-9-]{36}$/);
    expect(await host.feed.read(threadKeyOf(token), 0, 10)).toHaveLength(1);
  });

  test("that the inside refuses for now is a 429 that says when to come again", async () => {
    host.outcome = { kind: "refused", reason: "too-many-pending", retryAfterMs: 4_200 };
    const response = await call("POST", "/messages", { session: token, body: message() });
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(await codeOf(response)).toBe("TOO_MANY_REQUESTS");
  });

  test("is limited to thirty a minute for one session, and the next is told when", async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) {
      statuses.push((await call("POST", "/messages", { session: token, body: message() })).status);
    }
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses[30]).toBe(429);
    const other = ((await (await call("POST", "/session", { body: "{}" })).json()) as { token: string }).token;
    expect((await call("POST", "/messages", { session: other, body: message() })).status).toBe(200);
  });

  test("keeps bidi marks and loses what a database or a reader cannot take", async () => {
    const text = "a\u0000b\u0007c\u200fd\ud800e\u{e0041}f\r\ng";
    await call("POST", "/messages", { session: token, body: message({ text }) });
    expect(host.received[0]?.parts).toEqual([{ kind: "text", text: "abc\u200fd\ufffdef\ng" }]);
  });

  test("with unknown fields, both kinds of content, or none is refused", async () => {
    const bad = [
      { extra: 1 },
      { choiceId: "person", label: "x" },
      { text: undefined },
      { text: " \n\u200b" },
      { text: "x".repeat(4_001) },
      { clientMessageId: "a b" },
      { clientMessageId: "x".repeat(65) },
      { locale: "<b>" },
      { text: undefined, choiceId: "Person!", label: "x" },
      { text: undefined, choiceId: "person", label: "" },
    ];
    for (const fields of bad) {
      const response = await call("POST", "/messages", { session: token, body: message(fields) });
      expect([fields, response.status]).toEqual([fields, 400]);
      expect(await codeOf(response)).toBe("REQUEST_INVALID");
    }
    expect(host.received).toEqual([]);
    expect(host.refusals.filter((reason) => reason === "request-invalid")).toHaveLength(bad.length);
  });

  test("mutated at random is taken or refused with a known code, and never a fault", async () => {
    const valid = { clientMessageId: "12345678", text: "hello", choiceId: "person", label: "A person", locale: "en" };
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => new TextEncoder().encode(json)),
      fc
        .record(
          Object.fromEntries(
            Object.entries(valid).map(([key, value]) => [
              key,
              fc.oneof(fc.constant(value), fc.string({ unit: "binary", maxLength: 80 }), fc.anything()),
            ]),
          ),
          { requiredKeys: [] },
        )
        .map((record) => new TextEncoder().encode(JSON.stringify(record) ?? "")),
    );
    const adapter = await webWidget.create({ origins: "" }, host);
    const route = adapter.routes.find((one) => one.path === "/messages" && one.method === "POST");
    let sender = 0;
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        sender += 1;
        const reply = await route?.handle({
          method: "POST",
          path: "/messages",
          query: {},
          headers: {
            origin: "http://own.example",
            host: "own.example",
            "content-type": "application/json",
            "x-dragoman-session": String(sender).padStart(43, "0"),
          },
          body: bytes,
          remoteAddress: String(sender),
          signal: new AbortController().signal,
        });
        if (reply?.status === 200) return;
        expect(reply?.status).toBe(400);
        const { error } = JSON.parse(String(reply?.body)) as { error: { code: string } };
        expect(Object.keys(ERROR_CODES)).toContain(error.code);
      }),
      { numRuns: FUZZ_RUNS },
    );
    // Whatever came through can be stored and shown.
    for (const { parts } of host.received) expect(JSON.stringify(parts)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });
});

describe("The origin of the page", () => {
  const guarded = [
    ["POST", "/session"],
    ["POST", "/messages"],
    ["GET", "/events"],
    ["GET", "/history?before=1"],
  ] as const;

  const ask = async (method: "GET" | "POST", path: string, parts: CallParts) => {
    const body = method === "GET" ? {} : { body: path === "/session" ? "{}" : message() };
    const response = await call(method, path, { session: token, ...body, ...parts });
    if (path === "/events" && response.ok) await response.body?.cancel();
    return response;
  };

  test("decides on each route: its own and listed ones exactly, everything else is a 403 without a CORS header", async () => {
    const allowed = [server.origin, PARTNER, LISTED];
    const forbidden = [
      "null",
      "https://evil.example",
      "http://partner.example",
      "https://partner.example:444",
      "https://partner.example.evil.example",
      "https://sub.partner.example",
      "https://partner.example/",
      "https://listed.example",
      server.origin.replace("127.0.0.1", "localhost"),
      "file://",
      "chrome-extension://abc",
      `${server.origin}@evil.example`,
    ];
    for (const [method, path] of guarded) {
      for (const origin of allowed) {
        const response = await ask(method, path, { origin });
        expect([path, origin, response.status]).toEqual([path, origin, 200]);
        const cors = response.headers.get("access-control-allow-origin");
        expect(cors).toBe(origin === server.origin ? null : origin);
        expect(response.headers.get("access-control-allow-credentials")).toBeNull();
        expect(response.headers.get("vary")).toContain("Origin");
      }
      for (const origin of forbidden) {
        const response = await ask(method, path, { origin });
        expect([path, origin, response.status]).toEqual([path, origin, 403]);
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
        expect(await codeOf(response)).toBe("ORIGIN_NOT_ALLOWED");
      }
    }
  });

  test("that is not said at all is a 403, unless the browser says same-origin in another way", async () => {
    for (const [method, path] of guarded) {
      expect((await ask(method, path, { origin: null })).status).toBe(403);
      const crossSite = { origin: null, headers: { "sec-fetch-site": "cross-site", referer: `${server.origin}/` } };
      expect((await ask(method, path, crossSite)).status).toBe(403);
    }
    for (const headers of [{ "sec-fetch-site": "same-origin" }, { referer: `${server.origin}/` }]) {
      expect((await ask("GET", "/history?before=1", { origin: null, headers })).status).toBe(200);
      expect((await ask("POST", "/session", { origin: null, headers })).status).toBe(403);
    }
  });

  test("is answered before the request by a preflight for allowed pages only", async () => {
    for (const [, path] of guarded) {
      const yes = await call("OPTIONS", path.replace(/\?.*/, ""), { origin: PARTNER });
      expect(yes.status).toBe(204);
      expect(yes.headers.get("access-control-allow-origin")).toBe(PARTNER);
      expect(yes.headers.get("access-control-allow-headers")).toContain("x-dragoman-session");
      const no = await call("OPTIONS", path.replace(/\?.*/, ""), { origin: "https://evil.example" });
      expect([no.status, no.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    }
  });

  test("may be added to the shop while the program runs", async () => {
    const origin = "https://new.example";
    expect((await ask("POST", "/session", { origin })).status).toBe(403);
    host.widgetOrigins = [origin];
    expect((await ask("POST", "/session", { origin })).status).toBe(200);
  });
});

describe("The setting WIDGET_ORIGINS", () => {
  test("takes exact origins, and a fault names the setting and not its value", () => {
    const read = (value?: string) => webWidget.readSettings(value === undefined ? {} : { WIDGET_ORIGINS: value });
    expect(read()).toEqual({ kind: "on", accountKey: "web:default", values: { origins: "" } });
    expect(read(" https://a.example , http://b.example:8080,").kind).toBe("on");
    for (const bad of ["*", "a.example", "https://a.example/", "https://*.a.example/x", "ftp://a.example", "null"]) {
      const settings = read(bad);
      expect([bad, settings.kind]).toEqual([bad, "invalid"]);
      if (settings.kind === "invalid") expect(settings.faults.join()).toMatch(/WIDGET_ORIGINS/);
      if (settings.kind === "invalid" && bad.length > 4) expect(settings.faults.join()).not.toContain(bad);
    }
  });
});

describe("The texts", () => {
  const config = async (query: string) => (await (await call("GET", `/config${query}`)).json()) as WidgetConfig;

  test("come in the first wished language that the shop speaks, with direction and every plural", async () => {
    expect((await config("?lang=xx,pt-BR,en")).language).toBe("pt");
    expect((await config("?lang=zh-Hant-TW")).language).toBe("zh");
    expect((await config("?lang=in-ID")).language).toBe("id");
    expect((await config("")).language).toBe("en");
    const arabic = await config("?lang=ar-EG&page=storefront");
    expect([arabic.language, arabic.direction]).toEqual(["ar", "rtl"]);
    expect(arabic.texts["widget-greeting"]).toContain("ar:widget-greeting");
    expect(arabic.store?.["store-product-1"]).toContain("ar:store-product-1");
    expect(arabic.newMessages).toHaveLength(20);
    expect(arabic.languages.map((language) => language.name)).toContain("日本語");
    expect((await config("?lang=en")).store).toBeNull();
  });

  test("are refused to a page that is not allowed, and to a malformed wish", async () => {
    expect((await call("GET", "/config", { origin: "https://evil.example" })).status).toBe(403);
    expect((await call("GET", "/config", { origin: null })).status).toBe(200);
    expect((await call("GET", "/config?lang=%3Cscript%3E")).status).toBe(400);
    expect((await call("GET", "/config?more=1")).status).toBe(400);
  });
});
