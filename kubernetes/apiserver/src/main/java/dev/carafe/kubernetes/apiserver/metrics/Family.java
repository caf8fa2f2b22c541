package dev.carafe.kubernetes.apiserver.metrics;

/** All values of one name. */
interface Family {
    /** Writes it with its head; nothing where it has no value yet. */
    void write(MetricsText out, String name);
}
