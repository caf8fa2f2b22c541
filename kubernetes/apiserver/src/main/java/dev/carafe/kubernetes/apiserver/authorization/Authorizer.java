package dev.carafe.kubernetes.apiserver.authorization;

/** Decides whether a request may go on. Thread-safe, and quick: it runs for every request. */
@FunctionalInterface
public interface Authorizer {
    /** What an authorizer says. */
    enum Verdict {
        ALLOW,
        DENY,
        NO_OPINION
    }

    /**
     * An answer.
     *
     * @param verdict the answer itself
     * @param reason why, in a sentence for the client's error or the audit log; may be empty
     */
    record Decision(Verdict verdict, String reason) {}

    /** The decision on one request. */
    Decision authorize(Attributes attributes);
}
