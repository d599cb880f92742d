/** What narrows a list, as it stands in the address and as the server takes it: `priority=urgent&tag=vip`. */
import { LANGUAGES } from "../../../contracts/language.ts";
import type { ChannelName } from "../../../contracts/message.ts";
import {
  TICKET_CATEGORIES,
  TICKET_PRIORITIES,
  TICKET_STATUSES,
  type TicketConditions,
} from "../../../contracts/ticket.ts";
import { ENGLISH } from "../texts/english.ts";

export const MAX_CONDITION_TAGS = 20;

/** Every channel that has a name here. */
export const CHANNELS: readonly ChannelName[] = Object.keys(ENGLISH).flatMap((name) =>
  name.startsWith("channel.") ? [name.slice("channel.".length) as ChannelName] : [],
);

/** Values that are unknown are left out: an old link still opens. */
export function readConditions(search: string): TicketConditions {
  const query = new URLSearchParams(search);
  const known = <Value extends string>(name: string, values: readonly Value[]): readonly Value[] => {
    const asked = query.getAll(name);
    return values.filter((value) => asked.includes(value));
  };
  return tidy({
    statuses: known("status", TICKET_STATUSES),
    priorities: known("priority", TICKET_PRIORITIES),
    languages: known("language", LANGUAGES),
    channels: known("channel", CHANNELS),
    categories: known("category", TICKET_CATEGORIES),
    tags: query
      .getAll("tag")
      .filter((tag) => /^.{1,40}$/u.test(tag.trim()))
      .slice(0, MAX_CONDITION_TAGS),
    ...(query.get("overdue") === "yes" ? { isOverdue: true } : {}),
  });
}

/** Without the question mark; the same conditions are always the same text. */
export function writeConditions(conditions: TicketConditions): string {
  const { statuses, priorities, languages, channels, categories, tags, isOverdue } = conditions;
  const pairs: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["status", statuses],
    ["priority", priorities],
    ["language", languages],
    ["channel", channels],
    ["category", categories],
    ["tag", tags],
    ["overdue", isOverdue ? ["yes"] : undefined],
  ];
  return new URLSearchParams(
    pairs.flatMap(([name, values = []]) => values.map((value) => [name, value] as [string, string])),
  ).toString();
}

/** Nothing chosen is no condition. */
export function tidy(conditions: TicketConditions): TicketConditions {
  const named = Object.entries(conditions).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return Object.fromEntries(named) as TicketConditions;
}

/** Both hold: where each names values, those that both name; tags of the later one. */
export function joinConditions(one: TicketConditions, other: TicketConditions): TicketConditions {
  const both = <Value>(first: readonly Value[] | undefined, second: readonly Value[] | undefined) =>
    first === undefined || second === undefined ? (second ?? first) : first.filter((each) => second.includes(each));
  const joined = {
    statuses: both(one.statuses, other.statuses),
    priorities: both(one.priorities, other.priorities),
    languages: both(one.languages, other.languages),
    channels: both(one.channels, other.channels),
    categories: both(one.categories, other.categories),
    tags: other.tags ?? one.tags,
    isOverdue: one.isOverdue ?? other.isOverdue,
  };
  return tidy(joined as TicketConditions);
}
