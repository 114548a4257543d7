/** Reading untrusted search params of the address. */

export const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
export const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.filter((one): one is string => typeof one === "string") : undefined;
export const flag = (value: unknown): true | undefined => (value === true || value === "true" ? true : undefined);
export const count = (value: unknown): number | undefined =>
  Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;
