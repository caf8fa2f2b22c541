package dev.carafe.kubernetes.client.workqueue;

/**
 * Brings one object to what it should be.
 *
 * @param <K> the keys' type
 */
@FunctionalInterface
public interface Reconciler<K> {
    /**
     * Looks at what a key names and does what is missing. Whatever unchecked exception it throws makes the key be tried
     * again after a pause.
     */
    void reconcile(K key) throws InterruptedException;
}
