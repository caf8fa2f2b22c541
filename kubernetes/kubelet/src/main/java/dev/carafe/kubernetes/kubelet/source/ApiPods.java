package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.HandlerRegistration;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.util.function.Consumer;

/**
 * The API server's pods that are bound to this node. Mirror pods are nobody's to run; a change of one is
 * told to another listener.
 */
public final class ApiPods implements AutoCloseable {
    private static final String SOURCE = "api";
    private static final long READY_CHECK_MS = 100;

    private final Informer<Pod> informer;
    private final Thread ready;

    private ApiPods(Informer<Pod> informer, Thread ready) {
        this.informer = informer;
        this.ready = ready;
    }

    /**
     * Starts to watch.
     *
     * @param mirrors hears of each change of a mirror pod
     */
    public static ApiPods start(Client client, String nodeName, Clock clock, PodSink sink, Consumer<Pod> mirrors) {
        Informer<Pod> informer =
                new Informer<>(client.of(CoreV1.PODS), Scope.fields("spec.nodeName=" + nodeName), true, clock);
        HandlerRegistration told = informer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Pod pod, boolean initial) {
                changed(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                changed(after);
            }

            @Override
            public void onDelete(Pod last, boolean finalStateUnknown) {
                if (Pods.isMirror(last)) {
                    mirrors.accept(last);
                } else {
                    sink.declared(last); // its last words may name a shorter grace period
                    sink.undeclared(last.metadata().uid());
                }
            }

            private void changed(Pod pod) {
                if (Pods.isMirror(pod)) {
                    mirrors.accept(pod);
                } else {
                    sink.declared(pod);
                }
            }
        });
        informer.start();
        Thread ready = Thread.ofVirtual().name("api-pods-ready").start(() -> {
            try {
                while (!told.hasSynced()) {
                    clock.sleep(java.time.Duration.ofMillis(READY_CHECK_MS));
                }
                sink.ready(SOURCE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // closed before the server was reached
            }
        });
        return new ApiPods(informer, ready);
    }

    /** The API server's pods of this node, as last heard. */
    public Lister<Pod> pods() {
        return informer.lister();
    }

    @Override
    public void close() {
        ready.interrupt();
        informer.close();
    }
}
