/** The name of a function that is named by its name, or by a whole or a partial ARN, with or without a qualifier. */
export const functionName = (nameOrArn: string): string => /(?:^|:)function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
