/** Security headers. Pages get their own policy; everything else may load nothing and be framed by nobody. */
import type { RequestHandler } from "express";
import helmet from "helmet";

type Directives = Record<string, readonly string[]>;

const NOTHING: Directives = { "default-src": ["'none'"], "base-uri": ["'none'"], "frame-ancestors": ["'none'"] };

const CONSOLE: Directives = {
  ...NOTHING,
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "media-src": ["'self'"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "manifest-src": ["'self'"],
  "form-action": ["'self'"],
  // Nothing in the console turns a string into markup or code; the browser holds us to it.
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["'none'"],
};

/** The demo shop's page holds the widget, which lives in the page itself and needs no frame and no foreign host. */
const STOREFRONT: Directives = {
  ...NOTHING,
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'"],
  "connect-src": ["'self'"],
  "manifest-src": ["'self'"],
  "form-action": ["'self'"],
  "require-trusted-types-for": ["'script'"],
};

/** For the API, channel routes and errors. A channel's own headers may loosen these, e.g. for its script tag. */
export const secureAnswer = secureWith(NOTHING, "same-origin");
export const secureConsole = secureWith(CONSOLE, "same-origin");
export const secureStorefront = secureWith(STOREFRONT, "cross-origin");

function secureWith(directives: Directives, resourcePolicy: "same-origin" | "cross-origin"): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: resourcePolicy },
    referrerPolicy: { policy: "no-referrer" },
    // Without includeSubDomains: the shop's other hosts are not ours to force to https.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
    xFrameOptions: { action: "deny" },
  }) as RequestHandler;
}
