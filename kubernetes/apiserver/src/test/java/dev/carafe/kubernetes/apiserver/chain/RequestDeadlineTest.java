package dev.carafe.kubernetes.apiserver.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RequestDeadlineTest {
    private final AtomicLong nanoTime = new AtomicLong();
    private final List<RequestContext> ended = new ArrayList<>();
    private final RequestDeadline deadline = new RequestDeadline(Duration.ofMinutes(1), ended::add, nanoTime::get);

    @AfterEach
    void close() {
        deadline.close();
    }

    private final AtomicInteger code = new AtomicInteger();

    private RequestContext request(String query) {
        HttpExchange exchange = (HttpExchange) Proxy.newProxyInstance(
                RequestDeadlineTest.class.getClassLoader(),
                new Class<?>[] {HttpExchange.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "method", "path" -> "";
                    case "query" -> Query.parse(query);
                    case "replied" -> false;
                    case "reply" -> {
                        code.set((int) arguments[0]);
                        yield null;
                    }
                    case "leaveBody", "setHeader" -> null;
                    default -> throw new AssertionError("the deadline asks for " + method.getName());
                });
        RequestInfo info = RequestInfo.of("GET", "/api/v1/pods", Query.parse(query));
        return new RequestContext(exchange, info, UserInfo.ANONYMOUS);
    }

    /** Lets a minute pass, and looks. */
    private void passMinute() {
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(61));
        deadline.interruptOverdue();
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Test
    void aRequestThatTakesTooLongIsInterruptedAndToldSo() throws Exception {
        deadline.handle(request(""), _ -> {
            passMinute();
            waitForever();
        });
        assertThat(code).hasValue(504);
        assertThat(ended).hasSize(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aWatchMayTakeAsLongAsItWants() throws Exception {
        deadline.handle(request("watch=true"), _ -> passMinute());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aThreadWhoseRequestHasEndedIsLeftAlone() throws Exception {
        deadline.handle(request(""), _ -> {});
        passMinute();
        assertThat(ended).isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
