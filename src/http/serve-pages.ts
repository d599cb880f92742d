/** The built pages: the console below /console, the demo shop at /. Hashed files are cached for ever, pages never. */
import { join } from "node:path";
import express, { type RequestHandler, type Response, Router } from "express";
import { AppError } from "../contracts/errors.ts";
import { writeWrongMethod } from "./answer-error.ts";
import { nameRoute } from "./log-request.ts";
import { secureConsole, secureStorefront } from "./secure-response.ts";
import type { HttpServerOptions } from "./server-options.ts";

export function servePages(pages: HttpServerOptions["pages"]): Router {
  const router = Router({ strict: true, caseSensitive: true });
  router.all("/console", readOnly, (_request, response) => response.redirect(301, "/console/"));
  router.use("/console/", secureConsole, readOnly, serveFiles(pages.console), answerConsolePage(pages.console));
  router.use("/", serveStorefront(pages.storefront));
  return router;
}

/** Everything below / that is not a file falls through to the 404; only what exists is told that its method is wrong. */
function serveStorefront(folder: string): RequestHandler {
  const files = serveFiles(folder);
  return (request, response, next) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (!isRead && request.path === "/") void readOnly(request, response, next);
    else if (!isRead) next();
    else
      secureStorefront(request, response, (error?: unknown) => {
        if (error !== undefined) next(error);
        else void files(request, response, next);
      });
  };
}

const readOnly: RequestHandler = (request, response, next) => {
  nameRoute(response, "pages");
  if (request.method === "GET" || request.method === "HEAD") return next();
  writeWrongMethod(response, ["GET", "HEAD"]);
};

function serveFiles(folder: string): RequestHandler {
  return express.static(folder, {
    index: ["index.html"],
    dotfiles: "ignore",
    redirect: false,
    setHeaders: setCaching,
  });
}

function setCaching(response: Response, path: string): void {
  nameRoute(response, "pages");
  const isHashed = /[\\/]assets[\\/][^\\/]+-[\w-]{8}\.\w+$/.test(path);
  response.set("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
}

/** The console keeps its place in the address (/console/tickets/…); those addresses are all the one page. */
function answerConsolePage(folder: string): RequestHandler {
  return (request, response, next) => {
    // A missing file must be a 404: the page in place of a script is a riddle in the browser's log.
    if (/\.\w+$/.test(request.path)) return next();
    response.set("Cache-Control", "no-cache");
    response.sendFile("index.html", { root: join(folder), cacheControl: false }, (error) => {
      if (error === undefined) return;
      if (response.headersSent) return next(error);
      next(new AppError("NOT_FOUND", "The console is not built on this server; start it with npm start."));
    });
  };
}
