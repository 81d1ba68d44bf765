import type { S3EventRecord } from "aws-lambda";

/** The key of the object that a notification is about: S3 sends it form-encoded. */
export const keyOf = ({ s3: { object } }: S3EventRecord): string => decodeURIComponent(object.key.replace(/\+/g, " "));

/**
 * When the object came to be, among all of its key, in a form whose alphabetical order is that of time. Sequencers are
 * hexadecimal digits of any number; AWS has the shorter one padded on its right to compare them.
 */
export const sequencerOf = ({ s3: { object } }: S3EventRecord): string => object.sequencer.padEnd(64, "0");
