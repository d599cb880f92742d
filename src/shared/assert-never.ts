/** Ends every switch on a union: a kind that nobody handles is a type error, and a fault if it comes in at run time. */
export function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}
