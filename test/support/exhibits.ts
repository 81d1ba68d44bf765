import { deflateSync, crc32 } from "node:zlib";
import { eventually } from "../../packages/offline/test/support/poll";
import { answered, type Api } from "./api";
import type { City } from "./city";

/*
 * What a visitor of a new site sees once somebody has used it for a while: for tests of how it looks, and the README's
 * picture.
 */

const days = 24 * 60 * 60 * 1000;

const events = [
  {
    title: "Hackathon Serverless",
    location: "Campus Numérique",
    description: "Two days, one API, and no server to keep.",
    hue: 170,
  },
  {
    title: "Atelier: Pulumi in the afternoon",
    location: "Rue de Rivoli 12",
    description: "Bring a laptop with Node.js. Nothing else is needed.",
    hue: 20,
  },
  {
    title: "Open data of the city",
    location: "Hôtel de Ville",
    description: "What two weeks of bicycles tell about a town.",
    hue: 250,
  },
];

/** Puts events with images, comments and two weeks of measurements where the API keeps them. */
export async function makeExhibits(api: Api, city: City): Promise<void> {
  const { client } = api;
  for (const [index, { hue, ...event }] of events.entries()) {
    const date = new Date(Date.now() + (index + 2) * 3 * days);
    date.setUTCHours(17, 30, 0, 0);
    const { data } = await answered(client.POST("/events", { body: { ...event, date: date.toISOString() } }));
    const image = poster(hue);
    const params = { path: { id: data.id } };
    const body = { contentType: "image/png", size: image.length } as const;
    const upload = (await answered(client.POST("/events/{id}/upload-url", { params, body }))).data;
    await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(image) });
    await eventually("the event's image", async () => {
      const event = (await answered(client.GET("/events/{id}", { params }))).data;
      return event.imageUrl;
    });
  }
  for (const sectionId of ["events", "city", "infrastructure"]) {
    const body = { sectionId, auteur: "Élise", contenu: "Looking forward to it!" };
    await answered(client.POST("/commentaires", { body }));
  }
  for (let day = 1; day <= 3; day++) {
    const date = new Date(Date.now() - day * days).toISOString().slice(0, 10);
    for (const [type, height] of [
      ["bikes", 40],
      ["traffic", 90],
    ] as const) {
      const lines = measurements(date, height);
      await city.drop(type, date, `timestamp,place,value\n${lines.join("\n")}\n`);
      await city.untilCount(type, date, lines.length);
    }
  }
}

const places = [
  "Rivoli",
  "Bastille",
  "République",
  "Nation",
  "Châtelet",
  "Sébastopol",
  "Vincennes",
  "Pigalle",
  "Odéon",
  "Monge",
];

/** A day that is busy in the morning and in the evening. */
const measurements = (date: string, height: number): string[] =>
  Array.from({ length: 24 }, (_, hour) =>
    places.map((place, index) => {
      const busy = Math.exp(-((hour - 8) ** 2) / 6) + Math.exp(-((hour - 18) ** 2) / 8) + 0.08;
      return `${date}T${String(hour).padStart(2, "0")}:00:00Z,${place},${Math.round((height * busy) / (1 + index / 3))}`;
    }),
  ).flat();

/** A PNG of soft hills in one colour, 480 by 270 (https://www.w3.org/TR/png-3/). */
function poster(hue: number): Buffer {
  const [width, height] = [480, 270];
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const hill = [0.45, 0.62, 0.8].filter(
        (level, index) => y / height > level + 0.09 * Math.sin(x / (60 + 25 * index) + hue + index),
      ).length;
      row.set(colour(hue + hill * 14, 0.78 - hill * 0.17 - (0.1 * y) / height), 1 + x * 3);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Red, green and blue of a hue in degrees and a lightness, half saturated. */
function colour(hue: number, lightness: number): number[] {
  const reach = 0.5 * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}
