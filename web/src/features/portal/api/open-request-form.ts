/** What a request form link belongs to: the company and the one site. */
import { queryOptions } from "@tanstack/react-query";

import { post } from "@/api/client";

import type { Company } from "../company";

export interface RequestForm {
  company: Company;
  site: { name: string; address: string };
}

export const requestFormQuery = (token: string) =>
  queryOptions({
    queryKey: ["portal", "request-form", token],
    // The token goes in the body: an address would stand in logs.
    queryFn: () => post<RequestForm>("/api/portal/request-forms/open", { body: { token } }),
    staleTime: Infinity,
  });
