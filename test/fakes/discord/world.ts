/** What the fake Discord knows: people, channels, messages and presses. Nothing in it depends on a client being there. */

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot: boolean;
  readonly locale: string;
}

export interface FakeChannel {
  readonly id: string;
  /** 0: a server's text channel, 1: a direct message, 11: a public thread. */
  readonly type: 0 | 1 | 11;
  readonly guild_id: string | null;
  name: string;
  readonly recipient: FakeUser | null;
  readonly parent_id: string | null;
  readonly owner_id: string | null;
  /** Only of a thread; left out, it is open. */
  readonly thread?: FakeThread;
}

export interface FakeThread {
  isArchived: boolean;
  isLocked: boolean;
  autoArchiveMinutes: number;
  archivedAt: string;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly author: FakeUser;
  content: string;
  readonly timestamp: string;
  edited_timestamp: string | null;
  readonly nonce: string | number | null;
  readonly flags: number;
  readonly type: number;
  components: readonly unknown[];
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly mentions: readonly FakeUser[];
  /** The bot's own reactions. */
  readonly marks: Set<string>;
  /** Whatever a test adds: stickers, embeds, a poll. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly madeAt: number;
}

/** A button, a menu, a form or a command, and what the bot answered. */
export interface FakePress {
  readonly id: string;
  readonly token: string;
  readonly madeAt: number;
  /** 2: a command, 3: a component of a message, 5: a form. */
  readonly type: 2 | 3 | 5;
  readonly data: Readonly<Record<string, unknown>>;
  readonly user: FakeUser;
  /** The person's rights in this channel, as a number in words. */
  readonly permissions: string;
  readonly channelId: string;
  readonly message: FakeMessage | null;
  answeredWith: number | null;
  /** What only this person sees, or what stands in the channel: in order. */
  readonly replies: {
    readonly content: string;
    readonly isPrivate: boolean;
    readonly components: readonly unknown[];
  }[];
  /** The form that was opened. */
  modal: Readonly<Record<string, unknown>> | null;
}

export type NewPress = Pick<FakePress, "type" | "data" | "user" | "channelId"> &
  Partial<Pick<FakePress, "message" | "permissions">>;

/** An event on its way to whoever is connected. `isDirect` and `shows` decide what an intent lets through. */
export interface WorldEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isDirect: boolean;
  /** The bot sees the content without the privileged intent. */
  readonly showsContent: boolean;
  /** The intent that lets it through, where it is not the one for messages. */
  readonly intent?: number;
}

export type Right = "view" | "send" | "threads";

export interface World {
  readonly bot: FakeUser;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, FakeMessage[]>;
  readonly presses: Map<string, FakePress>;
  /** Users who do not take direct messages from the bot. */
  readonly blocked: Set<string>;
  /** Rights the bot lacks, by channel; a thread has those of its channel. */
  readonly denied: Map<string, Set<Right>>;
  /** Commands, by server. */
  readonly commands: Map<string, readonly Readonly<Record<string, unknown>>[]>;
  maxActiveThreads: number;
  nextId(): string;
  addUser(name: string, locale?: string): FakeUser;
  directChannel(user: FakeUser): FakeChannel;
  addChannel(channel: Omit<FakeChannel, "id"> & { readonly id?: string }): FakeChannel;
  post(fields: NewMessage): FakeMessage;
  press(user: FakeUser, message: FakeMessage, customId: string): FakePress;
  interact(press: NewPress): FakePress;
  emit(event: WorldEvent): void;
  listen(listener: (event: WorldEvent) => void): void;
}

export interface NewMessage {
  readonly channel: FakeChannel;
  readonly author: FakeUser;
  readonly content: string;
  readonly nonce?: string | number | null;
  readonly flags?: number;
  readonly type?: number;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly Readonly<Record<string, unknown>>[];
  readonly extra?: Readonly<Record<string, unknown>>;
}
