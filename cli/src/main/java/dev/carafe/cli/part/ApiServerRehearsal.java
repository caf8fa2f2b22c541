package dev.carafe.cli.part;

import dev.carafe.cli.background.ThisProgram;
import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.FreePort;
import dev.carafe.cli.host.Remains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/**
 * Two short runs of an API server in a temporary folder, of which nothing stays: on an etcd, and with a store of its own. It alone is in
 * this process, started as {@code carafe kube-apiserver} starts it: what makes its certificates, its etcd and who uses it are other
 * processes, whose classes it never loads.
 */
final class ApiServerRehearsal {
    private static final Duration PREPARATION_MAX = Duration.ofMinutes(2);
    private static final Duration USE_MAX = Duration.ofMinutes(5);

    private final ApiServerRehearsalFiles files;
    private final int uses;

    private ApiServerRehearsal(ApiServerRehearsalFiles files, int uses) {
        this.files = files;
        this.uses = uses;
    }

    /**
     * Starts the server, has it used, and stops it; both ways.
     *
     * @param uses as {@link ApiServerUse} counts them
     */
    static void run(int uses) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("carafe-train-");
        try {
            new ApiServerRehearsal(ApiServerRehearsalFiles.in(root), uses).rehearse();
        } finally {
            new Remains().removeTree(root);
        }
    }

    private void rehearse() throws IOException, InterruptedException {
        int port = FreePort.find();
        String endpoint = "https://127.0.0.1:" + FreePort.find();
        check(PREPARATION_MAX, "train-apiserver", "--prepare", files.root().toString(), "--port", String.valueOf(port));
        Process store = startStore(endpoint);
        try {
            serve(
                    port,
                    "--etcd-servers=" + endpoint,
                    "--etcd-cafile=" + files.pki("ca.crt"),
                    "--etcd-certfile=" + files.pki("apiserver-kubelet-client.crt"),
                    "--etcd-keyfile=" + files.pki("apiserver-kubelet-client.key"));
        } finally {
            store.destroy();
            store.waitFor();
        }
        serve(port, "--data-dir=" + files.objects());
    }

    /** Serves at a port, with objects where those flags say. */
    private void serve(int port, String... objects) throws IOException, InterruptedException {
        KubeApiserverCommand command = new KubeApiserverCommand();
        CompletableFuture<PartProcess> serving = new CompletableFuture<>();
        command.serving = serving::complete;
        Thread thread = Thread.ofPlatform().daemon().name("kube-apiserver").start(() -> {
            int code = new CommandLine(command).execute(arguments(port, objects));
            serving.completeExceptionally(new IOException("the API server ended with code " + code));
        });
        try {
            var _ = serving.get();
            check(USE_MAX, "train-apiserver", "--use", files.kubeconfig().toString(), "--uses", String.valueOf(uses));
        } catch (ExecutionException e) {
            throw new IOException("the API server did not start", e);
        } finally {
            var _ = serving.thenAccept(PartProcess::end);
            thread.join();
        }
    }

    private String[] arguments(int port, String... objects) {
        List<String> arguments = new ArrayList<>(List.of(objects));
        arguments.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--advertise-address=192.0.2.1", // the object of the server's own service takes no loopback
                "--secure-port=" + port,
                "--tls-cert-file=" + files.pki("apiserver.crt"),
                "--tls-private-key-file=" + files.pki("apiserver.key"),
                "--client-ca-file=" + files.pki("ca.crt"),
                "--service-account-signing-key-file=" + files.pki("sa.key"),
                "--kubelet-client-certificate=" + files.pki("apiserver-kubelet-client.crt"),
                "--kubelet-client-key=" + files.pki("apiserver-kubelet-client.key"),
                "--kubelet-certificate-authority=" + files.pki("ca.crt")));
        return arguments.toArray(new String[0]);
    }

    private Process startStore(String endpoint) throws IOException {
        List<String> command = ThisProgram.briefly(
                "etcd",
                "--data-dir=" + files.store(),
                "--listen-client-urls=" + endpoint,
                "--advertise-client-urls=" + endpoint,
                "--listen-peer-urls=http://127.0.0.1:" + FreePort.find(),
                "--cert-file=" + files.pki("apiserver.crt"),
                "--key-file=" + files.pki("apiserver.key"),
                "--trusted-ca-file=" + files.pki("ca.crt"),
                "--client-cert-auth");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void check(Duration timeout, String... arguments) throws IOException {
        Command.Result result = Command.run(timeout, ThisProgram.briefly(arguments));
        if (!result.isOk()) {
            throw new IOException("the API server cannot be rehearsed: " + result.lastLine());
        }
    }
}
