package dev.carafe.kubernetes.client.informer;

/** A handler's place at an informer. */
public interface HandlerRegistration {
    /** Whether the handler has been told everything that was there at first. */
    boolean hasSynced();
}
