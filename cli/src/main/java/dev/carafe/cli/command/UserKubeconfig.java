package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.kubeconfig.Credentials;
import dev.carafe.cli.kubeconfig.Kubeconfig;
import dev.carafe.cli.kubeconfig.KubeconfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The entry of this cloud in the user's own kubeconfig. */
final class UserKubeconfig {

    private static final String CONTEXT = "carafe";

    private UserKubeconfig() {}

    /**
     * What was merged.
     *
     * @param file the user's kubeconfig
     * @param context the context's name
     * @param isCurrent whether kubectl uses it without being told
     */
    record Merged(Path file, String context, boolean isCurrent) {}

    /** Puts the administrator's credentials there as the context {@code carafe}. */
    static Merged merge(DataDirectory directory, Settings settings) throws IOException {
        Path file = file();
        Path pki = directory.pki();
        Credentials credentials = Credentials.read(
                settings.localUrl(), pki.resolve("ca.crt"), pki.resolve("admin.crt"), pki.resolve("admin.key"));
        String context = KubeconfigFile.merge(file, CONTEXT, other(directory), credentials);
        Kubeconfig merged = KubeconfigFile.read(file);
        return new Merged(file, context, merged.currentContext().equals(context));
    }

    /** Takes this cloud's entry away. */
    static void remove(DataDirectory directory) throws IOException {
        Path authority = directory.pki().resolve("ca.crt");
        if (Files.exists(authority)) {
            String data = Base64.getEncoder().encodeToString(Files.readAllBytes(authority));
            KubeconfigFile.remove(file(), CONTEXT, other(directory), data);
        }
    }

    private static String other(DataDirectory directory) {
        return CONTEXT + "-" + directory.id();
    }

    private static Path file() {
        return KubeconfigFile.ofUser(System.getenv(), Path.of(System.getProperty("user.home")));
    }
}
