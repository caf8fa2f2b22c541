package dev.carafe.kubernetes.apiserver.authentication;

import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes on a Secret the day on which its token was last used, by which the controller manager finds those that nobody needs
 * (pkg/serviceaccount/legacy.go, patchSecretWithLastUsedDate). A day is written once. Thread-safe.
 */
final class LegacyTokenDates {
    /** The label, whose value is a day of UTC as in {@code 2026-12-01}. */
    static final String LAST_USED = "kubernetes.io/legacy-token-last-used";

    private static final System.Logger LOG = System.getLogger(LegacyTokenDates.class.getName());

    private final ObjectWriter writer;
    private final InstantSource clock;

    LegacyTokenDates(ObjectWriter writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Notes that a Secret's token was shown just now. Whether that can be written is nothing to who showed it. */
    void used(Secret secret) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (isNoted(secret, today)) {
            return;
        }
        String namespace = secret.metadata().namespace();
        String name = secret.metadata().name();
        try {
            writer.update(
                    "",
                    "secrets",
                    namespace,
                    name,
                    stored -> noted(stored, secret.metadata().uid(), today));
        } catch (StatusError e) {
            LOG.log(Level.WARNING, "cannot note the use of the token in the secret " + namespace + "/" + name, e);
        }
    }

    /** Tomorrow too: another server's clock may be ahead. */
    private static boolean isNoted(Secret secret, LocalDate today) {
        String noted = secret.metadata().labels().getOrDefault(LAST_USED, "");
        return noted.equals(today.toString()) || noted.equals(today.plusDays(1).toString());
    }

    private static Struct noted(Struct stored, String uid, LocalDate today) {
        Secret secret = new Secret(stored);
        if (isNoted(secret, today)
                || !Objects.equals(secret.metadata().uid(), uid)) { // written, or made anew, meanwhile
            return stored;
        }
        Map<String, String> labels = new HashMap<>(secret.metadata().labels());
        labels.put(LAST_USED, today.toString());
        return secret.withMetadata(secret.metadata().withLabels(labels)).struct();
    }
}
