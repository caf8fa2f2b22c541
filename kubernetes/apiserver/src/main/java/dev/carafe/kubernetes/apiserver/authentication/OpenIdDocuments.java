package dev.carafe.kubernetes.apiserver.authentication;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What others need to verify service account tokens themselves (OpenID Connect Discovery 1.0). */
public final class OpenIdDocuments {
    /** Where the keys are served. */
    public static final String JWKS_PATH = "/openid/v1/jwks";

    /** What the keys are served as, and as nothing else (RFC 7517, section 8.5). */
    public static final String JWKS_MEDIA_TYPE = "application/jwk-set+json";

    private final Struct configuration;
    private final Struct keySet;

    public OpenIdDocuments(TokenConfig config, ServiceAccountKeys keys) {
        List<Object> entries = new ArrayList<>();
        TreeSet<String> algorithms = new TreeSet<>();
        keys.toJwks().forEach(key -> {
            entries.add(Struct.of(key));
            algorithms.add(String.valueOf(key.get("alg")));
        });
        this.keySet = Struct.of("keys", List.copyOf(entries));
        this.configuration = Struct.builder()
                .put("issuer", config.issuer())
                .put("jwks_uri", config.issuer() + JWKS_PATH)
                .put("response_types_supported", List.of("id_token"))
                .put("subject_types_supported", List.of("public"))
                .put("id_token_signing_alg_values_supported", List.copyOf(algorithms))
                .build();
    }

    /** The content of {@code /.well-known/openid-configuration}. */
    public Struct configuration() {
        return configuration;
    }

    /** The content of {@value #JWKS_PATH}. */
    public Struct keySet() {
        return keySet;
    }
}
