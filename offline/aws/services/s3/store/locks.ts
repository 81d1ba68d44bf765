/** Lets one task at a time work under a name, in the order they asked. */
export class Locks {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs `task` when every earlier task of this name has ended, however it ended. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const earlier = this.#tails.get(name);
    const mine = earlier ? earlier.then(task, task) : task();
    this.#tails.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#tails.get(name) === mine) this.#tails.delete(name);
    }
  }
}
