/** All invoices, by what is still to be done with them. */
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { DataTable, PAGE_SIZE, useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import { invoicesQuery } from "@/features/billing/api/list-invoices";
import { INVOICE_COLUMNS } from "@/features/billing/invoice-table";
import { SavedViews } from "@/features/search/saved-views";

export function InvoicesScreen() {
  const navigate = useNavigate();
  const [{ page = 1, search, filter = "all" }, change] = useListSearch();
  const invoices = useQuery({
    ...invoicesQuery({ page, page_size: PAGE_SIZE, search, status: filter === "all" ? undefined : filter }),
    refetchInterval: 15_000,
  });
  return (
    <Page title="Invoices" hint="Drafted from the work order, issued once, never changed after">
      <DataTable
        label="Invoices"
        query={invoices}
        columns={INVOICE_COLUMNS}
        rowKey={(row) => row.id}
        faded={(row) => row.status === "void"}
        searchable
        empty={filter === "all" ? "No invoices yet. Approve a completed work order and draft its invoice." : "None of these."}
        onOpen={(row) => void navigate({ to: `/invoices/${row.id}` })}
        tools={
          <>
          <SegmentedControl
            size="xs"
            aria-label="Which invoices"
            value={filter}
            onChange={(next) => change({ filter: next === "all" ? undefined : next, page: undefined })}
            data={[
              { value: "all", label: "All" },
              { value: "draft", label: "Drafts" },
              { value: "open", label: "Open" },
              { value: "paid", label: "Paid" },
              { value: "credited", label: "Credited" },
            ]}
          />
          <SavedViews screen="invoices" />
          </>
        }
      />
    </Page>
  );
}
