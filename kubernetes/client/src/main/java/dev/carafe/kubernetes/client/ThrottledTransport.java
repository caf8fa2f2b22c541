package dev.carafe.kubernetes.client;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Duration;

/** Holds calls back to a rate ({@code --kube-api-qps} and {@code --kube-api-burst}); watches pass freely once opened. */
public final class ThrottledTransport implements Transport {
    private final Transport transport;
    private final TokenBucket bucket;
    private final Clock clock;

    /** @param burst how many calls may be made at once */
    public ThrottledTransport(Transport transport, double perSecond, int burst, Clock clock) {
        this.transport = transport;
        this.bucket = new TokenBucket(perSecond, burst, clock::nanoTime);
        this.clock = clock;
    }

    @Override
    public Struct call(ApiRequest request) {
        await(request);
        return transport.call(request);
    }

    @Override
    public WatchStream watch(ApiRequest request) {
        await(request);
        return transport.watch(request);
    }

    private void await(ApiRequest request) {
        try {
            clock.sleep(Duration.ofNanos(bucket.reserve()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException("interrupted before " + request, e);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
