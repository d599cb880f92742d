/** What buyers read of an agent's name; the whole name stays inside. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}
