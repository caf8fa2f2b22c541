package dev.carafe.kubernetes.apiserver.controlplane;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ConfigMap that tells since when the use of tokens in Secrets is written down: a token without a date was not used since, and the
 * controller manager may do away with it (upstream's pkg/controlplane/controller/legacytokentracking).
 */
public final class LegacyTokenTracking {
    /** How often it is looked after. */
    public static final long INTERVAL_SECONDS = 1_800;

    private static final String RESOURCE = "configmaps";
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";
    private static final String SINCE = "since";

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final InstantSource clock;

    public LegacyTokenTracking(ObjectReader reader, ObjectWriter writer, InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
    }

    /** Makes the ConfigMap where it is not there, and writes today's day, of UTC, into one that tells none. */
    public void run() {
        Optional<Struct> stored = reader.getLatest("", RESOURCE, NAMESPACE, NAME);
        if (stored.isEmpty()) {
            create();
        } else if (!tells(new ConfigMap(stored.get()))) {
            writer.update("", RESOURCE, NAMESPACE, NAME, latest -> dated(new ConfigMap(latest)));
        }
    }

    private void create() {
        ConfigMap map = new ConfigMap(Struct.of("apiVersion", "v1", "kind", "ConfigMap"));
        ObjectMeta metadata = map.metadata().withName(NAME).withNamespace(NAMESPACE);
        try {
            writer.create("", RESOURCE, dated(map.withMetadata(metadata)));
        } catch (StatusError e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) { // by another server
                throw e;
            }
        }
    }

    private Struct dated(ConfigMap map) {
        if (tells(map)) {
            return map.struct();
        }
        Map<String, String> data = new HashMap<>(map.data());
        data.put(SINCE, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
        return map.withData(data).struct();
    }

    private static boolean tells(ConfigMap map) {
        try {
            LocalDate.parse(map.data().getOrDefault(SINCE, ""));
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }
}
