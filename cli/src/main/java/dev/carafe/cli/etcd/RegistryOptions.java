package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The etcd in which the members of a new cluster find each other, by etcd's flags of the same names. */
final class RegistryOptions {
    @Option(
            names = "--discovery-endpoints",
            split = ",",
            paramLabel = "URL",
            description = "Another etcd in which the members find each other, in the place of --initial-cluster.")
    List<String> endpoints = new ArrayList<>();

    @Option(
            names = "--discovery-token",
            paramLabel = "TEXT",
            defaultValue = "",
            description =
                    "Tells the cluster apart from others there: /_etcd/registry/TEXT/_config/size holds its size.")
    String token = "";

    @Option(
            names = "--discovery-request-timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = GoDuration.class,
            description = "How long one request there may take (${DEFAULT-VALUE}).")
    Duration requestTimeout = Duration.ofSeconds(5);

    @Option(names = "--discovery-cacert", paramLabel = "FILE", description = "Authorities of that etcd, PEM.")
    @Nullable
    Path caFile;

    @Option(names = "--discovery-cert", paramLabel = "FILE", description = "The certificate to show there, PEM.")
    @Nullable
    Path certFile;

    @Option(names = "--discovery-key", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--discovery-insecure-transport",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            description =
                    "Take plain http where addresses there name no scheme and there are no certificates (${DEFAULT-VALUE}).")
    boolean insecureTransport = true;

    @Option(
            names = "--discovery-insecure-skip-tls-verify",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take any certificate of that etcd; for tests only.")
    boolean skipVerify;

    @Option(
            names = "--discovery-user",
            paramLabel = "NAME[:PASSWORD]",
            defaultValue = "",
            description = "The user to be there.")
    String user = "";

    @Option(
            names = "--discovery-password",
            paramLabel = "PASSWORD",
            defaultValue = "",
            description = "Its password, when --discovery-user has none.")
    String password = "";

    /** Whether members are looked up so. */
    boolean given() {
        if (endpoints.isEmpty() != token.isEmpty()) {
            throw CommandException.wrongUse("both --discovery-endpoints and --discovery-token must be set.");
        }
        return !endpoints.isEmpty();
    }

    /** The other etcd; connects when it is first asked. */
    RemoteStore open() throws IOException {
        try {
            List<URI> urls = endpoints.stream().map(this::url).toList();
            return RemoteStore.connect(new RemoteStoreConfig(
                    urls, new RemoteStoreConfig.Tls(caFile, certFile, keyFile, skipVerify), requestTimeout, login()));
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(
                    "--discovery-endpoints takes addresses such as https://10.0.0.1:2379: " + e.getMessage() + ".");
        }
    }

    /** As etcd's clients take it: without a scheme it is https as soon as anything is said of certificates. */
    private URI url(String text) {
        boolean secure = caFile != null || certFile != null || keyFile != null || skipVerify || !insecureTransport;
        return URI.create(text.contains("://") ? text : (secure ? "https://" : "http://") + text);
    }

    /** Null for no user. */
    private RemoteStoreConfig.@Nullable Login login() {
        int colon = user.indexOf(':');
        String name = password.isEmpty() && colon >= 0 ? user.substring(0, colon) : user;
        String secret = password.isEmpty() && colon >= 0 ? user.substring(colon + 1) : password;
        if (name.isEmpty() != secret.isEmpty()) {
            throw CommandException.wrongUse(
                    "--discovery-user and --discovery-password go together: a user's name and its password.");
        }
        return name.isEmpty() ? null : new RemoteStoreConfig.Login(name, secret);
    }
}
