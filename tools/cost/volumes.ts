/** A small team's month: what volumes are where nobody says otherwise. */
export const defaultVolumes = {
  requests: 100_000,
  milliseconds: 100,
  kilobytes: 2,
  visits: 1000,
  users: 50,
  events: 100,
  images: 100,
  imageMegabytes: 1,
  files: 90,
  fileMegabytes: 1,
  gigabytes: 1,
  tableGigabytes: 0.1,
  hours: 730,
  mails: 20,
};

/** A month of use, as people can estimate it. */
export type Volumes = typeof defaultVolumes;

/** One of the volumes: its option on the command line, and what that means. */
export interface VolumeOption {
  name: keyof Volumes;
  option: string;
  meaning: string;
}

/** All volumes, in the order of `--help`. */
export const volumeOptions: readonly VolumeOption[] = [
  { name: "requests", option: "requests", meaning: "requests of the API, the site's included" },
  { name: "milliseconds", option: "milliseconds", meaning: "what a request takes in its function" },
  { name: "kilobytes", option: "kilobytes", meaning: "size of an answer" },
  { name: "visits", option: "visits", meaning: "visits of the site" },
  { name: "users", option: "users", meaning: "people who sign in, where they have to" },
  { name: "events", option: "events", meaning: "events and comments written" },
  { name: "images", option: "images", meaning: "images uploaded" },
  { name: "imageMegabytes", option: "image-megabytes", meaning: "size of an image" },
  { name: "files", option: "files", meaning: "files of measurements uploaded" },
  { name: "fileMegabytes", option: "file-megabytes", meaning: "size of such a file" },
  { name: "gigabytes", option: "gigabytes", meaning: "what is in the buckets already" },
  { name: "tableGigabytes", option: "table-gigabytes", meaning: "what is in the tables" },
  { name: "hours", option: "hours", meaning: "hours that each control instance runs; a month has 730" },
  { name: "mails", option: "mails", meaning: "mails of alarms" },
];

/**
 * A month in which nobody uses anything, and the control instance is stopped. What runs by itself runs all the same: the
 * canary, backups, reports.
 */
export const idle: Volumes = volumeOptions.reduce((volumes, { name }) => ({ ...volumes, [name]: 0 }), defaultVolumes);
