/** What the phones last said of themselves: when, and how much they still had to send. */
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/api/client";
import type { Schemas } from "@/api/schemas";

export type PhoneState = Schemas["PhoneOut"];

/** A phone without signal tells nobody, so nothing announces it: the board asks. */
export const phonesQuery = queryOptions({
  queryKey: ["mobile", "phones"],
  queryFn: ({ signal }) => get<Schemas["Phones"]>("/api/mobile/phones", { signal }),
  refetchInterval: 20_000,
  select: (phones) => new Map(phones.items.filter((one) => one.unsent > 0).map((one) => [one.technician_id, one])),
});
