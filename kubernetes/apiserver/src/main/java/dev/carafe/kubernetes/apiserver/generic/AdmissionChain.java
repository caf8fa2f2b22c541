package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugin;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest;
import java.util.List;
import java.util.function.Supplier;

/** The admission plugins in their order. Thread-safe. */
public final class AdmissionChain {
    /** A chain that lets everything through as it is. */
    public static final AdmissionChain NONE = new AdmissionChain(List::of);

    private final Supplier<List<AdmissionPlugin>> plugins;

    /**
     * A chain.
     *
     * @param plugins asked at every write, so that plugins can be made after the stores that they read
     */
    public AdmissionChain(Supplier<List<AdmissionPlugin>> plugins) {
        this.plugins = plugins;
    }

    /** The object as all plugins want it. */
    public Struct admit(AdmissionRequest request) {
        AdmissionRequest current = request;
        for (AdmissionPlugin plugin : plugins.get()) {
            if (plugin.handles(current)) {
                Struct admitted = plugin.admit(current);
                current = current.object().isPresent() ? current.withObject(admitted) : current;
            }
        }
        return current.object().orElse(Struct.EMPTY);
    }

    /** Lets all plugins speak against the write. */
    public void validate(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins.get()) {
            if (plugin.handles(request)) {
                plugin.validate(request);
            }
        }
    }
}
