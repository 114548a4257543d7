/** All work orders: searched and filtered by the server. */
import { Button, MultiSelect, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { urlOf } from "@/api/client";
import { may, useMe } from "@/api/session";
import { DataTable, PAGE_SIZE, useListSearch } from "@/components/data-table";
import { Page } from "@/components/page";
import { useSearchParams } from "@/components/use-search-params";
import { SavedViews } from "@/features/search/saved-views";
import { workOrdersQuery } from "@/features/work/api/list-work-orders";
import { PRIORITIES } from "@/features/work/records";
import { WORK_ORDER_STATUS } from "@/features/work/work-order-status";
import { WORK_ORDER_COLUMNS } from "@/features/work/work-order-table";
import { count, texts } from "@/lib/search-params";

const readFilters = (search: Record<string, unknown>) => ({ status: texts(search["status"]), priority: count(search["priority"]) });

export function WorkOrdersScreen() {
  const me = useMe();
  const navigate = useNavigate();
  const [{ page = 1, search }] = useListSearch();
  const [{ status = [], priority }, change] = useSearchParams<{ status: string[] | undefined; priority: number | undefined; page?: undefined }>(readFilters);
  const orders = useQuery(workOrdersQuery({ page, page_size: PAGE_SIZE, search, status, priority }));
  return (
    <Page
      title="Work orders"
      hint="One record for each job, from the request to the invoice"
      actions={
        may(me, "dispatch") && (
          <Button component={Link} to="/work-orders/new" leftSection={<IconPlus size={15} />}>
            New request
          </Button>
        )
      }
    >
      <DataTable
        label="Work orders"
        query={orders}
        columns={WORK_ORDER_COLUMNS}
        rowKey={(row) => row.id}
        faded={(row) => row.status === "canceled" || row.status === "closed"}
        searchable
        csv={urlOf("/api/work-orders.csv", { query: { search, status, priority } })}
        empty="No work orders yet. Take a request to make the first."
        onOpen={(row) => void navigate({ to: `/work-orders/${row.id}` })}
        tools={
          <>
            <MultiSelect
              size="xs"
              w={260}
              aria-label="Status"
              placeholder={status.length === 0 ? "Status" : ""}
              clearable
              data={Object.entries(WORK_ORDER_STATUS).map(([value, { label }]) => ({ value, label }))}
              value={status}
              onChange={(next) => change({ status: next.length > 0 ? next : undefined, page: undefined })}
            />
            <Select
              size="xs"
              w={150}
              aria-label="Priority"
              placeholder="Priority"
              clearable
              data={PRIORITIES}
              value={priority ? String(priority) : null}
              onChange={(next) => change({ priority: next ? Number(next) : undefined, page: undefined })}
            />
            <SavedViews screen="work-orders" />
          </>
        }
      />
    </Page>
  );
}
