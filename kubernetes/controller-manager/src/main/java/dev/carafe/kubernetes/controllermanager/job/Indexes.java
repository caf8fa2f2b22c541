package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;

/** The completed indexes of an indexed Job, written such as {@code 0-3,5,7-8}; no I/O. */
final class Indexes {
    static final String ANNOTATION = "batch.kubernetes.io/job-completion-index";

    private Indexes() {}

    /** Reads the written form, dropping what is not below {@code completions}. */
    static BitSet parse(String text, int completions) {
        BitSet set = new BitSet();
        for (String range : text.split(",")) {
            int dash = range.indexOf('-');
            Optional<Integer> first = number(dash < 0 ? range : range.substring(0, dash));
            Optional<Integer> last = number(dash < 0 ? range : range.substring(dash + 1));
            if (first.isPresent() && last.isPresent() && first.get() <= last.get() && first.get() < completions) {
                set.set(first.get(), Math.min(completions, last.get() + 1));
            }
        }
        return set;
    }

    private static Optional<Integer> number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number < 0 ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    static String format(BitSet set) {
        StringBuilder text = new StringBuilder();
        for (int first = set.nextSetBit(0); first >= 0; ) {
            int last = set.nextClearBit(first) - 1;
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append(last == first + 1 ? "," : "-").append(last);
            }
            first = set.nextSetBit(last + 1);
        }
        return text.toString();
    }

    /** The index of a pod. */
    static Optional<Integer> of(Pod pod) {
        String text = pod.metadata().annotations().get(ANNOTATION);
        return text == null ? Optional.empty() : number(text);
    }

    static BitSet of(Collection<Pod> pods, int completions) {
        BitSet set = new BitSet();
        pods.forEach(pod -> of(pod).filter(index -> index < completions).ifPresent(set::set));
        return set;
    }
}
