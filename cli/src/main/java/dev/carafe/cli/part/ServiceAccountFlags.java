package dev.carafe.cli.part;

import dev.carafe.kubernetes.apiserver.ServiceAccountOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say how service account tokens are made and read. */
final class ServiceAccountFlags {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

    @Option(
            names = "--service-account-signing-key-file",
            required = true,
            paramLabel = "FILE",
            description = "What signs and checks service account tokens, PEM.")
    Path signingKey = Path.of("");

    @Option(
            names = "--service-account-key-file",
            paramLabel = "FILE",
            description = "More keys, public or private, that check tokens, PEM; may be given several times.")
    List<Path> keys = new ArrayList<>();

    @Option(
            names = "--service-account-issuer",
            paramLabel = "URL",
            defaultValue = ISSUER,
            description =
                    "Who issues tokens (${DEFAULT-VALUE}). Given several times, the first issues new ones, and those of the"
                            + " others are good too.")
    List<String> issuers = new ArrayList<>();

    @Option(
            names = "--api-audiences",
            split = ",",
            paramLabel = "NAME",
            description = "Whom tokens for this server are meant for (the issuers).")
    List<String> audiences = new ArrayList<>();

    @Option(
            names = "--service-account-extend-token-expiration",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether tokens of pods that are not renewed stay good for a year (${DEFAULT-VALUE}).")
    boolean extendExpiration = true;

    /** What was asked for. */
    ServiceAccountOptions options() {
        return new ServiceAccountOptions(signingKey, keys, issuers, audiences, extendExpiration);
    }
}
