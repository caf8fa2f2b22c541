package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.HttpExchange;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditIdTest {
    private final List<String> headers = new ArrayList<>();

    private HttpExchange asking(String id) {
        return (HttpExchange) Proxy.newProxyInstance(
                AuditIdTest.class.getClassLoader(),
                new Class<?>[] {HttpExchange.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "header" -> arguments[0].equals("Audit-Id") ? id : "";
                    case "setHeader" -> {
                        headers.add(arguments[0] + ": " + arguments[1]);
                        yield null;
                    }
                    default -> throw new AssertionError("asked for " + method.getName());
                });
    }

    @Test
    void aRequestWithoutOneGetsOne() {
        AuditId.echo(asking(""), () -> "made");
        assertThat(headers).containsExactly("Audit-Id: made");
    }

    @Test
    void theClientsOwnComesBackAsItIs() {
        AuditId.echo(asking("no uuid at all"), () -> {
            throw new AssertionError("one was made");
        });
        assertThat(headers).containsExactly("Audit-Id: no uuid at all");
    }
}
