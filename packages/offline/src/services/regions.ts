/** The partition that everything here is in. */
export const arnPartition = "aws";

/** Somewhere that has availability zones. */
export interface Place {
  region: string;
}

/** The regions that accounts have without asking for them (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html). */
export const regions: readonly string[] = [
  ...["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
  ...["ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"],
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2"],
];

/** A region as the ids of its zones have it: `use1` of `us-east-1`, `apse2` of `ap-southeast-2`. */
function regionCode(region: string): string {
  const [area = "", ...rest] = region.split("-");
  const number = rest.pop() ?? "";
  const directions = rest.map((word) => word.replace(/^(north|south)(east|west)$/, "$1-$2"));
  const initials = directions.flatMap((word) => word.split("-")).map((word) => word.charAt(0));
  return `${area}${initials.join("")}${number}`;
}

/** A region's first three zones: by their names, and by the ids that are the same for every account. */
export const zones = ({ region }: Place): { name: string; id: string }[] =>
  ["a", "b", "c"].map((letter, index) => ({ name: `${region}${letter}`, id: `${regionCode(region)}-az${index + 1}` }));
