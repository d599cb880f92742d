/** Builds the browser code: the loader (one classic script), the panel (hashed, with a manifest), the storefront page. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const dist = (path: string) => fileURLToPath(new URL(`../../../dist/${path}`, import.meta.url));
/** Phones are kept for years: what the last four years of browsers understand. */
const target = "es2022";

export default defineConfig({
  root: here("storefront"),
  base: "./",
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  builder: {
    async buildApp(builder) {
      rmSync(dist("widget"), { recursive: true, force: true });
      for (const environment of Object.values(builder.environments)) await builder.build(environment);
    },
  },
  environments: {
    client: {
      build: {
        target,
        outDir: dist("widget"),
        emptyOutDir: false,
        manifest: true,
        modulePreload: false,
        rolldownOptions: {
          input: { panel: here("panel/mount-panel.tsx") },
          // The loader imports the panel by its address, so its exports must stay.
          preserveEntrySignatures: "strict",
          output: { entryFileNames: "assets/[name]-[hash].js", chunkFileNames: "assets/[name]-[hash].js" },
        },
      },
    },
    loader: {
      consumer: "client",
      build: {
        target,
        outDir: dist("widget"),
        emptyOutDir: false,
        rolldownOptions: {
          input: { widget: here("loader/load-widget.ts") },
          output: { format: "iife", entryFileNames: "widget.js" },
        },
      },
    },
    storefront: {
      consumer: "client",
      build: {
        target,
        outDir: dist("storefront"),
        emptyOutDir: true,
        // Pictures stay files: a page without data addresses has a simpler policy.
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: { input: { storefront: here("storefront/index.html") } },
      },
    },
  },
});
