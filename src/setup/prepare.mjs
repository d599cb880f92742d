/** Runs before start, test and the other scripts, on any Node from 18 on: installs and builds what is missing. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUNDLES = [
  {
    name: "widget and shop page",
    sources: "adapters/web-widget/client",
    config: "adapters/web-widget/client/vite.config.ts",
  },
  { name: "console", sources: "src/console", config: "src/console/app/vite.config.ts" },
];
/** System programs that only tests need; without them those tests say that they were skipped. */
const TEST_PROGRAMS = [
  { command: "redis-server", debian: "redis-server" },
  { command: "chromium", debian: "chromium" },
];

const isForTests = process.argv.includes("--for-tests");

installPackages();
for (const bundle of BUNDLES) buildBundle(bundle);
if (isForTests) installTestPrograms();

function installPackages() {
  const lock = hashOf([join(ROOT, "package-lock.json"), join(ROOT, "package.json")]);
  const mark = join(ROOT, "node_modules", ".dragoman-installed");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  say("installing packages (about a minute, once)");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, all] = npm?.endsWith("js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  if (run(command, all, withHeaders()) !== 0)
    fail("npm ci failed; its message above says why. A compiler (g++, make, python3) is needed for hnswlib-node.");
  writeFileSync(mark, lock);
}

/**
 * hnswlib-node is compiled here. Its compiler looks for Node's headers on the web unless it is told where they are;
 * nearly every Node brings its own, and the interface it needs is the same in all versions.
 */
function withHeaders() {
  if (process.env.npm_config_nodedir) return process.env;
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? "").split(":"), "/usr/bin", "/usr/local/bin"];
  const prefixes = folders.filter((folder) => existsSync(join(folder, "node"))).map((folder) => dirname(folder));
  const found = prefixes.find((prefix) => existsSync(join(prefix, "include", "node", "common.gypi")));
  return found === undefined ? process.env : { ...process.env, npm_config_nodedir: found };
}

function buildBundle({ name, sources, config }) {
  const files = listFiles(join(ROOT, sources));
  const state = hashOf([...files, join(ROOT, "package-lock.json")]);
  const mark = join(ROOT, "dist", ".built", config.replace(/\W+/g, "-"));
  if (existsSync(mark) && readFileSync(mark, "utf8") === state) return;
  say(`building the ${name}`);
  const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
  // Vite itself wants a newer Node than the machine may have.
  const node = join(ROOT, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
  if (run(existsSync(node) ? node : process.execPath, [vite, "build", "-c", config, "--logLevel", "warn"]) !== 0) {
    fail(`The ${name} could not be built; the message above says why.`);
  }
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, state);
}

function installTestPrograms() {
  const missing = TEST_PROGRAMS.filter(({ command }) => !isOnPath(command));
  if (missing.length === 0) return;
  const packages = missing.map(({ debian }) => debian);
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    say(`installing ${packages.join(" and ")} for the tests`);
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], environment);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], environment);
  }
  const still = missing.filter(({ command }) => !isOnPath(command)).map(({ command }) => command);
  if (still.length > 0) say(`${still.join(" and ")} not found: the tests that need them are skipped`);
}

function isOnPath(command) {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, command)));
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : statSync(path).isFile() ? [path] : [];
  });
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path.slice(ROOT.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** What the children print goes to standard error: standard output belongs to the command that follows. */
function run(command, args, env = process.env) {
  const done = spawnSync(command, args, { cwd: ROOT, env, stdio: ["ignore", process.stderr, process.stderr] });
  return done.status ?? 1;
}

function say(text) {
  process.stderr.write(`dragoman: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
