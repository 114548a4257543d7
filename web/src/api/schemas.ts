/** The server's shapes by name. */
import type { components } from "./schema";

export type Schemas = components["schemas"];
