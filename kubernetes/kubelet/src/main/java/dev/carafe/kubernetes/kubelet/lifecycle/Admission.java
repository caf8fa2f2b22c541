package dev.carafe.kubernetes.kubelet.lifecycle;

/** What becomes of a pod that this machine was given. */
public sealed interface Admission {
    /** It is run, and what it asks for is taken from what the machine has. */
    record Admitted() implements Admission {}

    /** Nobody knows yet what the machine's Node says: ask again. */
    record Later() implements Admission {}

    /**
     * It ends as Failed without ever having run.
     *
     * @param reason one word, such as {@code NodeAffinity} or {@code OutOfcpu}
     */
    record Rejected(String reason, String message) implements Admission {}
}
