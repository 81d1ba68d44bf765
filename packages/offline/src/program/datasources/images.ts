import { createHash } from "node:crypto";
import { objects, optionalText, type Properties, texts } from "../../graph/graph";
import { type DataSource, NoAnswer, type Surroundings } from "./answer";

/** Images of AWS's are 17 hexadecimal digits: here the same ones for the same question, and no image that exists. */
export const imageId = (question: string): string =>
  `ami-${createHash("sha256").update(question).digest("hex").slice(0, 17)}`;

/** Amazon's own account, whose images most programs ask for. */
const amazon = "137112412989";

/**
 * `aws.ec2.getAmi`: nobody knows here which images there are, so that the answer is made up of the question. Instances
 * run no image.
 */
export const image: DataSource = (inputs, { region, tell }) => {
  const filters = new Map(objects(inputs, "filters").map((filter) => [String(filter.name), texts(filter, "values")]));
  const [owner = amazon] = texts(inputs, "owners").filter((one) => /^\d{12}$/.test(one));
  const id = filters.get("image-id")?.[0] ?? imageId(region + JSON.stringify(inputs));
  const [pattern = optionalText(inputs, "nameRegex") ?? "offline"] = filters.get("name") ?? [];
  const name = pattern.replaceAll("*", "offline");
  const said = (filter: string, usual: string): string => filters.get(filter)?.[0] ?? usual;
  const architecture = said("architecture", /arm64|aarch64/.test(name) ? "arm64" : "x86_64");
  tell(`the image ${id}, which the program gets for ${name}, is made up: no image is looked up here, and none is run`);
  return {
    id,
    imageId: id,
    name,
    arn: `arn:aws:ec2:${region}::image/${id}`,
    architecture,
    blockDeviceMappings: [],
    bootMode: "uefi-preferred",
    creationDate: "2020-01-01T00:00:00.000Z",
    deprecationTime: "2100-01-01T00:00:00.000Z",
    description: name,
    enaSupport: true,
    hypervisor: "xen",
    imageLocation: `amazon/${name}`,
    imageOwnerAlias: "amazon",
    imageType: "machine",
    imdsSupport: "v2.0",
    ownerId: owner,
    platform: "",
    platformDetails: "Linux/UNIX",
    productCodes: [],
    public: true,
    rootDeviceName: "/dev/xvda",
    rootDeviceType: said("root-device-type", "ebs"),
    rootSnapshotId: "",
    sriovNetSupport: "simple",
    state: "available",
    stateReason: {},
    tags: {},
    usageOperation: "RunInstances",
    virtualizationType: said("virtualization-type", "hvm"),
  };
};

/** `aws.ec2.getAmiIds`: the one image that {@link image} makes up. */
export const images: DataSource = (inputs, surroundings) => ({
  id: surroundings.region,
  ids: [image(inputs, surroundings).id],
});

/** AWS publishes the ids of its images as parameters. */
export function imageParameter(name: string, { region }: Surroundings): Properties {
  const value = imageId(region + name);
  const arn = `arn:aws:ssm:${region}::parameter${name}`;
  return { id: name, name, arn, type: "String", value, insecureValue: value, version: 1 };
}

/** Whether a parameter is one of AWS's own that names an image. */
export function isImageParameter(name: string): boolean {
  if (!name.startsWith("/aws/service/")) return false;
  if (
    /^\/aws\/service\/(ami-|canonical\/|debian\/|ecs\/.*image_id$|eks\/.*image_id$|bottlerocket\/.*image_id$)/.test(
      name,
    )
  )
    return true;
  throw new NoAnswer(`the public parameter ${name} is not served offline`);
}
