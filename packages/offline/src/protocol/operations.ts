import { type BodyLimit, usualBodyLimit } from "./body";
import {
  type Access,
  type AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  type Call,
  type Denial,
  notImplemented,
} from "./service";

/** One operation of a service. */
export interface Operation<Input, Output> {
  /**
   * The members of its input that it acts on, by the names that the protocol gives them. A request with another one is
   * refused: most of them restrict what is done (a condition, an owner, a version), and what restricts must never be
   * ignored. A member that changes nothing here is listed as well.
   */
  members: readonly string[];
  /**
   * What the caller must be allowed to do; empty for what needs no permission. It is authorized before the operation
   * runs, and touches nothing.
   */
  access(input: Input): Access[];
  /** Does it. */
  run(input: Input, call: Call): Output | Promise<Output>;
}

/** The operations of a service, by name. */
export type Operations<Input, Output> = Record<string, Operation<Input, Output>>;

/** How requests of a service are read, and its answers written. */
export interface Protocol<Input, Output> {
  denial: Denial;
  /** See {@link AwsService.bodyLimit}; a megabyte, unless it is said. */
  bodyLimit?(request: AwsRequest): BodyLimit | undefined;
  /**
   * Which operation a request asks for, and with what.
   *
   * @throws AwsError for what cannot be read
   */
  read(request: AwsRequest): AwsInput<Input> | Promise<AwsInput<Input>>;
  /**
   * Refuses what the service does not even judge, such as what is asked of another region.
   *
   * @throws AwsError
   */
  admit?(operation: string, input: Input, call: Call): void;
  /** The members that an input gives. */
  givenMembers(input: Input): string[];
  write(operation: string, output: Output, call: Call): AwsResponse;
  /** An error in the service's own shape. */
  fail(error: AwsError, requestId: string, request: AwsRequest): AwsResponse;
}

/** A request that has been read. */
export interface AwsInput<Input> {
  operation: string;
  input: Input;
}

/**
 * A service made of its operations. Each is authorized here, by what it says itself that it needs: an operation that
 * does not say so does not compile.
 */
export const awsService = <Input, Output>(
  name: string,
  { denial, bodyLimit = () => usualBodyLimit, read, admit, givenMembers, write, fail }: Protocol<Input, Output>,
  operations: Operations<Input, Output>,
): AwsService => ({
  name,
  denial,
  bodyLimit,
  operations: Object.keys(operations),
  fail,
  async handle(call) {
    const { operation, input } = await read(call.request);
    call.onOperation?.(operation);
    const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!known) throw notImplemented(name, operation);
    admit?.(operation, input, call);
    const unknown = givenMembers(input).filter((member) => !known.members.includes(member));
    // Only who may do it learns what is wrong with the request.
    call.authorize(known.access(input));
    if (unknown.length > 0) throw notImplemented(name, `${operation} with ${unknown.join(", ")}`);
    return write(operation, await known.run(input, call), call);
  },
});
