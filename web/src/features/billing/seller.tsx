/** The company as it stands on its invoices: one record, written down once. */
import { Text } from "@mantine/core";
import { queryOptions, useQueryClient } from "@tanstack/react-query";

import { get, put } from "@/api/client";
import type { Schemas } from "@/api/schemas";
import { Facts } from "@/components/page";
import { tellDone } from "@/components/problem-notice";
import type { Field } from "@/components/record";
import { emptyValues, RecordForm } from "@/components/record-form";
import { browserZone } from "@/lib/dates";

type Seller = Schemas["SellerOut"];

export const sellerQuery = queryOptions({
  queryKey: ["seller"],
  queryFn: ({ signal }) => get<Schemas["SellerNow"]>("/api/seller", { signal }),
});

const FIELDS: Field[] = [
  { name: "legal_name", label: "Legal name", kind: "text", required: true },
  { name: "address", label: "Address", kind: "textarea", required: true },
  { name: "country", label: "Country", kind: "text", required: true, half: true, initial: "US" },
  { name: "tax_id", label: "Tax id", kind: "text", half: true },
  { name: "email", label: "E-mail", kind: "email", half: true },
  { name: "phone", label: "Phone", kind: "tel", half: true },
  { name: "currency", label: "Currency", kind: "text", required: true, half: true, initial: "USD" },
  { name: "zone", label: "Time zone", kind: "text", required: true, half: true, initial: browserZone() },
  { name: "fiscal_year_first_month", label: "First month of the fiscal year", kind: "integer", min: 1, max: 12, initial: 1, half: true },
  { name: "invoice_series", label: "Invoice numbers begin with", kind: "text", initial: "INV", half: true },
  { name: "credit_series", label: "Credit note numbers begin with", kind: "text", initial: "CN", half: true },
  { name: "bank", label: "Bank details", kind: "textarea" },
  { name: "footer", label: "Foot of every invoice", kind: "textarea" },
];

export function SellerForm({ seller, mayChange }: { seller: Seller | null; mayChange: boolean }) {
  const queryClient = useQueryClient();
  if (!mayChange)
    return seller ? (
      <Facts rows={[["Name", seller.legal_name], ["Address", seller.address], ["Tax id", seller.tax_id], ["Bank", seller.bank]]} />
    ) : (
      <Text size="sm">Nothing is written down yet; an administrator has to do it before an invoice can be issued.</Text>
    );
  return (
    <div style={{ maxWidth: 640 }}>
      <RecordForm
        key={seller?.version ?? 0}
        fields={FIELDS}
        initial={seller ? Object.fromEntries(FIELDS.map((field) => [field.name, seller[field.name as keyof Seller]])) : emptyValues(FIELDS)}
        submit="Save"
        onSubmit={async (values) => {
          await put("/api/seller", { body: values });
          tellDone("Invoices say so from now on.");
          await queryClient.invalidateQueries({ queryKey: ["seller"] });
        }}
      />
    </div>
  );
}
