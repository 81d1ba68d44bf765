import type { Reader } from "./reader";

/** From when on alarms tell people, all of five minutes; each comes on when its figure is above the number. */
export interface AlarmSettings {
  /** Who is told by e-mail; without an address alarms change their state and tell nobody. */
  email?: string;
  /** Per cent of the API's requests that end in 5xx. */
  errorPercent: number;
  /** Requests below which a rate of errors says nothing. */
  minimumRequests: number;
  /** Seconds that the slowest twentieth of the requests takes; `/infra` may take 20 by contract. */
  latencySeconds: number;
  /** Invocations that Lambda refuses for want of concurrency. */
  functionThrottles: number;
  /** Invocations that end in an error: crashes, time-outs, and what functions throw that events invoke. */
  functionErrors: number;
  /** Requests that are answered 503 since a table is out of capacity. */
  tableThrottles: number;
  /** Events in the dead-letter queue. */
  deadLetters: number;
}

/** An alarm on what the account costs. */
export interface BudgetSettings {
  /** US dollars a month. */
  limit: number;
  /** Who is told. */
  email: string;
}

/** How the stack is watched, and by what it can be looked into. */
export interface OperationsSettings {
  alarms: AlarmSettings;
  /** Minutes between two questions of the canary for `/health`; 0 where there is none. */
  canaryMinutes: number;
  /** Whether Route 53 asks for `/health` from the outside; it costs money. */
  healthCheck: boolean;
  /** Whether the API's stage logs each request; AWS refuses it where the account has no role for that. */
  accessLogs: boolean;
  /** Whether the program sets the role by which API Gateway logs: an account has one in each region. */
  manageApiGatewayAccount: boolean;
  /** Whether X-Ray traces requests; it costs by the request. */
  tracing: boolean;
  /** The account's budget; without an e-mail address there is none. */
  budget?: BudgetSettings;
}

/** An address, or nothing: so what a stack's file says can be overridden. */
const mail = /^(|[^\s@]{1,64}@[^\s@]{1,255}\.[a-z0-9-]{2,63})$/i;
const anAddress = "an e-mail address such as me@example.org";

/**
 * @param isEmulated whether the stack has an emulator's endpoints: those of services that alone cost money are not among
 *   them, and the provider would turn to AWS itself
 * @throws pulumi.RunError naming the key, what is wrong with its value and the command that sets it
 */
export function operations(read: Reader, isEmulated: boolean): OperationsSettings {
  const healthCheck = read.boolean("healthCheck", false);
  if (healthCheck && isEmulated) {
    throw read.refusal("healthCheck", "true", "false on an emulator, which Route 53 cannot reach");
  }
  const accessLogs = read.boolean("accessLogs", false);
  const manageApiGatewayAccount = read.boolean("manageApiGatewayAccount", false);
  if (manageApiGatewayAccount && !accessLogs) {
    throw read.refusal("manageApiGatewayAccount", "true", "false without accessLogs, which the role is for");
  }
  return {
    alarms: {
      email: read.optional("alarmEmail", mail, anAddress) || undefined,
      errorPercent: read.integer("alarmErrorPercent", 5, 0, 99),
      minimumRequests: read.integer("alarmMinimumRequests", 20, 1, 1_000_000),
      latencySeconds: read.integer("alarmLatencySeconds", 10, 1, 29),
      functionThrottles: read.integer("alarmFunctionThrottles", 0, 0, 1_000_000),
      functionErrors: read.integer("alarmFunctionErrors", 0, 0, 1_000_000),
      tableThrottles: read.integer("alarmTableThrottles", 0, 0, 1_000_000),
      deadLetters: read.integer("alarmDeadLetters", 0, 0, 1_000_000),
    },
    canaryMinutes: read.integer("canaryMinutes", 5, 0, 60),
    healthCheck,
    accessLogs,
    manageApiGatewayAccount,
    tracing: read.boolean("tracing", false),
    budget: budget(read, isEmulated),
  };
}

function budget(read: Reader, isEmulated: boolean): BudgetSettings | undefined {
  const limit = read.integer("budgetLimit", 5, 1, 1_000_000);
  const email = read.optional("budgetEmail", mail, anAddress);
  if (!email) {
    if (read.has("budgetLimit") && !isEmulated)
      throw read.refusal("budgetEmail", "", `${anAddress} where budgetLimit is set`);
    return undefined;
  }
  if (isEmulated) throw read.refusal("budgetEmail", email, "empty on an emulator, which sends no bills");
  return { limit, email };
}
