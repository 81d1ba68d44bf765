import { gzipSync } from "node:zlib";
import { readProject } from "../../packages/offline/src/program/project";
import { runProgram } from "../../packages/offline/src/program/run";
import type { Row } from "./table";

/** What each function ships, compressed as an archive would be. */
export async function zipRows(): Promise<Row[]> {
  const { graph } = await runProgram(readProject(process.cwd(), "localstack", {}));
  return graph.resources.flatMap(({ name, files }) =>
    Object.values(files).map((archive) => {
      const bytes = Object.values(archive).reduce((sum, content) => sum + gzipSync(content).length, 0);
      return { what: `zip of ${name}`, value: bytes / 1024, unit: "KB", goal: { atMost: goalOf(name) } };
    }),
  );
}

/** Kilobytes at most, by the clients that a function uses: DynamoDB's alone, also that of S3, or others. */
function goalOf(name: string): number {
  if (/image|upload|delete|ingest/.test(name)) return 140;
  return /^(events|comments|cityflow)-/.test(name) && !/get-status/.test(name) ? 60 : 120;
}
