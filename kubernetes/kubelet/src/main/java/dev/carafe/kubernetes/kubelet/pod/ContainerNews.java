package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The runtime's own news of containers, where it has any: they only make pods be looked at sooner than
 * the next listing would, so nothing depends on them. One thread, which ends for good where the runtime
 * does not know the call.
 */
final class ContainerNews implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final CriClient cri;
    private final Consumer<String> changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Starts to listen. {@code changed} is told the uid of the pod that something happened to. */
    ContainerNews(CriClient cri, Consumer<String> changed) {
        this.cri = cri;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("container-news").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    cri.containerEvents(event -> changed.accept(
                            event.getPodSandboxStatus().getMetadata().getUid()));
                } catch (CriException e) {
                    if (e.isUnimplemented()) {
                        return;
                    }
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
