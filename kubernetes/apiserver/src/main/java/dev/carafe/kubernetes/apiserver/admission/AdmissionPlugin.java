package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** One plugin of the admission chain. Thread-safe. All plugins admit, in order, before any validates. */
public interface AdmissionPlugin {
    /** Upstream's name, such as {@code NamespaceLifecycle}. */
    String name();

    /**
     * Whether the plugin cares for this request at all.
     */
    boolean handles(AdmissionRequest request);

    /**
     * The object as it shall be; called only for requests with an object.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when the request must not go on
     */
    default Struct admit(AdmissionRequest request) {
        return request.object().orElse(Struct.EMPTY);
    }

    /**
     * A last look at the object as it will be stored.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when the request must not go on
     */
    default void validate(AdmissionRequest request) {}
}
