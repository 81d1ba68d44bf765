import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { Host, HostOptions } from "../../src/host/host";
import { output, testHost } from "./host";
import { programFolder } from "./programs";
import { administratorOf } from "./sdk";

/** The program in `programs/objects` on a host. */
export interface ObjectsHost {
  host: Host & { logs: string[] };
  s3: S3Client;
  /** The bucket of all objects but one, and the one that keeps versions. */
  bucket: string;
  versioned: string;
  /** An object with its text. */
  read(Key: string): Promise<GetObjectCommandOutput & { text: string }>;
  close(): Promise<void>;
}

/**
 * @param objects the names of those that the program declares; what `index.ts` has by default
 * @param config more of the program's configuration
 */
export async function startObjects(
  objects?: string[],
  config: Record<string, string> = {},
  options: Partial<HostOptions> = {},
): Promise<ObjectsHost> {
  const asked = objects && { objects: JSON.stringify(objects) };
  const host = await testHost({
    program: programFolder("objects"),
    stack: "dev",
    config: { ...asked, ...config },
    ...options,
  });
  const s3 = new S3Client({ ...administratorOf(host), forcePathStyle: true });
  const Bucket = output(host, "bucketName");
  return {
    ...{ host, s3, bucket: Bucket, versioned: output(host, "versionedName") },
    read: async (Key) => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return { ...answer, text: (await answer.Body?.transformToString()) ?? "" };
    },
    close: async () => {
      s3.destroy();
      await host.close();
    },
  };
}
