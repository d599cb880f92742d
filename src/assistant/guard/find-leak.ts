/** Whether a reply gives away what only the prompt knows: its secret code, or a stretch of our instructions. */
import { keepSigns, reverseText, unpackText, writeSteps } from "./read-disguises.ts";

export type Leak = "canary" | "prompt-leak";

export interface LeakSources {
  /** Must never come back, in any writing. */
  readonly canary: string;
  /** Our own instructions, without what others wrote into them. */
  readonly instructions: readonly string[];
  /** What may be said: a passage may hold the same words by chance. */
  readonly allowed: readonly string[];
}

/** Five or six words in a row: shorter stretches two texts on shops have in common. */
const STRETCH = 26;
/** The digits of a code alone, without the letters before them. */
const MIN_CODE_LENGTH = 8;
/** A reply that is an answer is shorter; one that is not gets no more of our time. */
const MAX_LOOKED_AT = 8_000;

interface Fingerprint {
  readonly plain: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
}

/** A handful of files, and in each language what is filled into them: read once. */
const fingerprints = new Map<string, Fingerprint>();
const MAX_FINGERPRINTS = 256;

export function findLeak(reply: string, sources: LeakSources): Leak | null {
  const readings = unpackText(reply.slice(0, MAX_LOOKED_AT));
  if (readings.some((reading) => holdsCode(reading, sources.canary))) return "canary";
  const prints = sources.instructions.map(fingerprintOf);
  const allowed = sources.allowed.map(keepSigns).join(" ");
  return readings.some((reading) => repeats(reading, prints, allowed)) ? "prompt-leak" : null;
}

/** Also backwards, and with its letters moved along the alphabet. */
function holdsCode(text: string, canary: string): boolean {
  const signs = keepSigns(text);
  const code = keepSigns(canary);
  const tail = code.slice(-MIN_CODE_LENGTH);
  return [signs, reverseText(signs)].some(
    (each) => each.includes(tail) || (/[a-z]/.test(code) && moveAll(code).some((moved) => each.includes(moved))),
  );
}

function moveAll(code: string): string[] {
  return Array.from({ length: 25 }, (_, by) =>
    code.replace(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + by + 1) % 26))),
  );
}

function repeats(text: string, prints: readonly Fingerprint[], allowed: string): boolean {
  const letters = keepSigns(text).replace(/\d/g, "");
  if (letters.length < STRETCH) return false;
  const backwards = reverseText(letters);
  for (const each of [letters, backwards]) {
    const steps = writeSteps(each);
    for (let at = 0; at + STRETCH <= each.length; at += 1) {
      const plain = each.slice(at, at + STRETCH);
      if (prints.some((print) => print.plain.has(plain)) && !allowed.includes(plain)) return true;
      // The plain text has these steps too: moved by nothing.
      const moved = steps.slice(at, at + STRETCH - 1);
      if (prints.some((print) => print.steps.has(moved)) && !allowed.includes(plain)) return true;
    }
  }
  return false;
}

function fingerprintOf(instructions: string): Fingerprint {
  const known = fingerprints.get(instructions);
  if (known) return known;
  const plain = new Set<string>();
  const steps = new Set<string>();
  // The code and the values are not ours to know here.
  for (const piece of instructions.split(/\{\{[a-z]+\}\}/)) {
    const letters = keepSigns(piece).replace(/\d/g, "");
    for (let at = 0; at + STRETCH <= letters.length; at += 1) {
      plain.add(letters.slice(at, at + STRETCH));
      steps.add(writeSteps(letters.slice(at, at + STRETCH)));
    }
  }
  const print = { plain, steps };
  if (fingerprints.size >= MAX_FINGERPRINTS) fingerprints.clear();
  fingerprints.set(instructions, print);
  return print;
}
