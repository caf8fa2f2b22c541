package dev.carafe.kubernetes.apiserver.authentication;

import java.util.List;

/**
 * How service account tokens are made and read.
 *
 * @param issuers who tokens may say has issued them, at least one; the first stands in new ones and is the URL under which
 *     the keys are published
 * @param audiences who the API server is; the audiences of a token that asks for none
 * @param extendExpiration whether a pod's token stays valid for a year although it asks for an hour, with a warning
 */
public record TokenConfig(List<String> issuers, List<String> audiences, boolean extendExpiration) {
    public TokenConfig {
        issuers = List.copyOf(issuers);
        audiences = audiences.isEmpty() ? issuers : List.copyOf(audiences);
    }

    /** Who issues new tokens. */
    String issuer() {
        return issuers.getFirst();
    }
}
