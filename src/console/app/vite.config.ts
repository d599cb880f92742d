/** Builds the console's page into dist/console; `vite build --config src/console/app/vite.config.ts`. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/console/",
  publicDir: here("./public"),
  oxc: { jsx: { runtime: "automatic", importSource: "react" } },
  build: {
    outDir: here("../../../dist/console"),
    emptyOutDir: true,
    // Browsers with light-dark(), so that both themes stay one set of tokens.
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // An inlined picture would be a data: script or style somewhere; files keep the policy simple.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
