import { PutObjectCommand } from "@aws-sdk/client-s3";
import { csv } from "../support/city";
import { Events } from "../support/events";
import { imageOf, Uploads } from "../support/images";
import type { Chance } from "./chance";
import type { Site } from "./site";

/** What people do with the program, through the API and by dropping files; functions are triggered by some of it. */
export class People {
  private readonly events: Events;
  private readonly uploads: Uploads;
  private count = 0;

  constructor(
    private readonly site: Site,
    private readonly chance: Chance,
  ) {
    this.events = new Events(site.api);
    this.uploads = new Uploads(site.api);
  }

  /** One of the things that people do. */
  act(): Promise<void> {
    return this.chance.pick([() => this.makeEvent(), () => this.measure(), () => this.comment()])();
  }

  /** An event with an image, which a function attaches to it when it comes. */
  private async makeEvent(): Promise<void> {
    const event = await this.events.make({ title: `Événement ${++this.count} 𝕏` });
    const image = imageOf("image/png", 64 + this.chance.below(2000));
    const upload = await this.uploads.address(event, "image/png", image.length);
    const sent = await this.uploads.send(upload, image);
    if (!sent.ok) throw new Error(`an image was refused: ${sent.status} ${await sent.text()}`);
  }

  /** A day's measurements, some of which may be rejected; a function makes metrics of them. */
  private async measure(): Promise<void> {
    const date = `2024-02-0${1 + this.chance.below(9)}`;
    const values = Array.from(
      { length: this.chance.below(5) },
      () => `${date}T10:00:00Z,Rivoli,${this.chance.below(100)}`,
    );
    const rejected = this.chance.happens(0.5) ? ["no measurement at all"] : [];
    const Key = `measurements/${this.chance.pick(["bikes", "traffic"])}/${date}.csv`;
    const Body = csv(...values, ...rejected);
    await this.site.stores.storage.send(new PutObjectCommand({ Bucket: this.site.api.dataBucket, Key, Body }));
  }

  private async comment(): Promise<void> {
    const body = { sectionId: "accueil", auteur: "Zoë", contenu: `Commentaire ${++this.count} 𝕏` };
    const { status } = await this.site.api.call("POST", "/commentaires", { body });
    if (status !== 201) throw new Error(`a comment was refused: ${status}`);
  }
}
