/** S3's own limits (Amazon S3 User Guide, "Multipart upload limits", "Working with object metadata", API reference). */
export const limits = {
  /** Largest body of a PutObject, an UploadPart or a form upload. */
  bodyBytes: 5 * 1024 ** 3,
  /** Smallest part of a multipart upload, the last one excepted. */
  minimumPartBytes: 5 * 1024 ** 2,
  parts: 10_000,
  keyBytes: 1024,
  /** Names and values of all `x-amz-meta-*` headers together, prefix not counted. */
  metadataBytes: 2048,
  /** Keys, uploads or parts on one page of a listing. */
  pageSize: 1000,
  /** Keys in one DeleteObjects. */
  deletedKeys: 1000,
  /** Largest XML body; 1,000 keys of 1,024 bytes, each byte escaped to six characters, with room for the elements. */
  xmlBytes: 8 * 1024 ** 2,
  /** Elements of an XML body: 10,000 parts with a number, a tag and their checksums, with room. */
  xmlElements: 100_000,
  /** How deep they may be nested; no document of S3's has more than five levels. */
  xmlLevels: 16,
  /** All fields of a form before its file. */
  formFieldBytes: 20 * 1024,
} as const;
