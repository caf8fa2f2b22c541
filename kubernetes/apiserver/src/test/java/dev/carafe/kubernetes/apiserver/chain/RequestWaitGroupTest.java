package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestWaitGroupTest {
    private static final String PODS = "/api/v1/pods";

    private final RequestWaitGroup requests = new RequestWaitGroup();
    private final List<String> answers = new ArrayList<>();
    private int served;

    private void ask(String path, String query, Step.Next next) throws IOException {
        HttpExchange exchange = (HttpExchange) Proxy.newProxyInstance(
                RequestWaitGroupTest.class.getClassLoader(),
                new Class<?>[] {HttpExchange.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "header" -> "";
                    case "setHeader" -> null;
                    case "reply" -> {
                        answers.add(arguments[0] + " " + new String((byte[]) arguments[2], UTF_8));
                        yield null;
                    }
                    default -> throw new AssertionError("the step asks for " + method.getName());
                });
        RequestInfo info = RequestInfo.of("GET", path, Query.parse(query));
        requests.handle(new RequestContext(exchange, info, UserInfo.ANONYMOUS), next);
    }

    @Test
    void whoComesAfterTheLastIsTurnedAwayWatchesToo() throws Exception {
        assertThat(requests.drain(Duration.ZERO)).isTrue();
        ask(PODS, "", _ -> served++);
        ask(PODS, "watch=true", _ -> served++); // on a connection that is left, by a client whose watch just ended
        assertThat(served).isZero();
        assertThat(answers)
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).startsWith("503 ").contains("apiserver is shutting down"));
        assertThat(requests.awaitWatches(Duration.ZERO)).isTrue();
    }

    @Test
    void whoLooksAfterTheServerIsServedToTheEnd() throws Exception {
        assertThat(requests.drain(Duration.ZERO)).isTrue();
        ask("/readyz", "", _ -> served++);
        assertThat(served).isEqualTo(1);
    }

    @Test
    void requestsAndWatchesAreWaitedForApart() throws Exception {
        ask(PODS, "watch=true", _ -> {
            assertThat(drain()).as("no request is under way").isTrue();
            assertThat(watchesEnd()).isFalse();
        });
        assertThat(watchesEnd()).isTrue();
    }

    @Test
    void aRequestUnderWayIsWaitedFor() throws Exception {
        ask(PODS, "", _ -> assertThat(drain()).isFalse());
        assertThat(drain()).isTrue();
    }

    private boolean drain() {
        try {
            return requests.drain(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean watchesEnd() {
        try {
            return requests.awaitWatches(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
