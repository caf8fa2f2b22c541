package dev.carafe.cli.command;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Invoker;
import dev.carafe.cli.kubeconfig.Credentials;
import dev.carafe.cli.kubeconfig.Kubeconfig;
import dev.carafe.cli.kubeconfig.KubeconfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The entry of this cloud in the user's own kubeconfig; behind {@code sudo} in that of the user who called it, too. */
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
    record Merged(Path file, String context, boolean isCurrent) implements Outcome {}

    /**
     * Nothing was merged.
     *
     * @param reason why, as a clause
     */
    record Refused(String reason) implements Outcome {}

    /** What became of a merge. */
    sealed interface Outcome permits Merged, Refused {}

    /** Merges where that can be done: a cloud is of use without it, too. */
    static Outcome tryMerge(DataDirectory directory, Settings settings) {
        try {
            return merge(directory, settings);
        } catch (IOException e) {
            return new Refused(CommandException.reason(e));
        }
    }

    /** Puts the administrator's credentials there as the context {@code carafe}. */
    static Merged merge(DataDirectory directory, Settings settings) throws IOException {
        Path pki = directory.pki();
        Credentials credentials = Credentials.read(
                settings.localUrl(), pki.resolve("ca.crt"), pki.resolve("admin.crt"), pki.resolve("admin.key"));
        Merged own = merge(ofProcess(), directory, credentials);
        Optional<Invoker> invoker = Invoker.find();
        if (invoker.isEmpty()) {
            return own;
        }
        Path file = ofInvoker(invoker.get());
        Path folder = file.resolveSibling("");
        boolean isNew = !Files.exists(folder);
        Merged merged = merge(file, directory, credentials);
        invoker.get().give(file);
        if (isNew) {
            invoker.get().give(folder);
        }
        return merged;
    }

    private static Merged merge(Path file, DataDirectory directory, Credentials credentials) throws IOException {
        String context = KubeconfigFile.merge(file, CONTEXT, other(directory), credentials);
        Kubeconfig merged = KubeconfigFile.read(file);
        return new Merged(file, context, merged.currentContext().equals(context));
    }

    /** Takes this cloud's entry away. */
    static void remove(DataDirectory directory) throws IOException {
        Path authority = directory.pki().resolve("ca.crt");
        if (Files.exists(authority)) {
            String data = Base64.getEncoder().encodeToString(Files.readAllBytes(authority));
            KubeconfigFile.remove(ofProcess(), CONTEXT, other(directory), data);
            Optional<Invoker> invoker = Invoker.find();
            if (invoker.isPresent() && Files.exists(ofInvoker(invoker.get()))) {
                KubeconfigFile.remove(ofInvoker(invoker.get()), CONTEXT, other(directory), data);
                invoker.get().give(ofInvoker(invoker.get()));
            }
        }
    }

    private static String other(DataDirectory directory) {
        return CONTEXT + "-" + directory.id();
    }

    private static Path ofProcess() {
        return KubeconfigFile.ofUser(System.getenv(), DataDirectory.home());
    }

    private static Path ofInvoker(Invoker invoker) {
        return KubeconfigFile.ofUser(Map.of(), invoker.home());
    }
}
