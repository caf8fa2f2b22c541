package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.host.Host;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apiserver.ApiServer;
import dev.carafe.kubernetes.apiserver.ApiServerConfig;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugins;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carafe kube-apiserver}. */
@Command(
        name = "kube-apiserver",
        description = "Runs the API server alone: on carafe etcd, on a real one, or on a store of its own.",
        modelTransformer = ApiServerUnusedFlags.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe kube-apiserver --etcd-servers http://127.0.0.1:2379 --tls-cert-file s.crt \\",
            "      --tls-private-key-file s.key --client-ca-file ca.crt --service-account-signing-key-file sa.key \\",
            "      --kubelet-client-certificate kc.crt --kubelet-client-key kc.key --kubelet-certificate-authority ca.crt",
            "  carafe kube-apiserver --data-dir /var/lib/objects ...   the same without an etcd"
        })
public final class KubeApiserverCommand implements Callable<Integer> {

    private static final Logger LOG = System.getLogger("dev.carafe.kubernetes.apiserver.ApiServer");

    @Mixin
    ObjectStoreFlags objects = new ObjectStoreFlags();

    @Option(
            names = "--bind-address",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where it serves (${DEFAULT-VALUE}).")
    String bindAddress = "";

    @Option(names = "--secure-port", paramLabel = "PORT", defaultValue = "6443", description = "(${DEFAULT-VALUE}).")
    int securePort;

    @Option(
            names = "--advertise-address",
            paramLabel = "ADDRESS",
            description = "Where the kubernetes Service leads (the host's).")
    @Nullable
    String advertiseAddress;

    @Mixin
    TlsFlags tls = new TlsFlags();

    @Option(
            names = "--client-ca-file",
            paramLabel = "FILE",
            description = "Who vouches for clients (no client is asked for a certificate).")
    @Nullable
    Path clientCa;

    @Mixin
    ServiceAccountFlags serviceAccounts = new ServiceAccountFlags();

    @Option(
            names = "--service-cluster-ip-range",
            paramLabel = "RANGE",
            defaultValue = "10.96.0.0/12",
            description = "The range of Services (${DEFAULT-VALUE}).")
    String serviceRange = "";

    @Option(
            names = "--service-node-port-range",
            paramLabel = "FIRST-LAST",
            defaultValue = "30000-32767",
            converter = PortRange.Converter.class,
            description = "The range of node ports (${DEFAULT-VALUE}).")
    PortRange nodePorts = new PortRange(30_000, 32_767);

    @Option(
            names = "--kubelet-client-certificate",
            paramLabel = "FILE",
            description = "What kubelets are shown (nothing, by which few let anybody in).")
    @Nullable
    Path kubeletCertificate;

    @Option(names = "--kubelet-client-key", paramLabel = "FILE", description = "Its key.")
    @Nullable
    Path kubeletKey;

    @Option(
            names = "--kubelet-certificate-authority",
            paramLabel = "FILE",
            description = "Who vouches for kubelets (any certificate of theirs is taken).")
    @Nullable
    Path kubeletCa;

    @Option(
            names = "--authorization-mode",
            split = ",",
            paramLabel = "MODE",
            defaultValue = "Node,RBAC",
            description = "Who may do what (${DEFAULT-VALUE}).")
    List<String> authorizationModes = new ArrayList<>();

    @Option(
            names = "--anonymous-auth",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether requests may come without credentials (${DEFAULT-VALUE}).")
    boolean anonymousAuth = true;

    @Option(
            names = "--disable-admission-plugins",
            split = ",",
            paramLabel = "NAME",
            description = "Admission plugins not to run.")
    List<String> disabledAdmissionPlugins = new ArrayList<>();

    @Option(
            names = "--enable-admission-plugins",
            split = ",",
            paramLabel = "NAME",
            description = "Admission plugins to run; those that there are run anyway.")
    List<String> enabledAdmissionPlugins = new ArrayList<>();

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    RunOptions runOptions = new RunOptions();

    @Option(
            names = {"-v", "--v"},
            paramLabel = "LEVEL",
            defaultValue = "0",
            description = "How much to log (4: more).")
    int verbosity;

    /** Told when it serves. */
    Consumer<PartProcess> serving = _ -> {};

    @Override
    public Integer call() throws IOException {
        List<String> warnings = new ArrayList<>(new ApiServerUnusedFlags().check(Objects.requireNonNull(spec)));
        if (kubeletCa == null) {
            warnings.add("--kubelet-certificate-authority is not given: kubelets' certificates are not checked");
        }
        if ((kubeletCertificate == null) != (kubeletKey == null)) {
            throw CommandException.wrongUse("--kubelet-client-certificate and --kubelet-client-key go together.");
        }
        checkAdmissionPlugins();
        tls.check();
        objects.check();
        return PartProcess.run(verbosity, process -> {
            warnings.forEach(warning -> LOG.log(Level.WARNING, warning));
            Store store = process.keep(objects.open());
            ApiServerConfig config = config(store);
            ApiServer server = process.keep(
                    Addresses.listen("--secure-port", config.bindAddress(), () -> ApiServer.start(config)));
            LOG.log(Level.INFO, "Serving at {0}", server.address());
            serving.accept(process);
        });
    }

    private void checkAdmissionPlugins() {
        for (String name : enabledAdmissionPlugins) {
            if (!AdmissionPlugins.NAMES.contains(name)) {
                throw CommandException.wrongUse("--enable-admission-plugins: there is no plugin \"" + name
                        + "\" here; there are " + String.join(", ", AdmissionPlugins.NAMES) + ".");
            }
        }
    }

    private ApiServerConfig config(Store store) throws IOException {
        String advertised =
                advertiseAddress != null ? advertiseAddress : Host.address().getHostAddress();
        ServingCertificate shown = tls.certificate(advertised, bindAddress, serviceRange);
        return new ApiServerConfig(
                new InetSocketAddress(InetAddress.ofLiteral(bindAddress), securePort),
                advertised,
                shown.certificate(),
                shown.key(),
                tls.protocols(),
                tls.cipherSuites(),
                Optional.ofNullable(clientCa),
                serviceAccounts.options(),
                serviceRange,
                nodePorts.first(),
                nodePorts.last(),
                Optional.ofNullable(kubeletCertificate),
                Optional.ofNullable(kubeletKey),
                Optional.ofNullable(kubeletCa),
                authorizationModes,
                anonymousAuth,
                disabledAdmissionPlugins,
                runOptions.options(),
                store);
    }
}
