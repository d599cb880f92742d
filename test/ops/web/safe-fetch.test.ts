/** Pages fetched on somebody's word: never from inside, never without an end. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createSafeFetch } from "../../../src/ops/web/create-safe-fetch.ts";
import { isPublicAddress } from "../../../src/ops/web/judge-address.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const never = new AbortController().signal;
const fetchFrom = (host: string, path = "/", options: object = {}) =>
  createSafeFetch({ allowed: [host], ...options })({ url: `http://${host}${path}`, signal: never });

describe("an address", () => {
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1",
    "fd00::1",
    "[::1]",
    "no address",
  ])("%s is not public", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe("a fetch", () => {
  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
  ])("of %s is refused as inward", async (url) => {
    expect(await createSafeFetch()({ url, signal: never })).toEqual({ kind: "refused", fault: "private-address" });
  });

  test.each([
    ["file:///etc/passwd", "not-a-web-address"],
    ["gopher://example.org/", "not-a-web-address"],
    ["http://user:secret@8.8.8.8/", "not-a-web-address"],
    ["http://8.8.8.8:22/", "port-not-allowed"],
    ["nonsense", "not-a-web-address"],
  ])("of %s is refused", async (url, fault) => {
    expect(await createSafeFetch()({ url, signal: never })).toEqual({ kind: "refused", fault });
  });

  test("that is sent inward by a redirect is refused there", async () => {
    for (const location of [
      "http://127.0.0.1:1/",
      "http://localhost/",
      "http://169.254.169.254/",
      "file:///etc/passwd",
    ]) {
      const host = await serve((_request, response) => void response.writeHead(302, { location }).end());
      expect((await fetchFrom(host)).kind).toBe("refused");
    }
  });

  test("follows a few redirects, and gives up on a circle", async () => {
    const host = await serve((request, response) => {
      if (request.url === "/end") response.setHeader("content-type", "text/html").end("<p>here</p>");
      else if (request.url === "/start") response.writeHead(301, { location: "/end" }).end();
      else response.writeHead(302, { location: "/circle" }).end();
    });
    const found = await fetchFrom(host, "/start");
    expect(found).toMatchObject({ kind: "fetched", url: `http://${host}/end`, contentType: "text/html" });
    expect(await fetchFrom(host, "/circle")).toEqual({ kind: "refused", fault: "too-many-redirects" });
  });

  test("stops at the size allowed, also when the page grows only by unpacking", async () => {
    const host = await serve((request, response) => {
      if (request.url === "/zip") {
        response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(2_000_000)));
        return;
      }
      const pump = (): void => {
        while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
        response.once("drain", pump);
      };
      pump();
    });
    for (const path of ["/zip", "/endless"]) {
      expect(await fetchFrom(host, path, { maxBytes: 500_000 })).toEqual({ kind: "refused", fault: "too-large" });
    }
  });

  test("ends in time with a server that says nothing, and at once when it is called off", async () => {
    const host = await serve(() => {});
    expect(await fetchFrom(host, "/", { timeoutMs: 60 })).toEqual({ kind: "refused", fault: "too-slow" });
    const controller = new AbortController();
    const fetching = createSafeFetch({ allowed: [host] })({ url: `http://${host}/`, signal: controller.signal });
    controller.abort();
    expect(await fetching).toEqual({ kind: "refused", fault: "aborted" });
  });

  test("asks only for what changed, and says when a page is gone", async () => {
    const host = await serve((request, response) => {
      if (request.url === "/gone") response.writeHead(410).end();
      else if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end();
      else response.setHeader("etag", '"v1"').end("text");
    });
    const first = await fetchFrom(host);
    expect(first).toMatchObject({ kind: "fetched", etag: '"v1"' });
    const again = createSafeFetch({ allowed: [host] });
    expect(await again({ url: `http://${host}/`, etag: '"v1"', signal: never })).toEqual({ kind: "unchanged" });
    expect(await fetchFrom(host, "/gone")).toEqual({ kind: "answered", status: 410 });
  });
});
