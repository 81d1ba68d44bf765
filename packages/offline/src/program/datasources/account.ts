import { arnPartition, type Place, regions, zones } from "../../services/regions";
import { optionalText, text } from "../../graph/graph";
import { type DataSources, NoAnswer } from "./answer";

const dnsSuffix = "amazonaws.com";

const regionOf = (region: string) => ({
  id: region,
  region,
  name: region,
  description: region,
  endpoint: `ec2.${region}.${dnsSuffix}`,
});

const callerOf = (account: string) => ({
  id: account,
  accountId: account,
  arn: `arn:aws:iam::${account}:root`,
  userId: account,
});

/** What there is of zones without asking for one of them. */
const zoneNames = (place: Place) => {
  const all = zones(place);
  return { names: all.map(({ name }) => name), zoneIds: all.map(({ id }) => id), groupNames: [place.region] };
};

/** Who asks, and where. */
export const accountSources: DataSources = {
  "aws:index/getRegion:getRegion": (inputs, { region }) => regionOf(optionalText(inputs, "region") ?? region),
  "aws:index/getRegions:getRegions": (_, { region }) => ({
    id: arnPartition,
    names: [...new Set([...regions, region])].sort(),
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: arnPartition,
    partition: arnPartition,
    dnsSuffix,
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => callerOf(account),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, place) => ({ id: place.region, ...zoneNames(place) }),
  "aws:index/getAvailabilityZone:getAvailabilityZone": (inputs, place) => {
    const [name, zoneId] = [optionalText(inputs, "name"), optionalText(inputs, "zoneId")];
    const found = zones(place).find((zone) => zone.name === name || zone.id === zoneId);
    if (!found) throw new NoAnswer(`${place.region} has no availability zone ${name ?? zoneId ?? ""}`);
    return {
      id: found.name,
      name: found.name,
      zoneId: found.id,
      nameSuffix: found.name.slice(place.region.length),
      groupName: place.region,
      groupLongName: place.region,
      networkBorderGroup: place.region,
      optInStatus: "opt-in-not-required",
      state: "available",
      zoneType: "availability-zone",
    };
  },
  "aws:index/getServicePrincipal:getServicePrincipal": (inputs, { region }) => {
    const name = `${text(inputs, "serviceName")}.${dnsSuffix}`;
    return { id: name, name, region, suffix: dnsSuffix, serviceName: text(inputs, "serviceName") };
  },
  "aws:index/getArn:getArn": (inputs) => {
    const arn = text(inputs, "arn");
    const [, partition, service, region, account, ...resource] = arn.split(":");
    return { id: arn, arn, partition, service, region, account, resource: resource.join(":") };
  },
  "aws:iam/getSessionContext:getSessionContext": (inputs, { declared }) => {
    const arn = text(inputs, "arn");
    const [, account, role, sessionName] = /^arn:aws:sts::(\d*):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
    if (role === undefined) return { id: arn, issuerArn: arn, issuerId: "", issuerName: "", sessionName: "" };
    const found = declared.find(({ type, outputs }) => type === "aws:iam/role:Role" && outputs.name === role);
    return {
      id: arn,
      issuerArn: found?.outputs.arn ?? `arn:aws:iam::${account}:role/${role}`,
      issuerId: found?.outputs.uniqueId ?? "",
      issuerName: role,
      sessionName,
    };
  },
  "aws:s3/getCanonicalUserId:getCanonicalUserId": (_, { account }) => ({
    id: account.padStart(64, "0"),
    displayName: "offline",
  }),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": (inputs, { account, region }) => {
    const registry = optionalText(inputs, "registryId") ?? account;
    return { id: region, ...registryAccess(registry, region) };
  },
  "aws:ecr/getCredentials:getCredentials": (inputs, { region }) => {
    const { authorizationToken, expiresAt, proxyEndpoint } = registryAccess(text(inputs, "registryId"), region);
    return { id: text(inputs, "registryId"), authorizationToken, expiresAt, proxyEndpoint };
  },
};

/** What lets into a registry of images, which there is none of here: programs hand it on to what builds images. */
function registryAccess(registry: string, region: string) {
  const [userName, password] = ["AWS", "offline"];
  return {
    userName,
    password,
    authorizationToken: Buffer.from(`${userName}:${password}`).toString("base64"),
    expiresAt: "2100-01-01T00:00:00Z",
    proxyEndpoint: `https://${registry}.dkr.ecr.${region}.${dnsSuffix}`,
  };
}
