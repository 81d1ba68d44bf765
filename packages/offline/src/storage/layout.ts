/** Names in a data folder that are of its own making, apart from those of the stores. */
const ownNames =
  /^(seed|token|lock\..+|graph-.+|program|regions|(contents|ec2|invocations|quotas|secrets|ssm)\.json(\.new)?|.+\.damaged-.+)$/;

/**
 * Whether a name in a data folder is of the host's own making: people may keep their data where other things are.
 *
 * @param stores the folders of the stores
 */
export const isOwn = (name: string, stores: readonly string[]): boolean => stores.includes(name) || ownNames.test(name);
