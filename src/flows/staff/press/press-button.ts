/** The buttons of a card and of its menus. What a press changes is told to everybody by a line of its own. */
import type { StaffEvent } from "../../../contracts/staff-desk.ts";
import { TICKET_PRIORITIES, type TicketPriority } from "../../../contracts/ticket.ts";
import {
  type AgentActionResult,
  releaseTicket,
  resolveTicket,
  takeTicket,
  transferTicket,
} from "../../agent-action.ts";
import { editTicket } from "../../case/edit-ticket.ts";
import { choice, done, menu, numberOf } from "./answer-press.ts";
import { findSpeaker, hintOf, isHandled, nameHolder } from "../find-speaker.ts";
import type { DeskEvent, Handled, Press } from "../heard-event.ts";
import { decideHeld } from "../languages/decide-held.ts";
import { offerMacros, previewMacro, sendMacro } from "./press-macro.ts";
import type { StaffPorts } from "../staff-ports.ts";

type Pressed = Extract<StaffEvent, { readonly kind: "pressed" }>;

export async function pressButton(heard: DeskEvent, event: Pressed, ports: StaffPorts): Promise<Handled> {
  const found = await findSpeaker(heard, event, ports);
  if (found === null) return { outcome: { kind: "silent" }, note: "nothing" };
  if (isHandled(found)) return found;
  const pressed: Press = { ...heard, ...found, externalId: event.externalId };
  const [action = "", value = ""] = event.choiceId.split(":", 2);
  const press = Object.hasOwn(PRESSES, action) ? PRESSES[action] : undefined;
  return press ? press(pressed, value, ports) : hintOf("hint-changed", heard.desk.language, ports);
}

type Presses = Readonly<Record<string, (press: Press, value: string, ports: StaffPorts) => Promise<Handled>>>;

const PRESSES: Presses = {
  take,
  "take-over": (press, _, ports) =>
    act(press, transferTicket(press.agent, press.thread.ticketId, press.agent.agentId, ports), "done-take", ports),
  resolve: async (press, _, ports) => {
    const held = await heldByOther(press, ports);
    return held ?? act(press, resolveTicket(press.agent, press.thread.ticketId, ports), "done-resolve", ports);
  },
  return: async (press, _, ports) => {
    const held = await heldByOther(press, ports);
    const released = () => releaseTicket(press.agent, press.thread.ticketId, "assistant", ports);
    return held ?? act(press, released(), "done-return", ports);
  },
  note: async (press, _, ports) => {
    const text = ports.texts.desk("ask-note", press.desk.language, { number: await numberOf(press, ports) });
    return { outcome: { kind: "ask-note", text }, note: "asked" };
  },
  priority: async (press, value, ports) =>
    value === "" ? offerPriorities(press, ports) : setPriority(press, value, ports),
  macro: (press, value, ports) => (value === "" ? offerMacros(press, 0, ports) : previewMacro(press, value, ports)),
  macros: (press, value, ports) => offerMacros(press, Number.parseInt(value, 10) || 0, ports),
  send: (press, value, ports) => sendMacro(press, value, ports),
  "as-written": (press, key, ports) => decideHeld(press, key, "as-written", ports),
  translated: (press, key, ports) => decideHeld(press, key, "translated", ports),
  again: (press, key, ports) => decideHeld(press, key, "again", ports),
  cancel: async ({ desk }, _, ports) => done("done-cancel", desk.language, ports),
};

async function take(press: Press, _: string, ports: StaffPorts): Promise<Handled> {
  return (
    (await heldByOther(press, ports)) ??
    act(press, takeTicket(press.agent, press.thread.ticketId, ports), "done-take", ports)
  );
}

/** Whoever would act on a colleague's case is asked first. */
async function heldByOther(press: Press, ports: StaffPorts): Promise<Handled | null> {
  const { desk, agent, thread } = press;
  const holder = await nameHolder(press, thread, ports);
  if (!holder || holder.agentId === agent.agentId) return null;
  const number = await numberOf(press, ports);
  const text = ports.texts.desk("menu-taken", desk.language, { name: holder.name, number });
  return menu(text, [choice("take-over", desk.language, ports), choice("cancel", desk.language, ports)]);
}

async function act(
  { desk, thread, shopId }: Press,
  acting: Promise<AgentActionResult>,
  doneName: string,
  ports: StaffPorts,
): Promise<Handled> {
  const result = await acting;
  if (result.kind === "done") return done(doneName, desk.language, ports);
  const holder = await nameHolder({ shopId }, thread, ports);
  return holder
    ? hintOf("hint-held", desk.language, ports, { name: holder.name })
    : hintOf("hint-changed", desk.language, ports);
}

async function offerPriorities(press: Press, ports: StaffPorts): Promise<Handled> {
  const { language } = press.desk;
  const ticket = await ports.tickets.get(press.shopId, press.thread.ticketId);
  const text = ports.texts.desk("menu-priority", language, { number: ticket?.number ?? 0 });
  const offered = TICKET_PRIORITIES.filter((priority) => priority !== ticket?.priority).map((priority) => ({
    choiceId: `priority:${priority}`,
    label: ports.texts.desk("priority", language, { priority }),
  }));
  return menu(text, [...offered, choice("cancel", language, ports)]);
}

async function setPriority(press: Press, value: string, ports: StaffPorts): Promise<Handled> {
  const { agent, thread, desk } = press;
  const priority = TICKET_PRIORITIES.find((each) => each === value);
  if (!priority) return hintOf("hint-changed", desk.language, ports);
  await editTicket(agent, thread.ticketId, { priority }, ports);
  const named = ports.texts.desk("priority", desk.language, { priority: priority satisfies TicketPriority });
  const text = ports.texts.desk("done-priority", desk.language, { priority: named });
  return { outcome: { kind: "done", text }, note: "priority" };
}
