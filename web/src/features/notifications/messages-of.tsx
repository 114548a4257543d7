/** What the customer of one work order was told. */
import { useQuery } from "@tanstack/react-query";

import { ProblemNotice } from "@/components/problem-notice";

import { messagesQuery } from "./api/list-messages";
import { MessageList } from "./message-list";

export function MessagesOf({ workOrderId, zone, mayAct }: { workOrderId: number; zone: string; mayAct: boolean }) {
  const messages = useQuery(messagesQuery({ work_order_id: workOrderId, page_size: 50 }));
  if (messages.error) return <ProblemNotice error={messages.error} />;
  return messages.data ? <MessageList messages={messages.data.items} zone={zone} mayAct={mayAct} /> : null;
}
