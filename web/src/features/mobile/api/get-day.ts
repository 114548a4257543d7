/** Ask for the technician's day. */
import { get } from "@/api/client";

import type { Day } from "../day";

export const getDay = (device: string): Promise<Day> => get<Day>("/api/mobile/day", { query: { device } });
