/** Waits for a condition instead of for a time; says what it waited for when it never comes. */

const LIMIT_MS = 15_000;
const LOOK_MS = 4;

export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  limitMs = LIMIT_MS,
): Promise<NonNullable<Exclude<Value, false>>> {
  const endsAt = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen as NonNullable<Exclude<Value, false>>;
    if (Date.now() > endsAt) throw new Error(`It never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
