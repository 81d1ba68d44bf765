import { ofType } from "../../../packages/offline/src/graph/graph";
import { backupsIn } from "../backups";
import { readsOfSite, siteBytes } from "../site";
import type { Month, Service } from "../usage";

const gigabyte = 1024 ** 3;

/** Requests that a backup makes besides its copies: some fifty writes and lists (docs/backups.md). */
const writesOfBackup = 50;

/** An image that is judged is looked at, and its first bytes are read; a file of measurements is read once. */
const readsOfImage = 2;

/** What was uploaded this month, in GB. */
const uploaded = ({ volumes }: Month): number =>
  (volumes.images * volumes.imageMegabytes + volumes.files * volumes.fileMegabytes) / 1024;

/**
 * What is stored, with what the archive holds of it besides: each object once, and each night's export of the tables.
 * Requests: uploads and their copies, backups, what reads them. Source: https://aws.amazon.com/s3/pricing/
 */
export const s3: Service = {
  name: "S3",
  types: ["aws:s3/bucket:Bucket", "aws:s3/bucketObjectv2:BucketObjectv2"],
  usage: (month) => {
    const { graph, volumes } = month;
    if (ofType(graph, "aws:s3/bucket:Bucket").length === 0) return [];
    const objects = volumes.gigabytes + uploaded(month);
    const { runs, isArchived, standardDays, glacierDays } = backupsIn(month);
    const nightly = volumes.tableGigabytes * (runs / 30.4);
    const uploads = volumes.images + volumes.files;
    return [
      { what: "storage", price: "s3.storage", units: objects + siteBytes(graph) / gigabyte },
      { what: "storage of backups", price: "s3.storage", units: isArchived ? objects + nightly * standardDays : 0 },
      { what: "storage of backups, Glacier", price: "s3.glacier", units: nightly * glacierDays },
      { what: "writes and lists", price: "s3.writes", units: uploads },
      {
        what: "writes and lists of backups",
        price: "s3.writes",
        units: isArchived ? uploads + runs * writesOfBackup : 0,
      },
      {
        what: "reads",
        price: "s3.reads",
        units: volumes.images * readsOfImage + volumes.files + volumes.visits * readsOfSite(graph),
      },
    ];
  },
};
