package io.sluice.gateway.http;

import io.sluice.contract.OrderId;
import io.sluice.gateway.queue.Ticket;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The order that a request is about: its id from the path, and its ticket if the link had one. */
record OrderPath(String orderId, @Nullable Ticket ticket) {

    /** Reads it, or answers why it cannot be read and returns null. */
    static @Nullable OrderPath of(RoutingContext context) {
        HttpServerResponse response = context.response();
        String orderId = context.pathParam(HttpApi.ORDER_ID);
        String text = context.request().getParam("ticket");
        if (orderId == null || !OrderId.isWellFormed(orderId)) {
            Problem.ORDER_UNKNOWN.answer(response);
            return null;
        }
        Ticket ticket = text == null ? null : Ticket.decode(text, orderId);
        if (text != null && ticket == null) {
            Problem.TICKET_INVALID.answer(response);
            return null;
        }
        return new OrderPath(orderId, ticket);
    }
}
