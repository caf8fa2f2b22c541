package dev.carafe.kubernetes.apiserver.authentication;

import java.util.List;

/**
 * How service account tokens are made and read.
 *
 * @param issuer the URL that stands in each token and under which the keys are published
 * @param audiences who the API server is; the audiences of a token that asks for none
 * @param extendExpiration whether a pod's token stays valid for a year although it asks for an hour, with a warning
 */
public record TokenConfig(String issuer, List<String> audiences, boolean extendExpiration) {
    public TokenConfig {
        audiences = audiences.isEmpty() ? List.of(issuer) : List.copyOf(audiences);
    }
}
