package dev.carafe.etcd.robustness.history;

import dev.carafe.etcd.EtcdException;

/** What became of a call, as far as its client knows. */
public sealed interface Outcome {
    /**
     * It was answered.
     *
     * @param response the store's response record
     */
    record Answered(Record response) implements Outcome {}

    /** It was refused, and has changed nothing. */
    record Refused(EtcdException cause) implements Outcome {
        @Override
        public String toString() {
            return "refused: " + cause.getMessage();
        }
    }

    /** Nobody knows: it may have happened at any time from the call to the operation's return, or never. */
    record Unknown() implements Outcome {}
}
