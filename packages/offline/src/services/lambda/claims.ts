/**
 * Whose the invocations are that an environment has been sent. Each may be taken up by the environment's thread, or back
 * by the host, but not by both; both look at the same memory. A claim carries its invocation's number, so that one that
 * was taken back is not mistaken for a later one in its place.
 */
export class Claims {
  /** @param memory shared by both threads; as many numbers as invocations may be open at a time */
  constructor(readonly memory: Int32Array) {}

  /** Memory for so many open invocations. */
  static memoryFor(invocations: number): Int32Array {
    return new Int32Array(new SharedArrayBuffer(invocations * Int32Array.BYTES_PER_ELEMENT));
  }

  /** The host sends an invocation. */
  offer(number: number): void {
    Atomics.store(this.memory, this.placeOf(number), number);
  }

  /** The thread takes one up; returns whether it still may. */
  take(number: number): boolean {
    return this.pass(number, -number);
  }

  /** The host takes one back; returns whether it still may. */
  takeBack(number: number): boolean {
    return this.pass(number, 0);
  }

  isTaken(number: number): boolean {
    return Atomics.load(this.memory, this.placeOf(number)) === -number;
  }

  private pass(number: number, to: number): boolean {
    return Atomics.compareExchange(this.memory, this.placeOf(number), number, to) === number;
  }

  private placeOf(number: number): number {
    return number % this.memory.length;
  }
}
