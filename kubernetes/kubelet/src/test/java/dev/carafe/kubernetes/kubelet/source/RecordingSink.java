package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes down what a source says. Thread-safe. */
final class RecordingSink implements PodSink {
    private final List<String> words = new ArrayList<>();

    @Override
    public synchronized void declared(Pod pod) {
        add("+" + pod.metadata().name() + " " + pod.metadata().uid());
    }

    @Override
    public synchronized void undeclared(String uid) {
        add("-" + uid);
    }

    @Override
    public synchronized void ready(String source) {
        add("ready " + source);
    }

    private void add(String word) {
        words.add(word);
        notifyAll();
    }

    /** All that was said, once it is as wanted. */
    synchronized List<String> await(Predicate<List<String>> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!wanted.test(words)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not in time: " + words);
            }
            wait(left);
        }
        return List.copyOf(words);
    }

    /** The uid that a pod of that name was last declared with. */
    synchronized String uid(String name) {
        return words.stream()
                .filter(word -> word.startsWith("+" + name + " "))
                .reduce((_, later) -> later)
                .orElseThrow()
                .substring(name.length() + 2);
    }
}
