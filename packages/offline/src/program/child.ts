/**
 * Runs a Pulumi program under Pulumi's mocks and hands over what it declared, as often as it is asked. A process of its
 * own: the program may do as it likes with its process, and the memory its compiler takes is given back.
 */
import { dirname, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { ClosureMaps } from "../../../closure-map/closure-map";
import { deferArborist } from "./arborist";
import { forgetListeners } from "./event-loop";
import { explain, isPlain } from "./failure";
import { giveBackWhenIdle, keepForNow } from "./give-back";
import type { Progress, ProgressReport, RunRequest, RunResult } from "./messages";
import { isFile, ProgramLoader } from "./load-program";
import { forgetProgram, isOwn, untouched, type Untouched } from "./own-modules";
import type { Project } from "./project";
import { record } from "./record";
import { SerializerMemory } from "./serializer";
import { emitterOf, type Emit, requireOf } from "./typescript";

/** What is loaded once, whatever the program becomes. */
interface Loaded {
  fromProgram: NodeJS.Require;
  serializer: SerializerMemory;
  emit: Emit;
  loader: ProgramLoader;
  maps: Promise<ClosureMaps>;
  before: Untouched;
}

let loaded: Loaded | undefined;
/** Ends the run that is under way, if one is. */
let fail: ((error: unknown) => void) | undefined;
/** What has failed that nobody waited for, since the last run began. */
const unhandled = new Set<unknown>();

// Whoever asked may be gone.
process.once("disconnect", () => process.exit(1));
process.on("message", (request: RunRequest) => {
  keepForNow();
  void run(request).then((result) => process.send?.(result, giveBackWhenIdle));
});
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    unhandled.add(error);
    if (fail) fail(error);
    else process.exit(1);
  });
}

async function run(request: RunRequest): Promise<RunResult> {
  unhandled.clear();
  const failed = new AbortController();
  const running = recordingOf(request, failed.signal);
  try {
    const failure = new Promise<never>((_, reject) => (fail = reject));
    const recording = await Promise.race([failure, running]);
    await loaded?.serializer.endRun(true);
    return recording;
  } catch (error) {
    failed.abort();
    // As when a process ends: what packages still wanted to declare goes with the run.
    process.emit("beforeExit", 0);
    const isOver = await Promise.race([ended(running), setTimeout(patience, false)]);
    // What else has failed with it is heard of in the next turns.
    await setTimeout(laterMilliseconds);
    await loaded?.serializer.endRun(false);
    const isSpoilt = !isOver || [...unhandled].some((one) => one !== error);
    return { error: explain(error, __filename), isExplained: isPlain(error) || request.stacks, isSpoilt };
  } finally {
    fail = undefined;
  }
}

/** Returns when it is over, well or not. */
const ended = (running: Promise<unknown>): Promise<true> =>
  running.then(
    () => true,
    () => true,
  );

const laterMilliseconds = 10;

/** Milliseconds that what a failed program has begun may take to come to its end: some of it never does. */
const patience = 300;

async function recordingOf(request: RunRequest, failed: AbortSignal): Promise<RunResult> {
  const { project, stacks, isRehearsal } = request;
  Error.stackTraceLimit = stacks ? usualStackTraceLimit : 0;
  process.chdir(isFile(project.main) ? dirname(project.main) : project.main);
  const { fromProgram, before, emit, loader, maps } = (loaded ??= load(project));
  forgetProgram(fromProgram.cache, before);
  forgetListeners();
  const progress: Progress = { files: 0, resources: 0, functions: 0 };
  const told = telling(progress);
  const counted: Emit = (fileName) => {
    progress.files++;
    told();
    return emit(fileName);
  };
  const onResource = (type: string): void => {
    progress.resources++;
    if (type === "aws:lambda/function:Function") progress.functions++;
    told();
  };
  const filesElsewhere = () =>
    Object.keys(fromProgram.cache).filter((path) => isOwn(path) && !path.startsWith(project.folder + sep));
  const options = { project, fromProgram, maps: await maps, onResource, failed, filesElsewhere };
  const recording = await record(options, () => loader.load(project, counted, stacks));
  return isRehearsal ? {} : recording;
}

/** Says how far a run has come, a few times a second at most. */
function telling(progress: Progress): () => void {
  let last = 0;
  return () => {
    if (Date.now() - last < progressMilliseconds) return;
    last = Date.now();
    process.send?.({ progress } satisfies ProgressReport);
  };
}

const progressMilliseconds = 250;

const usualStackTraceLimit = Error.stackTraceLimit;

function load(project: Project): Loaded {
  const fromProgram = requireOf(project);
  deferArborist(fromProgram);
  fromProgram("@pulumi/pulumi");
  const serializer = new SerializerMemory(fromProgram);
  const maps = ClosureMaps.of(project.folder, fromProgram("@pulumi/pulumi/runtime/closure/v8Hooks"));
  const [emit, loader] = [emitterOf(project, fromProgram), new ProgramLoader(fromProgram)];
  return { fromProgram, serializer, maps, emit, loader, before: untouched() };
}
