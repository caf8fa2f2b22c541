package dev.carafe.kubernetes.apiserver.robustness;

/**
 * One write of a client, and what it was told.
 *
 * @param tag the number that the object carries
 * @param deletes whether it deletes, so that nothing carries it
 * @param guard the revision that the object had to be at; 0 where it had not to exist
 * @param begun the store's revision when it was asked, at most
 * @param ended the store's revision when it was answered, at least; for {@link Told#NOTHING} what was known last, and the
 *     largest number where the store died with its answer
 * @param told what the client was told
 * @param revision of the acknowledged change, else 0
 */
record Write(String key, long tag, boolean deletes, long guard, long begun, long ended, Told told, long revision) {
    /** An answer. */
    enum Told {
        /** It is done. */
        DONE,
        /** The object is at another revision. */
        REFUSED,
        /** No answer: it may have happened. */
        NOTHING
    }
}
