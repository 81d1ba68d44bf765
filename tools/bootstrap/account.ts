import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
  boundaryArn,
  githubProviderArn,
  type Owner,
  passphraseParameter,
  policyArn,
  roleArn,
  roleNames,
  stateBucket,
} from "../../infra/delivery/names";
import { boundaryPolicy, type Delivery, deployPolicies, guards, previewPolicy } from "../../infra/delivery/policies";
import { ofDeployments, ofPullRequests, type Repository, trustPolicy } from "../../infra/delivery/trust";
import { UserError } from "../../packages/offline/src/errors";
import { passphraseStep } from "./passphrase";
import { type NamedPolicy, policyStep } from "./policy";
import { providerStep } from "./provider";
import { roleStep } from "./role";
import { stateBucketStep } from "./state-bucket";
import type { Step } from "./step";

/** What a person may choose. */
export interface Choices {
  project: string;
  region: string;
  /** Name of the state's bucket, where it is to be another. */
  bucket?: string;
  /** ARN of the OIDC provider, where it is to be another. */
  provider?: string;
}

/** The account that the credentials are of, with what delivery needs there. */
export class Account {
  private constructor(
    private readonly clients: { iam: IAMClient; s3: S3Client; ssm: SSMClient },
    readonly delivery: Delivery,
  ) {}

  /** Asks AWS whose the credentials are. An emulator is one by `AWS_ENDPOINT_URL`, as for all of AWS's tools. */
  static async open({ project, region, bucket, provider }: Choices, environment: NodeJS.ProcessEnv): Promise<Account> {
    const sts = new STSClient({ region });
    const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    if (account === undefined) throw new UserError("AWS does not say whose the credentials are");
    const owner: Owner = { account, project };
    const clients = {
      iam: new IAMClient({ region }),
      // Emulators know buckets by their paths.
      s3: new S3Client({ region, forcePathStyle: environment.AWS_ENDPOINT_URL !== undefined }),
      ssm: new SSMClient({ region }),
    };
    return new Account(clients, {
      ...owner,
      region,
      stateBucket: bucket ?? stateBucket(owner, region),
      provider: provider ?? githubProviderArn(account),
    });
  }

  /** What is to be there, in the order in which it can be made. */
  steps(repository: Repository): Step[] {
    const { clients, delivery } = this;
    const { iam, s3, ssm } = clients;
    const { preview, deploy } = roleNames(delivery.project);
    const boundary: NamedPolicy = {
      arn: boundaryArn(delivery),
      description: "what roles of the program can be allowed at most",
      document: boundaryPolicy(delivery),
    };
    const parts = Object.entries(deployPolicies(delivery)).map(([group, document]): NamedPolicy => {
      const arn = policyArn(delivery, `deploy-${group}`);
      return { arn, description: `what deploying takes of ${group}`, document };
    });
    const whose = `${repository.owner}/${repository.name}`;
    return [
      stateBucketStep(s3, delivery.stateBucket, delivery.region),
      passphraseStep(ssm, passphraseParameter(delivery.project)),
      providerStep(iam, delivery.provider, delivery.account),
      ...[boundary, ...parts].map((policy) => policyStep(iam, policy)),
      roleStep(iam, {
        name: preview,
        description: `for pull requests of ${whose}, reads`,
        trust: trustPolicy(delivery.provider, repository, ofPullRequests),
        inline: previewPolicy(delivery),
        attached: [],
      }),
      roleStep(iam, {
        name: deploy,
        description: `for deployments of ${whose}, within the boundary`,
        trust: trustPolicy(delivery.provider, repository, ofDeployments),
        inline: guards(delivery),
        attached: parts.map(({ arn }) => arn),
      }),
    ];
  }

  /** What GitHub's workflows must know, as the repository's variables; none of it is secret. */
  variables(): Record<string, string> {
    const { delivery } = this;
    const { preview, deploy } = roleNames(delivery.project);
    return {
      AWS_REGION: delivery.region,
      AWS_PREVIEW_ROLE: roleArn(delivery, preview),
      AWS_DEPLOY_ROLE: roleArn(delivery, deploy),
      PULUMI_BACKEND_URL: `s3://${delivery.stateBucket}?region=${delivery.region}`,
    };
  }

  close(): void {
    for (const client of Object.values(this.clients)) client.destroy();
  }
}
