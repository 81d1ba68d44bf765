/** The folders of the stores in a data folder. */
export const storeFolders: readonly string[] = ["dynamodb", "lambda", "logs", "s3", "sqs"];

/** Whether a name in a data folder is of the host's own making: people may keep their data where other things are. */
export const isOwn = (name: string): boolean =>
  storeFolders.includes(name) ||
  /^(seed|lock\..+|graph-.+|(contents|ec2|quotas|ssm)\.json(\.new)?|.+\.damaged-.+)$/.test(name);
