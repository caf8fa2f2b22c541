package dev.carafe.kubernetes.kubelet.probe;

/**
 * What one asking gave.
 *
 * @param output what to tell people of a failure
 */
record ProbeResult(Outcome outcome, String output) {
    /** ERROR means that it could not be asked, which counts for nothing. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        ERROR
    }

    static ProbeResult success() {
        return new ProbeResult(Outcome.SUCCESS, "");
    }

    static ProbeResult failure(String output) {
        return new ProbeResult(Outcome.FAILURE, output);
    }

    static ProbeResult error(String output) {
        return new ProbeResult(Outcome.ERROR, output);
    }
}
