/** A refusal in the Bot API's own words; methods throw it and the server writes it down. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryAfter: number | null;
  /** The chat goes on under another id. */
  readonly migrateTo: number | null;

  constructor(status: number, description: string, retryAfter: number | null = null, migrateTo: number | null = null) {
    super(description);
    this.status = status;
    this.retryAfter = retryAfter;
    this.migrateTo = migrateTo;
  }
}

/** What Telegram says with a status when nothing more is known, for scripted faults. */
export function describeStatus(status: number, retryAfter: number | null): string {
  switch (status) {
    case 400:
      return "Bad Request: chat not found";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden: bot was blocked by the user";
    case 404:
      return "Not Found";
    case 409:
      return "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    case 429:
      return `Too Many Requests: retry after ${retryAfter ?? 1}`;
    case 502:
      return "Bad Gateway";
    default:
      return status >= 500 ? "Internal Server Error" : "Bad Request";
  }
}
