/** Whether I am there and what I take, my signs of life, and what the shop promises. */
import { z } from "zod";
import { type DeskSettings, WEEKDAYS } from "../../contracts/desk.ts";
import { LANGUAGES } from "../../contracts/language.ts";
import type { Ports } from "../../contracts/ports.ts";
import { TICKET_CATEGORIES } from "../../contracts/ticket.ts";
import { readDesk, saveDesk, saveDeskSettings } from "../../flows/case/keep-desk.ts";
import type { DeskView } from "../console-api.ts";
import { NO_BODY, unique } from "../../http/input/request-fields.ts";
import { agentRoute, type ConsoleRoute, DONE, json } from "../console-route.ts";

const DESK = z.strictObject({
  availability: z.enum(["available", "away"]),
  languages: z.array(z.enum(LANGUAGES)).max(LANGUAGES.length).transform(unique),
  skills: z.array(z.enum(TICKET_CATEGORIES)).max(TICKET_CATEGORIES.length).transform(unique),
  capacity: z.int().min(0).max(1_000).nullable(),
});

const TIME = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const HOURS = z.array(z.strictObject({ from: TIME, to: TIME }).refine(({ from, to }) => from < to)).max(10);
/** Up to a year, so that no promise is a number that a date cannot hold. */
const MINUTES = z.int().min(1).max(527_040);
const PROMISES = z.strictObject({ urgent: MINUTES, high: MINUTES, normal: MINUTES, low: MINUTES });

/** Every setting, or tsc complains: one that is missing here could be set by nobody. */
const SETTING = {
  timeZone: z.string().max(64).refine(isTimeZone),
  hours: z.partialRecord(z.enum(WEEKDAYS), HOURS).nullable(),
  holidays: z.array(z.iso.date()).max(400).transform(unique),
  firstReplyMinutes: PROMISES,
  firstReplyByLanguage: z.partialRecord(z.enum(LANGUAGES), PROMISES.partial()),
  isUrgentAlways: z.boolean(),
  warnAt: z.number().min(0).max(1),
  capacity: z.int().min(0).max(1_000),
  // The page gives a sign of life every 20 seconds: less than two of them is everybody away, always.
  awayAfterSeconds: z.int().min(45).max(86_400),
  returnAfterMinutes: z.int().min(1).max(10_080),
  resolveSilentAfterHours: z.int().min(1).max(8_784).nullable(),
  closeAfterHours: z.int().min(1).max(8_784),
  placeAfterSeconds: z.int().min(0).max(86_400).nullable(),
  scoreAfterMinutes: z.int().min(0).max(10_080).nullable(),
  followUpHours: z.int().min(1).max(8_784).nullable(),
  badScore: z.enum(["reopen", "alert"]),
  highOrderMinor: z
    .record(z.string().regex(/^[A-Z]{3}$/), z.int().min(0))
    .refine((limits) => Object.keys(limits).length <= 200),
  vipTags: z.array(z.string().trim().min(1).max(40)).max(20).transform(unique),
  repeatWithinDays: z.int().min(1).max(366),
  frequentCases: z.int().min(1).max(1_000),
  frequentWithinDays: z.int().min(1).max(366),
} satisfies Readonly<Record<keyof DeskSettings, z.ZodType>>;

/** What is left out stays as it is. */
const SETTINGS = z.strictObject(SETTING).partial();

export function createDeskRoutes(ports: Ports): readonly ConsoleRoute[] {
  return [
    agentRoute({ method: "GET", path: "/desk/me", permission: "desk:read" }, {}, async (_input, { agent, shop }) => {
      const [own, { capacity: shopCapacity }] = await Promise.all([
        readDesk(agent, ports),
        ports.desk.settings(agent.shopId),
      ]);
      const { availability, languages, skills, capacity } = own;
      const desk = { availability, languages, skills, capacity };
      return json({ desk, shopLanguages: shop.languages, shopCapacity } satisfies DeskView);
    }),
    agentRoute(
      { method: "PUT", path: "/desk/me", permission: "desk:own" },
      { body: DESK },
      async ({ body }, { agent }) => {
        await saveDesk(agent, body, ports);
        return json(body);
      },
    ),
    // From the page and not from its stream: a laptop that was closed leaves a stream that looks open for minutes.
    agentRoute(
      { method: "POST", path: "/desk/me/seen", permission: "session:own" },
      { body: NO_BODY },
      async (_input, { agent }) => {
        await ports.desk.noteSeen(agent.shopId, agent.agentId);
        return DONE;
      },
    ),
    agentRoute({ method: "GET", path: "/desk/settings", permission: "desk:read" }, {}, async (_input, { agent }) =>
      json(await ports.desk.settings(agent.shopId)),
    ),
    agentRoute(
      { method: "PUT", path: "/desk/settings", permission: "desk:settings" },
      { body: SETTINGS },
      async ({ body }, { agent }) => {
        return json(await saveDeskSettings(agent, body as Partial<DeskSettings>, ports));
      },
    ),
  ];
}

function isTimeZone(name: string): boolean {
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name);
}
