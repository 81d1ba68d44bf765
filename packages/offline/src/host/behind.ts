/** What stands behind a door, which is held while it is replaced. Who comes meanwhile waits. */
export class Behind<Parts> {
  private present: Promise<Parts>;
  private settle: (parts: Parts) => void = () => undefined;
  /** What is there now; undefined while the door is held. */
  now: Parts | undefined;
  /** Told of what is there from now on. */
  onOpen: (parts: Parts) => void = () => undefined;

  constructor() {
    this.present = this.another();
  }

  /** What is there, or will be. */
  get parts(): Promise<Parts> {
    return this.present;
  }

  hold(): void {
    if (this.now === undefined) return;
    this.now = undefined;
    this.present = this.another();
  }

  open(parts: Parts): void {
    this.now = parts;
    this.onOpen(parts);
    this.settle(parts);
  }

  private another(): Promise<Parts> {
    return new Promise((resolve) => (this.settle = resolve));
  }
}
