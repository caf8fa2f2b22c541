package dev.carafe.kubernetes.apimachinery.value;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes on each message once, and only the first {@value #MAX}: what a body that holds nothing but mistakes can make us
 * keep is bounded, as in sigs.k8s.io/json. Not thread-safe.
 */
public final class FirstFew implements Consumer<String> {
    /** How many different messages are passed on. */
    public static final int MAX = 100;

    private final Consumer<String> next;
    private final Set<String> seen = new HashSet<>();

    public FirstFew(Consumer<String> next) {
        this.next = next;
    }

    /** Whether further messages are dropped, so that there is no need to word them. */
    public boolean isFull() {
        return seen.size() >= MAX;
    }

    @Override
    public void accept(String message) {
        if (!isFull() && seen.add(message)) {
            next.accept(message);
        }
    }
}
