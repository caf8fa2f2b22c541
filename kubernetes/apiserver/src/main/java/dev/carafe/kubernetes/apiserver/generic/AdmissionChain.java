package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugin;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest;
import dev.carafe.kubernetes.apiserver.metrics.AdmissionMetrics;
import java.util.List;
import java.util.function.Supplier;

/** The admission plugins in their order. Thread-safe. */
public final class AdmissionChain {
    /** A chain that lets everything through as it is. */
    public static final AdmissionChain NONE = new AdmissionChain(List::of, AdmissionMetrics.untold());

    private static final String ADMIT = "admit";
    private static final String VALIDATE = "validate";

    /** The name of all plugins together. */
    private static final String ALL = "";

    private final Supplier<List<AdmissionPlugin>> plugins;
    private final AdmissionMetrics metrics;

    /**
     * A chain.
     *
     * @param plugins asked at every write, so that plugins can be made after the stores that they read
     * @param metrics takes how long each takes
     */
    public AdmissionChain(Supplier<List<AdmissionPlugin>> plugins, AdmissionMetrics metrics) {
        this.plugins = plugins;
        this.metrics = metrics;
    }

    /** The object as all plugins want it. */
    public Struct admit(AdmissionRequest request) {
        return measured(ALL, ADMIT, request, () -> {
            AdmissionRequest current = request;
            for (AdmissionPlugin plugin : plugins.get()) {
                if (plugin.handles(current)) {
                    current = admitted(plugin, current);
                }
            }
            return current.object().orElse(Struct.EMPTY);
        });
    }

    private AdmissionRequest admitted(AdmissionPlugin plugin, AdmissionRequest request) {
        Struct admitted = measured(plugin.name(), ADMIT, request, () -> plugin.admit(request));
        return request.object().isPresent() ? request.withObject(admitted) : request;
    }

    /** Lets all plugins speak against the write. */
    public void validate(AdmissionRequest request) {
        var _ = measured(ALL, VALIDATE, request, () -> {
            for (AdmissionPlugin plugin : plugins.get()) {
                if (plugin.handles(request)) {
                    var _ = measured(plugin.name(), VALIDATE, request, () -> {
                        plugin.validate(request);
                        return request;
                    });
                }
            }
            return request;
        });
    }

    private <T> T measured(String plugin, String type, AdmissionRequest request, Supplier<T> work) {
        long start = System.nanoTime();
        boolean rejected = true;
        try {
            T result = work.get();
            rejected = false;
            return result;
        } finally {
            metrics.observe(plugin, type, request.operation().name(), rejected, System.nanoTime() - start);
        }
    }
}
