/** Bodies that trickle in: cut off in time, unless the route knows its caller and gives more. */
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allowLonger, limitBodies } from "../../src/http/limit-bodies.ts";

let server: Server;
/** Told when the route has the request, so that the rest of the body is sent after the limit, not before. */
let onLonger: () => void = () => {};

beforeAll(async () => {
  const app = express();
  app.use(limitBodies(60));
  app.post("/known", (_request, response, next) => {
    allowLonger(response, 20_000);
    setTimeout(() => onLonger(), 120);
    next();
  });
  app.use(express.text({ type: () => true }), (request, response) => void response.send(`got ${String(request.body)}`));
  app.use((_error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
    if (!response.headersSent) response.sendStatus(400);
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Says that ten bytes come, sends five, and the others when told to. */
function trickle(path: string): { readonly answer: Promise<string>; readonly sendRest: () => void } {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhello`);
  const answer = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
  return { answer, sendRest: () => void socket.write("world") };
}

test("a body that does not come is answered with 408 and the connection ends", async () => {
  const answer = await trickle("/anyone").answer;
  expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*took too long/);
});

test("a route that knows its caller gives a file more time", async () => {
  const isLate = new Promise<void>((resolve) => (onLonger = resolve));
  const { answer, sendRest } = trickle("/known");
  await isLate;
  sendRest();
  expect(await answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*got helloworld/);
});
