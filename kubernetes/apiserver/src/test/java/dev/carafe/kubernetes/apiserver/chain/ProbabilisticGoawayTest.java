package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProbabilisticGoawayTest {
    private final List<String> headers = new ArrayList<>();
    private int answered;

    private void ask(ProbabilisticGoaway step, boolean http2) throws IOException {
        HttpExchange exchange = (HttpExchange) Proxy.newProxyInstance(
                ProbabilisticGoawayTest.class.getClassLoader(),
                new Class<?>[] {HttpExchange.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "isHttp2" -> http2;
                    case "setHeader" -> {
                        headers.add(arguments[0] + ": " + arguments[1]);
                        yield null;
                    }
                    default -> throw new AssertionError("the step asks for " + method.getName());
                });
        RequestInfo info = RequestInfo.of("GET", "/api/v1/pods", Query.parse(""));
        step.handle(new RequestContext(exchange, info, UserInfo.ANONYMOUS), _ -> answered++);
    }

    @Test
    void aNumberBelowTheChanceEndsTheConnectionBehindTheAnswer() throws IOException {
        ask(new ProbabilisticGoaway(0.02, () -> 0.019), true);
        assertThat(headers).containsExactly("Connection: close");
        ask(new ProbabilisticGoaway(0.02, () -> 0.02), true);
        assertThat(headers).hasSize(1);
        assertThat(answered).isEqualTo(2);
    }

    @Test
    void aConnectionOfHttp1StaysAndTakesNoNumber() throws IOException {
        ask(
                new ProbabilisticGoaway(0.02, () -> {
                    throw new AssertionError("a number was drawn");
                }),
                false);
        assertThat(headers).isEmpty();
        assertThat(answered).isEqualTo(1);
    }

    @Test
    void theShareOfRequestsIsTheChance() throws IOException {
        ProbabilisticGoaway step = new ProbabilisticGoaway(0.02, new Random(1)::nextDouble);
        for (int i = 0; i < 10_000; i++) {
            ask(step, true);
        }
        assertThat(headers).hasSizeBetween(150, 250);
        assertThat(answered).isEqualTo(10_000);
    }
}
