package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import java.util.function.Supplier;

/**
 * The name of a request, by which clients and logs speak of the same one: the client's own, or one that is made. Every reply says it
 * (apiserver/pkg/endpoints/filters/audit_init.go).
 */
public final class AuditId {
    /** The header that carries it, in requests and replies. */
    public static final String HEADER = "Audit-Id";

    private AuditId() {}

    /**
     * Says it in the reply, as the client has it where it does.
     *
     * @param fresh makes a UUID; asked only where the client names none
     */
    public static void echo(HttpExchange exchange, Supplier<String> fresh) {
        String asked = exchange.header(HEADER);
        exchange.setHeader(HEADER, asked.isEmpty() ? fresh.get() : asked);
    }
}
