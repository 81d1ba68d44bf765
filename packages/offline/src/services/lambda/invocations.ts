import { type Clock, until } from "../../clock";
import type { Graph } from "../../graph/graph";
import { isRecord, membersOf } from "../../is-record";
import type { DataFolder } from "../../storage/data-folder";
import {
  actionFor,
  type DeclaredInvocation,
  type InvocationInputs,
  invocationsOf,
  isReplaced,
  payloadOf,
} from "./declared-invocation";
import { Throttled } from "../../protocol/targets";
import type { LambdaFunction } from "./function";
import type { FunctionError } from "./messages";
import { type Outcome, textOf } from "./outcome";
import type { Pool } from "./pool";

export interface InvocationsOptions {
  graph: Graph;
  data: Pick<DataFolder, "load" | "save">;
  pool: Pick<Pool, "find" | "invoke">;
  clock: Clock;
  /** Told of what is not invoked, and of what failed. */
  log: (text: string) => void;
}

/** The provider tries again while a function is throttled; the host waits for an environment that long. */
const waitMilliseconds = 15 * 60_000;
/** What the function's reserved concurrency has no room for is tried again after so long. */
const throttledMilliseconds = 1000;

/**
 * What the program declares as `aws.lambda.Invocation`, and `pulumi up` invokes while it deploys: once, and again where its
 * inputs change. They are invoked one after the other, since the program declares after what it depends on, and nobody
 * waits for them. An invocation counts as made once its function has answered: one that fails, or that the end of the
 * host interrupts, is tried again at the next start.
 */
export class Invocations {
  private readonly declared: DeclaredInvocation[];
  /** The inputs of those that have been made, by URN. */
  private readonly made: Map<string, InvocationInputs>;
  private readonly ended = new AbortController();
  private readonly interrupted = new Promise<undefined>((resolve) =>
    this.ended.signal.addEventListener("abort", () => resolve(undefined)),
  );
  private running: Promise<void> = Promise.resolve();

  /** @throws UserError for what the provider would refuse, or if what has been made is damaged and not to be repaired */
  constructor(private readonly options: InvocationsOptions) {
    this.declared = invocationsOf(options.graph);
    this.made = new Map(Object.entries(options.data.load("invocations", isMade) ?? {}));
  }

  /** Tells what is not invoked, and begins to invoke the others. */
  start(): void {
    for (const { name, served } of this.declared) {
      if ("objection" in served) this.tell(name, `is not made: ${served.objection}`);
    }
    this.forget();
    this.running = this.run();
  }

  /** Interrupts what runs; to be called before the pool ends, whose end is no failure of a function. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (const invocation of this.declared) {
      if (this.ended.signal.aborted) return;
      if ("functionArn" in invocation.served) await this.make(invocation, invocation.served.functionArn);
    }
  }

  private async make({ urn, name, inputs }: DeclaredInvocation, functionArn: string): Promise<void> {
    const made = this.made.get(urn);
    const action = actionFor(inputs, made);
    if (action === undefined) return;
    if (made !== undefined && isReplaced(inputs, made)) this.tellOfDeletion(name, made);
    try {
      const failure = await this.invoke(functionArn, payloadOf(inputs, action, made));
      if (this.ended.signal.aborted) return;
      if (failure === undefined) this.note((all) => all.set(urn, inputs));
      else this.tell(name, `failed, and is tried again at the next start; \`pulumi up\` would fail: ${failure}`);
    } catch (error) {
      this.tell(name, `is made again at the next start: ${oneLine(String(error))}`);
    }
  }

  /** Returns how the function failed; undefined if it answered, or the host ends. */
  private async invoke(functionArn: string, payload: string): Promise<string | undefined> {
    const { pool } = this.options;
    const lambda = pool.find(functionArn);
    if (!lambda) throw new Error(`there is no function ${functionArn}`);
    const invoked = await Promise.race([this.untilThereIsRoom(lambda, payload), this.interrupted]);
    if (!invoked?.failed) return undefined;
    const { errorType, errorMessage }: FunctionError = JSON.parse(invoked.payload);
    return oneLine(`${lambda.name} answers ${textOf({ errorType, errorMessage })}`);
  }

  /** @throws NoCapacity if there is none in time */
  private async untilThereIsRoom(lambda: LambdaFunction, payload: string): Promise<Outcome | undefined> {
    const { pool, clock } = this.options;
    const deadline = clock.now() + waitMilliseconds;
    while (!this.ended.signal.aborted) {
      try {
        return await pool.invoke(lambda, payload, deadline - clock.now(), "call");
      } catch (error) {
        if (!(error instanceof Throttled) || clock.now() >= deadline) throw error;
        await until(clock, clock.now() + throttledMilliseconds, this.ended.signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** Forgets what the program no longer declares: declared again, it is made again. */
  private forget(): void {
    const { project, stack } = this.options.graph;
    const declared = new Set(this.declared.map(({ urn }) => urn));
    // Other stacks may keep their data in the same folder.
    const own = [...this.made.keys()].filter((urn) => urn.startsWith(`urn:pulumi:${stack}::${project}::`));
    const dropped = own.filter((urn) => !declared.has(urn));
    if (dropped.length === 0) return;
    for (const [urn, inputs] of this.made) {
      if (dropped.includes(urn)) this.tellOfDeletion(urn.split("::").at(-1) ?? urn, inputs);
    }
    this.note((made) => dropped.forEach((urn) => made.delete(urn)));
  }

  /** What the disk refuses does not become true. */
  private note(change: (made: Map<string, InvocationInputs>) => void): void {
    const made = new Map(this.made);
    change(made);
    this.options.data.save("invocations", Object.fromEntries(made));
    change(this.made);
  }

  private tellOfDeletion(name: string, { lifecycleScope, functionName }: InvocationInputs): void {
    if (lifecycleScope !== "CRUD") return;
    this.tell(name, `is gone, or replaced: the host does not invoke ${functionName} with the action delete`);
  }

  private tell(name: string, what: string): void {
    this.options.log(`the invocation ${name} ${what}`);
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

const isMade = (value: unknown): value is Record<string, InvocationInputs> =>
  isRecord(value) && Object.values(value).every(isInputs);

function isInputs(value: unknown): value is InvocationInputs {
  const { triggers, ...inputs } = membersOf(value);
  const { functionName, qualifier, input, lifecycleScope, terraformKey } = inputs;
  const texts = [functionName, qualifier, input, lifecycleScope, terraformKey];
  return isRecord(triggers) && [...texts, ...Object.values(triggers)].every((one) => typeof one === "string");
}
