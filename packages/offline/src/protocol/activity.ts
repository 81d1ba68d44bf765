/*
 * What happens in the host, as it happens: the services tell it, the console and its page show it. Nobody keeps it here.
 */

/** Something that happened, at a time in milliseconds since the epoch. */
export type Happening = { time: number } & (
  | RequestServed
  | InvocationEnded
  | LineLogged
  | CallServed
  | EventDelivered
  | AlarmChanged
  | MailSent
  | Reloaded
  | Noticed
);

/** An HTTP request of an API has been answered. */
export interface RequestServed {
  kind: "request";
  /** API Gateway's id of it. */
  requestId: string;
  method: string;
  /** As it was asked for below the stage, with its query. */
  path: string;
  /** The route that it took, such as `/events/{id}`; undefined if there is none. */
  route?: string;
  status: number;
  milliseconds: number;
  /** Why the gateway answered by itself: the type of its response, such as `BAD_REQUEST_BODY`, and what is wrong. */
  refusal?: { type: string; message: string };
  /** The function that was asked, and Lambda's id of that invocation; undefined where none was, or it still runs. */
  functionName?: string;
  invocationId?: string;
  /** How long that function's environment took to load it, if this was its first invocation. */
  initMilliseconds?: number;
}

/** A function has been invoked, and has answered or failed. */
export interface InvocationEnded {
  kind: "invocation";
  /** Lambda's id of it. */
  invocationId: string;
  functionName: string;
  cause: InvocationCause;
  /** How long its code ran. */
  milliseconds: number;
  /** How long its environment took to load it, if this was its first invocation. */
  initMilliseconds?: number;
  /** What went wrong, with the stack as its author reads it. */
  error?: { type: string; message: string; stack?: string };
}

/** Who invokes a function: an API's request, whoever calls Lambda's Invoke and waits, or an event that is tried again. */
export type InvocationCause = "request" | "call" | "event";

/** A function has logged something. What it throws is told by the end of its invocation instead. */
export interface LineLogged {
  kind: "log";
  functionName: string;
  /** Lambda's id of the invocation that ran; undefined while the function loads. */
  invocationId?: string;
  level: string;
  text: string;
  /** Whether it is for machines: JSON that the function wrote itself, without a message. */
  isRecord?: boolean;
}

/** A request to a service of AWS has been answered. It is told only while somebody watches calls. */
export interface CallServed {
  kind: "call";
  service: string;
  operation: string;
  /** ARNs of what it touches. */
  resources: string[];
  /** The keys of items that it names, where the service's permissions depend on them. */
  keys: string[];
  /** Who called: ARN of a role's session, or of the account's root. */
  callerArn: string;
  /** The invocation that called, if one did. */
  invocationId?: string;
  milliseconds: number;
  status: number;
  /** AWS's code of the error that it answered. */
  errorCode?: string;
  /** What IAM decided of each access. */
  decisions: { action: string; resource: string; isAllowed: boolean; missingStatement?: string }[];
}

/** A service has handed an event to what was waiting for it, such as a bucket's to a function. */
export interface EventDelivered {
  kind: "delivery";
  /** Who told it: such as `s3`, `schedule`, `alarm`, `topic`. */
  source: string;
  /** What happened there, for a person: such as `ObjectCreated:Put images/a.png`. */
  what: string;
  /** ARN of what it was handed to. */
  targetArn: string;
  /** Lambda's id of the invocation that comes of it, if that is a function. */
  invocationId?: string;
}

/** An alarm has changed its state. */
export interface AlarmChanged {
  kind: "alarm";
  name: string;
  from: string;
  to: string;
  reason: string;
}

/** A service, such as a topic or a user pool, has sent an e-mail. */
export interface MailSent {
  kind: "mail";
  to: string;
  subject: string;
}

/** The program has been loaded again, since its files have changed. */
export interface Reloaded {
  kind: "reload";
  /** What has changed, or why it could not be, in words; it is noticed as well. */
  text: string;
  /** Whether what was served is served on. */
  hasFailed: boolean;
}

/** Something that a person should know, in words: such as a denial by IAM, or an event that is lost. */
export interface Noticed {
  kind: "notice";
  text: string;
}

type Listener = (happening: Happening) => void;

/** Tells whoever listens what happens. Without listeners it costs next to nothing. */
export class Activity {
  private readonly listeners = new Set<Listener>();
  private readonly callListeners = new Set<Listener>();

  /** Whether somebody watches calls to services: else nobody needs to note what they were about. */
  get watchesCalls(): boolean {
    return this.callListeners.size > 0;
  }

  /** Whether anybody listens at all. */
  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  tell(happening: Happening): void {
    const listeners = happening.kind === "call" ? this.callListeners : this.listeners;
    for (const listener of listeners) listener(happening);
  }

  /**
   * Listens from now on.
   *
   * @param withCalls whether to hear of each request to a service as well, of which there are many
   * @returns ends it
   */
  listen(listener: Listener, withCalls = false): () => void {
    this.listeners.add(listener);
    if (withCalls) this.callListeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      this.callListeners.delete(listener);
    };
  }
}
