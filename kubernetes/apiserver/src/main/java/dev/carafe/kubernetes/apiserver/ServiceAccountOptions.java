package dev.carafe.kubernetes.apiserver;

import java.nio.file.Path;
import java.util.List;

/**
 * How service account tokens are made and read; names are those of upstream's flags.
 *
 * @param signingKeyFile PEM file with the key that signs them, and whose public half checks them
 * @param keyFiles PEM files with more keys that check them, such as those from before a rotation, or another server's
 * @param issuers who tokens may say has issued them; the first one issues new ones
 * @param apiAudiences who the API server is; the issuers where none is given
 * @param extendTokenExpiration whether a pod's token stays valid for a year although it asks for an hour, with a warning
 */
public record ServiceAccountOptions(
        Path signingKeyFile,
        List<Path> keyFiles,
        List<String> issuers,
        List<String> apiAudiences,
        boolean extendTokenExpiration) {
    public ServiceAccountOptions {
        keyFiles = List.copyOf(keyFiles);
        issuers = List.copyOf(issuers);
        apiAudiences = List.copyOf(apiAudiences);
    }

    /** One key and one issuer. */
    public static ServiceAccountOptions of(Path signingKeyFile, String issuer) {
        return new ServiceAccountOptions(signingKeyFile, List.of(), List.of(issuer), List.of(), true);
    }
}
