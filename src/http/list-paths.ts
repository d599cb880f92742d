/** Every path that a router of the app answers, below where it is mounted: so that nothing served can be forgotten. */
import type { Express } from "express";

interface Layer {
  readonly route?: { readonly path: string };
  readonly handle: { readonly stack?: readonly Layer[] };
}

export function listPaths(app: Express): readonly string[] {
  const found = new Set<string>();
  const walk = (layers: readonly Layer[]) => {
    for (const { route, handle } of layers) {
      if (route) found.add(route.path);
      else if (handle.stack) walk(handle.stack);
    }
  };
  walk((app.router as unknown as { readonly stack: readonly Layer[] }).stack);
  return [...found];
}
