/** What owners and merchants do about people: another role, out and in again, sessions, a lost second factor. */
import type { AccessSettings, Person, PersonChange } from "../../contracts/access.ts";
import { AppError } from "../../contracts/errors.ts";
import type { AgentId } from "../../contracts/ids.ts";
import type { Agent, AgentRole } from "../../contracts/stores.ts";
import { assertMay, may, reaches } from "../../shared/assert-may.ts";
import type { DeskPorts } from "../desk/desk-ports.ts";
import { returnOrphaned } from "../desk/return-orphaned.ts";
import { type AccessPorts, announceAccess } from "./access-ports.ts";

type ManagePorts = AccessPorts & DeskPorts;

export async function listPeople(actor: Agent, ports: AccessPorts): Promise<readonly Person[]> {
  assertMay(actor, "people:manage");
  return ports.access.people(actor.shopId);
}

export async function changeRole(actor: Agent, agentId: AgentId, to: AgentRole, ports: ManagePorts): Promise<void> {
  const person = await findBelow(actor, agentId, ports);
  if (!reaches(actor.role, to)) throw new AppError("NOT_ALLOWED", "Nobody gives a role above their own.");
  if (person.role === to) return;
  const change = { agentId, from: person.role, to };
  assertChanged(await ports.access.changeRole(actor.shopId, change, actor.agentId));
  if (!may({ role: to }, "tickets:work")) await giveBack(actor, ports);
}

/** Sessions end in the same moment, and what they held waits in the queue again. */
export async function disablePerson(actor: Agent, agentId: AgentId, ports: ManagePorts): Promise<void> {
  await findBelow(actor, agentId, ports);
  if (agentId === actor.agentId)
    throw new AppError("REQUEST_INVALID", "Somebody else has to do this: nobody shuts themselves out.");
  assertChanged(await ports.access.setDisabled(actor.shopId, { agentId, isDisabled: true }, actor.agentId));
  announceAccess(actor.shopId, ports);
  await giveBack(actor, ports);
}

export async function enablePerson(actor: Agent, agentId: AgentId, ports: ManagePorts): Promise<void> {
  await findBelow(actor, agentId, ports);
  assertChanged(await ports.access.setDisabled(actor.shopId, { agentId, isDisabled: false }, actor.agentId));
}

export async function endSessionsOf(actor: Agent, agentId: AgentId, ports: AccessPorts): Promise<void> {
  assertMay(actor, "people:secure");
  await findBelow(actor, agentId, ports);
  await ports.access.endSessions(actor.shopId, { agentId, exceptHash: null }, actor.agentId);
  announceAccess(actor.shopId, ports);
}

/** For who has lost phone and recovery codes. Whoever had it is out until they sign in again. */
export async function resetFactor(actor: Agent, agentId: AgentId, ports: AccessPorts): Promise<void> {
  assertMay(actor, "people:secure");
  await findBelow(actor, agentId, ports);
  // One's own needs the proof that one's own account asks for.
  if (agentId === actor.agentId) throw new AppError("REQUEST_INVALID", "Remove your own under “Your account”.");
  await ports.access.removeFactor(actor.shopId, agentId, actor.agentId);
  await ports.access.endSessions(actor.shopId, { agentId, exceptHash: null }, actor.agentId);
  announceAccess(actor.shopId, ports);
}

export async function saveAccessSettings(
  actor: Agent,
  settings: AccessSettings,
  { access }: Pick<AccessPorts, "access">,
): Promise<void> {
  assertMay(actor, "people:secure");
  await access.saveSettings(actor.shopId, settings, actor.agentId);
}

/** Another shop's person is one that does not exist. Nobody touches who stands above them. */
async function findBelow(actor: Agent, agentId: AgentId, ports: AccessPorts): Promise<Person> {
  const person = (await listPeople(actor, ports)).find((each) => each.agentId === agentId);
  if (!person) throw new AppError("NOT_FOUND", "This person does not exist.");
  if (!reaches(actor.role, person.role))
    throw new AppError("NOT_ALLOWED", "This person's role is above yours; ask an owner.");
  return person;
}

function assertChanged(change: PersonChange): void {
  if (change === "changed") return;
  throw change === "last-owner"
    ? new AppError("TRANSITION_FORBIDDEN", "A shop keeps one owner at least; make somebody else owner first.")
    : new AppError("TRANSITION_FORBIDDEN", "Somebody else has changed this person meanwhile; look again.");
}

/** At once; what a crash leaves undone here the desk does a second later. */
async function giveBack(actor: Agent, ports: ManagePorts): Promise<void> {
  await returnOrphaned(actor.shopId, ports);
  ports.doorbell.ringDesk(actor.shopId);
}
