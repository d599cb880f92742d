/** Makes odd updates out of good ones: fields vanish, change their type, grow, or turn up where none should be. */
import fc from "fast-check";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ODD_VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  "",
  "0",
  "\u0000",
  "\ud800",
  "\udc00\ud800",
  "\u202Etxt.exe",
  "\u{E0041}\u{E0042}",
  "x".repeat(1_000_000),
  "🧵".repeat(5_000),
  [],
  {},
  [[[[]]]],
  { __proto__: null, id: {} },
  { toString: "not a function", length: -1 },
];
const ODD_KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "message",
  "callback_query",
  "text",
  "id",
  "from",
  "chat",
  "",
];

interface Edit {
  readonly where: number;
  readonly what: "remove" | "replace" | "add" | "wrap";
  readonly odd: number;
}

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  where: fc.nat(10_000),
  what: fc.constantFrom("remove", "replace", "add", "wrap"),
  odd: fc.nat(10_000),
});

/** Up to four edits of one of the originals; a few come unchanged, and a few are nothing like an update. */
export function mutatedUpdate(originals: readonly unknown[]): fc.Arbitrary<unknown> {
  const mutated = fc
    .tuple(fc.constantFrom(...originals), fc.array(anyEdit, { maxLength: 4 }))
    // Through JSON once more: an array with names and holes cannot come over a wire.
    .map(
      ([original, edits]) =>
        JSON.parse(JSON.stringify(edits.reduce(applyEdit, structuredClone(original) as Json))) as Json,
    );
  return fc.oneof(
    { weight: 19, arbitrary: mutated as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

function applyEdit(root: Json, { where, what, odd }: Edit): Json {
  const places = listPlaces(root);
  const place = places[where % Math.max(places.length, 1)];
  if (!place) return root;
  const { holder, key } = place;
  const value = ODD_VALUES[odd % ODD_VALUES.length] ?? null;
  if (what === "remove") Reflect.deleteProperty(holder, key);
  else if (what === "replace") put(holder, key, structuredClone(value));
  else if (what === "wrap") put(holder, key, [Reflect.get(holder, key) as Json]);
  else put(holder, ODD_KEYS[odd % ODD_KEYS.length] ?? "", structuredClone(value));
  return root;
}

/** As JSON.parse would: "__proto__" becomes a key of its own and changes nothing else. */
function put(holder: object, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function listPlaces(root: Json, found: { holder: object; key: string }[] = []) {
  if (typeof root !== "object" || root === null) return found;
  for (const key of Object.keys(root)) {
    found.push({ holder: root, key });
    listPlaces(Reflect.get(root, key) as Json, found);
  }
  return found;
}
