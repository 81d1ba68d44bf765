/** An element: its name, and its text or its children. */
export type Content = [name: string, value: string | number | boolean | Content[]];

const namespace = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** A document of one root element, in S3's namespace unless told otherwise. */
export const document = (root: string, content: Content[], attributes = namespace): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>${content.map(element).join("")}</${root}>`;

const element = ([name, value]: Content): string =>
  `<${name}>${Array.isArray(value) ? value.map(element).join("") : escape(String(value))}</${name}>`;

const entities = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

/** S3 writes control characters, which XML 1.0 does not allow, as numeric references; `encoding-type=url` avoids them. */
export const escape = (text: string): string =>
  text.replace(
    /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g,
    (character) => entities.get(character) ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
