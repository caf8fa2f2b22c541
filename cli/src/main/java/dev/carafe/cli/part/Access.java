package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.http.ClusterAccess;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import dev.carafe.kubernetes.client.http.ServiceAccountToken;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a part that is a client of the API server. */
final class Access {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the API server; without it, as a pod does.")
    @Nullable
    Path kubeconfig;

    @Option(
            names = {"-v", "--v"},
            paramLabel = "LEVEL",
            defaultValue = "0",
            description = "How much to log (4: more).")
    int verbosity;

    /** A client that calls itself {@code part}. */
    Client client(String part) {
        try {
            return new Client(new HttpTransport(cluster(), part));
        } catch (IOException e) {
            throw noWay(e);
        }
    }

    /** A client that acts as a service account of {@code kube-system}; {@code part} asks for the account's tokens. */
    Client client(String part, Client asking, String serviceAccount) {
        ServiceAccountToken token = new ServiceAccountToken(asking, "kube-system", serviceAccount, Clock.system());
        try {
            return new Client(new HttpTransport(
                    cluster().anonymous(), part + "/system:serviceaccount:kube-system:" + serviceAccount, token));
        } catch (IOException e) {
            throw noWay(e);
        }
    }

    private ClusterAccess cluster() throws IOException {
        return kubeconfig == null ? KubeConfig.inCluster(System.getenv()) : KubeConfig.load(kubeconfig);
    }

    private static CommandException noWay(IOException e) {
        return new CommandException(
                "no way to the API server (" + CommandException.reason(e)
                        + "); give a kubeconfig file with --kubeconfig.",
                e);
    }
}
