/** What is kept of a press for as long as it waits for its answer. */

/** A button, a menu, a form or a command that waits for its answer. */
export interface Press {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly isForm: boolean;
  /** It was pressed below a message, or below one that only this person sees. */
  readonly hasMessage: boolean;
  readonly isInMenu: boolean;
  /** What Discord says of the person's language. */
  readonly locale: string | null;
  /** The thread's name. */
  readonly placeName: string | null;
}
