/** Where a work order stands on its way to money: its invoices, and why the next one is not ready. */
import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Section } from "@/components/page";

import { workOrderBillingQuery } from "./api/get-work-order-billing";
import { Faults } from "./faults";
import { InvoiceTable } from "./invoice-table";

export function WorkOrderBilling({ workOrderId, onOpen }: { workOrderId: number; onOpen: (invoiceId: number) => void }) {
  const billing = useQuery(workOrderBillingQuery(workOrderId));
  const faults = billing.data?.not_ready ?? [];
  return (
    <Section title="Invoices">
      {faults.length > 0 && (
        <Box mb="xs">
          <Text size="sm" fw={600}>
            Not ready because
          </Text>
          <Faults faults={faults} />
        </Box>
      )}
      <InvoiceTable filter={{ work_order_id: workOrderId }} onOpen={(row) => onOpen(row.id)} />
    </Section>
  );
}
