/** Which folder may import which. Each rule has a name, a reason, and a mutant in test/tidy/import-rules.test.ts. */
const FEATURES = "(inbox|routing|languages|knowledge|assistant|commerce|tickets|outbox|training)";
const BROWSER = "(adapters/[^/]+/client|src/console/app)/";
const OUTER = "(store|queue|model|ops)";
/** Packages that only compute. Anything that reads, writes, waits or connects stays out of the middle. */
const COMPUTING = "node_modules/(zod|yaml|markdown-it|snowball-stemmers|tinyld|intl-messageformat)/";
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-cycles", "A cycle, even of types only, means two files are one.", {}, { circular: true }),
    rule("contracts-import-nothing", "Contracts are the words everybody shares; they know nobody.",
      { path: "^src/contracts/" }, { pathNot: "^src/contracts/" }),
    rule("shared-imports-contracts-only", "Shared is pure and small.",
      { path: "^src/shared/" }, { pathNot: "^src/(shared|contracts)/" }),
    rule("feature-imports-no-other-feature", "Features meet only in src/flows/.",
      { path: `^src/${FEATURES}/` }, { pathNot: `^src/($1|contracts|shared)/|${COMPUTING}|@types/` }),
    rule("flows-import-features-only", "A flow names features and ports, never an implementation.",
      { path: "^src/flows/" }, { pathNot: `^src/(flows|${FEATURES}|contracts|shared)/` }),
    rule("evaluation-asks-through-flows", "What is measured is what buyers get: flows and features, no store, no server.",
      { path: "^src/eval/" },
      { pathNot: `^src/(eval|flows|${FEATURES}|contracts|shared)/`, dependencyTypesNot: ["npm", "core"] }),
    rule("infrastructure-stays-below", "Store, queue, model and ops implement ports; they know no feature.",
      { path: `^src/${OUTER}/` },
      { pathNot: "^src/($1|contracts|shared)/", dependencyTypesNot: ["npm", "npm-optional", "core"] }),
    rule("edges-go-through-flows", "HTTP and console reach the inside through flows and ports.",
      { path: "^src/(http|console)/", pathNot: "^src/console/app/" },
      { pathNot: "^src/(http|console|flows|contracts|shared)/", dependencyTypesNot: ["npm", "core"] }),
    rule("adapter-knows-contracts-only", "An adapter is replaceable: it sees the port and itself.",
      { path: "^adapters/([^/]+)/", pathNot: "^adapters/[^/]+/client/" },
      { pathNot: "^(adapters/$1|src/contracts|src/shared)/", dependencyTypesNot: ["npm", "core"] }),
    rule("browser-code-is-alone", "Code for the browser knows nothing of the server but the types of its HTTP contract.",
      { path: `^${BROWSER}`, pathNot: "vite\\.config\\.ts$" },
      { pathNot: `^${BROWSER}|^src/console/((console|knowledge|import|files/files|integrations/integration)-api|search/search-api)|^src/contracts/|^adapters/[^/]+/wire`,
        dependencyTypesNot: ["npm", "npm-dev"] }),
    rule("only-compose-wires", "Only compose names implementations and the adapter registry; commands are its guests.",
      { pathNot: `^(src/(compose|cli)(/|\\.ts$)|src/main\\.ts$|src/${OUTER}/|src/(http|console)/|adapters/|test/)` },
      { path: `^(adapters/|src/${OUTER}/|src/(http|console)/)` }),
    rule("nobody-imports-compose", "compose, cli and main are the top.",
      { pathNot: "^(src/(compose|cli)/|src/main\\.ts$|test/)" }, { path: "^src/(compose|cli)/|^src/main\\.ts$" }),
    rule("config-read-by-the-top-only", "Values are passed down, not looked up.",
      { pathNot: "^(src/(compose|cli)/|src/main\\.ts$|test/)" }, { path: "^src/config\\.ts$" }),
    rule("nobody-imports-tests", "Tests are leaves.", { pathNot: "^test/" }, { path: "^test/" }),
    rule("no-langchain-load", "load() revives objects from text: with anything stored or received it is eval.",
      {}, { path: "langchain/core/(dist/)?load" }),
    rule("reachable-from-main", "A file main.ts does not reach is dead.",
      // The children are started with fork, which no import shows.
      { path: "^src/(main|model/vectors/vector-child|ops/documents/document-child|compose/shelves/learn-child)\\.ts$" },
      { path: "^(src|adapters)/",
        pathNot: `^${BROWSER}|^src/(contracts|setup|stubs)/|^src/console/console-api|(?:vector|document|learn)-child\\.ts$|^src/main\\.ts$|\\.d\\.ts$`,
        reachable: false }),
    rule("not-to-dev-dependency", "Production code runs without dev dependencies.",
      { path: "^(src|adapters)/", pathNot: `^${BROWSER}` },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|data)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
