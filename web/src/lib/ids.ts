/** Ids made by the client: UUIDv7, so that they sort by the time they were made. */
import { v7 } from "uuid";

export const newId = (): string => v7();
